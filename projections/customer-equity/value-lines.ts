/**
 * What each event of a customer changes in its value, line by line: from them the value of any day is a sum. Folded when it is
 * asked for, never stored; grows with the history.
 */
import { dayOf } from '../../domain/event.js'
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

// Realized value is a sum: what an event adds to nothing, it adds to everything.
const addLines = (document: ValueLinesDocument, event: HistoryEvent): void => {
  const effect = value.initial(event.customer)
  stepOf(value, event.type)!(effect, event)
  const bought = boughtBy(event)
  for (const currency in effect.currencies) {
    const { revenue, net, costToServe, costToWin } = effect.currencies[currency]!
    document.lines.push({
      at: event.metadata.occurredAt,
      day: dayOf(event),
      currency,
      bought: bought?.currency === currency ? bought.amount : null,
      revenue,
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
