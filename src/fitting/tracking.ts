/** Repeat purchases of all customers, period by period, as a model expects them and as they were made. */
import { dayNumber, type Day } from '../../domain/time.js'
import { totalsByPeriod, type PeriodTotal } from '../../domain/value/diagnostics.js'
import { purchaseModels } from '../../domain/value/purchase-models.js'
import { daysPer, type TimeUnit } from '../../domain/value/purchase-pattern.js'
import type { Buyers } from './buyers.js'
import type { FittedPurchases } from './fit-models.js'

export interface Tracking {
  /** The day on which anybody bought first: the periods follow it. */
  readonly from: Day
  readonly unit: TimeUnit
  /** The last period that lies wholly within the window which the model was fitted to. */
  readonly fittedPeriods: number
  /** Repeat purchase days of those who had bought by the end of the window. */
  readonly periods: readonly PeriodTotal[]
}

/** From the first purchase of anybody to the last, which is in the last period. */
export const trackingOf = (
  { buyers, until, lastDay }: Buyers,
  { model, unit, parameters }: FittedPurchases,
): Tracking => {
  const from = buyers.reduce((first, { within }) => (within[0]!.day < first ? within[0]!.day : first), until)
  const since = (day: Day): number => (dayNumber(day) - dayNumber(from)) / daysPer[unit]
  const histories = buyers.map(({ within, later }) => {
    const [first, ...repeats] = [...within.map(({ day }) => day), ...later]
    return { firstAt: since(first!), repeatsAt: repeats.map(since) }
  })
  return {
    from,
    unit,
    fittedPeriods: Math.floor(since(until)),
    periods: totalsByPeriod(purchaseModels[model], parameters, histories, Math.ceil(since(lastDay))),
  }
}
