/** How unequally revenue is spread over customers: Gini and HHI, largest and top-20% share, Pareto curve. Whole numbers, one division. */

/** Revenues of customers (minor units) in ascending order, and how many customers have each: one, where not said. */
export interface Revenues {
  readonly revenues: ArrayLike<number>
  readonly customers?: ArrayLike<number>
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

/** A sum of products of whole numbers, exact however large: in doubles as long as they are, then in big ones. */
class ExactSum {
  #whole = 0n
  #part = 0

  addProduct(a: number, b: number, c: number): void {
    const product = a * b * c
    if (!Number.isSafeInteger(product)) {
      this.#whole += BigInt(a) * BigInt(b) * BigInt(c)
      return
    }
    const sum = this.#part + product
    if (Number.isSafeInteger(sum)) this.#part = sum
    else {
      this.#whole += BigInt(this.#part)
      this.#part = product
    }
  }

  get total(): bigint {
    return this.#whole + BigInt(this.#part)
  }
}

const countAt = ({ customers }: Revenues, at: number): number => customers?.[at] ?? 1

export const concentrationOf = (counts: Revenues): Concentration => {
  const { revenues } = counts
  let customers = 0
  const sum = new ExactSum()
  const weighted = new ExactSum()
  const squares = new ExactSum()
  for (let at = 0; at < revenues.length; at++) {
    const revenue = revenues[at]!
    const count = countAt(counts, at)
    // Twice the sum of the ranks first … first+count−1 is count·(2·first+count−1).
    weighted.addProduct(revenue, count, 2 * (customers + 1) + count - 1)
    sum.addProduct(revenue, count, 1)
    squares.addProduct(revenue, revenue, count)
    customers += count
  }
  const total = sum.total
  if (total <= 0n) return { customers, gini: null, hhi: null, largestShare: null, top20Share: null, pareto: [] }
  const numerator = weighted.total - BigInt(customers + 1) * total
  const steps = Array.from({ length: twentieths }, (_, step) => Math.ceil((customers * (step + 1)) / twentieths))
  const [largest, top20, ...pareto] = sharesOfBest(counts, total, [1, Math.ceil(customers / 5), ...steps])
  return {
    customers,
    gini: Number(numerator) / Number(BigInt(customers) * total),
    hhi: Number(squares.total) / Number(total * total),
    largestShare: largest!,
    top20Share: top20!,
    pareto: pareto.map((revenue, step) => ({ customers: (step + 1) / twentieths, revenue })),
  }
}

/** The share of the total that the best so many customers hold, of several such numbers. */
const sharesOfBest = (counts: Revenues, total: bigint, numbers: readonly number[]): number[] => {
  const wanted = numbers.map((best, i) => ({ best, i })).sort((a, b) => a.best - b.best)
  const shares = numbers.map(() => 0)
  const held = new ExactSum()
  let taken = 0
  let at = counts.revenues.length - 1
  let left = at < 0 ? 0 : countAt(counts, at)
  for (const { best, i } of wanted) {
    while (taken < best && at >= 0) {
      const next = Math.min(best - taken, left)
      held.addProduct(counts.revenues[at]!, next, 1)
      taken += next
      left -= next
      if (left === 0 && --at >= 0) left = countAt(counts, at)
    }
    shares[i] = Number(held.total) / Number(total)
  }
  return shares
}
