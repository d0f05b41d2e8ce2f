/** What differs between two states of the read models: how many documents, of how many customers, and some of them field by field. */
import { fieldChanges, type FieldChange } from '../../projections/field-changes.js'
import type { AnyReadModel, FoldedDocument } from '../../projections/read-model.js'
import { canonicalJson } from '../../domain/canonical-json.js'
import type { Snapshot } from '../read-models/read-model-store.js'

/** A document that differs. */
export interface ChangedDocument {
  readonly customer: string
  readonly part: string
  readonly changes: readonly FieldChange[]
}

/** What differs in one read model. */
export interface ModelChanges {
  readonly documents: { readonly before: number; readonly after: number }
  readonly added: number
  readonly removed: number
  readonly changed: number
  /** Customers with a document that differs. */
  readonly customers: number
  /** The first few. */
  readonly examples: readonly ChangedDocument[]
}

/** How many. */
export const examplesKept = 5

/** Texts in the order of their UTF-8 bytes, which is the order in which stores answer. */
const compareTexts = (a: string, b: string): number => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b)))

const compareDocuments = (a: FoldedDocument, b: FoldedDocument): number =>
  compareTexts(a.customer, b.customer) || compareTexts(a.part, b.part)

/** Both sides' documents side by side, in the order of customers and parts. */
async function* sideBySide(
  before: Iterable<FoldedDocument> | AsyncIterable<FoldedDocument>,
  after: Iterable<FoldedDocument> | AsyncIterable<FoldedDocument>,
): AsyncIterable<[FoldedDocument | undefined, FoldedDocument | undefined]> {
  const left = inSteps(before)
  const right = inSteps(after)
  let one = await left()
  let other = await right()
  while (one || other) {
    const order = !one ? 1 : !other ? -1 : compareDocuments(one, other)
    yield [order <= 0 ? one : undefined, order >= 0 ? other : undefined]
    if (order <= 0) one = await left()
    if (order >= 0) other = await right()
  }
}

const inSteps = <T>(items: Iterable<T> | AsyncIterable<T>): (() => Promise<T | undefined>) => {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  return async () => {
    const step = await iterator.next()
    return step.done ? undefined : step.value
  }
}

const whatChangedIn = async (name: string, before: Snapshot, after: Snapshot): Promise<ModelChanges> => {
  const counts = { before: 0, after: 0, added: 0, removed: 0, changed: 0, customers: 0 }
  const examples: ChangedDocument[] = []
  let lastCustomer: string | undefined
  for await (const [was, is] of sideBySide(before.documents(name), after.documents(name))) {
    if (was) counts.before += 1
    if (is) counts.after += 1
    if (was && is && canonicalJson([was.seen, was.body]) === canonicalJson([is.seen, is.body])) continue
    counts[!was ? 'added' : !is ? 'removed' : 'changed'] += 1
    const { customer, part } = (is ?? was)!
    if (customer !== lastCustomer) counts.customers += 1
    lastCustomer = customer
    if (examples.length < examplesKept)
      examples.push({ customer, part, changes: [...fieldChanges(was?.body, is?.body)] })
  }
  const { before: documentsBefore, after: documentsAfter, ...rest } = counts
  return { documents: { before: documentsBefore, after: documentsAfter }, ...rest, examples }
}

/** Puts two states of the same position beside each other; only read models in which something differs are in the answer. */
export const whatChanged = async (
  models: readonly AnyReadModel[],
  before: Snapshot,
  after: Snapshot,
): Promise<Readonly<Record<string, ModelChanges>>> => {
  const found: Record<string, ModelChanges> = {}
  for (const { name } of models) {
    const changes = await whatChangedIn(name, before, after)
    if (changes.added + changes.removed + changes.changed > 0) found[name] = changes
  }
  return found
}
