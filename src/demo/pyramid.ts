/** The customer pyramid by revenue: VIP, major, ordinary, small (R49). The cut-offs are our choice. */

export const tiers = [
  { tier: 'VIP', next: '1%', upTo: 0.01 },
  { tier: 'major', next: '4%', upTo: 0.05 },
  { tier: 'ordinary', next: '15%', upTo: 0.2 },
  { tier: 'small', next: '80%', upTo: 1 },
] as const

export interface Tier {
  readonly tier: (typeof tiers)[number]['tier']
  /** Which part of the buying customers it is, from the top down. */
  readonly next: string
  readonly customers: number
  /** Minor units. */
  readonly revenue: number
  readonly revenueShare: number
  /** Revenue of its smallest customer, in minor units; absent in an empty tier. */
  readonly from?: number
}

/**
 * The pyramid of a distribution of revenue: how many customers have brought which amount (minor units).
 * A tier reaches to the rounded-up share of customers; among customers of one amount it does not matter who stands where.
 */
export const pyramidOf = (
  distribution: readonly { readonly revenue: number; readonly customers: number }[],
): Tier[] => {
  const descending = distribution.toSorted((a, b) => b.revenue - a.revenue)
  const customersTotal = descending.reduce((sum, { customers }) => sum + customers, 0)
  const revenueTotal = descending.reduce((sum, { customers, revenue }) => sum + customers * revenue, 0)
  let [index, taken, placed] = [0, 0, 0]
  return tiers.map(({ tier, next, upTo }) => {
    const wanted = Math.ceil(upTo * customersTotal) - placed
    let [customers, revenue] = [0, 0]
    let from: number | undefined
    while (customers < wanted) {
      const { revenue: amount, customers: ofThatAmount } = descending[index]!
      const count = Math.min(wanted - customers, ofThatAmount - taken)
      customers += count
      revenue += count * amount
      from = amount
      taken += count
      if (taken === ofThatAmount) [index, taken] = [index + 1, 0]
    }
    placed += customers
    return {
      tier,
      next,
      customers,
      revenue,
      revenueShare: revenueTotal === 0 ? 0 : revenue / revenueTotal,
      ...(from !== undefined && { from }),
    }
  })
}
