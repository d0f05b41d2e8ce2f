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

/** So many customers who hold so much. */
export interface HeldRevenue {
  readonly currency: string
  /** Minor units. */
  readonly revenue: number
  readonly customers: number
}

/** The revenues among contributions. */
export const revenuesIn = (contributions: readonly Contribution[]): HeldRevenue[] =>
  contributions.flatMap(({ figure, key, add }) =>
    figure.startsWith(revenueFigure) && add.customers
      ? [{ currency: figure.slice(revenueFigure.length), revenue: key as number, customers: add.customers }]
      : [],
  )

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

  /** Takes what a customer holds. */
  offer(customer: string, revenues: readonly HeldRevenue[]): void {
    for (const { currency, revenue } of revenues) {
      const held = this.#byCurrency.get(currency) ?? []
      held.push({ customer, revenue })
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

  /** `revenues`: of all customers. */
  constructor(
    revenues: readonly HeldRevenue[],
    readonly share: number,
  ) {
    for (const { currency, revenue, customers } of revenues)
      this.#totals.set(currency, (this.#totals.get(currency) ?? 0) + revenue * customers)
    let inAll = 0
    for (const { currency, revenue, customers } of revenues) {
      if (!this.isAtRisk({ currency, revenue })) continue
      const known = this.#atRisk.get(currency) ?? { customers: 0, revenue: 0 }
      known.customers += customers
      known.revenue += revenue * customers
      this.#atRisk.set(currency, known)
      inAll += customers
    }
    this.customersInAll = inAll
  }

  /** Whether who holds this counts. */
  isAtRisk({ currency, revenue }: Omit<HeldRevenue, 'customers'>): boolean {
    const total = this.#totals.get(currency) ?? 0
    return total > 0 && revenue / total >= this.share
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
          .filter((held) => this.isAtRisk({ currency, revenue: held.revenue }))
          .map((held) => ({ ...held, share: held.revenue / total })),
      }
    }
    return { share: this.share, currencies }
  }
}
