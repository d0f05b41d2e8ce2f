/** What every model of purchases and of leaving says of a customer; the models differ in what they know of one alive. */
import { invalid, ruleBroken } from '../errors.js'
import { chebyshev } from './chebyshev.js'
import { checkParameters, perRepeats, type LikelihoodModel, type Parameters } from './likelihood.js'
import { checkPattern, type PurchasePattern, type Weighted } from './purchase-pattern.js'
import { logistic, softplus } from './special-functions.js'

/** What a model with given parameters knows of customers with a given number of repeats. Nothing is checked here. */
export interface GivenRepeats {
  /** Logarithm of the likelihood that the customer bought as he did and is still alive. */
  readonly logLikelihoodAlive: (age: number) => number
  /** Logarithm of the odds that the customer is gone: −∞ where he cannot be. */
  readonly logOddsGone: (lastAt: number, age: number) => number
  /** Expected purchases within the horizon, of one still alive; of the whole lifetime (it may be ∞) with a horizon of ∞. */
  readonly expectedIfAlive: (age: number, horizon: number) => number
  /** The time in which the rate of purchases of one alive changes: the rate depends smoothly on ln(1 + time/scale). */
  readonly timeScale: (age: number) => number
}

/** How one model differs from the others. */
export interface PurchaseProcess<Name extends string> {
  readonly name: string
  readonly parameterNames: readonly Name[]
  /** Where a search for the best parameters begins, when times are of the order of `age`. */
  readonly start: (age: number) => Parameters<Name>
  readonly given: (parameters: Parameters<Name>, repeats: number) => GivenRepeats
}

/** All times and horizons are in the unit of the patterns that the parameters were fitted to. */
export interface PurchaseModel<Name extends string>
  extends LikelihoodModel<Name, PurchasePattern>, Pick<PurchaseProcess<Name>, 'given'> {
  /** Probability that the customer still buys at all. */
  readonly probabilityAlive: (parameters: Parameters<Name>, pattern: PurchasePattern) => number
  /** Expected purchases of a customer with that pattern in the `horizon` after the end of its window. */
  readonly expectedPurchases: (parameters: Parameters<Name>, pattern: PurchasePattern, horizon: number) => number
  /** Expected purchases of a customer in the `horizon` after his first one. */
  readonly expectedPurchasesOfNew: (parameters: Parameters<Name>, horizon: number) => number
  /**
   * Discounted expected residual purchases (DERT): each purchase counts e^(−rate · time until it); of the whole lifetime
   * without a horizon.
   * @throws DomainError `lifetime-unbounded` where that has no bound.
   */
  readonly discountedExpectedPurchases: (
    parameters: Parameters<Name>,
    pattern: PurchasePattern,
    rate: number,
    horizon?: number,
  ) => number
}

/** @throws DomainError `horizon-impossible` */
export const checkHorizon = (horizon: number): void => {
  if (!(horizon >= 0 && horizon < Infinity))
    throw invalid('horizon-impossible', 'a horizon is a length of time, 0 or more', { horizon })
}

/** @throws DomainError `rate-impossible`, `horizon-impossible` */
export const checkDiscounting = (rate: number, horizon?: number): void => {
  if (!(rate >= 0 && rate < Infinity))
    throw invalid('rate-impossible', 'a discount rate is 0 or more, per unit of time', { rate })
  if (horizon !== undefined) checkHorizon(horizon)
}

export const probabilityAliveIn = ({ logOddsGone }: GivenRepeats, lastAt: number, age: number): number =>
  logistic(-logOddsGone(lastAt, age))

/** What comes later than this many times 1/rate is worth nothing: e^−50 is 2·10^−22. */
const worthless = 50

/**
 * Discounted expected purchases of one alive, G being the expected ones within a time: ∫ e^(−δs) dG(s), integrated by parts
 * to e^(−δh) G(h) + δ ∫ e^(−δs) G(s) ds, over ln(1 + s/scale), in which G is smooth however long the horizon is.
 * @throws DomainError `lifetime-unbounded`
 */
export const discountedIfAlive = (
  { expectedIfAlive, timeScale }: GivenRepeats,
  age: number,
  rate: number,
  horizon = Infinity,
): number => {
  if (rate === 0) {
    const expected = expectedIfAlive(age, horizon)
    if (expected < Infinity) return expected
    throw ruleBroken(
      'lifetime-unbounded',
      'these parameters expect purchases without bound over a lifetime: give a discount rate above 0, or a horizon',
      { rate },
    )
  }
  const scale = timeScale(age)
  const end = Math.min(horizon, worthless / rate)
  const weighted = (logTime: number): number => {
    const time = scale * Math.expm1(logTime)
    return (scale + time) * Math.exp(-rate * time) * expectedIfAlive(age, time)
  }
  return (
    Math.exp(-rate * end) * expectedIfAlive(age, end) + rate * chebyshev(weighted, 0, Math.log1p(end / scale)).integral
  )
}

const meanAge = (patterns: readonly Weighted<PurchasePattern>[]): number => {
  let ages = 0
  let all = 0
  for (const { pattern, customers } of patterns) {
    ages += customers * pattern.age
    all += customers
  }
  return ages / all
}

/** A whole model from what is its own. */
export const purchaseModel = <Name extends string>({
  name,
  parameterNames,
  start,
  given,
}: PurchaseProcess<Name>): PurchaseModel<Name> => {
  const checked = (parameters: Parameters<Name>, pattern: PurchasePattern): GivenRepeats => {
    checkParameters(parameterNames, parameters)
    checkPattern(pattern)
    return given(parameters, pattern.repeats)
  }
  const model: PurchaseModel<Name> = {
    name,
    parameterNames,
    given,
    checkPattern,
    start: (patterns) => start(meanAge(patterns)),
    logLikelihood: (parameters, pattern) => {
      const known = checked(parameters, pattern)
      return known.logLikelihoodAlive(pattern.age) + softplus(known.logOddsGone(pattern.lastAt, pattern.age))
    },
    order: (one, other) => one.repeats - other.repeats || one.age - other.age,
    logLikelihoods: (parameters) => {
      const knownOf = perRepeats((repeats) => {
        const known = given(parameters, repeats)
        let age = Number.NaN
        let alive = 0
        return (pattern: PurchasePattern): number => {
          if (pattern.age !== age) {
            age = pattern.age
            alive = known.logLikelihoodAlive(age)
          }
          return alive + softplus(known.logOddsGone(pattern.lastAt, age))
        }
      })
      return (pattern) => knownOf(pattern.repeats)(pattern)
    },
    probabilityAlive: (parameters, pattern) =>
      probabilityAliveIn(checked(parameters, pattern), pattern.lastAt, pattern.age),
    expectedPurchases: (parameters, pattern, horizon) => {
      const known = checked(parameters, pattern)
      checkHorizon(horizon)
      return probabilityAliveIn(known, pattern.lastAt, pattern.age) * known.expectedIfAlive(pattern.age, horizon)
    },
    expectedPurchasesOfNew: (parameters, horizon) =>
      model.expectedPurchases(parameters, { repeats: 0, lastAt: 0, age: 0 }, horizon),
    discountedExpectedPurchases: (parameters, pattern, rate, horizon) => {
      const known = checked(parameters, pattern)
      checkDiscounting(rate, horizon)
      const { lastAt, age } = pattern
      return probabilityAliveIn(known, lastAt, age) * discountedIfAlive(known, age, rate, horizon)
    },
  }
  return model
}
