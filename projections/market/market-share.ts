/** What part of a market the business holds in a period, and how many customers it gained and lost meanwhile (R56). */
import { dayNumber, type Day, type Instant } from '../../domain/time.js'
import type { ValueColumns } from '../columns/value-columns.js'
import type { MarketSize } from './market-records.js'

export interface MarketShare extends Omit<MarketSize, 'turnover' | 'customers'> {
  /** Whether the period was over on the day asked for; else the figures are of its days so far. */
  readonly isOver: boolean
  readonly turnover: TurnoverShare | null
  readonly customers: CustomerShare
}

/** In minor units of the currency that the market is told in; null where its turnover is not known. */
export interface TurnoverShare {
  readonly currency: string
  /** Recognised in the period, less what was refunded in it. */
  readonly ours: number
  readonly market: number
  /** ours / market; null of a market of nothing. */
  readonly share: number | null
}

export interface CustomerShare {
  /** Bought in the period. */
  readonly bought: number
  /** Null where it is not known. */
  readonly market: number | null
  /** bought / market; null where the market is not known, or of nobody. */
  readonly share: number | null
  /** Not lost by quietness as the period began, and at its end. */
  readonly before: number
  readonly after: number
  /** Bought first in the period; not lost at its end. */
  readonly new: number
  /** Had been lost as the period began; not lost at its end. */
  readonly wonBack: number
  readonly lost: number
  /** new + wonBack − lost, which is after − before. */
  readonly netAdds: number
}

export interface MarketShareRequest {
  readonly asOf: Instant
  /** Days without a purchase after which a customer is lost. */
  readonly lostAfterDays: number
}

/** What happened from one day to another, both included. */
const activityOf = (columns: ValueColumns, from: Day, until: Day, { asOf, lostAfterDays }: MarketShareRequest) => {
  const { customers, lines, size } = columns
  const known = Date.parse(asOf)
  const [first, last] = [dayNumber(from), Math.min(dayNumber(until), dayNumber(asOf.slice(0, 10)))]
  const turnover = new Float64Array(columns.currencies.length)
  const sums = { bought: 0, before: 0, after: 0, new: 0, wonBack: 0, lost: 0 }
  for (let slot = 0; slot < size; slot += 1) {
    const begin = customers.start[slot]!
    const end = begin + customers.count[slot]!
    let [lastBefore, lastWithin] = [-Infinity, -Infinity]
    for (let line = begin; line < end && lines.at[line]! <= known; line += 1) {
      const day = lines.day[line]!
      if (day > last) continue
      const isWithin = day >= first
      if (isWithin && !Number.isNaN(lines.monetary[line]!)) turnover[lines.currency[line]!]! += lines.monetary[line]!
      if (Number.isNaN(lines.bought[line]!)) continue
      if (!isWithin) lastBefore = Math.max(lastBefore, day)
      else lastWithin = Math.max(lastWithin, day)
    }
    const wasActive = lastBefore >= first - 1 - lostAfterDays
    const isActive = Math.max(lastBefore, lastWithin) >= last - lostAfterDays
    if (lastWithin > -Infinity) sums.bought += 1
    if (wasActive) sums.before += 1
    if (isActive) sums.after += 1
    if (wasActive && !isActive) sums.lost += 1
    if (!wasActive && isActive) sums[lastBefore === -Infinity ? 'new' : 'wonBack'] += 1
  }
  return { ...sums, turnover }
}

const shareOf = (ours: number, market: number | null): number | null =>
  market === null || market === 0 ? null : ours / market

/** Of a market in a period that had begun on the day asked for. */
export const marketShareOf = (
  columns: ValueColumns,
  { turnover, customers, ...size }: MarketSize,
  request: MarketShareRequest,
): MarketShare => {
  const { turnover: turnovers, ...activity } = activityOf(columns, size.from, size.until, request)
  const ours = turnover ? (turnovers[columns.currencies.indexOf(turnover.currency)] ?? 0) : 0
  return {
    ...size,
    isOver: size.until < request.asOf.slice(0, 10) || request.asOf === `${size.until}T23:59:59.999Z`,
    turnover: turnover
      ? { currency: turnover.currency, ours, market: turnover.amount, share: shareOf(ours, turnover.amount) }
      : null,
    customers: {
      ...activity,
      market: customers ?? null,
      share: shareOf(activity.bought, customers ?? null),
      netAdds: activity.after - activity.before,
    },
  }
}
