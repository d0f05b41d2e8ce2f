/** The read model: one definition of a fold, evaluated incrementally by the engine and from nothing by a refold. */
import type { LedgerEvent } from '../domain/catalogue.js'
import { inHistoryOrder, type RecordedEvent } from '../domain/event.js'

/** An event of one customer's history, with the customer it belongs to. */
export type HistoryEvent<E extends LedgerEvent = LedgerEvent> = RecordedEvent<E> & {
  readonly customer: string
  /** The customer it was recorded of, where that one was merged into the other. */
  readonly mergedFrom?: string
}

/** What a document adds to a portfolio figure. Only whole numbers: sums must not depend on their order. */
export interface Contribution {
  readonly figure: string
  /** Numbers sort as numbers, texts as texts. */
  readonly key: string | number
  readonly add: Readonly<Record<string, number>>
}

type Evolve<D> = {
  readonly [T in LedgerEvent['type']]?: (document: D, event: HistoryEvent<Extract<LedgerEvent, { type: T }>>) => void
}

/**
 * A fold of a customer's history.
 *
 * `evolve` changes the document it is given, which is always the caller's own copy.
 * Every document is plain JSON and must not grow without bound.
 */
export interface ReadModel<D extends object = object> {
  readonly name: string
  /** Raised with every change of what the documents say; the stored ones are then rebuilt. */
  readonly version: number
  /**
   * Which of a customer's events make up one document: all (`customer`), a single one (`touchpoint`),
   * or those for which the function answers the same part (a case, an order); undefined leaves the event out.
   */
  readonly documentOf: 'customer' | 'touchpoint' | ((event: HistoryEvent) => string | undefined)
  readonly initial: (customer: string) => D
  readonly evolve: Evolve<D>
  /** What the document adds to portfolio figures. Only for documents that have seen an event. */
  readonly contributions?: (document: D) => readonly Contribution[]
}

/** A read model whose document type no longer matters: what the engine works with. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- erased on purpose: models are matched to documents by name
export type AnyReadModel = ReadModel<any>

type Step = (document: object, event: HistoryEvent) => void

/** The step that an event takes in a read model's documents; undefined where it means nothing to them. */
export const stepOf = (model: AnyReadModel, type: string): Step | undefined =>
  (model.evolve as Record<string, Step | undefined>)[type]

/** Orders the touchpoints of a customer as text: when it happened, then where it stands in the log. */
const touchpointPart = (event: RecordedEvent): string =>
  `${event.metadata.occurredAt}/${String(event.position).padStart(16, '0')}`

/**
 * The document of a read model that an event belongs to; `''` is the customer's one document.
 * A case or an order of a customer who was merged stays apart from one that the survivor calls by the same name.
 */
export const partOf = (model: AnyReadModel, event: HistoryEvent): string | undefined => {
  if (model.documentOf === 'customer') return ''
  if (model.documentOf === 'touchpoint') return touchpointPart(event)
  const part = model.documentOf(event)
  return part === undefined || event.mergedFrom === undefined ? part : `${part}@${event.mergedFrom}`
}

/** A document together with the last event, in the order of history, that it has seen. */
export interface FoldedDocument<D extends object = object> {
  readonly customer: string
  readonly part: string
  readonly body: D
  readonly seen: { readonly occurredAt: string; readonly position: number }
}

/** The events in the order of history; the same array where they are in it already. */
export const ordered = (history: readonly HistoryEvent[]): readonly HistoryEvent[] => {
  for (let at = 1; at < history.length; at++)
    if (inHistoryOrder(history[at - 1]!, history[at]!) > 0) return [...history].sort(inHistoryOrder)
  return history
}

/** Refolds one customer's documents of a read model from nothing. `history` may be in any order. */
export const refold = <D extends object>(
  model: ReadModel<D>,
  customer: string,
  history: readonly HistoryEvent[],
): FoldedDocument<D>[] => {
  const documents = new Map<string, { body: D; last: HistoryEvent }>()
  for (const event of ordered(history)) {
    const step = stepOf(model, event.type)
    const part = step && partOf(model, event)
    if (part === undefined) continue
    let document = documents.get(part)
    if (document) document.last = event
    else documents.set(part, (document = { body: model.initial(customer), last: event }))
    step!(document.body, event)
  }
  return [...documents].map(([part, { body, last }]) => ({
    customer,
    part,
    body,
    seen: { occurredAt: last.metadata.occurredAt, position: last.position },
  }))
}
