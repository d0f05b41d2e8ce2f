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
import { historyOf, type StoredHistory } from './history.js'

/** What a batch changes; nothing of it may be used where some customers failed. */
export interface FoldedBatch {
  readonly documents: DocumentWrite[]
  readonly sums: Sums
  /** Customers of whom a fold could not take something. */
  readonly failed: ReadonlySet<string>
}

/** What the fold has to ask for. */
export interface FoldSources {
  readonly load: (refs: readonly DocumentRef[]) => Promise<readonly (FoldedDocument | undefined)[]>
  /** What is stored of the customer up to and including the batch's last event. */
  readonly history: (customer: string) => Promise<StoredHistory>
  /** Whether nothing can be stored yet of an event's customer. */
  readonly isNew: (event: HistoryEvent) => boolean
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
const touchpoints = (
  model: AnyReadModel,
  events: readonly HistoryEvent[],
  documents: DocumentWrite[],
  trying: Trying,
): void => {
  for (const event of events) {
    const step = stepOf(model, event.type)
    if (!step) continue
    const { customer } = event
    trying(customer, () => {
      const part = partOf(model, event)
      if (part === undefined) return
      const body = model.initial(customer) as object
      step(body, event)
      documents.push({ model: model.name, customer, part, body, seen: seenBy(event) })
    })
  }
}

/** Does something for a customer, and remembers who failed. */
type Trying = (customer: string, work: () => void) => void

/** Sorts the batch's events to the documents of a read model that they change. */
const changesOf = (model: AnyReadModel, events: readonly HistoryEvent[], trying: Trying): Iterable<Change> => {
  const changes = new Map<string, Change>()
  const isWhole = model.documentOf === 'customer'
  const sort = (event: HistoryEvent, part: string | undefined): void => {
    if (part === undefined) return
    const { customer } = event
    const key = isWhole ? customer : `${customer}\u0000${part}`
    const change = changes.get(key)
    if (change) change.events.push(event)
    else changes.set(key, { model, customer, part, events: [event] })
  }
  for (const event of events) {
    if (!stepOf(model, event.type)) continue
    if (isWhole) sort(event, '')
    else trying(event.customer, () => sort(event, partOf(model, event)))
  }
  return changes.values()
}

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
  { load, history, isNew }: FoldSources,
): Promise<FoldedBatch> => {
  const documents: DocumentWrite[] = []
  const sums = new Sums()
  const changes: Change[] = []
  const failed = new Set<string>()
  const trying: Trying = (customer, work) => {
    try {
      work()
    } catch {
      failed.add(customer)
    }
  }
  // Model by model, which is also the order in which a store writes them fastest.
  for (const model of models)
    if (model.documentOf === 'touchpoint') touchpoints(model, events, documents, trying)
    else changes.push(...changesOf(model, events, trying))

  const late = new Map<string, { change: Change; stored: FoldedDocument }[]>()
  const newcomers = new Set(events.filter(isNew).map(({ customer }) => customer))
  const stored = await loadFor(changes, newcomers, load)
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
    trying(customer, () => {
      const body: object = document?.body ?? (model.initial(customer) as object)
      if (document && model.contributions) sums.tally(model.contributions(body), -1)
      for (const event of events) stepOf(model, event.type)!(body, event)
      if (model.contributions) sums.tally(model.contributions(body))
      documents.push({ model: model.name, customer, part, body, seen: seenBy(events.at(-1)!) })
    })
  }

  for (const [customer, overtaken] of late) {
    if (failed.has(customer)) continue
    const whole = await history(customer)
    trying(customer, () => refoldOvertaken(customer, overtaken, historyOf(whole), documents, sums))
  }
  return { documents, sums, failed }
}

/** Folds a customer's documents again that late events belong to. */
const refoldOvertaken = (
  customer: string,
  overtaken: readonly { readonly change: Change; readonly stored: FoldedDocument }[],
  history: readonly HistoryEvent[],
  documents: DocumentWrite[],
  sums: Sums,
): void => {
  const refolded = new Map<AnyReadModel, ReadonlyMap<string, FoldedDocument>>()
  for (const {
    change: { model, part },
    stored,
  } of overtaken) {
    let parts = refolded.get(model)
    if (!parts) {
      parts = new Map(refold(model, customer, history).map((document) => [document.part, document]))
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
