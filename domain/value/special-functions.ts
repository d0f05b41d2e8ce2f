/**
 * Special functions of the models of customer value, for positive arguments, without overflow.
 *
 * Own ones, because the packages were tried and failed: `@stdlib/math-base-special-hyp2f1` 0.1.1 gives NaN from 300
 * repeats on, `@stdlib/math-base-special-gammaln` is exact but brings 155 packages, and a difference of two of its large
 * values has lost its digits.
 */

/** What the logarithm of the gamma function has beyond Stirling's formula; exact to the last digit from 10 on. */
const stirlingRest = (z: number): number => {
  const q = 1 / (z * z)
  return (1 / 12 - q * (1 / 360 - q * (1 / 1260 - q * (1 / 1680 - q * (1 / 1188 - q * (691 / 360360 - q / 156)))))) / z
}

const stirlingFrom = 10

/** ln Γ(z). */
export const logGamma = (z: number): number => {
  let shifted = z
  let product = 1
  for (; shifted < stirlingFrom; shifted += 1) product *= shifted
  return (
    (shifted - 0.5) * Math.log(shifted) -
    shifted +
    0.5 * Math.log(2 * Math.PI) +
    stirlingRest(shifted) -
    Math.log(product)
  )
}

/** ln Γ(z+n) − ln Γ(z), n ≥ 0, where the difference of the two would cancel. */
export const logRising = (z: number, n: number): number => {
  if (n === 0) return 0
  let shifted = z
  let quotient = 1
  for (; shifted < stirlingFrom; shifted += 1) quotient *= shifted / (shifted + n)
  return (
    (shifted - 0.5) * Math.log1p(n / shifted) +
    n * Math.log(shifted + n) -
    n +
    (stirlingRest(shifted + n) - stirlingRest(shifted)) +
    Math.log(quotient)
  )
}

/** ln B(a, b). */
export const logBeta = (a: number, b: number): number =>
  logGamma(Math.min(a, b)) - logRising(Math.max(a, b), Math.min(a, b))

/** ln(1 + eˣ). */
export const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)))

/** 1 / (1 + e⁻ˣ). */
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/** (1 − e⁻ᵃˣ)/a, which is x at a = 0. */
export const saturation = (a: number, x: number): number => (a === 0 ? x : -Math.expm1(-a * x) / a)

const mostSteps = 10_000
const smallest = 1e-300

/**
 * The hypergeometric function ₂F₁(1, b; c; z) for c > b > 0 and 0 ≤ z < 1: Gauss's continued fraction (DLMF 15.7.5),
 * all of whose parts are positive, evaluated by Lentz's method. Takes some 10 steps at small z, 18/√(1−z) near 1.
 */
export const hypergeometric1 = (b: number, c: number, z: number): number => {
  if (z === 0) return 1
  let value = 1
  let numerators = 1
  let denominators = 0
  for (let step = 0; step < mostSteps; step += 1) {
    const n = step >> 1
    const partial =
      step === 0
        ? b / c
        : (step & 1) === 1
          ? ((n + 1) * (c - b + n)) / ((c + step - 1) * (c + step))
          : ((b + n) * (c + n - 1)) / ((c + step - 1) * (c + step))
    denominators = 1 / Math.max(smallest, 1 - partial * z * denominators)
    numerators = Math.max(smallest, 1 - (partial * z) / numerators)
    const change = numerators * denominators
    value *= change
    if (Math.abs(change - 1) < 2e-16) break
  }
  return 1 / value
}
