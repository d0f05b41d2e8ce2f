/**
 * Customer equity: potential value of all customers together, at any day (R52); credit for customers brought in is left out.
 * Of each customer it is what `expectedMarginOf` says, rounded to the minor unit there, so that the parts sum to the whole.
 */
import { dayNumber, type Instant } from '../../domain/time.js'
import { daysPer } from '../../domain/value/purchase-pattern.js'
import type { Horizon } from '../potential/horizon.js'
import type { PotentialModel } from '../potential-models.js'
import { potentialMargins, type PotentialMargins } from './potential-margins.js'
import { standingsAt, type Standings } from '../columns/standings.js'
import { kinds, type ValueColumns } from '../columns/value-columns.js'

/** In one currency; money in minor units of it. */
export interface EquityInCurrency {
  /** Those who had bought or cost anything in it, or are under contract in it. */
  customers: number
  /** Revenue less refunds, concessions and all costs. */
  realized: number
  /** Discounted; null as long as no model was activated. */
  potential: number | null
}

export interface EquityPart {
  /** Those who had bought by the day, or are under contract. */
  customers: number
  /** How many of them are expected to buy still: those under contract, and the probabilities of the others. Null without a model. */
  alive: number | null
  /** Purchase days within the horizon; null without a model, and where they have no bound. */
  expectedPurchases: number | null
  currencies: Record<string, EquityInCurrency>
}

export interface CustomerEquity {
  /** Who is under contract, or bought within the window on whose end a customer is lost: customer equity proper. */
  readonly active: EquityPart
  /** The active ones by kind. */
  readonly byKind: Readonly<Record<'person' | 'organisation' | 'unknown', EquityPart>>
  /** Who has not bought for longer. */
  readonly quiet: EquityPart
  readonly all: EquityPart
  /** The active ones by tier, the highest first, where tiers were given. */
  readonly byTier?: Readonly<Record<string, EquityPart>>
}

export interface EquityRequest {
  readonly asOf: Instant
  readonly horizon: Horizon
  /** Days without a purchase after which a customer is lost. */
  readonly lostAfterDays: number
  readonly model: PotentialModel | undefined
  /** Names of tiers, and which of them each customer is in. */
  readonly tiers?: { readonly names: readonly string[]; readonly of: (customer: string) => number }
}

/** Sums of one group: every currency has its place in each list. */
interface GroupSums {
  customers: number
  alive: number
  expectedPurchases: number
  readonly customersIn: Float64Array
  readonly realized: Float64Array
  readonly potential: Float64Array
}

const expect = (
  { answers, margins }: PotentialMargins,
  { buyers, accounts, bound }: Standings,
  sumsOf: (slot: number, buyer: number) => GroupSums,
): void => {
  for (let row = 0; row < buyers.rows; row += 1) {
    const sums = sumsOf(buyers.slot[row]!, row)
    if (!bound.has(buyers.slot[row]!)) sums.alive += answers.probabilityAlive[row]!
    sums.expectedPurchases += answers.expectedPurchases[row]!
  }
  for (const slot of bound.keys()) sumsOf(slot, -1).alive += 1
  for (let row = 0; row < accounts.rows; row += 1)
    if (margins[row] !== 0)
      sumsOf(accounts.slot[row]!, accounts.buyer[row]!).potential[accounts.currency[row]!]! += margins[row]!
}

/** @throws DomainError `lifetime-unbounded` with a discount rate of 0 and no horizon */
export const customerEquityAt = (columns: ValueColumns, request: EquityRequest): CustomerEquity => {
  const { model, horizon, asOf, lostAfterDays, tiers } = request
  const currencies = columns.currencies.length
  const tierOf = Uint16Array.from(tiers ? columns.names() : [], (customer) => tiers!.of(customer))
  /** By tier, then whether they are active, then kind. */
  const sums = Array.from({ length: 2 * kinds.length * (tiers?.names.length ?? 1) }, (): GroupSums => ({
    customers: 0,
    alive: 0,
    expectedPurchases: 0,
    customersIn: new Float64Array(currencies),
    realized: new Float64Array(currencies),
    potential: new Float64Array(currencies),
  }))
  const standings = standingsAt(columns, asOf, daysPer[model?.purchases.unit ?? 'day'])
  const { buyers, accounts, bound } = standings
  const activeFrom = dayNumber(asOf.slice(0, 10)) - lostAfterDays
  const { kind } = columns.customers
  const isActiveAt = (slot: number, buyer: number): boolean =>
    (buyer >= 0 && buyers.last[buyer]! >= activeFrom) || bound.has(slot)
  const sumsOf = (slot: number, buyer: number): GroupSums =>
    sums[kind[slot]! + kinds.length * ((isActiveAt(slot, buyer) ? 0 : 1) + 2 * (tierOf[slot] ?? 0))]!
  for (let row = 0; row < buyers.rows; row += 1) sumsOf(buyers.slot[row]!, row).customers += 1
  for (const [
    slot,
    {
      accounts: [first],
    },
  ] of bound)
    if (accounts.buyer[first]! < 0) sumsOf(slot, -1).customers += 1
  for (let row = 0; row < accounts.rows; row += 1) {
    const { customersIn, realized } = sumsOf(accounts.slot[row]!, accounts.buyer[row]!)
    const currency = accounts.currency[row]!
    customersIn[currency]! += 1
    realized[currency]! += accounts.realized[row]!
  }
  if (model) expect(potentialMargins(columns, standings, model, { asOf, horizon }), standings, sumsOf)

  const part = (of: readonly GroupSums[]): EquityPart => {
    const total = (measure: (sums: GroupSums) => number): number => of.reduce((sum, one) => sum + measure(one), 0)
    const known: Record<string, EquityInCurrency> = {}
    columns.currencies.forEach((currency, i) => {
      const customers = total(({ customersIn }) => customersIn[i]!)
      if (customers === 0) return
      known[currency] = {
        customers,
        realized: total(({ realized }) => realized[i]!),
        potential: model ? total(({ potential }) => potential[i]!) : null,
      }
    })
    return {
      customers: total(({ customers }) => customers),
      alive: model ? total(({ alive }) => alive) : null,
      expectedPurchases: model && horizon.days !== undefined ? total((one) => one.expectedPurchases) : null,
      currencies: known,
    }
  }
  const isActive = (group: number): boolean => Math.floor(group / kinds.length) % 2 === 0
  const those = (which: (group: number) => boolean): EquityPart => part(sums.filter((_, group) => which(group)))
  const ofKind = (kind: (typeof kinds)[number]): EquityPart =>
    those((group) => isActive(group) && group % kinds.length === kinds.indexOf(kind))
  return {
    active: those(isActive),
    byKind: { person: ofKind('person'), organisation: ofKind('organisation'), unknown: ofKind(null) },
    quiet: those((group) => !isActive(group)),
    all: part(sums),
    ...(tiers && {
      byTier: Object.fromEntries(
        tiers.names.map((name, tier) => [
          name,
          those((group) => isActive(group) && Math.floor(group / (2 * kinds.length)) === tier),
        ]),
      ),
    }),
  }
}
