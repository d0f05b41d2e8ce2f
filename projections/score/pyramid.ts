/** The pyramid: customers by the tier of their score, what each tier holds, and who moved between two days (R49). */
import type { ValueModel } from '../../domain/value/value-model.js'
import type { TierAt } from '../tier/tier-at.js'
import type { ValueDocument } from '../value/value.read-model.js'

/** What a tier holds in one currency. */
export interface TierMoney {
  /** Recognised, minor units. */
  revenue: number
  /** Revenue less refunds, concessions and all costs, minor units. */
  net: number
  /** Of all tiers' revenue; null unless that is above 0. */
  revenueShare: number | null
  /** Of all tiers' net; null unless that is above 0. */
  netShare: number | null
}

export interface TierOfPyramid {
  readonly tier: string
  /** The least score. */
  readonly from: number
  customers: number
  /** Of them, those whose score is lower, but not for long or not by much. */
  held: number
  /** Of them, those whom a person put there. */
  overridden: number
  /** Of all customers; null without any. */
  share: number | null
  currencies: Record<string, TierMoney>
}

/** How many customers moved from one tier to another; `from` is null of who was not there yet. */
export interface Migration {
  readonly from: string | null
  readonly to: string
  customers: number
}

/** Grows with tiers and currencies, never with customers. */
export class Pyramid {
  readonly #tiers: readonly TierOfPyramid[]
  #customers = 0

  constructor({ tiers }: Pick<ValueModel, 'tiers'>) {
    this.#tiers = tiers.map(({ name, from }) => ({
      tier: name,
      from,
      customers: 0,
      held: 0,
      overridden: 0,
      share: null,
      currencies: {},
    }))
  }

  add({ tier, isHeld, override }: TierAt, { currencies }: Pick<ValueDocument, 'currencies'>): void {
    const held = this.#tiers.find((one) => one.tier === tier)!
    this.#customers += 1
    held.customers += 1
    if (isHeld) held.held += 1
    if (override) held.overridden += 1
    for (const currency in currencies) {
      const { revenue, net } = currencies[currency]!
      const sums = (held.currencies[currency] ??= { revenue: 0, net: 0, revenueShare: null, netShare: null })
      sums.revenue += revenue
      sums.net += net
    }
  }

  /** The highest tier first, with shares. */
  tiers(): TierOfPyramid[] {
    const all = (currency: string, of: 'revenue' | 'net'): number =>
      this.#tiers.reduce((sum, { currencies }) => sum + (currencies[currency]?.[of] ?? 0), 0)
    const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)
    return this.#tiers.map((held) => ({
      ...held,
      share: share(held.customers, this.#customers),
      currencies: Object.fromEntries(
        Object.entries(held.currencies).map(([currency, sums]) => [
          currency,
          {
            ...sums,
            revenueShare: share(sums.revenue, all(currency, 'revenue')),
            netShare: share(sums.net, all(currency, 'net')),
          },
        ]),
      ),
    }))
  }
}

/** The matrix of moves; from and to are tiers of one model. */
export class Migrations {
  readonly #moves = new Map<string, Migration>()

  add(from: string | null, to: string): void {
    const key = JSON.stringify([from, to])
    const move = this.#moves.get(key)
    if (move) move.customers += 1
    else this.#moves.set(key, { from, to, customers: 1 })
  }

  /** In the order of the tiers, those who were not there at last. */
  list({ tiers }: Pick<ValueModel, 'tiers'>): Migration[] {
    const place = (tier: string | null): number =>
      tier === null ? tiers.length : tiers.findIndex(({ name }) => name === tier)
    return [...this.#moves.values()].sort((a, b) => place(a.from) - place(b.from) || place(a.to) - place(b.to))
  }
}
