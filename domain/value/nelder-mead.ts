/**
 * The simplex method of Nelder and Mead (1965), which needs no derivatives.
 *
 * Our own because no maintained package offers it on Node 20: `fmin` 0.0.4 exports nothing there, and those that fit curves
 * minimise squares.
 */

export interface Minimum {
  readonly at: readonly number[]
  readonly value: number
}

interface Settings {
  /** Edge of the first simplex. */
  readonly size: number
  /** Ends when the values at the corners differ by less than this. */
  readonly tolerance: number
  readonly mostEvaluations: number
}

/** Walks downhill from `start`; a function may be ∞ where it has no value. Always ends, at the lowest point it saw. */
export const nelderMead = (
  of: (at: readonly number[]) => number,
  start: readonly number[],
  { size, tolerance, mostEvaluations }: Settings,
): Minimum => {
  let evaluations = 0
  const corner = (at: readonly number[]): Minimum => {
    evaluations += 1
    return { at, value: of(at) }
  }
  const between = (from: readonly number[], to: readonly number[], share: number): number[] =>
    from.map((coordinate, i) => coordinate + share * (to[i]! - coordinate))

  let simplex = [corner(start), ...start.map((_, i) => corner(start.map((x, j) => (i === j ? x + size : x))))]
  for (;;) {
    simplex.sort((one, other) => one.value - other.value)
    const best = simplex[0]!
    const worst = simplex.at(-1)!
    if (worst.value - best.value <= tolerance || evaluations >= mostEvaluations) return best

    const others = simplex.slice(0, -1)
    const secondWorst = others.at(-1)!
    const centre = start.map((_, i) => others.reduce((sum, { at }) => sum + at[i]!, 0) / others.length)
    const along = (share: number): Minimum => corner(between(centre, worst.at, share))

    const reflected = along(-1)
    if (reflected.value < best.value) {
      const expanded = along(-2)
      simplex = [...others, expanded.value < reflected.value ? expanded : reflected]
    } else if (reflected.value < secondWorst.value) simplex = [...others, reflected]
    else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5)
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex = [...others, contracted]
      else simplex = [best, ...simplex.slice(1).map(({ at }) => corner(between(best.at, at, 0.5)))]
    }
  }
}
