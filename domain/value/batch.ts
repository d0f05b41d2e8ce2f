/** What the models say of very many customers at once, column by column: for a worker thread, say. */
import { invalid } from '../errors.js'
import { chebyshev } from './chebyshev.js'
import { checkBounded, expectedValueOf, gammaGamma, type GammaGammaParameter } from './gamma-gamma.js'
import { checkParameters, type Parameters } from './likelihood.js'
import {
  checkDiscounting,
  checkHorizon,
  discountedIfAlive,
  probabilityAliveIn,
  type PurchaseModel,
} from './purchase-model.js'
import { checkPattern } from './purchase-pattern.js'

/** Purchase patterns by column, one row for each customer. */
export interface PatternColumns {
  readonly repeats: Int32Array
  readonly lastAt: Float64Array
  readonly age: Float64Array
}

export interface BatchQuestions {
  readonly horizon: number
  /** Of the whole lifetime without a horizon. */
  readonly discounting?: { readonly rate: number; readonly horizon?: number }
  /** Mean values: of customers without repeats they do not matter. */
  readonly values?: { readonly parameters: Parameters<GammaGammaParameter>; readonly meanValue: Float64Array }
}

/** One number for each customer, in the order of the rows. */
export interface BatchAnswers {
  readonly probabilityAlive: Float64Array
  /** Within the horizon. */
  readonly expectedPurchases: Float64Array
  readonly discountedExpectedPurchases?: Float64Array
  readonly expectedValue?: Float64Array
}

/** Above this many customers with as many repeats, a series in their age is worked out once and read for each. */
const worthASeries = 24

const checkRows = ({ repeats, lastAt, age }: PatternColumns, meanValue?: Float64Array): void => {
  const rows = repeats.length
  if (lastAt.length !== rows || age.length !== rows || (meanValue && meanValue.length !== rows))
    throw invalid('columns-uneven', 'every column has a row for each customer', {
      repeats: rows,
      lastAt: lastAt.length,
      age: age.length,
      ...(meanValue && { meanValue: meanValue.length }),
    })
  for (let row = 0; row < rows; row += 1) {
    checkPattern({ repeats: repeats[row]!, lastAt: lastAt[row]!, age: age[row]! })
    if (meanValue && repeats[row]! > 0 && !(meanValue[row]! >= 0 && meanValue[row]! < Infinity))
      throw invalid('pattern-impossible', 'a mean value is 0 or more', { row, meanValue: meanValue[row] })
  }
}

/** The rows with each number of repeats. */
const rowsByRepeats = (repeats: Int32Array): Map<number, Uint32Array> => {
  const counts = new Map<number, number>()
  for (const x of repeats) counts.set(x, (counts.get(x) ?? 0) + 1)
  const groups = new Map<number, Uint32Array>()
  for (const [x, count] of counts) groups.set(x, new Uint32Array(count))
  const filled = new Map<number, number>()
  for (let row = 0; row < repeats.length; row += 1) {
    const x = repeats[row]!
    const next = filled.get(x) ?? 0
    groups.get(x)![next] = row
    filled.set(x, next + 1)
  }
  return groups
}

/**
 * Equal to the functions of the models for one customer, up to the twelfth digit or so. What a model expects of one alive
 * with x repeats depends smoothly on the age alone, so for each x it is worked out at some twenty ages.
 * @throws DomainError as those functions do; `columns-uneven`
 */
export const evaluateBatch = <Name extends string>(
  model: PurchaseModel<Name>,
  parameters: Parameters<Name>,
  columns: PatternColumns,
  { horizon, discounting, values }: BatchQuestions,
): BatchAnswers => {
  checkParameters(model.parameterNames, parameters)
  checkHorizon(horizon)
  if (discounting) checkDiscounting(discounting.rate, discounting.horizon)
  if (values) {
    checkParameters(gammaGamma.parameterNames, values.parameters)
    checkBounded(values.parameters)
  }
  checkRows(columns, values?.meanValue)

  const { repeats, lastAt, age } = columns
  const rows = repeats.length
  const probabilityAlive = new Float64Array(rows)
  const expectedPurchases = new Float64Array(rows)
  const discountedExpectedPurchases = discounting && new Float64Array(rows)
  const expectedValue = values && new Float64Array(rows)

  for (const [x, group] of rowsByRepeats(repeats)) {
    const known = model.given(parameters, x)
    let youngest = Infinity
    let oldest = 0
    for (const row of group) {
      youngest = Math.min(youngest, age[row]!)
      oldest = Math.max(oldest, age[row]!)
    }
    const start = known.timeScale(0)
    const logScale = (at: number): number => Math.log(at / start + 1)
    /** By the logarithm of the scale of time, in which what is expected is smooth. */
    const ofLogScale = (ofAge: (age: number) => number): ((log: number, age: number) => number) =>
      group.length < worthASeries
        ? (_, at) => ofAge(at)
        : chebyshev((log) => ofAge(start * Math.expm1(log)), logScale(youngest), logScale(oldest)).at
    const expected = ofLogScale((at) => known.expectedIfAlive(at, horizon))
    const discounted =
      discounting && ofLogScale((at) => discountedIfAlive(known, at, discounting.rate, discounting.horizon))

    for (const row of group) {
      const at = age[row]!
      const log = logScale(at)
      const alive = probabilityAliveIn(known, lastAt[row]!, at)
      probabilityAlive[row] = alive
      expectedPurchases[row] = alive * expected(log, at)
      if (discounted) discountedExpectedPurchases![row] = alive * discounted(log, at)
      if (values) expectedValue![row] = expectedValueOf(values.parameters, x, values.meanValue[row]!)
    }
  }
  return {
    probabilityAlive,
    expectedPurchases,
    ...(discountedExpectedPurchases && { discountedExpectedPurchases }),
    ...(expectedValue && { expectedValue }),
  }
}
