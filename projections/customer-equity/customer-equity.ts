/**
 * Customer equity: potential value of all customers together, at any day (R52); credit for customers brought in is left out.
 * Of each customer it is what `potentialAt` says, rounded to the minor unit there, so that the parts sum to the whole.
 */
import { dayNumber, type Instant } from '../../domain/time.js'
import { evaluateBatch } from '../../domain/value/batch.js'
import { purchaseModels } from '../../domain/value/purchase-models.js'
import { continuousRate, daysPer } from '../../domain/value/purchase-pattern.js'
import { horizonIn, type Horizon } from '../potential/horizon.js'
import type { PotentialModel } from '../potential-models.js'
import { expectedValues, standingsAt, type Standings } from './standings.js'
import { kinds, type ValueColumns } from './value-columns.js'

/** In one currency; money in minor units of it. */
export interface EquityInCurrency {
  /** Those who had bought or cost anything in it. */
  customers: number
  /** Revenue less refunds, concessions and all costs. */
  realized: number
  /** Discounted; null as long as no model was activated. */
  potential: number | null
}

export interface EquityPart {
  /** Those who had bought by the day. */
  customers: number
  /** How many of them are expected to buy still: the sum of their probabilities. Null without a model. */
  alive: number | null
  /** Purchase days within the horizon; null without a model, and where they have no bound. */
  expectedPurchases: number | null
  currencies: Record<string, EquityInCurrency>
}

export interface CustomerEquity {
  /** Who bought within the window on whose end a customer is lost: customer equity proper. */
  readonly active: EquityPart
  /** The active ones by kind. */
  readonly byKind: Readonly<Record<'person' | 'organisation' | 'unknown', EquityPart>>
  /** Who has not bought for longer. */
  readonly quiet: EquityPart
  readonly all: EquityPart
}

export interface EquityRequest {
  readonly asOf: Instant
  readonly horizon: Horizon
  /** Days without a purchase after which a customer is lost. */
  readonly lostAfterDays: number
  readonly model: PotentialModel | undefined
}

const groups = 2 * kinds.length

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
  columns: ValueColumns,
  standings: Standings,
  model: PotentialModel,
  horizon: Horizon,
  sumsOf: (slot: number, buyer: number) => GroupSums,
): void => {
  const { buyers, accounts } = standings
  const { purchases, discountPerYear } = model
  const within = horizonIn(purchases.unit, horizon)
  const answers = evaluateBatch(purchaseModels[purchases.model], purchases.parameters, buyers.patterns, {
    horizon: within ?? 0,
    discounting: {
      rate: continuousRate(discountPerYear, purchases.unit),
      ...(within !== undefined && { horizon: within }),
    },
  })
  for (let row = 0; row < buyers.rows; row += 1) {
    const sums = sumsOf(buyers.slot[row]!, row)
    sums.alive += answers.probabilityAlive[row]!
    sums.expectedPurchases += answers.expectedPurchases[row]!
  }
  const values = expectedValues(columns, standings, model)
  const discounted = answers.discountedExpectedPurchases!
  for (let row = 0; row < accounts.rows; row += 1) {
    const buyer = accounts.buyer[row]!
    if (accounts.share[row] === 0) continue
    sumsOf(accounts.slot[row]!, buyer).potential[accounts.currency[row]!]! += Math.round(
      discounted[buyer]! * accounts.share[row]! * values[row]! * accounts.marginShare[row]!,
    )
  }
}

/** @throws DomainError `lifetime-unbounded` with a discount rate of 0 and no horizon */
export const customerEquityAt = (columns: ValueColumns, request: EquityRequest): CustomerEquity => {
  const { model, horizon, asOf, lostAfterDays } = request
  const currencies = columns.currencies.length
  const sums = Array.from({ length: groups }, (): GroupSums => ({
    customers: 0,
    alive: 0,
    expectedPurchases: 0,
    customersIn: new Float64Array(currencies),
    realized: new Float64Array(currencies),
    potential: new Float64Array(currencies),
  }))
  const standings = standingsAt(columns, asOf, daysPer[model?.purchases.unit ?? 'day'])
  const { buyers, accounts } = standings
  const activeFrom = dayNumber(asOf.slice(0, 10)) - lostAfterDays
  const { kind } = columns.customers
  const sumsOf = (slot: number, buyer: number): GroupSums =>
    sums[kind[slot]! + (buyer >= 0 && buyers.last[buyer]! >= activeFrom ? 0 : kinds.length)]!
  for (let row = 0; row < buyers.rows; row += 1) sumsOf(buyers.slot[row]!, row).customers += 1
  for (let row = 0; row < accounts.rows; row += 1) {
    const { customersIn, realized } = sumsOf(accounts.slot[row]!, accounts.buyer[row]!)
    const currency = accounts.currency[row]!
    customersIn[currency]! += 1
    realized[currency]! += accounts.realized[row]!
  }
  if (model) expect(columns, standings, model, horizon, sumsOf)

  const part = (...of: readonly GroupSums[]): EquityPart => {
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
  const [unknown, person, organisation] = sums
  return {
    active: part(...sums.slice(0, kinds.length)),
    byKind: { person: part(person!), organisation: part(organisation!), unknown: part(unknown!) },
    quiet: part(...sums.slice(kinds.length)),
    all: part(...sums),
  }
}
