/** What would change if customers were scored by another model: who moves, and how much revenue moves with them. */
import type { ValueModel } from '../../domain/value/value-model.js'
import type { TierAt } from '../tier/tier-at.js'
import { best } from '../best.js'
import type { ValueDocument } from '../value/value.read-model.js'
import { Pyramid, type TierOfPyramid } from './pyramid.js'
import type { Score } from './score.js'

/** Money in one currency, minor units. */
export interface MovedMoney {
  /** Recognised. */
  revenue: number
  /** Revenue less refunds, concessions and all costs. */
  net: number
}

/** Customers in one tier by the one model and in one by the other; the same one where they stay. */
export interface Move {
  /** By the model in force, and by the draft. */
  readonly from: string
  readonly to: string
  customers: number
  currencies: Record<string, MovedMoney>
}

/** A customer who moves. */
export interface Mover {
  readonly customer: string
  readonly from: string
  readonly to: string
  readonly fromScore: number
  readonly toScore: number
}

export interface WhatIf {
  readonly customers: number
  /** Of those, who would be in a tier of another name. */
  readonly moved: number
  /** What all customers hold, and what of it moves. */
  readonly currencies: Readonly<Record<string, { readonly all: MovedMoney; readonly moved: MovedMoney }>>
  /** The highest tier first. */
  readonly tiers: { readonly active: readonly TierOfPyramid[]; readonly draft: readonly TierOfPyramid[] }
  readonly moves: readonly Move[]
  /** Whose scores differ most. */
  readonly movers: readonly Mover[]
}

type Tiered = Pick<ValueModel, 'tiers'>

const difference = ({ fromScore, toScore }: Mover): number => Math.abs(toScore - fromScore)

const addTo = (into: Record<string, MovedMoney>, currency: string, { revenue, net }: MovedMoney): void => {
  const sums = (into[currency] ??= { revenue: 0, net: 0 })
  sums.revenue += revenue
  sums.net += net
}

/** Takes customers one after the other; holds tiers, moves and so many movers, never all customers. */
export class WhatIfComparison {
  readonly #active: Pyramid
  readonly #draft: Pyramid
  readonly #moves = new Map<string, Move>()
  readonly #movers
  #customers = 0

  constructor(
    private readonly active: Tiered,
    private readonly draft: Tiered,
    limit: number,
  ) {
    this.#active = new Pyramid(active)
    this.#draft = new Pyramid(draft)
    this.#movers = best<Mover>(limit, (one, other) => {
      const more = difference(one) - difference(other)
      return more === 0 ? one.customer < other.customer : more > 0
    })
  }

  add(
    customer: string,
    active: TierAt & Pick<Score, 'score'>,
    draft: TierAt & Pick<Score, 'score'>,
    value: Pick<ValueDocument, 'currencies'>,
  ): void {
    this.#customers += 1
    this.#active.add(active, value)
    this.#draft.add(draft, value)
    const [from, to] = [active.tier, draft.tier]
    const key = JSON.stringify([from, to])
    let move = this.#moves.get(key)
    if (!move) this.#moves.set(key, (move = { from, to, customers: 0, currencies: {} }))
    move.customers += 1
    for (const currency in value.currencies) addTo(move.currencies, currency, value.currencies[currency]!)
    if (from !== to) this.#movers.offer({ customer, from, to, fromScore: active.score, toScore: draft.score })
  }

  answer(): WhatIf {
    const all: Record<string, MovedMoney> = {}
    const moved: Record<string, MovedMoney> = {}
    let movedCustomers = 0
    for (const { from, to, customers, currencies } of this.#moves.values()) {
      if (from !== to) movedCustomers += customers
      for (const currency in currencies) {
        addTo(all, currency, currencies[currency]!)
        addTo(moved, currency, from === to ? { revenue: 0, net: 0 } : currencies[currency]!)
      }
    }
    const place = ({ tiers }: Tiered, tier: string): number => tiers.findIndex(({ name }) => name === tier)
    return {
      customers: this.#customers,
      moved: movedCustomers,
      currencies: Object.fromEntries(
        Object.entries(all).map(([currency, sums]) => [currency, { all: sums, moved: moved[currency]! }]),
      ),
      tiers: { active: this.#active.tiers(), draft: this.#draft.tiers() },
      moves: [...this.#moves.values()].sort(
        (a, b) =>
          place(this.active, a.from) - place(this.active, b.from) || place(this.draft, a.to) - place(this.draft, b.to),
      ),
      movers: this.#movers.inOrder(),
    }
  }
}
