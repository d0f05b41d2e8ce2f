/**
 * Contractual potential value: margin of the running term, and of terms to come as likely as they are renewed, discounted.
 *
 * With margin m a day, R days left of the term, terms of L days after it, renewal probability q and a continuous rate δ a day:
 * m·∫₀ᴿ e^(−δt) dt + Σₖ qᵏ·m·∫ e^(−δt) dt over the k-th term after it, up to the horizon. Our own closed form of the definition in
 * docs/figures.md; the discounting is that of the patterns of purchases.
 */
import { invalid } from '../../domain/errors.js'
import type { ContractPeriod } from '../../domain/contract/contract.subject.js'
import { dayNumber, type Day } from '../../domain/time.js'
import { daysPer } from '../../domain/value/purchase-pattern.js'
import { contracts, contractStateAt, endFigure, type ContractDocument } from '../contracts/contracts.read-model.js'
import type { Contribution } from '../read-model.js'
import type { Horizon } from './horizon.js'

/** How often contracts are renewed. */
export interface RenewalRate {
  /** (renewed + 1) / (renewed + ended + 2): of nothing known, one half. */
  readonly probability: number
  readonly renewed: number
  /** Contracts whose last day was over and that had not been renewed. */
  readonly ended: number
}

/** What became of contracts: the sums of both figures. */
export interface ContractSums {
  readonly ends: readonly Contribution[]
  readonly renewals: readonly Contribution[]
}

/** The same of contracts as they stood. */
export const contractSumsOf = (documents: Iterable<ContractDocument>): ContractSums => {
  const sums = { ends: [] as Contribution[], renewals: [] as Contribution[] }
  for (const document of documents)
    for (const contribution of contracts.contributions!(document))
      (contribution.figure === endFigure ? sums.ends : sums.renewals).push(contribution)
  return sums
}

/** Of what is over by a day. */
export const renewalRateAt = ({ ends, renewals }: ContractSums, day: Day): RenewalRate => {
  const today = dayNumber(day)
  const renewed = renewals.reduce((sum, { add }) => sum + (add['renewals'] ?? 0), 0)
  const ended = ends.reduce((sum, { key, add }) => ((key as number) < today ? sum + (add['contracts'] ?? 0) : sum), 0)
  return { probability: (renewed + 1) / (renewed + ended + 2), renewed, ended }
}

export interface ContractValue {
  readonly contract: string
  readonly until: Day
  /** Margin of a day, minor units of the currency. */
  readonly marginPerDay: number
  readonly currency: string
  /** Whether the contract says its margin, or it is the share that was left of the customer’s revenue so far. */
  readonly marginBasis: 'contract' | 'share so far'
  readonly renewalProbability: number
  /** Whether the contract says so, or others do. */
  readonly renewalBasis: 'contract' | 'other contracts'
  /** Of the running term, within the horizon; discounted minor units. */
  readonly runningTerm: number
  /** Of terms to come: as likely as the contract is renewed, `ifRenewed`. */
  readonly renewals: number
  /** Of terms to come, once the next one is agreed. */
  readonly ifRenewed: number
}

const daysIn: Readonly<Record<ContractPeriod, number>> = {
  month: daysPer.month,
  quarter: 3 * daysPer.month,
  year: 12 * daysPer.month,
}

/** ∫ e^(−rate·t) dt from a to b. */
const discountedDays = (rate: number, a: number, b: number): number =>
  b <= a ? 0 : rate === 0 ? b - a : (Math.exp(-rate * a) * -Math.expm1(-rate * (b - a))) / rate

/** Days of terms to come once the next is agreed, each as likely as it is reached. `within`: the horizon in days, none for ever. */
const renewedDays = (
  left: number,
  term: number,
  probability: number,
  rate: number,
  within: number | undefined,
): number => {
  const one = discountedDays(rate, 0, term)
  const each = probability * Math.exp(-rate * term)
  const first = Math.exp(-rate * left) * one
  if (within === undefined) {
    if (each === 1)
      throw invalid(
        'lifetime-unbounded',
        'A contract that is always renewed has no bound without a discount rate: give a horizon',
      )
    return first / (1 - each)
  }
  const whole = Math.max(0, Math.floor((within - left) / term))
  const wholes = each === 1 ? whole * first : (first * (1 - each ** whole)) / (1 - each)
  const reached = left + whole * term
  return wholes + probability ** whole * discountedDays(rate, reached, Math.max(reached, within))
}

export interface ContractualRequest {
  readonly day: Day
  readonly horizon: Horizon
  /** Of a day, continuous. */
  readonly rate: number
  readonly renewalRate: RenewalRate
  /** What was left of the customer’s revenue in a currency so far. */
  readonly marginShareIn: (currency: string) => number
}

/** Of the contracts in force on the day. @throws DomainError `lifetime-unbounded` */
export const contractValues = (
  documents: readonly ContractDocument[],
  { day, horizon, rate, renewalRate, marginShareIn }: ContractualRequest,
): ContractValue[] =>
  documents.flatMap((document): ContractValue[] => {
    const { contract, until, termDays, value, margin, per, terminated } = document
    if (contractStateAt(document, day) !== 'in force' || !value || !per || until === null || termDays === null)
      return []
    const { currency } = value
    const marginPerDay = (margin?.amount ?? value.amount * marginShareIn(currency)) / daysIn[per]
    const said = terminated ? 0 : document.renewalProbability
    const probability = said ?? renewalRate.probability
    // The day asked for is over.
    const left = dayNumber(until) - dayNumber(day)
    const running = discountedDays(rate, 0, Math.min(left, horizon.days ?? left))
    const ifRenewed = marginPerDay * renewedDays(left, termDays, probability, rate, horizon.days)
    return [
      {
        contract,
        until,
        marginPerDay,
        currency,
        marginBasis: margin ? 'contract' : 'share so far',
        renewalProbability: probability,
        renewalBasis: said === null ? 'other contracts' : 'contract',
        runningTerm: Math.round(marginPerDay * running),
        renewals: Math.round(probability * ifRenewed),
        ifRenewed: Math.round(ifRenewed),
      },
    ]
  })

/** What contracts bring together, minor units by currency. */
export const amountsOf = (values: readonly ContractValue[]): Record<string, number> => {
  const amounts: Record<string, number> = {}
  for (const { currency, runningTerm, renewals } of values)
    amounts[currency] = (amounts[currency] ?? 0) + runningTerm + renewals
  return amounts
}
