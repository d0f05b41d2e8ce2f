/**
 * What each event of a customer changes in its value, line by line: from them the value of any day is a sum. Folded when it is
 * asked for, never stored; grows with the history.
 */
import { dayOf } from '../../domain/event.js'
import type { Money } from '../../domain/money.js'
import type { Day, Instant } from '../../domain/time.js'
import { boughtBy } from '../purchase-history/purchase-history.js'
import { stepOf, type HistoryEvent, type ReadModel } from '../read-model.js'
import { value } from '../value/value.read-model.js'

/** In one currency; amounts are minor units. */
export interface ValueLine {
  readonly at: Instant
  readonly day: Day
  readonly currency: string
  /** What was bought, whatever becomes of it later; null where nothing was. */
  readonly bought: number | null
  readonly revenue: number
  /** Revenue less refunds; null where it is neither bought nor given back. */
  readonly monetary: number | null
  /** Revenue less refunds, concessions, cost of goods and cost to serve. */
  readonly margin: number
  readonly costToServe: number
  readonly costToWin: number
}

export interface ValueLinesDocument {
  kind: 'person' | 'organisation' | null
  /** In the order of history. */
  lines: ValueLine[]
}

/** What an event says was earned or given back, of an order or a purchase before. */
const movedBy = (event: HistoryEvent): Money | undefined =>
  event.type === 'OrderFulfilled'
    ? event.data.revenue
    : event.type === 'OrderCancelled'
      ? event.data.reversedRevenue
      : event.type === 'RefundIssued' && event.data.of !== 'payment'
        ? event.data.amount
        : undefined

// Realized value is a sum: what an event adds to nothing, it adds to everything.
const addLines = (document: ValueLinesDocument, event: HistoryEvent): void => {
  const effect = value.initial(event.customer)
  stepOf(value, event.type)!(effect, event)
  const bought = boughtBy(event)
  const moved = movedBy(event)
  for (const currency in effect.currencies) {
    const { revenue, refunds, net, costToServe, costToWin } = effect.currencies[currency]!
    const isBuying = bought?.currency === currency
    document.lines.push({
      at: event.metadata.occurredAt,
      day: dayOf(event),
      currency,
      bought: isBuying ? bought.amount : null,
      revenue,
      monetary: isBuying || moved?.currency === currency ? revenue - refunds : null,
      margin: net + costToWin,
      costToServe,
      costToWin,
    })
  }
}

export const valueLines: ReadModel<ValueLinesDocument> = {
  name: 'value-lines',
  version: 1,
  documentOf: 'customer',
  initial: () => ({ kind: null, lines: [] }),
  evolve: {
    ...Object.fromEntries(Object.keys(value.evolve).map((type) => [type, addLines])),
    CustomerRegistered: (document, { data }) => {
      document.kind = data.kind
    },
  },
}
