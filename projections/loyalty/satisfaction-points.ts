/** What a customer said and did, as points from 0 to 100 for the satisfaction index (R57). */
import type { SatisfactionPoints } from '../../domain/feedback/satisfaction-index.js'
import type { SurveyMeasure } from '../../domain/feedback/feedback.subject.js'
import { dayNumber, type Day } from '../../domain/time.js'
import type { ValueDocument } from '../value/value.read-model.js'
import type { LoyaltyDocument } from './loyalty.read-model.js'

/** A share of 0 or less is the best, of 1 or more the worst. */
const pointsBelow = (share: number): number => 100 * (1 - Math.min(1, Math.max(0, share)))

/** Where the latest answer to a measure lies on its scale, from 0 to 100. */
const latest = ({ surveys }: LoyaltyDocument, measure: SurveyMeasure): number | null => {
  const answers = Object.values(surveys).filter((survey) => survey.measure === measure)
  const [first, ...others] = answers.map(({ last }) => last)
  if (!first) return null
  const { score, scale } = others.reduce((last, other) => (other.at > last.at ? other : last), first)
  return scale.max > scale.min ? (100 * (score - scale.min)) / (scale.max - scale.min) : null
}

/** The largest share of revenue that was given back, among the currencies. */
const refundedShare = ({ currencies }: Pick<ValueDocument, 'currencies'>): number | null => {
  const shares = Object.values(currencies).flatMap(({ revenue, refunds }) => (revenue > 0 ? [refunds / revenue] : []))
  return shares.length === 0 ? null : Math.max(...shares)
}

/** The points as of a day; `quietAfterDays` is when a customer counts as gone. Null where nothing is known. */
export const satisfactionPoints = (
  loyalty: LoyaltyDocument,
  value: Pick<ValueDocument, 'currencies'>,
  asOf: Day,
  quietAfterDays: number,
): SatisfactionPoints => {
  const { purchases, purchaseDays, lastPurchaseDay, cases } = loyalty
  const effort = latest(loyalty, 'ces')
  const refunded = refundedShare(value)
  return {
    csat: latest(loyalty, 'csat'),
    nps: latest(loyalty, 'nps'),
    ces: effort === null ? null : 100 - effort,
    identification: latest(loyalty, 'identification'),
    belonging: latest(loyalty, 'belonging'),
    trust: latest(loyalty, 'trust'),
    repeat: lastPurchaseDay === null ? null : purchaseDays > 1 ? 100 : 0,
    recency:
      lastPurchaseDay === null
        ? null
        : pointsBelow((dayNumber(asOf) - dayNumber(lastPurchaseDay)) / Math.max(1, quietAfterDays)),
    refunds: refunded === null ? null : pointsBelow(refunded),
    complaints: purchases === 0 ? null : pointsBelow(cases / purchases),
  }
}
