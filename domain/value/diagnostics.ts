/** How well the models of value fit: what they expected against what happened, and whether their assumption holds. */
import { evaluateBatch } from './batch.js'
import type { Parameters } from './likelihood.js'
import type { PurchaseModel } from './purchase-model.js'
import type { PurchasePattern, ValuePattern, Weighted } from './purchase-pattern.js'

/**
 * Pearson's correlation of frequency and mean value among repeat buyers. Gamma-Gamma assumes that there is none.
 * Null where either does not differ.
 */
export const frequencyValueCorrelation = (patterns: readonly Weighted<ValuePattern>[]): number | null => {
  const repeatBuyers = patterns.filter(({ pattern, customers }) => pattern.repeats > 0 && customers > 0)
  const isSpread = (of: (pattern: ValuePattern) => number): boolean =>
    repeatBuyers.some(({ pattern }) => of(pattern) !== of(repeatBuyers[0]!.pattern))
  if (!isSpread(({ repeats }) => repeats) || !isSpread(({ meanValue }) => meanValue)) return null

  const mean = (of: (pattern: ValuePattern) => number): number => {
    let sum = 0
    let all = 0
    for (const { pattern, customers } of repeatBuyers) {
      sum += customers * of(pattern)
      all += customers
    }
    return sum / all
  }
  const meanRepeats = mean(({ repeats }) => repeats)
  const meanOfValues = mean(({ meanValue }) => meanValue)
  const covariance = mean(({ repeats, meanValue }) => (repeats - meanRepeats) * (meanValue - meanOfValues))
  const ofRepeats = mean(({ repeats }) => (repeats - meanRepeats) ** 2)
  const ofValues = mean(({ meanValue }) => (meanValue - meanOfValues) ** 2)
  return covariance / Math.sqrt(ofRepeats * ofValues)
}

/** A customer observed in a calibration period, and how often he bought in the holdout period after it. */
export interface HeldOut {
  readonly pattern: PurchasePattern
  readonly purchases: number
}

export interface CalibrationRow {
  /** Repeats in the calibration period; in the last row that many or more. */
  readonly repeats: number
  readonly customers: number
  /** Purchases in the holdout period per customer. */
  readonly expected: number
  readonly actual: number
}

/**
 * Expected against actual purchases in a holdout period of length `horizon`, by the number of repeats before it; those with
 * `most` or more share the last row. Rows without customers are left out.
 */
export const calibrationByRepeats = <Name extends string>(
  model: PurchaseModel<Name>,
  parameters: Parameters<Name>,
  customers: Iterable<HeldOut>,
  horizon: number,
  most = 7,
): CalibrationRow[] => {
  const all = [...customers]
  const columns = {
    repeats: Int32Array.from(all, ({ pattern }) => pattern.repeats),
    lastAt: Float64Array.from(all, ({ pattern }) => pattern.lastAt),
    age: Float64Array.from(all, ({ pattern }) => pattern.age),
  }
  const { expectedPurchases } = evaluateBatch(model, parameters, columns, { horizon })
  const sums = new Map<number, { customers: number; expected: number; actual: number }>()
  all.forEach(({ pattern, purchases }, row) => {
    const key = Math.min(pattern.repeats, most)
    const sum = sums.get(key) ?? { customers: 0, expected: 0, actual: 0 }
    sum.customers += 1
    sum.expected += expectedPurchases[row]!
    sum.actual += purchases
    sums.set(key, sum)
  })
  return [...sums]
    .sort(([one], [other]) => one - other)
    .map(([repeats, { customers: count, expected, actual }]) => ({
      repeats,
      customers: count,
      expected: expected / count,
      actual: actual / count,
    }))
}

/** When a customer bought, in units of time since a common start. */
export interface PurchaseHistory {
  readonly firstAt: number
  /** Every repeat, as a time since the common start. */
  readonly repeatsAt: readonly number[]
}

export interface PeriodTotal {
  /** 1 is the first unit of time after the common start. */
  readonly period: number
  /** Repeats of all customers in the period. */
  readonly expected: number
  readonly actual: number
  readonly cumulativeExpected: number
  readonly cumulativeActual: number
}

/**
 * Expected against actual repeats of all customers, for each of `periods` units of time (weeks, if the parameters are in
 * weeks) after a common start. A time that ends a period belongs to it.
 */
export const totalsByPeriod = <Name extends string>(
  model: PurchaseModel<Name>,
  parameters: Parameters<Name>,
  customers: Iterable<PurchaseHistory>,
  periods: number,
): PeriodTotal[] => {
  const acquired = new Map<number, number>()
  const actual = new Float64Array(periods)
  for (const { firstAt, repeatsAt } of customers) {
    acquired.set(firstAt, (acquired.get(firstAt) ?? 0) + 1)
    for (const at of repeatsAt) {
      const index = Math.ceil(at) - 1
      if (index < periods) actual[index]! += 1
    }
  }
  const totals: PeriodTotal[] = []
  let cumulativeExpected = 0
  let cumulativeActual = 0
  for (let period = 1; period <= periods; period += 1) {
    const before = cumulativeExpected
    cumulativeExpected = 0
    for (const [firstAt, count] of acquired)
      if (firstAt < period) cumulativeExpected += count * model.expectedPurchasesOfNew(parameters, period - firstAt)
    cumulativeActual += actual[period - 1]!
    totals.push({
      period,
      expected: cumulativeExpected - before,
      actual: actual[period - 1]!,
      cumulativeExpected,
      cumulativeActual,
    })
  }
  return totals
}
