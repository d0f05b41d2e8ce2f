/** Smooth functions as Chebyshev series: evaluated fast, integrated at once. */

export interface ChebyshevSeries {
  at: (x: number) => number
  /** Over the whole interval. */
  integral: number
}

const fewestIntervals = 16
const mostIntervals = 512
const precision = 1e-14

/** Coefficients of the polynomial through the values at cos(πj/n), j = 0 … n. */
const coefficientsOf = (values: readonly number[]): Float64Array => {
  const n = values.length - 1
  const cosines = Float64Array.from({ length: 2 * n }, (_, j) => Math.cos((Math.PI * j) / n))
  return Float64Array.from({ length: n + 1 }, (_, k) => {
    let sum = (values[0]! + (k % 2 === 0 ? 1 : -1) * values[n]!) / 2
    for (let j = 1; j < n; j += 1) sum += values[j]! * cosines[(j * k) % (2 * n)]!
    return (sum * (k === 0 || k === n ? 1 : 2)) / n
  })
}

/**
 * Interpolates a smooth function between `from` < `to`, with as many points as full precision takes (17, 33 … 513).
 * The integral is that of the interpolant: Clenshaw–Curtis quadrature.
 */
export const chebyshev = (of: (x: number) => number, from: number, to: number): ChebyshevSeries => {
  const middle = (from + to) / 2
  const half = (to - from) / 2
  const valueAt = (j: number, n: number): number => of(middle + half * Math.cos((Math.PI * j) / n))

  let values = Array.from({ length: fewestIntervals + 1 }, (_, j) => valueAt(j, fewestIntervals))
  let coefficients = coefficientsOf(values)
  const largest = (): number => coefficients.reduce((most, c) => Math.max(most, Math.abs(c)), 0)
  const isSettled = (): boolean => coefficients.slice(-3).every((c) => Math.abs(c) <= 10 * precision * largest())
  while (!isSettled() && values.length <= mostIntervals) {
    const coarse = values
    const n = 2 * (coarse.length - 1)
    values = Array.from({ length: n + 1 }, (_, j) => (j % 2 === 0 ? coarse[j / 2]! : valueAt(j, n)))
    coefficients = coefficientsOf(values)
  }

  const least = (precision / 10) * largest()
  let length = coefficients.length
  while (length > 1 && Math.abs(coefficients[length - 1]!) < least) length -= 1
  const kept = coefficients.slice(0, length)

  return {
    at: (x) => {
      const t = half === 0 ? 0 : (x - middle) / half
      let next = 0
      let afterNext = 0
      for (let k = kept.length - 1; k > 0; k -= 1) {
        const current = kept[k]! + 2 * t * next - afterNext
        afterNext = next
        next = current
      }
      return kept[0]! + t * next - afterNext
    },
    integral: half * kept.reduce((sum, c, k) => (k % 2 === 0 ? sum + (2 * c) / (1 - k * k) : sum), 0),
  }
}
