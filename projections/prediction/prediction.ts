/**
 * What all customers are expected to buy until a day, by tenths of them, and what they bought (R74). Those of whom most is
 * expected are in the first tenth; among equals the customer's id decides, so that it is the same tenth whenever it is asked.
 */
import type { PredictionEvent } from '../../domain/prediction/prediction.events.js'
import { dayNumber, type Day } from '../../domain/time.js'
import { evaluateBatch } from '../../domain/value/batch.js'
import { purchaseModels } from '../../domain/value/purchase-models.js'
import { daysPer } from '../../domain/value/purchase-pattern.js'
import { expectedValues, standingsAt } from '../columns/standings.js'
import type { ValueColumns } from '../columns/value-columns.js'
import type { PotentialModel } from '../potential-models.js'

type DataOf<T extends PredictionEvent['type']> = Extract<PredictionEvent, { type: T }>['data']
export type Predicted = Pick<DataOf<'PredictionMade'>, 'customers' | 'purchases' | 'spend' | 'deciles'>
export type Observed = Pick<
  DataOf<'OutcomeObserved'>,
  'purchases' | 'spend' | 'deciles' | 'meanAbsoluteError' | 'rootMeanSquareError'
>

/** From the end of one day to the end of another. */
export interface Span {
  readonly asOf: Day
  readonly until: Day
}

/** What is expected of each customer who had bought by then. */
export interface Expectations {
  readonly customers: readonly string[]
  /** Purchase days, by customer. */
  readonly purchases: Float64Array
  /** The tenth, from 1, by customer. */
  readonly decile: Uint8Array
  /** What the purchases of a customer come to, minor units, by currency and customer. */
  readonly spend: ReadonlyMap<string, Float64Array>
}

const tenths = 10
const endOf = (day: Day): string => `${day}T23:59:59.999Z`

const decilesOf = (customers: readonly string[], purchases: Float64Array): Uint8Array => {
  const order = Uint32Array.from(customers.keys()).sort(
    (one, other) => purchases[other]! - purchases[one]! || (customers[one]! < customers[other]! ? -1 : 1),
  )
  const decile = new Uint8Array(customers.length)
  order.forEach((row, rank) => (decile[row] = 1 + Math.floor((tenths * rank) / customers.length)))
  return decile
}

export const expectationsAt = (columns: ValueColumns, model: PotentialModel, { asOf, until }: Span): Expectations => {
  const { model: name, unit, parameters } = model.purchases
  const horizon = (dayNumber(until) - dayNumber(asOf)) / daysPer[unit]
  const standings = standingsAt(columns, endOf(asOf), daysPer[unit])
  const { buyers, accounts } = standings
  const { expectedPurchases } = evaluateBatch(purchaseModels[name], parameters, buyers.patterns, { horizon })
  const names = columns.names()
  const customers = Array.from({ length: buyers.rows }, (_, row) => names[buyers.slot[row]!]!)
  const values = expectedValues(columns, standings, model)
  const spend = new Map<string, Float64Array>()
  for (let row = 0; row < accounts.rows; row += 1) {
    if (accounts.share[row] === 0) continue
    const currency = columns.currencies[accounts.currency[row]!]!
    let amounts = spend.get(currency)
    if (!amounts) spend.set(currency, (amounts = new Float64Array(buyers.rows)))
    const buyer = accounts.buyer[row]!
    amounts[buyer] = expectedPurchases[buyer]! * accounts.share[row]! * values[row]!
  }
  return { customers, purchases: expectedPurchases, decile: decilesOf(customers, expectedPurchases), spend }
}

const total = (amounts: Iterable<number>): number => {
  let sum = 0
  for (const amount of amounts) sum += amount
  return sum
}

/** The tenths that have anybody in them. */
const byDecile = <Row>(
  expectations: Expectations,
  rowOf: (decile: number, customers: readonly number[]) => Row,
): Row[] => {
  const members: number[][] = Array.from({ length: tenths }, () => [])
  expectations.decile.forEach((decile, row) => members[decile - 1]!.push(row))
  return members.flatMap((customers, i) => (customers.length === 0 ? [] : [rowOf(i + 1, customers)]))
}

const sumsOf = (spend: ReadonlyMap<string, Float64Array>, customers: readonly number[]): Record<string, number> =>
  Object.fromEntries([...spend].map(([currency, amounts]) => [currency, total(customers.map((row) => amounts[row]!))]))

export const predictedBy = (expectations: Expectations): Predicted => {
  const { customers, purchases, spend } = expectations
  return {
    customers: customers.length,
    purchases: total(purchases),
    spend: sumsOf(spend, [...customers.keys()]),
    deciles: byDecile(expectations, (decile, rows) => ({
      decile,
      customers: rows.length,
      purchases: total(rows.map((row) => purchases[row]!)),
      spend: sumsOf(spend, rows),
    })),
  }
}

/** What happened of the customers of whom it was expected, by columns that know more than those which it was expected by. */
export const observedOf = (expectations: Expectations, columns: ValueColumns, { asOf, until }: Span): Observed => {
  const { lines, customers: of } = columns
  const [from, to] = [Date.parse(endOf(asOf)), Date.parse(endOf(until))]
  const purchases = new Float64Array(expectations.customers.length)
  const spend = new Map(columns.currencies.map((currency) => [currency, new Float64Array(purchases.length)]))
  expectations.customers.forEach((customer, row) => {
    const slot = columns.rowOf(customer)
    if (slot === undefined) return
    const begin = of.start[slot]!
    let last = dayNumber(asOf)
    for (let line = begin; line < begin + of.count[slot]! && lines.at[line]! <= to; line += 1) {
      const bought = lines.bought[line]!
      if (lines.at[line]! <= from || Number.isNaN(bought)) continue
      spend.get(columns.currencies[lines.currency[line]!]!)![row]! += bought
      if (lines.day[line]! <= last) continue
      last = lines.day[line]!
      purchases[row]! += 1
    }
  })
  const errors = purchases.map((actual, row) => actual - expectations.purchases[row]!)
  const mean = (errors: Float64Array): number => (errors.length === 0 ? 0 : total(errors) / errors.length)
  return {
    purchases: total(purchases),
    spend: sumsOf(spend, [...expectations.customers.keys()]),
    deciles: byDecile(expectations, (decile, rows) => ({
      decile,
      customers: rows.length,
      buyers: rows.filter((row) => purchases[row]! > 0).length,
      purchases: total(rows.map((row) => purchases[row]!)),
      spend: sumsOf(spend, rows),
    })),
    meanAbsoluteError: mean(errors.map(Math.abs)),
    rootMeanSquareError: Math.sqrt(mean(errors.map((error) => error * error))),
  }
}
