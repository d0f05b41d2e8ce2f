/** Drift: whether what is stored of customers is still what the log says, found out while everything goes on. */
import { fieldChanges, type FieldChange } from '../../projections/field-changes.js'
import type { Identities } from '../../projections/identities.js'
import type { AnyReadModel, FoldedDocument } from '../../projections/read-model.js'
import { canonicalJson } from '../../domain/canonical-json.js'
import type { EventStore } from '../event-store/event-store.js'
import type { ReadModelReader } from '../read-models/read-model-store.js'
import { foldCustomer } from './fold-customer.js'
import { readStoredHistory, storedHistories, type StoredHistory } from './history.js'
import { CurrentFold } from './current-fold.js'
import { identitiesFold } from './known-identities.js'

/** A stored document that is not what the log says; `to` is what it should be. */
export interface DriftedDocument {
  readonly model: string
  readonly part: string
  readonly changes: readonly FieldChange[]
}

/** A customer of whom something stored is not what the log says. */
export interface DriftedCustomer {
  readonly customer: string
  /** The log position at which both were compared. */
  readonly position: number
  readonly documents: readonly DriftedDocument[]
}

export interface DriftSources {
  readonly store: EventStore
  readonly readModels: Pick<ReadModelReader, 'read'>
  readonly models: readonly AnyReadModel[]
}

const partsAtOnce = 1_000

/** Everything stored of a customer in one state, by read model. */
const storedOf = async (customer: string, { readModels, models }: DriftSources) => {
  for (;;) {
    const documents = new Map<string, FoldedDocument[]>(models.map(({ name }) => [name, []]))
    let open = models.map(({ name }) => ({ model: name, customer, limit: partsAtOnce }) as const)
    let state: number | undefined
    let isOneState = true
    while (open.length > 0 && isOneState) {
      const { position, pages } = await readModels.read({
        pages: open.map((page) => {
          const after = documents.get(page.model)!.at(-1)?.part
          return after === undefined ? page : { ...page, after }
        }),
      })
      isOneState = state === undefined || state === position
      state = position
      open.forEach(({ model }, index) => documents.get(model)!.push(...pages[index]!))
      open = open.filter((_, index) => pages[index]!.length === partsAtOnce)
    }
    if (isOneState) return { position: state!, documents }
  }
}

const contentOf = ({ seen, body }: FoldedDocument): string => canonicalJson([seen, body])

/** What is stored beside what is folded. */
const compare = (
  stored: ReadonlyMap<string, readonly FoldedDocument[]>,
  folded: ReturnType<typeof foldCustomer>,
): DriftedDocument[] => {
  const drifted: DriftedDocument[] = []
  for (const [model, documents] of stored) {
    const should = new Map(folded.documents.filter((one) => one.model === model).map((one) => [one.part, one]))
    for (const is of documents) {
      const be = should.get(is.part)
      should.delete(is.part)
      if (!be || contentOf(is) !== contentOf(be))
        drifted.push({ model, part: is.part, changes: [...fieldChanges(is.body, be?.body)] })
    }
    for (const { part, body } of should.values())
      drifted.push({ model, part, changes: [...fieldChanges(undefined, body)] })
  }
  return drifted
}

const checkCustomer = async (
  history: StoredHistory,
  until: number,
  identitiesAt: (position: number) => Promise<Identities>,
  sources: DriftSources,
): Promise<DriftedCustomer | undefined> => {
  const { customer } = history
  const { position, documents } = await storedOf(customer, sources)
  let said = history
  if (position !== until) {
    const identities = await identitiesAt(position)
    if (identities.survivorOf(customer) !== customer) return undefined
    said = await readStoredHistory(sources.store, identities, customer, position)
  }
  const drifted = compare(documents, foldCustomer(sources.models, said))
  return drifted.length === 0 ? undefined : { customer, position, documents: drifted }
}

export interface DriftOptions {
  readonly signal?: AbortSignal | undefined
  /** Told after every customer; what it answers is waited for, so that it can slow the check down. */
  readonly onChecked?: (customers: number) => Promise<void> | void
}

/** Goes through all customers of the log once and yields those of whom something drifted. Changes nothing. */
export async function* findDrift(
  sources: DriftSources,
  { signal, onChecked = () => undefined }: DriftOptions = {},
): AsyncIterable<DriftedCustomer> {
  const { store } = sources
  const current = new CurrentFold(identitiesFold, store)
  const until = await store.head()
  let checked = 0
  for await (const history of storedHistories(store, await current.at(until), until)) {
    if (signal?.aborted) return
    const drifted = await checkCustomer(history, until, (position) => current.at(position), sources)
    if (drifted) yield drifted
    await onChecked((checked += 1))
  }
}
