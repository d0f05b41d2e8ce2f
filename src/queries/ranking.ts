/** Where a value stands among all customers: how many have a lower one. Sorted once per figure, then found by halving. */
import type { Contribution } from '../../projections/read-model.js'
import type { ReadRequest } from '../read-models/read-model-store.js'

/** Asks how many lie below a key of a figure. */
export type RankRequest = NonNullable<ReadRequest['ranks']>[number]

export interface Rank {
  readonly below: number
  readonly total: number
}

interface Ladder {
  /** In ascending order. */
  readonly keys: readonly number[]
  /** How many lie below each key; one more for all of them. */
  readonly below: readonly number[]
}

export class Ranking {
  readonly #ladders = new Map<string, Ladder>()

  constructor(private readonly contributions: readonly Contribution[]) {}

  rank({ figure, key, measure }: RankRequest): Rank {
    const { keys, below } = this.#ladder(figure, measure)
    let [low, high] = [0, keys.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (keys[middle]! < key) low = middle + 1
      else high = middle
    }
    return { below: below[low]!, total: below.at(-1)! }
  }

  #ladder(figure: string, measure: string): Ladder {
    const name = `${figure} ${measure}`
    const known = this.#ladders.get(name)
    if (known) return known
    const steps = this.contributions
      .filter((contribution) => contribution.figure === figure)
      .sort((a, b) => (a.key as number) - (b.key as number))
    const below = [0]
    for (const { add } of steps) below.push(below.at(-1)! + (add[measure] ?? 0))
    const ladder = { keys: steps.map(({ key }) => key as number), below }
    this.#ladders.set(name, ladder)
    return ladder
  }
}
