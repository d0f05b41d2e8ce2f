/** Where a value stands among all customers: how many have a lower one. Sorted once per figure, then found by halving. */
import type { RfmColumns } from '../../projections/portfolio/rfm.js'
import type { Contribution } from '../../projections/read-model.js'
import type { ReadRequest } from '../read-models/read-model-store.js'

/** Asks how many lie below a key of a figure. */
export type RankRequest = NonNullable<ReadRequest['ranks']>[number]

export interface Rank {
  readonly below: number
  readonly total: number
}

export interface Ranking {
  readonly rank: (request: RankRequest) => Rank
}

/** The first place in ascending keys that is not below a key. */
const placeOf = (keys: ArrayLike<number>, key: number): number => {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}

const once = <K, V>(make: (key: K) => V): ((key: K) => V) => {
  const made = new Map<K, V>()
  return (key) => {
    let value = made.get(key)
    if (value === undefined) made.set(key, (value = make(key)))
    return value
  }
}

/** Among the sums of contributions. */
export const rankingOf = (contributions: readonly Contribution[]): Ranking => {
  const ladder = once((name: string) => {
    const [figure, measure] = JSON.parse(name) as [string, string]
    const steps = contributions
      .filter((contribution) => contribution.figure === figure)
      .sort((a, b) => (a.key as number) - (b.key as number))
    const below = [0]
    for (const { add } of steps) below.push(below.at(-1)! + (add[measure] ?? 0))
    return { keys: steps.map(({ key }) => key as number), below }
  })
  return {
    rank: ({ figure, key, measure }) => {
      const { keys, below } = ladder(JSON.stringify([figure, measure]))
      return { below: below[placeOf(keys, key)]!, total: below.at(-1)! }
    },
  }
}

/** Among those who have bought: by `lastPurchaseDay`, `purchaseDays`, or `monetary/` and a currency. */
export const rankingOfBuyers = (buyers: RfmColumns): Ranking => {
  const ladder = once((figure: string) => {
    const values =
      figure === 'lastPurchaseDay' || figure === 'purchaseDays'
        ? buyers[figure]
        : buyers.currencies.get(figure.slice('monetary/'.length))?.monetary
    return Float64Array.from(values ?? []).sort()
  })
  return {
    rank: ({ figure, key }) => {
      const keys = ladder(figure)
      return { below: placeOf(keys, key), total: keys.length }
    },
  }
}
