/**
 * Pareto/NBD: customers may leave at any time, at a gamma-distributed rate.
 * Fader, Hardie, A Note on Deriving the Pareto/NBD Model and Related Expressions (2005).
 */
import type { Parameters } from './likelihood.js'
import { purchaseModel, type GivenRepeats } from './purchase-model.js'
import { hypergeometric1, logRising, saturation } from './special-functions.js'

/** Rates of purchase are gamma with shape r and rate α (a time); rates of leaving gamma with s and β (a time). */
type ParetoNbdParameter = 'r' | 'alpha' | 's' | 'beta'

const given = ({ r, alpha, s, beta }: Parameters<ParetoNbdParameter>, repeats: number): GivenRepeats => {
  const shape = r + repeats
  const share = s / (shape + s)
  const constant = logRising(r, repeats)
  /**
   * The note's ₂F₁ in its two cases, with what overflows divided out: after Euler's transformation it is
   * (α+t)^−(r+x) (β+t)^−s times this.
   */
  const remaining =
    alpha >= beta
      ? (time: number): number => hypergeometric1(shape, shape + s + 1, (alpha - beta) / (alpha + time))
      : (time: number): number =>
          ((alpha + time) / (beta + time)) * hypergeometric1(s + 1, shape + s + 1, (beta - alpha) / (beta + time))
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
