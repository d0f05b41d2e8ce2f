/** One customer who is about to leave: what goes with the customer, and what speaks for it (R61). */
import { isCompleted } from '../../domain/service/case.events.js'
import { dayNumber, dayOfNumber, type Day, type Instant } from '../../domain/time.js'
import type { Stage } from '../../domain/customer/stage.js'
import type { CaseDocument } from '../cases/cases.read-model.js'
import type { CommitmentDocument } from '../commitments/commitments.read-model.js'
import {
  isActive,
  stageAt,
  type LifecycleDocument,
  type LifecycleRules,
  type SaveAction,
} from '../lifecycle/lifecycle.read-model.js'
import type { LoyaltyDocument, SurveyAnswers } from '../loyalty/loyalty.read-model.js'
import type { OpportunityDocument } from '../opportunities/opportunities.read-model.js'
import type { Horizon } from '../potential/horizon.js'
import { contractsInForce } from '../contracts/contract-versions.js'
import type { ContractDocument } from '../contracts/contracts.read-model.js'
import type { RenewalRate } from '../potential/contractual.js'
import { expectedMarginOf, type ExpectedMargin } from '../potential/expected-margin.js'
import { probabilityAliveAt, type Potential } from '../potential/potential.js'
import type { PotentialModel } from '../potential-models.js'
import type { ValueDocument } from '../value/value.read-model.js'

type Amounts = Readonly<Record<string, number>>

/** What is known of a customer. */
export interface DeskDocuments {
  readonly customer: string
  readonly lifecycle: LifecycleDocument
  readonly loyalty: LoyaltyDocument
  readonly value: ValueDocument
  readonly cases: readonly CaseDocument[]
  readonly commitments: readonly CommitmentDocument[]
  readonly opportunities: readonly OpportunityDocument[]
  readonly contracts: readonly ContractDocument[]
}

export interface DeskRequest {
  readonly asOf: Instant
  readonly model: PotentialModel
  readonly horizon: Horizon
  /** Who is less likely to have left is not about to leave. */
  readonly minRisk: number
  readonly rules: LifecycleRules
  /** How often contracts were renewed, of all customers. */
  readonly renewalRate: RenewalRate
}

/** What speaks for leaving. Counts are of the days within which a quiet customer is not lost yet. */
export interface RiskReasons {
  /** Quiet for longer than the mean of the gaps between purchase days; null where not, and for who has no gap yet. */
  readonly quiet: { readonly days: number; readonly usualDays: number } | null
  /** Cases that are open on the day. */
  readonly openCases: number
  /** Surveys whose last answer lies in the worse half of its scale, for recommendation from 0 to 6. */
  readonly lowAnswers: number
  /** Commitments broken, and those that are due and not kept. */
  readonly brokenCommitments: number
  readonly lostOpportunities: number
}

export interface AtRisk {
  readonly customer: string
  readonly stage: Stage
  /** Probability that the customer still buys at all, by the pattern of purchases. */
  readonly pAlive: number | null
  /** 1 − pAlive; of a customer under contract, that the contract least likely to be renewed is not. */
  readonly churnRisk: number
  /** Under contract: the first day on which one of those at risk ends. */
  readonly contractEnds: Day | null
  /** What the customer has brought in so far, minor units. */
  readonly net: number
  readonly costBasis: ValueDocument['costBasis']
  /** What is still to come within the horizon, discounted; minor units. */
  readonly expectedMargin: number
  /** churnRisk · expectedMargin; under contract, what renewals of those at risk would bring, each as likely as it is not renewed. */
  readonly valueAtRisk: number
  readonly lastPurchaseDay: Day | null
  readonly reasons: RiskReasons
  /** How often the customer was lost before, and came back. */
  readonly losses: number
  readonly winBacks: number
  /** What was done to keep the customer. */
  readonly saveActions: number
  readonly lastSaveAction: SaveAction | null
}

const isLow = ({ measure, last: { score, scale } }: SurveyAnswers): boolean => {
  if (measure === 'nps') return score <= 6
  const middle = (scale.min + scale.max) / 2
  return measure === 'ces' ? score > middle : score < middle
}

const reasonsOf = (
  { loyalty, cases, commitments, opportunities }: DeskDocuments,
  asOf: Day,
  { lostAfterDays }: LifecycleRules,
): RiskReasons => {
  const since = dayNumber(asOf) - lostAfterDays
  const isRecent = (when: Instant | null): boolean => when !== null && dayNumber(when.slice(0, 10)) >= since
  const { gaps, lastPurchaseDay, surveys } = loyalty
  const days = lastPurchaseDay === null ? 0 : dayNumber(asOf) - dayNumber(lastPurchaseDay)
  const usualDays = gaps.count === 0 ? null : gaps.sum / gaps.count
  return {
    quiet: usualDays !== null && days > usualDays ? { days, usualDays } : null,
    openCases: cases.filter(({ status }) => !isCompleted(status)).length,
    lowAnswers: Object.values(surveys).filter((answers) => isRecent(answers.last.at) && isLow(answers)).length,
    brokenCommitments: commitments.filter(({ status, settledOn, dueOn }) =>
      status === 'broken' ? isRecent(settledOn) : status !== 'fulfilled' && dueOn !== null && dueOn < asOf,
    ).length,
    lostOpportunities: opportunities.filter(({ status, closedAt }) => status === 'lost' && isRecent(closedAt)).length,
  }
}

/** What is at risk of a customer in all, and why. */
interface Risk extends Pick<AtRisk, 'pAlive' | 'churnRisk' | 'contractEnds'> {
  readonly expectedMargin: Amounts
  readonly valueAtRisk: Amounts
}

const riskByPattern = ({ pAlive, expectedMargin }: Potential): Risk => {
  const churnRisk = 1 - pAlive
  const valueAtRisk = Object.entries(expectedMargin).map(
    ([currency, margin]) => [currency, Math.round(churnRisk * margin)] as const,
  )
  return { pAlive, churnRisk, contractEnds: null, expectedMargin, valueAtRisk: Object.fromEntries(valueAtRisk) }
}

/** Of contracts that end before a quiet customer would be lost: later ones can wait. */
const riskByContracts = (
  { bound, pattern, amounts }: ExpectedMargin,
  { asOf, minRisk, rules: { lostAfterDays } }: DeskRequest,
): Risk => {
  const soon = dayOfNumber(dayNumber(asOf.slice(0, 10)) + lostAfterDays)
  const ending = bound.filter(({ until, renewalProbability }) => until <= soon && 1 - renewalProbability >= minRisk)
  const valueAtRisk: Record<string, number> = {}
  for (const { currency, renewalProbability, ifRenewed } of ending)
    valueAtRisk[currency] = (valueAtRisk[currency] ?? 0) + Math.round((1 - renewalProbability) * ifRenewed)
  return {
    pAlive: pattern?.pAlive ?? null,
    churnRisk: Math.max(0, ...ending.map(({ renewalProbability }) => 1 - renewalProbability)),
    contractEnds: ending.map(({ until }) => until).sort()[0] ?? null,
    expectedMargin: amounts!,
    valueAtRisk,
  }
}

/**
 * By currency, what is at risk of a customer: of one who has made a deal, is not lost, has brought in more than it cost, and
 * of whom more is still to come. Empty of all others.
 * @throws DomainError `lifetime-unbounded`
 */
export const atRiskOf = (documents: DeskDocuments, request: DeskRequest): Readonly<Record<string, AtRisk>> => {
  const { customer, lifecycle, loyalty, value } = documents
  const { minRisk, rules } = request
  const day = request.asOf.slice(0, 10)
  const { stage, losses, winBacks } = stageAt(lifecycle, request.asOf, rules)
  const profitable = Object.keys(value.currencies).filter((currency) => value.currencies[currency]!.net > 0)
  const contracts = contractsInForce(documents.contracts, day)
  const isBound = contracts.length > 0
  // Who is bound by a contract is not lost by buying nothing.
  if (stage === null || !(isActive(stage) || (isBound && stage === 'lost')) || profitable.length === 0) return {}
  if (!isBound) {
    // Alone it is had for little, and of most it says enough.
    const pAlive = probabilityAliveAt(request.model, loyalty, day)
    if (pAlive === undefined || 1 - pAlive < minRisk) return {}
  }
  const expected = expectedMarginOf({ value, loyalty, contracts }, { ...request, day })
  const risk = isBound ? riskByContracts(expected, request) : riskByPattern(expected.pattern!)
  const { valueAtRisk, expectedMargin, ...told } = risk
  const found: Record<string, AtRisk> = {}
  let reasons: RiskReasons | undefined
  for (const currency of profitable) {
    const atRisk = valueAtRisk[currency] ?? 0
    if (atRisk <= 0) continue
    found[currency] = {
      customer,
      stage,
      ...told,
      net: value.currencies[currency]!.net,
      costBasis: value.costBasis,
      expectedMargin: expectedMargin[currency]!,
      valueAtRisk: atRisk,
      lastPurchaseDay: loyalty.lastPurchaseDay,
      reasons: (reasons ??= reasonsOf(documents, day, rules)),
      losses,
      winBacks,
      saveActions: lifecycle.saveActions,
      lastSaveAction: lifecycle.lastSaveAction,
    }
  }
  return found
}
