/** Continuity of contribution: in how many of the months since the first purchase the customer brought more than it cost (R60). */
import { dayNumber, dayOfNumber, monthsBetween, type Day } from '../../domain/time.js'
import type { ValueDocument } from '../value/value.read-model.js'

export interface Continuity {
  /** Whole months from that of the first purchase to the last one that is over. */
  readonly months: number
  /** By currency: in how many of them the net value was above 0, and their share; null while no month is over. */
  readonly currencies: Readonly<Record<string, { readonly positiveMonths: number; readonly share: number | null }>>
}

/** The continuity as of the end of a day; null of who has not bought. */
export const continuityOf = (
  { currencies }: Pick<ValueDocument, 'currencies'>,
  firstPurchaseDay: Day | null,
  asOf: Day,
): Continuity | null => {
  if (firstPurchaseDay === null) return null
  const first = firstPurchaseDay.slice(0, 7)
  // A month is over at the end of its last day: the next day is in another one.
  const present = dayOfNumber(dayNumber(asOf) + 1).slice(0, 7)
  const months = Math.max(0, monthsBetween(first, present))
  return {
    months,
    currencies: Object.fromEntries(
      Object.entries(currencies).map(([currency, { months: sums }]) => {
        const positive = Object.entries(sums).filter(([month, { net }]) => month >= first && month < present && net > 0)
        return [currency, { positiveMonths: positive.length, share: months === 0 ? null : positive.length / months }]
      }),
    ),
  }
}
