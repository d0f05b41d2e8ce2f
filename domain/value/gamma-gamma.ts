/**
 * Gamma-Gamma: the mean value of a customer's purchases, as far as it is independent of how often he buys.
 * Fader, Hardie, The Gamma-Gamma Model of Monetary Value (2013).
 */
import { invalid, ruleBroken } from '../errors.js'
import { checkParameters, perRepeats, type LikelihoodModel, type Parameters } from './likelihood.js'
import type { ValuePattern } from './purchase-pattern.js'
import { logGamma, logRising } from './special-functions.js'

/** Values of a customer are gamma with shape p; the rate of it differs among customers, gamma with shape q and rate v (money). */
export type GammaGammaParameter = 'p' | 'q' | 'v'

export interface GammaGammaModel extends LikelihoodModel<GammaGammaParameter, ValuePattern> {
  /**
   * Expected mean value of a customer's purchases to come, in the unit of money that the parameters were fitted to; of any
   * customer with 0 repeats, whatever `meanValue` says.
   * @throws DomainError `value-unbounded` with q ≤ 1
   */
  readonly expectedValue: (parameters: Parameters<GammaGammaParameter>, pattern: ValuePattern) => number
}

const checkValued = ({ repeats, meanValue }: ValuePattern): void => {
  if (!(Number.isInteger(repeats) && repeats >= 1 && meanValue > 0 && meanValue < Infinity))
    throw invalid(
      'pattern-impossible',
      'the model of values is of customers with a repeat purchase and a mean value above 0',
      { repeats, meanValue },
    )
}

/** @throws DomainError `value-unbounded` */
export const checkBounded = ({ q }: Parameters<GammaGammaParameter>): void => {
  if (q <= 1)
    throw ruleBroken(
      'value-unbounded',
      'the values differ so much that they have no expected mean (q must be above 1)',
      { q },
    )
}

/** The scalar and the batch evaluation; nothing is checked here. */
export const expectedValueOf = (
  { p, q, v }: Parameters<GammaGammaParameter>,
  repeats: number,
  meanValue: number,
): number => (repeats === 0 ? (p * v) / (q - 1) : (p * (v + repeats * meanValue)) / (p * repeats + q - 1))

const logLikelihoods = ({ p, q, v }: Parameters<GammaGammaParameter>): ((pattern: ValuePattern) => number) => {
  const constantOf = perRepeats((x) => logRising(p * x, q) - logGamma(q) + q * Math.log(v) + p * x * Math.log(x))
  return ({ repeats: x, meanValue: m }) => constantOf(x) + (p * x - 1) * Math.log(m) - (p * x + q) * Math.log(x * m + v)
}

const parameterNames = ['p', 'q', 'v'] as const

export const gammaGamma: GammaGammaModel = {
  name: 'gamma-gamma',
  parameterNames,
  checkPattern: checkValued,
  logLikelihood: (parameters, pattern) => {
    checkParameters(parameterNames, parameters)
    checkValued(pattern)
    return logLikelihoods(parameters)(pattern)
  },
  logLikelihoods,
  order: (one, other) => one.repeats - other.repeats,
  start: (patterns) => {
    let values = 0
    let all = 0
    for (const { pattern, customers } of patterns) {
      values += customers * pattern.meanValue
      all += customers
    }
    return { p: 4, q: 3, v: values / all / 2 }
  },
  checkIdentifiable: (patterns) => {
    const first = patterns[0]?.pattern.meanValue
    if (patterns.every(({ pattern }) => pattern.meanValue === first))
      throw ruleBroken('values-equal', 'all customers have the same mean value: there is nothing to learn from', {
        meanValue: first,
      })
  },
  checkFitted: checkBounded,
  expectedValue: (parameters, pattern) => {
    checkParameters(parameterNames, parameters)
    checkBounded(parameters)
    const { repeats, meanValue } = pattern
    // Who paid nothing is expected to pay little; the likelihood has no place for him.
    if (repeats !== 0 && meanValue !== 0) checkValued(pattern)
    return expectedValueOf(parameters, repeats, meanValue)
  },
}
