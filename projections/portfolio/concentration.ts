/** How unequally revenue is spread over customers: Gini and HHI, largest and top-20% share, Pareto curve. Whole numbers, one division. */

/** How many customers have exactly this revenue (minor units). */
export interface RevenueCount {
  readonly revenue: number
  readonly customers: number
}

export interface Concentration {
  readonly customers: number
  /** Σ(2i−n−1)·y₍ᵢ₎ / (n·Σy), y ascending; null without revenue. */
  readonly gini: number | null
  /** Herfindahl–Hirschman index, Σ(y/Σy)²: 1/n all alike, 1 one holds everything; null without revenue. */
  readonly hhi: number | null
  /** Share of revenue that the largest customer holds; null without revenue. */
  readonly largestShare: number | null
  /** Share of revenue that the top 20% of customers (rounded up) hold; null without revenue. */
  readonly top20Share: number | null
  /** Share of revenue held by the best customers, at each twentieth of the customers. */
  readonly pareto: readonly { readonly customers: number; readonly revenue: number }[]
}

const twentieths = 20

/** `counts` in ascending order of revenue. */
export const concentrationOf = (counts: readonly RevenueCount[]): Concentration => {
  let customers = 0
  let total = 0n
  let weighted = 0n
  let squares = 0n
  for (const { revenue, customers: count } of counts) {
    // Twice the sum of the ranks first … first+count−1 is count·(2·first+count−1).
    const first = customers + 1
    weighted += BigInt(revenue) * BigInt(count) * BigInt(2 * first + count - 1)
    total += BigInt(revenue) * BigInt(count)
    squares += BigInt(revenue) * BigInt(revenue) * BigInt(count)
    customers += count
  }
  if (total <= 0n) return { customers, gini: null, hhi: null, largestShare: null, top20Share: null, pareto: [] }
  const numerator = weighted - BigInt(customers + 1) * total
  const shareOfBest = shares(counts, total)
  return {
    customers,
    gini: Number(numerator) / Number(BigInt(customers) * total),
    hhi: Number(squares) / Number(total * total),
    largestShare: shareOfBest(1),
    top20Share: shareOfBest(Math.ceil(customers / 5)),
    pareto: Array.from({ length: twentieths }, (_, step) => {
      const share = (step + 1) / twentieths
      return { customers: share, revenue: shareOfBest(Math.ceil((customers * (step + 1)) / twentieths)) }
    }),
  }
}

/** The share of the total that the best so many customers hold. */
const shares =
  (counts: readonly RevenueCount[], total: bigint) =>
  (best: number): number => {
    let left = best
    let held = 0n
    for (let at = counts.length - 1; at >= 0 && left > 0; at--) {
      const { revenue, customers } = counts[at]!
      const taken = Math.min(left, customers)
      held += BigInt(revenue) * BigInt(taken)
      left -= taken
    }
    return Number(held) / Number(total)
  }
