/** What is still to come of a customer: by its contracts in force, or by its pattern of purchases where it has none (R44). */
import type { Day } from '../../domain/time.js'
import { continuousRate } from '../../domain/value/purchase-pattern.js'
import type { ContractDocument } from '../contracts/contracts.read-model.js'
import type { LoyaltyDocument } from '../loyalty/loyalty.read-model.js'
import type { PotentialModel } from '../potential-models.js'
import type { ValueDocument } from '../value/value.read-model.js'
import {
  amountsOf,
  contractValues,
  type ContractualRequest,
  type ContractValue,
  type RenewalRate,
} from './contractual.js'
import type { Horizon } from './horizon.js'
import { marginShareOf, potentialAt, type Potential } from './potential.js'

/** What it follows from. */
export interface CustomerStanding {
  readonly value: ValueDocument
  readonly loyalty: LoyaltyDocument
  /** All of the customer, in force or not. */
  readonly contracts: readonly ContractDocument[]
}

export interface ExpectedMarginRequest {
  readonly model: PotentialModel
  readonly day: Day
  readonly horizon: Horizon
  /** How often contracts were renewed, of all customers. */
  readonly renewalRate: RenewalRate
}

export interface ExpectedMargin {
  /** Of who has bought, also where contracts tell more. */
  readonly pattern: Potential | undefined
  /** Of contracts in force; none where the pattern counts. */
  readonly bound: readonly ContractValue[]
  /** Discounted, minor units by currency; undefined of who has neither bought nor is under contract. */
  readonly amounts: Readonly<Record<string, number>> | undefined
}

/** By which terms contracts are valued for a model of potential value: its discount rate, by the day. */
export const contractTerms = ({
  model,
  ...request
}: ExpectedMarginRequest): Omit<ContractualRequest, 'marginShareIn'> => ({
  ...request,
  rate: continuousRate(model.discountPerYear, 'day'),
})

/** @throws DomainError `lifetime-unbounded` */
export const expectedMarginOf = (
  { value, loyalty, contracts }: CustomerStanding,
  request: ExpectedMarginRequest,
): ExpectedMargin => {
  const pattern = potentialAt(request.model, loyalty, value, request.day, request.horizon)
  const marginShareIn = (currency: string): number => marginShareOf(value.currencies[currency])
  const bound = contracts.length === 0 ? [] : contractValues(contracts, { ...contractTerms(request), marginShareIn })
  return { pattern, bound, amounts: bound.length === 0 ? pattern?.expectedMargin : amountsOf(bound) }
}
