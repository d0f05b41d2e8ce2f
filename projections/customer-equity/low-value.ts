/**
 * Who brings least for the effort: customers who still buy or are under contract, by what they have brought in and what is still to come of them (R51).
 * A list for people to decide on; nothing follows from it by itself.
 */
import { dayNumber, type Instant } from '../../domain/time.js'
import { best } from '../best.js'
import type { Horizon } from '../potential/horizon.js'
import type { PotentialModel } from '../potential-models.js'
import { potentialMargins } from './potential-margins.js'
import { standingsAt } from '../columns/standings.js'
import type { ValueColumns } from '../columns/value-columns.js'
import { daysPer } from '../../domain/value/purchase-pattern.js'

/** Money in minor units of one currency. */
export interface LowValue {
  readonly customer: string
  readonly revenue: number
  /** Cost to win and to serve. */
  readonly effort: number
  /** Revenue less refunds, concessions and all costs. */
  readonly realized: number
  /** Discounted; null without a model. */
  readonly potential: number | null
  /** Realized and potential together. */
  readonly value: number
}

export interface LowValueInCurrency {
  /** All of so little value, listed or not. */
  readonly customers: number
  readonly effort: number
  readonly value: number
  /** The least value first. */
  readonly listed: readonly LowValue[]
}

export interface LowValueRequest {
  readonly asOf: Instant
  readonly horizon: Horizon
  /** Days without a purchase after which a customer is lost, and no effort is spent on it anyway. */
  readonly lostAfterDays: number
  readonly model: PotentialModel | undefined
  /** The highest value that is low, minor units. */
  readonly upTo: number
  /** How many are listed in each currency. */
  readonly limit: number
  /** Customers who are passed over: no more effort is spent on them. */
  readonly except?: ReadonlySet<string>
}

/** By currency; currencies in which nobody's value is low are left out. @throws DomainError `lifetime-unbounded` */
export const lowValueAt = (columns: ValueColumns, request: LowValueRequest): Record<string, LowValueInCurrency> => {
  const { asOf, horizon, lostAfterDays, model, upTo, limit, except = new Set<string>() } = request
  const standings = standingsAt(columns, asOf, daysPer[model?.purchases.unit ?? 'day'])
  const { buyers, accounts, bound } = standings
  const potential = model && potentialMargins(columns, standings, model, { asOf, horizon }).margins
  const activeFrom = dayNumber(asOf.slice(0, 10)) - lostAfterDays
  const found = columns.currencies.map(() => ({
    customers: 0,
    effort: 0,
    value: 0,
    lowest: best<{ readonly row: number; readonly value: number }>(
      limit,
      (one, other) => one.value < other.value || (one.value === other.value && one.row < other.row),
    ),
  }))
  const passedOver = new Set([...except].map((customer) => columns.rowOf(customer)))
  for (let row = 0; row < accounts.rows; row += 1) {
    const buyer = accounts.buyer[row]!
    const isActive = (buyer >= 0 && buyers.last[buyer]! >= activeFrom) || bound.has(accounts.slot[row]!)
    if (!isActive || accounts.hasMoved[row] === 0 || passedOver.has(accounts.slot[row])) continue
    const value = accounts.realized[row]! + (potential?.[row] ?? 0)
    if (value > upTo) continue
    const sums = found[accounts.currency[row]!]!
    sums.customers += 1
    sums.effort += accounts.effort[row]!
    sums.value += value
    sums.lowest.offer({ row, value })
  }
  const names = columns.names()
  const told = columns.currencies.map((currency, i) => {
    const { lowest, ...sums } = found[i]!
    const listed = lowest.inOrder().map(({ row, value }) => ({
      customer: names[accounts.slot[row]!]!,
      revenue: accounts.revenue[row]!,
      effort: accounts.effort[row]!,
      realized: accounts.realized[row]!,
      potential: potential ? potential[row]! : null,
      value,
    }))
    return [currency, { ...sums, listed }] as const
  })
  return Object.fromEntries(told.filter(([, { customers }]) => customers > 0).sort(([a], [b]) => (a < b ? -1 : 1)))
}
