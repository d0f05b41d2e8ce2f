/** Shares an amount out in whole minor units, by weights, to the last unit (largest remainder). */

export interface Weighed {
  readonly name: string
  /** A whole number, not below 0. */
  readonly weight: number
}

export interface Part {
  readonly name: string
  readonly amount: number
}

/**
 * Everybody gets the whole units of the exact share; the units that are left go to the largest remainders, of equals to the first
 * by name. Those who get nothing are left out. In the order given; nobody gets anything where nothing has weight.
 */
export const shareOut = (amount: number, weighed: readonly Weighed[]): Part[] => {
  const total = weighed.reduce((sum, { weight }) => sum + BigInt(weight), 0n)
  if (total === 0n) return []
  const exact = weighed.map(({ name, weight }, index) => {
    const share = BigInt(amount) * BigInt(weight)
    return { name, index, whole: Number(share / total), remainder: share % total }
  })
  const left = amount - exact.reduce((sum, { whole }) => sum + whole, 0)
  const luckiest = exact
    .filter(({ remainder }) => remainder > 0n)
    .sort((a, b) => (a.remainder === b.remainder ? (a.name < b.name ? -1 : 1) : a.remainder > b.remainder ? -1 : 1))
    .slice(0, left)
  const withOneMore = new Set(luckiest.map(({ index }) => index))
  return exact.flatMap(({ name, index, whole }) => {
    const part = whole + (withOneMore.has(index) ? 1 : 0)
    return part === 0 ? [] : [{ name, amount: part }]
  })
}
