/**
 * The family of models in which a customer buys at a gamma-distributed rate and may leave only at a purchase, with a
 * beta-distributed probability. Its members differ in whether one may leave at the first purchase already.
 */
import { invalid } from '../errors.js'
import { checkParameters, type Parameters } from './likelihood.js'
import { checkHorizon, purchaseModel, type GivenRepeats, type PurchaseModel } from './purchase-model.js'
import { expectationOverBeta, type Expectation } from './quadrature.js'
import { logRising } from './special-functions.js'

/** Rates of purchase are gamma with shape r and rate α (a time); probabilities of leaving are beta with a and b. */
export type BetaGeometricParameter = 'r' | 'alpha' | 'a' | 'b'

export interface BetaGeometricModel extends PurchaseModel<BetaGeometricParameter> {
  /** Probability that a customer makes exactly `count` purchases in the `horizon` after his first one. */
  readonly probabilityOf: (parameters: Parameters<BetaGeometricParameter>, count: number, horizon: number) => number
}

/** Probability that a negative binomial count (shape r, chance z of one more) is `count`, and that it is that or more. */
const negativeBinomial = (r: number, z: number, count: number): { exactly: number; atLeast: number } => {
  const exactlyOf = (n: number): number =>
    n === 0 ? Math.pow(1 - z, r) : Math.exp(logRising(r, n) - logRising(1, n) + r * Math.log1p(-z) + n * Math.log(z))
  const exactly = exactlyOf(count)
  if (count === 0) return { exactly, atLeast: 1 }
  // Below the mean what is missing is the smaller sum, above it what is there.
  if (count < (r * z) / (1 - z)) {
    let fewer = 0
    for (let n = 0, term = exactlyOf(0); n < count; term *= ((r + n) / (n + 1)) * z, n += 1) fewer += term
    return { exactly, atLeast: 1 - fewer }
  }
  let atLeast = 0
  for (let n = count, term = exactly; term > 1e-17 * atLeast; term *= ((r + n) / (n + 1)) * z, n += 1) atLeast += term
  return { exactly, atLeast }
}

/** @param chancesBefore chances to leave before the first repeat: 0 or 1 */
export const betaGeometric = (name: string, chancesBefore: 0 | 1): BetaGeometricModel => {
  const given = ({ r, alpha, a, b }: Parameters<BetaGeometricParameter>, repeats: number): GivenRepeats => {
    const chances = repeats + chancesBefore
    const shape = r + repeats
    const constant = logRising(r, repeats) + logRising(b, chances) - logRising(a + b, chances)
    const logOddsAtLast = chances === 0 ? -Infinity : Math.log(a / (b + chances - 1))
    let ofLeaving: Expectation | undefined
    return {
      logLikelihoodAlive: (age) => constant - r * Math.log1p(age / alpha) - repeats * Math.log(alpha + age),
      logOddsGone: (lastAt, age) => logOddsAtLast + shape * Math.log1p((age - lastAt) / (alpha + lastAt)),
      /**
       * The mean of (1 − (1+pu)^−(r+x))/p over the probability p of leaving, u = horizon/(α+T). Equal to the closed form
       * with ₂F₁ of Fader, Hardie and Lee, but without its division by a−1 and for every x and horizon.
       */
      expectedIfAlive: (age, horizon) => {
        if (horizon === Infinity) return a > 1 ? (a + b + chances - 1) / (a - 1) : Infinity
        const u = horizon / (alpha + age)
        ofLeaving ??= expectationOverBeta(a, b + chances)
        return ofLeaving((p) => (p < 1e-280 ? shape * u : -Math.expm1(-shape * Math.log1p(p * u)) / p))
      },
      timeScale: (age) => alpha + age,
    }
  }
  const model = purchaseModel<BetaGeometricParameter>({
    name,
    parameterNames: ['r', 'alpha', 'a', 'b'],
    start: (age) => ({ r: 1, alpha: age / 4, a: 1, b: 3 }),
    given,
  })
  return {
    ...model,
    probabilityOf: (parameters, count, horizon) => {
      checkParameters(model.parameterNames, parameters)
      checkHorizon(horizon)
      if (!(Number.isInteger(count) && count >= 0))
        throw invalid('count-impossible', 'a number of purchases is whole, 0 or more', { count })
      const { r, alpha, a, b } = parameters
      const chances = count + chancesBefore
      const { exactly, atLeast } = negativeBinomial(r, horizon / (alpha + horizon), count)
      const stayed = Math.exp(logRising(b, chances) - logRising(a + b, chances))
      return stayed * (exactly + (chances === 0 ? 0 : (a / (b + chances - 1)) * atLeast))
    },
  }
}
