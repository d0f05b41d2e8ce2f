/** Specs of read models read as sentences: given these events, expect this document, and this contribution to the portfolio. */
import { checkEvent, type LedgerEvent } from '../domain/catalogue.js'
import { derivedId } from '../domain/customer/customer-id.js'
import type { EventMetadata } from '../domain/event.js'
import { parseInstant } from '../domain/time.js'
import { defaultLifecycleRules } from '../projections/lifecycle/lifecycle.read-model.js'
import { portfolioFigures, portfolioOf, type Portfolio } from '../projections/portfolio/portfolio.js'
import {
  refold,
  type AnyReadModel,
  type Contribution,
  type HistoryEvent,
  type ReadModel,
} from '../projections/read-model.js'
import { Sums } from '../projections/sums.js'
import { readModels } from '../projections/read-models.js'

type EventType = LedgerEvent['type']
type DataOf<T extends EventType> = Extract<LedgerEvent, { type: T }>['data']
type Envelope = Partial<EventMetadata>

/** An event that has happened, and not yet a place in the log. */
export type Happened = LedgerEvent & { readonly metadata: Envelope & { readonly occurredAt: string } }

/** An event of any type. `at` is an instant, or a day, which then begins with the event. */
export const happened = <T extends EventType>(
  type: T,
  at: string,
  data: DataOf<T>,
  envelope: Envelope = {},
): Happened => {
  const event = { type, data } as LedgerEvent
  checkEvent(event)
  return { ...event, metadata: { ...envelope, occurredAt: parseInstant(at.length === 10 ? `${at}T00:00:00Z` : at) } }
}

export const usd = (amount: number) => ({ amount, currency: 'USD' })
export const brl = (amount: number) => ({ amount, currency: 'BRL' })

/** The amount is in cents. */
export const purchase = (
  at: string,
  amount = 10_00,
  data: Partial<DataOf<'PurchaseCompleted'>> = {},
  envelope?: Envelope,
): Happened => happened('PurchaseCompleted', at, { total: usd(amount), ...data }, envelope)

export const orderPlaced = (at: string, data: Partial<DataOf<'OrderPlaced'>> = {}, envelope?: Envelope): Happened =>
  happened('OrderPlaced', at, { order: 'O-1', goods: brl(100_00), ...data }, envelope)

export const orderFulfilled = (
  at: string,
  data: Partial<DataOf<'OrderFulfilled'>> = {},
  envelope?: Envelope,
): Happened => happened('OrderFulfilled', at, { order: 'O-1', revenue: brl(100_00), ...data }, envelope)

export const orderCancelled = (at: string, data: Partial<DataOf<'OrderCancelled'>> = {}): Happened =>
  happened('OrderCancelled', at, { order: 'O-1', reason: 'out of stock', ...data })

export const refund = (at: string, amount: number, data: Partial<DataOf<'RefundIssued'>> = {}): Happened =>
  happened('RefundIssued', at, { amount: usd(amount), ...data })

export const answer = (at: string, score: number, data: Partial<DataOf<'SurveyAnswered'>> = {}): Happened =>
  happened('SurveyAnswered', at, {
    survey: 'after-sale',
    measure: 'csat',
    score,
    scale: { min: 1, max: 5 },
    ...data,
  })

/** The envelope of an event that the business counts for this day, by the clocks of its zone. */
export const businessDay = (date: string, zone = 'Asia/Tokyo'): Envelope => ({ businessDay: { date, zone } })

/** One customer's history as the log holds it when the events were recorded in the order given; positions start at 1. */
export const historyOf = (events: readonly Happened[], customer = 'c-1'): HistoryEvent[] =>
  events.map(({ metadata, ...event }, index) => {
    const id = idOf(index + 1, customer)
    return {
      ...event,
      customer,
      id,
      stream: `customer-${customer}`,
      revision: index,
      position: index + 1,
      metadata: {
        recordedAt: metadata.occurredAt,
        actor: 'spec',
        correlationId: id,
        causationId: id,
        schemaVersion: 1,
        ...metadata,
      },
    }
  })

/** The id of the event at a position. */
export const idOf = (position: number, customer = 'c-1'): string => derivedId('spec', customer, String(position))

/** The contributions of documents, added up; only of the figures named where any are. */
const sumsOf = (model: AnyReadModel, documents: readonly object[], figures: readonly string[] = []): Contribution[] => {
  const sums = new Sums()
  for (const document of documents) sums.tally(model.contributions?.(document) ?? [])
  return [...sums.values()].filter(({ figure }) => figures.length === 0 || figures.includes(figure))
}

const fold = <D extends object>(model: ReadModel<D>, events: readonly Happened[]): D[] => {
  const history = historyOf(events)
  const documents = refold(model, 'c-1', history).map(({ body }) => body)
  // Laws of every fold: the order of arrival does not matter, documents are plain JSON, contributions whole numbers.
  const otherwise = refold(model, 'c-1', history.toReversed()).map(({ body }) => body)
  expect(otherwise).toStrictEqual(documents)
  expect(JSON.parse(JSON.stringify(documents))).toStrictEqual(documents)
  for (const { add } of sumsOf(model, documents))
    for (const amount of Object.values(add)) expect(Number.isSafeInteger(amount)).toBe(true)
  return documents
}

/** One customer's events, in the order they were recorded. */
export const given = (...events: readonly Happened[]) => ({
  /** Exactly so many documents, in the order in which the history comes upon them, with at least these fields. */
  expect: <D extends object>(model: ReadModel<D>, ...documents: readonly object[]): void => {
    expect(fold(model, events)).toMatchObject(documents)
  },
  /** Exactly these contributions to the figures that are named; nothing at all when none is. */
  contributes: <D extends object>(model: ReadModel<D>, contributions: readonly Contribution[]): void => {
    const found = sumsOf(
      model,
      fold(model, events),
      contributions.map(({ figure }) => figure),
    )
    expect(found).toHaveLength(contributions.length)
    expect(found).toEqual(expect.arrayContaining([...contributions]))
  },
  /** The one document, to look at closer. */
  document: <D extends object>(model: ReadModel<D>): D => {
    const documents = fold(model, events)
    expect(documents).toHaveLength(1)
    return documents[0]!
  },
})

/** The portfolio of several customers, each with a history of its own, by the default rules. */
export const portfolioOfCustomers = (asOf: string, ...customers: readonly (readonly Happened[])[]): Portfolio => {
  const sums = new Sums()
  customers.forEach((events, index) => {
    const customer = `c-${index + 1}`
    for (const model of readModels(defaultLifecycleRules))
      for (const { body } of refold(model, customer, historyOf(events, customer)))
        sums.tally(model.contributions?.(body) ?? [])
  })
  const asked = [...sums.values()].filter(({ figure }) => portfolioFigures(figure))
  return portfolioOf(asked, asOf, defaultLifecycleRules)
}
