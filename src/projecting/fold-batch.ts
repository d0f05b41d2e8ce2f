/** Folds a batch of events: what changes in documents and portfolio sums, late events refolding their customer. */
import { inHistoryOrder } from '../../domain/event.js'
import {
  partOf,
  refold,
  stepOf,
  type AnyReadModel,
  type FoldedDocument,
  type HistoryEvent,
} from '../../projections/read-model.js'
import { Sums } from '../../projections/sums.js'
import type { DocumentRef, DocumentWrite } from '../read-models/read-model-store.js'

/** What a batch changes. */
export interface FoldedBatch {
  readonly documents: readonly DocumentWrite[]
  readonly sums: Sums
  /** Customers whose documents were folded again from nothing. */
  readonly refolded: number
}

/** What the fold has to ask for. */
export interface FoldSources {
  readonly load: (refs: readonly DocumentRef[]) => Promise<readonly (FoldedDocument | undefined)[]>
  /** The customer's events up to and including the batch's last one. */
  readonly history: (customer: string) => Promise<readonly HistoryEvent[]>
}

/** The events of a batch that belong to one document. */
interface Change {
  readonly model: AnyReadModel
  readonly customer: string
  readonly part: string
  readonly events: HistoryEvent[]
}

const seenBy = (event: HistoryEvent) => ({ occurredAt: event.metadata.occurredAt, position: event.position })

/** Whether an event comes before what the document has seen already. */
const isLate = (event: HistoryEvent, { seen }: FoldedDocument): boolean =>
  event.metadata.occurredAt < seen.occurredAt ||
  (event.metadata.occurredAt === seen.occurredAt && event.position < seen.position)

/** The documents of a read model where each touchpoint has its own: complete at once. */
const touchpoints = function* (model: AnyReadModel, events: readonly HistoryEvent[]): Iterable<DocumentWrite> {
  for (const event of events) {
    const step = stepOf(model, event.type)
    const part = step && partOf(model, event)
    if (part === undefined) continue
    const { customer } = event
    const body = model.initial(customer) as object
    step!(body, event)
    yield { model: model.name, customer, part, body, seen: seenBy(event) }
  }
}

/** Sorts the batch's events to the documents of a read model that they change. */
const changesOf = (model: AnyReadModel, events: readonly HistoryEvent[]): Iterable<Change> => {
  const changes = new Map<string, Change>()
  const isWhole = model.documentOf === 'customer'
  for (const event of events) {
    if (!stepOf(model, event.type)) continue
    const part = partOf(model, event)
    if (part === undefined) continue
    const { customer } = event
    const key = isWhole ? customer : `${customer}\u0000${part}`
    const change = changes.get(key)
    if (change) change.events.push(event)
    else changes.set(key, { model, customer, part, events: [event] })
  }
  return changes.values()
}

/** Customers whose history begins in this batch: nothing of them can be stored yet. */
const newcomersOf = (events: readonly HistoryEvent[]): ReadonlySet<string> =>
  new Set(events.filter(({ revision }) => revision === 0).map(({ customer }) => customer))

const loadFor = async (
  changes: readonly Change[],
  newcomers: ReadonlySet<string>,
  load: FoldSources['load'],
): Promise<ReadonlyMap<Change, FoldedDocument | undefined>> => {
  const known = changes.filter(({ customer }) => !newcomers.has(customer))
  const documents = await load(known.map(({ model, customer, part }) => ({ model: model.name, customer, part })))
  return new Map(known.map((change, index) => [change, documents[index]]))
}

/**
 * Folds events that came after everything the stored documents reflect.
 * Nothing is written: the caller commits documents, sums and checkpoint together.
 */
export const foldBatch = async (
  models: readonly AnyReadModel[],
  events: readonly HistoryEvent[],
  { load, history }: FoldSources,
): Promise<FoldedBatch> => {
  const documents: DocumentWrite[] = []
  const sums = new Sums()
  const changes: Change[] = []
  // Model by model, which is also the order in which a store writes them fastest.
  for (const model of models)
    if (model.documentOf === 'touchpoint') documents.push(...touchpoints(model, events))
    else changes.push(...changesOf(model, events))

  const late = new Map<string, { change: Change; stored: FoldedDocument }[]>()
  const stored = await loadFor(changes, newcomersOf(events), load)
  for (const change of changes) {
    const { model, customer, part, events } = change
    const document = stored.get(change)
    if (events.length > 1) events.sort(inHistoryOrder)
    if (document && isLate(events[0]!, document)) {
      const others = late.get(customer)
      if (others) others.push({ change, stored: document })
      else late.set(customer, [{ change, stored: document }])
      continue
    }
    const body: object = document?.body ?? (model.initial(customer) as object)
    if (document && model.contributions) sums.tally(model.contributions(body), -1)
    for (const event of events) stepOf(model, event.type)!(body, event)
    if (model.contributions) sums.tally(model.contributions(body))
    documents.push({ model: model.name, customer, part, body, seen: seenBy(events.at(-1)!) })
  }

  for (const [customer, overtaken] of late) {
    const whole = await history(customer)
    const refolded = new Map<AnyReadModel, Map<string, FoldedDocument>>()
    for (const {
      change: { model, part },
      stored,
    } of overtaken) {
      let parts = refolded.get(model)
      if (!parts) {
        parts = new Map(refold(model, customer, whole).map((document) => [document.part, document]))
        refolded.set(model, parts)
      }
      const document = parts.get(part)!
      if (model.contributions) {
        sums.tally(model.contributions(stored.body), -1)
        sums.tally(model.contributions(document.body))
      }
      documents.push({ model: model.name, ...document })
    }
  }
  return { documents, sums, refolded: late.size }
}
