/** What the models of value are made of: on which days a customer bought, and for how much. Folded when it is asked for, never stored. */
import { dayOf } from '../../domain/event.js'
import type { Day } from '../../domain/time.js'
import type { HistoryEvent } from '../read-model.js'

/** A day with a purchase or an order placed. */
export interface PurchaseDay {
  readonly day: Day
  /** What was bought on it, in minor units by currency. */
  readonly amounts: Readonly<Record<string, number>>
}

/** What was bought by an event, whatever became of it later; undefined for events of other kinds. */
export const boughtBy = ({
  type,
  data,
}: HistoryEvent): { readonly amount: number; readonly currency: string } | undefined => {
  if (type === 'PurchaseCompleted') return data.total
  if (type === 'OrderPlaced') return data.goods
  return undefined
}

/** The days on which a customer bought, in order. What was bought on one day is one purchase. */
export const purchaseDaysOf = (history: readonly HistoryEvent[]): PurchaseDay[] => {
  const days = new Map<Day, Record<string, number>>()
  for (const event of history) {
    const bought = boughtBy(event)
    if (!bought) continue
    const day = dayOf(event)
    const amounts = days.get(day) ?? {}
    amounts[bought.currency] = (amounts[bought.currency] ?? 0) + bought.amount
    days.set(day, amounts)
  }
  return [...days].map(([day, amounts]) => ({ day, amounts })).sort((a, b) => (a.day < b.day ? -1 : 1))
}
