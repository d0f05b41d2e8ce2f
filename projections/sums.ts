/** Sums of contributions: what portfolio figures are made of. */
import type { Contribution } from './read-model.js'

interface Sum extends Contribution {
  readonly add: Record<string, number>
}

/** Contributions added up, each figure and key once. */
export class Sums {
  readonly #figures = new Map<string, Map<string | number, Sum>>()

  /** Adds a document’s contributions, or takes them back with `sign` -1. */
  tally(contributions: readonly Contribution[], sign: 1 | -1 = 1): void {
    for (const { figure, key, add } of contributions) {
      const sum = this.#sum(figure, key).add
      for (const measure in add) sum[measure] = (sum[measure] ?? 0) + sign * add[measure]!
    }
  }

  /** In the order in which figures, and keys in each of them, first came. */
  *values(): Iterable<Contribution> {
    for (const sums of this.#figures.values()) yield* sums.values()
  }

  #sum(figure: string, key: string | number): Sum {
    let sums = this.#figures.get(figure)
    if (!sums) this.#figures.set(figure, (sums = new Map<string | number, Sum>()))
    let sum = sums.get(key)
    if (!sum) sums.set(key, (sum = { figure, key, add: {} }))
    return sum
  }
}
