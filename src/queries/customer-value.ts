/** The three values of one customer, put together from what the read models hold. */
import type { Instant } from '../../domain/time.js'
import type { ContractDocument } from '../../projections/contracts/contracts.read-model.js'
import type { LoyaltyDocument } from '../../projections/loyalty/loyalty.read-model.js'
import type { OpportunityDocument } from '../../projections/opportunities/opportunities.read-model.js'
import type { Horizon } from '../../projections/potential/horizon.js'
import { pipelineOf, type Closed, type Pipeline } from '../../projections/potential/pipeline.js'
import type { ContractValue, RenewalRate } from '../../projections/potential/contractual.js'
import { expectedMarginOf } from '../../projections/potential/expected-margin.js'
import type { Potential } from '../../projections/potential/potential.js'
import type { PotentialModel } from '../../projections/potential-models.js'
import type { Score } from '../../projections/score/score.js'
import type { TierAt } from '../../projections/tier/tier-at.js'
import type { ValueDocument } from '../../projections/value/value.read-model.js'
import { sharesOfWallet, type ShareOfWallet } from '../../projections/wallet/share-of-wallet.js'
import type { WalletDocument } from '../../projections/wallet/wallet.read-model.js'

/** What the values are worked out from. */
export interface ValueState {
  readonly value: ValueDocument
  readonly loyalty: LoyaltyDocument
  readonly wallet: WalletDocument
  readonly opportunities: readonly OpportunityDocument[]
  readonly closed: Closed
  readonly contracts: readonly ContractDocument[]
}

export interface RealizedValue {
  readonly unit: 'minor units by currency'
  /** Revenue less refunds, concessions and costs. */
  readonly net: Readonly<Record<string, number>>
  readonly costBasis: ValueDocument['costBasis']
}

/** By which model something was estimated. */
export interface EstimatedBy {
  readonly name: string
  readonly version: number
  readonly purchases: PotentialModel['purchases']['model']
  /** In what time the model counts. */
  readonly unit: PotentialModel['purchases']['unit']
  /** The last day of the data it was fitted to. */
  readonly fittedUntil: string
  readonly discountPerYear: number
}

export interface PotentialValue extends Potential {
  readonly unit: {
    readonly pAlive: 'probability'
    readonly expectedPurchases: 'purchase days within the horizon'
    readonly expectedMargin: 'minor units by currency, discounted'
  }
  readonly model: EstimatedBy
  readonly horizon: string
  /** Where expectedMargin comes from: a customer under contract is expected to do what the contract says. */
  readonly basis: 'pattern' | 'contracts'
  /** Null of who has none in force. */
  readonly contracts: ContractualPotential | null
  readonly pipeline: Pipeline
  /** The log position that it reflects. */
  readonly position: number
}

/** What is still to come by the contracts in force. */
export interface ContractualPotential {
  /** How often contracts were renewed, of all customers. */
  readonly renewalRate: RenewalRate
  /** The first hundred, by their name. */
  readonly contracts: readonly ContractValue[]
}

/** Of a customer who has not bought yet there is no pattern: nothing but open opportunities. */
type NoPattern = Omit<PotentialValue, keyof Potential> & {
  readonly [Field in Exclude<keyof Potential, 'expectedMargin'>]: null
} & { readonly expectedMargin: Amounts | null }

/** A customer who was brought in, and the profit of it. */
export interface BroughtIn {
  readonly customer: string
  readonly value: ValueDocument
  readonly loyalty: LoyaltyDocument
  readonly contracts: readonly ContractDocument[]
}

/** Profit of customers brought in, one level deep: credit, not income twice. */
export interface ReferralValue {
  readonly unit: 'minor units by currency'
  /** What they have brought in so far: their realized net. */
  readonly earned: Readonly<Record<string, number>>
  /** What is still to come of them within the horizon, discounted; null as long as no model was activated. */
  readonly expected: Readonly<Record<string, number>> | null
  /** How many they are. */
  readonly customers: number
  /** The log position that it reflects. */
  readonly position: number
}

/** A score, by which model, and the log position that it reflects. */
export interface ModelValue extends Score, TierAt {
  readonly name: string
  readonly version: number
  readonly position: number
}

export interface CustomerValue {
  readonly realized: RealizedValue
  /** Null as long as no model was activated. */
  readonly potential: PotentialValue | NoPattern | null
  readonly referral: ReferralValue
  /**
   * Lifetime value: realized + potential + referral, minor units by currency; with the pipeline of who has not bought yet.
   * Null as long as no model was activated.
   */
  readonly lifetimeValue: Readonly<Record<string, number>> | null
  /** How much of what the customer has to spend comes to us, by the latest estimate on each basis. */
  readonly wallet: readonly ShareOfWallet[]
}

export type Amounts = Readonly<Record<string, number>>

/** Sums by currency. */
export const added = (...parts: readonly Amounts[]): Amounts => {
  const sums: Record<string, number> = {}
  for (const part of parts) for (const currency in part) sums[currency] = (sums[currency] ?? 0) + part[currency]!
  return sums
}

export const netOf = ({ currencies }: ValueDocument): Amounts =>
  Object.fromEntries(Object.entries(currencies).map(([currency, { net }]) => [currency, net]))

const contractsShown = 100

const noPattern = {
  pAlive: null,
  expectedPurchases: null,
  discountedPurchases: null,
  expectedMargin: null,
  currencies: null,
  pattern: null,
}

export const estimatedBy = ({ name, version, purchases, window, discountPerYear }: PotentialModel): EstimatedBy => ({
  name,
  version,
  purchases: purchases.model,
  unit: purchases.unit,
  fittedUntil: window.until,
  discountPerYear,
})

/** At what is looked, and by what. */
export interface ValueRequest {
  readonly asOf: Instant
  readonly model: PotentialModel | undefined
  readonly horizon: Horizon
  /** How often contracts were renewed, of all customers. */
  readonly renewalRate: RenewalRate
}

/** @throws DomainError `lifetime-unbounded` with a discount rate of 0 and no horizon */
export const referralValue = (
  broughtIn: readonly BroughtIn[],
  position: number,
  { asOf, model, ...request }: ValueRequest,
): ReferralValue => {
  const expectedOf = (customer: BroughtIn): Amounts =>
    (model && expectedMarginOf(customer, { model, day: asOf.slice(0, 10), ...request }).amounts) ?? {}
  return {
    unit: 'minor units by currency',
    earned: added(...broughtIn.map(({ value }) => netOf(value))),
    expected: model ? added(...broughtIn.map(expectedOf)) : null,
    customers: broughtIn.length,
    position,
  }
}

/** @throws DomainError `lifetime-unbounded` with a discount rate of 0 and no horizon */
export const customerValue = (
  { value, loyalty, wallet: estimates, opportunities, closed, contracts }: ValueState,
  position: number,
  referral: ReferralValue,
  { asOf, model, horizon, renewalRate }: ValueRequest,
): CustomerValue => {
  const net = netOf(value)
  const realized: RealizedValue = { unit: 'minor units by currency', net, costBasis: value.costBasis }
  const wallet = sharesOfWallet(estimates, value, asOf.slice(0, 10))
  if (!model) return { realized, potential: null, referral, lifetimeValue: null, wallet }
  const day = asOf.slice(0, 10)
  const {
    pattern,
    bound,
    amounts: expectedMargin,
  } = expectedMarginOf({ value, loyalty, contracts }, { model, day, horizon, renewalRate })
  const pipeline = pipelineOf(opportunities, closed, expectedMargin !== undefined)
  return {
    realized,
    referral,
    wallet,
    lifetimeValue: added(
      net,
      expectedMargin ?? {},
      pipeline.isBesidePattern ? pipeline.expectedMargin : {},
      referral.earned,
      referral.expected ?? {},
    ),
    potential: {
      ...(pattern ?? noPattern),
      ...(expectedMargin && { expectedMargin }),
      unit: {
        pAlive: 'probability',
        expectedPurchases: 'purchase days within the horizon',
        expectedMargin: 'minor units by currency, discounted',
      },
      model: estimatedBy(model),
      horizon: horizon.text,
      basis: bound.length > 0 ? 'contracts' : 'pattern',
      contracts: bound.length > 0 ? { renewalRate, contracts: bound.slice(0, contractsShown) } : null,
      pipeline,
      position,
    },
  }
}
