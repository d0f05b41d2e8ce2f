/** When and for how much a customer buys: BG/NBD with Gamma-Gamma spend, on a calendar with seasons. */
import type { BuyingModel } from './figures.js'
import type { Season } from './moment.js'
import { beta, chance, exponential, gamma, type Random } from './random.js'

/** What sets one customer apart from the others; constant over its life. */
export interface Buyer {
  /** Purchases per week. */
  readonly rate: number
  /** Probability of never buying again after a purchase. */
  readonly dropout: number
  /** ν of the gamma that every purchase is drawn from. */
  readonly spendRate: number
}

export const drawBuyer = (random: Random, { rate, dropout, spend }: BuyingModel): Buyer => ({
  rate: gamma(random, rate.shape, rate.rate),
  dropout: beta(random, dropout.a, dropout.b),
  spendRate: gamma(random, spend.q, spend.v),
})

/** The amount of one purchase, in cents; at least a euro. */
export const drawSpend = (random: Random, buyer: Buyer, { spend }: BuyingModel): number =>
  Math.max(100, Math.round(gamma(random, spend.p, buyer.spendRate)))

/** The days (as `dayNumber`) on which the customer buys, the first one included, until it drops out or the period ends. */
export function* buyingDays(random: Random, buyer: Buyer, season: Season, firstDay: number): Iterable<number> {
  yield firstDay
  let busyTime = season.startOf(firstDay + 1)
  while (!chance(random, buyer.dropout)) {
    busyTime += 7 * exponential(random, buyer.rate)
    const day = season.dayAt(busyTime)
    if (day === undefined) return
    yield day
  }
}
