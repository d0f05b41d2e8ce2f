/**
 * Pareto/NBD: customers may leave at any time, at a gamma-distributed rate.
 * Fader, Hardie, A Note on Deriving the Pareto/NBD Model and Related Expressions (2005).
 */
import type { Parameters } from './likelihood.js'
import { purchaseModel, type GivenRepeats } from './purchase-model.js'
import { expectationOverBeta, type Expectation } from './quadrature.js'
import { hypergeometric1, logRising, saturation } from './special-functions.js'

/** Rates of purchase are gamma with shape r and rate α (a time); rates of leaving gamma with s and β (a time). */
type ParetoNbdParameter = 'r' | 'alpha' | 's' | 'beta'

const slowFrom = 0.97

const given = ({ r, alpha, s, beta }: Parameters<ParetoNbdParameter>, repeats: number): GivenRepeats => {
  const shape = r + repeats
  const share = s / (shape + s)
  const constant = logRising(r, repeats)
  // The mean of 1/(1−z+zq), q ~ Beta(c−b, b), is ₂F₁(1, b; c; z) too: near z = 1, where the continued fraction is slow.
  let near1: Expectation | undefined
  const b = alpha >= beta ? shape : s + 1
  const hypergeometric = (z: number, rest: number): number => {
    if (z < slowFrom) return hypergeometric1(b, shape + s + 1, z)
    near1 ??= expectationOverBeta(shape + s + 1 - b, b)
    return near1((q) => 1 / (rest + z * q))
  }
  /**
   * The note's ₂F₁ in its two cases, with what overflows divided out: after Euler's transformation it is
   * (α+t)^−(r+x) (β+t)^−s times this.
   */
  const remaining =
    alpha >= beta
      ? (time: number): number => hypergeometric((alpha - beta) / (alpha + time), (beta + time) / (alpha + time))
      : (time: number): number =>
          ((alpha + time) / (beta + time)) *
          hypergeometric((beta - alpha) / (beta + time), (alpha + time) / (beta + time))
  return {
    logLikelihoodAlive: (age) =>
      constant - r * Math.log1p(age / alpha) - repeats * Math.log(alpha + age) - s * Math.log1p(age / beta),
    logOddsGone: (lastAt, age) => {
      const silence =
        shape * Math.log1p((age - lastAt) / (alpha + lastAt)) + s * Math.log1p((age - lastAt) / (beta + lastAt))
      const before = remaining(lastAt)
      // Rounding must not make less than nothing of a short silence.
      return silence + Math.log(share * Math.max(0, before - Math.exp(-silence) * remaining(age)))
    },
    expectedIfAlive: (age, horizon) => {
      const leaving = Math.log1p(horizon / (beta + age))
      if (leaving === Infinity && s <= 1) return Infinity
      return ((shape * (beta + age)) / (alpha + age)) * saturation(s - 1, leaving)
    },
    timeScale: (age) => beta + age,
  }
}

export const paretoNbd = purchaseModel<ParetoNbdParameter>({
  name: 'pareto-nbd',
  parameterNames: ['r', 'alpha', 's', 'beta'],
  start: (age) => ({ r: 1, alpha: age / 4, s: 1, beta: age / 4 }),
  given,
})
