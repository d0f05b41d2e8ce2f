/** One customer who is about to leave: what goes with the customer, and what speaks for it (R61). */
import { isCompleted } from '../../domain/service/case.events.js'
import { dayNumber, type Day, type Instant } from '../../domain/time.js'
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
import { potentialAt, probabilityAliveAt } from '../potential/potential.js'
import type { PotentialModel } from '../potential-models.js'
import type { ValueDocument } from '../value/value.read-model.js'

/** What is known of a customer. */
export interface DeskDocuments {
  readonly customer: string
  readonly lifecycle: LifecycleDocument
  readonly loyalty: LoyaltyDocument
  readonly value: ValueDocument
  readonly cases: readonly CaseDocument[]
  readonly commitments: readonly CommitmentDocument[]
  readonly opportunities: readonly OpportunityDocument[]
}

export interface DeskRequest {
  readonly asOf: Instant
  readonly model: PotentialModel
  readonly horizon: Horizon
  /** Who is less likely to have left is not about to leave. */
  readonly minRisk: number
  readonly rules: LifecycleRules
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
  /** Probability that the customer still buys at all. */
  readonly pAlive: number
  /** 1 − pAlive. */
  readonly churnRisk: number
  /** What the customer has brought in so far, minor units. */
  readonly net: number
  readonly costBasis: ValueDocument['costBasis']
  /** What is still to come within the horizon, discounted; minor units. */
  readonly expectedMargin: number
  /** churnRisk · expectedMargin. */
  readonly valueAtRisk: number
  readonly lastPurchaseDay: Day
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
  const days = dayNumber(asOf) - dayNumber(lastPurchaseDay!)
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

/**
 * By currency, what is at risk of a customer: of one who has made a deal, is not lost, has brought in more than it cost, and
 * of whom more is still to come. Empty of all others.
 * @throws DomainError `lifetime-unbounded`
 */
export const atRiskOf = (documents: DeskDocuments, request: DeskRequest): Readonly<Record<string, AtRisk>> => {
  const { customer, lifecycle, loyalty, value } = documents
  const { model, horizon, minRisk, rules } = request
  const asOf = request.asOf.slice(0, 10)
  const { stage, losses, winBacks } = stageAt(lifecycle, request.asOf, rules)
  const profitable = Object.keys(value.currencies).filter((currency) => value.currencies[currency]!.net > 0)
  if (stage === null || !isActive(stage) || profitable.length === 0) return {}
  const pAlive = probabilityAliveAt(model, loyalty, asOf)
  if (pAlive === undefined || 1 - pAlive < minRisk) return {}
  const { expectedMargin } = potentialAt(model, loyalty, value, asOf, horizon)!
  const found: Record<string, AtRisk> = {}
  let reasons: RiskReasons | undefined
  for (const currency of profitable) {
    const valueAtRisk = Math.round((1 - pAlive) * (expectedMargin[currency] ?? 0))
    if (valueAtRisk <= 0) continue
    found[currency] = {
      customer,
      stage,
      pAlive,
      churnRisk: 1 - pAlive,
      net: value.currencies[currency]!.net,
      costBasis: value.costBasis,
      expectedMargin: expectedMargin[currency]!,
      valueAtRisk,
      lastPurchaseDay: loyalty.lastPurchaseDay!,
      reasons: (reasons ??= reasonsOf(documents, asOf, rules)),
      losses,
      winBacks,
      saveActions: lifecycle.saveActions,
      lastSaveAction: lifecycle.lastSaveAction,
    }
  }
  return found
}
