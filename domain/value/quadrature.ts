/** Expectations over a beta distribution, by quadrature. */
import { logBeta, softplus } from './special-functions.js'

/** The mean of a function of p. The function is smooth and grows no faster than 1/p towards 0. */
export type Expectation = (of: (p: number) => number) => number

interface Level {
  points: number[]
  weights: number[]
}

const firstStep = 0.25
const mostLevels = 8
/** Halving the step squares the error of the trapezoidal rule, so that what is left is far below this. */
const settled = 1e-10
/** Points whose weight is below this share of the largest are left out. */
const negligible = 1e-40

/**
 * The expectation over p ~ Beta(a, b), exact to some 14 digits for any a, b > 0, also where p^(a−1) has no bound.
 * Double-exponential quadrature (Takahasi and Mori 1974): the trapezoidal rule in y, where logit p = centre + spread · sinh y.
 * The points are worked out when first needed and kept.
 */
export const expectationOverBeta = (a: number, b: number): Expectation => {
  const centre = Math.log(a / b)
  const spread = Math.sqrt((1 + a) / (a * a) + (1 + b) / (b * b))
  const normal = logBeta(a, b)
  const levels: Level[] = []
  let least = 0
  let most = 0

  const add = (level: Level, y: number): number => {
    const logit = centre + spread * Math.sinh(y)
    const logP = -softplus(-logit)
    const weight = spread * Math.cosh(y) * Math.exp(a * logP - b * softplus(logit) - normal)
    level.points.push(Math.exp(logP))
    level.weights.push(weight)
    return weight
  }
  const first = (): Level => {
    const level: Level = { points: [], weights: [] }
    let largest = add(level, 0)
    for (const direction of [-1, 1]) {
      let y = 0
      for (let weight = largest; weight > negligible * largest; largest = Math.max(largest, weight)) {
        y += direction * firstStep
        weight = add(level, y)
      }
      least = Math.min(least, y)
      most = Math.max(most, y)
    }
    return level
  }
  const between = (step: number): Level => {
    const level: Level = { points: [], weights: [] }
    for (let y = least + step; y < most; y += 2 * step) add(level, y)
    return level
  }

  return (of) => {
    let sum = 0
    let value = 0
    for (let index = 0, step = firstStep; index < mostLevels; index += 1, step /= 2) {
      const { points, weights } = (levels[index] ??= index === 0 ? first() : between(step))
      for (let i = 0; i < points.length; i += 1) sum += weights[i]! * of(points[i]!)
      const before = value
      value = step * sum
      if (index > 0 && Math.abs(value - before) <= settled * Math.abs(value)) break
    }
    return value
  }
}
