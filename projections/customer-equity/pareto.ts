/**
 * Pareto's curve: how much of profit, or of revenue, the best customers hold, and how much of the effort goes to them (R50).
 * Effort is what they cost to win and to serve.
 */
import type { Instant } from '../../domain/time.js'
import { standingsAt, type Standings } from '../columns/standings.js'
import type { ValueColumns } from '../columns/value-columns.js'

export type ParetoBasis = 'profit' | 'revenue'

export interface ParetoPoint {
  /** Share of the customers, best first. */
  readonly customers: number
  /** How many they are, rounded up. */
  readonly customersInAll: number
  /** What they hold, minor units. */
  readonly amount: number
  /** Of what all hold; null unless that is above 0. Above 1 where others bring losses. */
  readonly share: number | null
  /** Of the effort; null where none is known. Customers who hold alike share theirs alike. */
  readonly effortShare: number | null
}

export interface ParetoInCurrency {
  /** Who had bought, or cost, anything in the currency. */
  readonly customers: number
  /** What all hold, minor units. */
  readonly amount: number
  /** Cost to win and to serve, minor units. */
  readonly effort: number
  /** Those who bring losses, and how much, minor units. */
  readonly losing: { readonly customers: number; readonly amount: number }
  /** Tenth by tenth. */
  readonly points: readonly ParetoPoint[]
}

const tenths = 10

/** The accounts of a currency: what each holds, and the effort for it. */
interface Held {
  readonly amounts: Float64Array
  readonly efforts: Float64Array
}

const heldBy = ({ accounts }: Standings, by: ParetoBasis, currency: number): Held => {
  const of = by === 'profit' ? accounts.realized : accounts.revenue
  let rows = 0
  const amounts = new Float64Array(accounts.rows)
  const efforts = new Float64Array(accounts.rows)
  for (let row = 0; row < accounts.rows; row += 1)
    if (accounts.currency[row] === currency && accounts.hasMoved[row] === 1) {
      amounts[rows] = of[row]!
      efforts[rows] = accounts.effort[row]!
      rows += 1
    }
  return { amounts: amounts.subarray(0, rows), efforts: efforts.subarray(0, rows) }
}

/** The effort for so many of the best, who hold at least `cut`. */
const effortFor = ({ amounts, efforts }: Held, best: number, cut: number): number => {
  let [above, countAbove, at, countAt] = [0, 0, 0, 0]
  for (let row = 0; row < amounts.length; row += 1)
    if (amounts[row]! > cut) {
      above += efforts[row]!
      countAbove += 1
    } else if (amounts[row] === cut) {
      at += efforts[row]!
      countAt += 1
    }
  return above + (at * (best - countAbove)) / countAt
}

const curve = (held: Held): ParetoInCurrency => {
  const { amounts, efforts } = held
  const customers = amounts.length
  const ascending = amounts.slice().sort()
  const sum = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
  const amount = sum(amounts)
  const effort = sum(efforts)
  const losing = ascending.findLastIndex((amount) => amount < 0) + 1
  const points: ParetoPoint[] = []
  let holding = 0
  let counted = 0
  for (let tenth = 1; tenth <= tenths; tenth += 1) {
    const best = Math.ceil((customers * tenth) / tenths)
    for (; counted < best; counted += 1) holding += ascending[customers - 1 - counted]!
    points.push({
      customers: tenth / tenths,
      customersInAll: best,
      amount: holding,
      share: amount > 0 ? holding / amount : null,
      effortShare: effort > 0 ? effortFor(held, best, ascending[customers - best]!) / effort : null,
    })
  }
  return {
    customers,
    amount,
    effort,
    losing: { customers: losing, amount: losing === 0 ? 0 : -sum(ascending.subarray(0, losing)) },
    points,
  }
}

/** By currency. */
export const paretoAt = (columns: ValueColumns, asOf: Instant, by: ParetoBasis): Record<string, ParetoInCurrency> => {
  const standings = standingsAt(columns, asOf, 1)
  const curves: Record<string, ParetoInCurrency> = {}
  columns.currencies.forEach((currency, i) => {
    const held = heldBy(standings, by, i)
    if (held.amounts.length > 0) curves[currency] = curve(held)
  })
  return curves
}
