/** Slope and curvature of a function at a point, by central differences, and what follows from them. */

export interface Curvature {
  readonly slope: readonly number[]
  /** The matrix of second derivatives (Hessian). */
  readonly second: readonly (readonly number[])[]
}

/** At a point where the value is known, with steps of `step` in each coordinate: 2n² evaluations. */
export const curvatureOf = (
  of: (at: readonly number[]) => number,
  { at, value: here }: { readonly at: readonly number[]; readonly value: number },
  step: number,
): Curvature => {
  const away = (i: number, byI: number, j = i, byJ = 0): number =>
    of(at.map((x, k) => x + (k === i ? byI * step : 0) + (k === j ? byJ * step : 0)))
  const ahead = at.map((_, i) => away(i, 1))
  const back = at.map((_, i) => away(i, -1))
  const second = at.map(() => at.map(() => 0))
  for (let i = 0; i < at.length; i += 1) {
    second[i]![i] = (ahead[i]! - 2 * here + back[i]!) / (step * step)
    for (let j = 0; j < i; j += 1) {
      const mixed = away(i, 1, j, 1) - away(i, 1, j, -1) - away(i, -1, j, 1) + away(i, -1, j, -1)
      second[i]![j] = second[j]![i] = mixed / (4 * step * step)
    }
  }
  return { slope: at.map((_, i) => (ahead[i]! - back[i]!) / (2 * step)), second }
}

/** The inverse of a symmetric matrix by Cholesky's decomposition; undefined unless it is positive definite. */
export const inverseOf = (matrix: readonly (readonly number[])[]): number[][] | undefined => {
  const n = matrix.length
  const lower = matrix.map(() => Array.from({ length: n }, () => 0))
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j <= i; j += 1) {
      let rest = matrix[i]![j]!
      for (let k = 0; k < j; k += 1) rest -= lower[i]![k]! * lower[j]![k]!
      if (i !== j) lower[i]![j] = rest / lower[j]![j]!
      else if (rest > 0) lower[i]![i] = Math.sqrt(rest)
      else return undefined
    }
  const inverse = matrix.map(() => Array.from({ length: n }, () => 0))
  for (let column = 0; column < n; column += 1) {
    const x = Array.from({ length: n }, (_, i) => (i === column ? 1 : 0))
    for (let i = 0; i < n; i += 1) {
      for (let k = 0; k < i; k += 1) x[i]! -= lower[i]![k]! * x[k]!
      x[i]! /= lower[i]![i]!
    }
    for (let i = n - 1; i >= 0; i -= 1) {
      for (let k = i + 1; k < n; k += 1) x[i]! -= lower[k]![i]! * x[k]!
      x[i]! /= lower[i]![i]!
    }
    for (let i = 0; i < n; i += 1) inverse[i]![column] = x[i]!
  }
  return inverse
}
