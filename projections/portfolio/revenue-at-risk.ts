/** Revenue at risk: customers who hold so much of the revenue in a currency that losing one of them would hurt (R55). */
import type { Contribution } from '../read-model.js'

/** Losing one customer may cost a tenth of the revenue: those are told of, unless configured otherwise. */
export const defaultRevenueAtRiskShare = 0.1

export interface CustomerAtRisk {
  readonly customer: string
  /** Minor units. */
  readonly revenue: number
  /** Of all revenue in the currency. */
  readonly share: number
}

export interface CurrencyAtRisk {
  /** How many customers hold so much. */
  readonly customersInAll: number
  /** What they hold together, in minor units. */
  readonly revenue: number
  readonly revenueShare: number
  /** The largest first, a hundred at most. */
  readonly customers: readonly CustomerAtRisk[]
}

export interface RevenueAtRisk {
  /** Customers with this share of the revenue or more. */
  readonly share: number
  /** By currency; those without such a customer are left out. */
  readonly currencies: Readonly<Record<string, CurrencyAtRisk>>
}

const revenueFigure = 'revenue/'
/** Unless some customers have less than no revenue, no more can hold a hundredth each. */
const mostNamed = 100

const currencyOf = ({ figure, add }: Contribution): string | undefined =>
  figure.startsWith(revenueFigure) && add.customers ? figure.slice(revenueFigure.length) : undefined

/** A customer and its revenue in a currency. */
interface Held {
  readonly customer: string
  readonly revenue: number
}

const byRevenue = (a: Held, b: Held): number =>
  b.revenue - a.revenue || (a.customer < b.customer ? -1 : a.customer > b.customer ? 1 : 0)

/** The customers with most revenue in each currency, of any number of them that go by. */
export class LargestRevenues {
  readonly #byCurrency = new Map<string, Held[]>()

  /** Takes what the value of a customer contributes. */
  offer(customer: string, contributions: readonly Contribution[]): void {
    for (const contribution of contributions) {
      const currency = currencyOf(contribution)
      if (currency === undefined) continue
      const held = this.#byCurrency.get(currency) ?? []
      held.push({ customer, revenue: contribution.key as number })
      this.#byCurrency.set(currency, held.length > 2 * mostNamed ? held.sort(byRevenue).slice(0, mostNamed) : held)
    }
  }

  of(currency: string): readonly Held[] {
    return [...(this.#byCurrency.get(currency) ?? [])].sort(byRevenue).slice(0, mostNamed)
  }
}

/** The revenue of each currency, and how much of it customers hold who have a share of it. */
export class RevenueShares {
  readonly #totals = new Map<string, number>()
  readonly #atRisk = new Map<string, { customers: number; revenue: number }>()
  /** Customers with so much, of all currencies: one with two counts twice. */
  readonly customersInAll: number

  /** `contributions`: the sums over all customers. */
  constructor(
    contributions: readonly Contribution[],
    readonly share: number,
  ) {
    const revenues = contributions.flatMap((sum) => {
      const currency = currencyOf(sum)
      return currency === undefined ? [] : [{ currency, revenue: sum.key as number, customers: sum.add.customers! }]
    })
    for (const { currency, revenue, customers } of revenues)
      this.#totals.set(currency, (this.#totals.get(currency) ?? 0) + revenue * customers)
    let inAll = 0
    for (const { currency, revenue, customers } of revenues) {
      if (!this.#isAtRisk(currency, revenue)) continue
      const known = this.#atRisk.get(currency) ?? { customers: 0, revenue: 0 }
      known.customers += customers
      known.revenue += revenue * customers
      this.#atRisk.set(currency, known)
      inAll += customers
    }
    this.customersInAll = inAll
  }

  /** Those of a customer’s contributions by which it counts. */
  atRisk(contributions: readonly Contribution[]): readonly Contribution[] {
    return contributions.filter((contribution) => {
      const currency = currencyOf(contribution)
      return currency !== undefined && this.#isAtRisk(currency, contribution.key as number)
    })
  }

  /** The answer, with the names of the largest. */
  named(largest: LargestRevenues): RevenueAtRisk {
    const currencies: Record<string, CurrencyAtRisk> = {}
    for (const currency of [...this.#atRisk.keys()].sort()) {
      const { customers, revenue } = this.#atRisk.get(currency)!
      const total = this.#totals.get(currency)!
      currencies[currency] = {
        customersInAll: customers,
        revenue,
        revenueShare: revenue / total,
        customers: largest
          .of(currency)
          .filter((held) => this.#isAtRisk(currency, held.revenue))
          .map((held) => ({ ...held, share: held.revenue / total })),
      }
    }
    return { share: this.share, currencies }
  }

  #isAtRisk(currency: string, revenue: number): boolean {
    const total = this.#totals.get(currency) ?? 0
    return total > 0 && revenue / total >= this.share
  }
}
