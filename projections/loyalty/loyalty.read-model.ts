/**
 * Loyalty: how often, how regularly and how recently the customer buys, for how much, and what the customer says of us (R60).
 * A purchase day is a day with a purchase or with an order placed. A cancelled order keeps its day: it was an act of buying;
 * it brings no revenue.
 */
import { dayOf } from '../../domain/event.js'
import type { Scale, SurveyMeasure } from '../../domain/feedback/feedback.subject.js'
import type { Money } from '../../domain/money.js'
import { dayNumber, monthsBetween, type Day, type Instant } from '../../domain/time.js'
import type { Contribution, HistoryEvent, ReadModel } from '../read-model.js'

/** Gaps between consecutive purchase days, in days. */
export interface Gaps {
  count: number
  sum: number
  sumOfSquares: number
  /** Of natural logarithms. */
  sumOfLogs: number
  min: number
  max: number
}

export interface SurveyAnswers {
  measure: SurveyMeasure
  answers: number
  sum: number
  /** How many answers gave each score. */
  scores: Record<string, number>
  last: { score: number; scale: Scale; at: Instant }
}

/** One measure in one wave of a survey. */
export interface WaveAnswers {
  measure: SurveyMeasure
  survey: string
  /** Null where waves are counted together. */
  wave: string | null
  /** How often the customer was asked. */
  asked: number
  answers: number
  /** How many answers gave each score. */
  scores: Record<string, number>
}

/** What was bought in one currency, whatever became of it later. Amounts are minor units. */
export interface Bought {
  /** Purchase days on which anything was bought in it. */
  days: number
  amount: number
  /** Those after the customer's first purchase day. */
  repeats: number
  repeatAmount: number
  lastDay: Day
}

export interface LoyaltyDocument {
  purchases: number
  purchaseDays: number
  firstPurchaseDay: Day | null
  lastPurchaseDay: Day | null
  gaps: Gaps
  /** Months (`YYYY-MM`) with a purchase day. */
  activeMonths: string[]
  /** By currency. */
  bought: Record<string, Bought>
  /** Recognised revenue less refunds, minor units by currency. */
  monetary: Record<string, number>
  /** The same by currency, then month (`YYYY-MM`) of the business day. */
  monthly: Record<string, Record<string, number>>
  /** By `measure/survey`: one survey may ask several questions. */
  surveys: Record<string, SurveyAnswers>
  /** By `["measure","survey","wave"]`: of surveys that are carried out in waves. */
  waves: Record<string, WaveAnswers>
  /** How many cases were opened. */
  cases: number
}

/** Different surveys, and waves, counted apart; those of a customer who was asked more are counted together. */
const surveysKept = 100
const otherSurveys = '(other)'

const buy = (document: LoyaltyDocument, day: Day, { amount, currency }: Money): void => {
  const bought = (document.bought[currency] ??= { days: 0, amount: 0, repeats: 0, repeatAmount: 0, lastDay: '' })
  const isRepeat = day > document.firstPurchaseDay!
  bought.amount += amount
  if (isRepeat) bought.repeatAmount += amount
  if (day <= bought.lastDay) return
  bought.lastDay = day
  bought.days += 1
  if (isRepeat) bought.repeats += 1
}

const purchase = (document: LoyaltyDocument, event: HistoryEvent, money: Money): void => {
  const day = dayOf(event)
  document.purchases += 1
  document.firstPurchaseDay ??= day
  buy(document, day, money)
  const last = document.lastPurchaseDay
  if (last !== null && day <= last) return
  if (last !== null) {
    const { gaps } = document
    const gap = dayNumber(day) - dayNumber(last)
    gaps.min = gaps.count === 0 ? gap : Math.min(gaps.min, gap)
    gaps.max = Math.max(gaps.max, gap)
    gaps.count += 1
    gaps.sum += gap
    gaps.sumOfSquares += gap * gap
    gaps.sumOfLogs += Math.log(gap)
  }
  document.lastPurchaseDay = day
  document.purchaseDays += 1
  const month = day.slice(0, 7)
  if (document.activeMonths.at(-1) !== month) document.activeMonths.push(month)
}

const earn = (document: LoyaltyDocument, event: HistoryEvent, { amount, currency }: Money, sign: 1 | -1): void => {
  const months = (document.monthly[currency] ??= {})
  const month = dayOf(event).slice(0, 7)
  months[month] = (months[month] ?? 0) + sign * amount
  document.monetary[currency] = (document.monetary[currency] ?? 0) + sign * amount
}

const inWave = ({ waves }: LoyaltyDocument, measure: SurveyMeasure, survey: string, wave: string): WaveAnswers => {
  const key = JSON.stringify([measure, survey, wave])
  const isKept = key in waves || Object.keys(waves).length < surveysKept
  return isKept
    ? (waves[key] ??= { measure, survey, wave, asked: 0, answers: 0, scores: {} })
    : (waves[JSON.stringify([measure, otherSurveys, null])] ??= {
        measure,
        survey: otherSurveys,
        wave: null,
        asked: 0,
        answers: 0,
        scores: {},
      })
}

export const loyalty: ReadModel<LoyaltyDocument> = {
  name: 'loyalty',
  version: 5,
  documentOf: 'customer',
  initial: () => ({
    purchases: 0,
    purchaseDays: 0,
    firstPurchaseDay: null,
    lastPurchaseDay: null,
    gaps: { count: 0, sum: 0, sumOfSquares: 0, sumOfLogs: 0, min: 0, max: 0 },
    activeMonths: [],
    bought: {},
    monetary: {},
    monthly: {},
    surveys: {},
    waves: {},
    cases: 0,
  }),
  evolve: {
    PurchaseCompleted: (document, event) => {
      purchase(document, event, event.data.total)
      earn(document, event, event.data.total, 1)
    },
    OrderPlaced: (document, event) => {
      purchase(document, event, event.data.goods)
      document.monetary[event.data.goods.currency] ??= 0
    },
    OrderFulfilled: (document, event) => earn(document, event, event.data.revenue, 1),
    OrderCancelled: (document, event) => {
      const { reversedRevenue } = event.data
      if (reversedRevenue) earn(document, event, reversedRevenue, -1)
    },
    RefundIssued: (document, event) => {
      if (event.data.of !== 'payment') earn(document, event, event.data.amount, -1)
    },
    CaseOpened: (document) => {
      document.cases += 1
    },
    SurveyAsked: (document, { data: { survey, wave, measures } }) => {
      for (const measure of new Set(measures)) inWave(document, measure, survey, wave).asked += 1
    },
    SurveyAnswered: (document, { data: { survey, wave, measure, score, scale }, metadata: { occurredAt } }) => {
      const last = { score, scale, at: occurredAt }
      const { surveys } = document
      const asked = `${measure}/${survey}`
      const isKept = asked in surveys || Object.keys(surveys).length < surveysKept
      const answers = (surveys[isKept ? asked : `${measure}/${otherSurveys}`] ??= {
        measure,
        answers: 0,
        sum: 0,
        scores: {},
        last,
      })
      answers.answers += 1
      answers.sum += score
      answers.scores[score] = (answers.scores[score] ?? 0) + 1
      answers.last = last
      if (wave === undefined) return
      const answered = inWave(document, measure, survey, wave)
      answered.answers += 1
      answered.scores[score] = (answered.scores[score] ?? 0) + 1
    },
  },
  contributions: (document) => {
    const contributions: Contribution[] = []
    const {
      purchases,
      purchaseDays,
      firstPurchaseDay,
      lastPurchaseDay,
      activeMonths,
      monetary,
      monthly,
      surveys,
      waves,
    } = document
    if (firstPurchaseDay !== null && lastPurchaseDay !== null) {
      contributions.push(
        {
          figure: 'buyers',
          key: 'all',
          add: { customers: 1, repeat: purchaseDays > 1 ? 1 : 0, purchases, purchaseDays },
        },
        { figure: 'lastPurchaseDay', key: dayNumber(lastPurchaseDay), add: { customers: 1 } },
        { figure: 'purchaseDays', key: purchaseDays, add: { customers: 1 } },
      )
      const cohort = firstPurchaseDay.slice(0, 7)
      // What was earned or given back before the first purchase counts in its month.
      const later = (month: string): string =>
        `${cohort}/+${String(Math.max(0, monthsBetween(cohort, month))).padStart(4, '0')}`
      for (const month of activeMonths)
        contributions.push({ figure: 'cohort', key: later(month), add: { customers: 1 } })
      for (const currency in monthly)
        for (const month in monthly[currency]!) {
          const key = `${later(month)}/${currency}`
          contributions.push({ figure: 'cohort/revenue', key, add: { revenue: monthly[currency][month]! } })
        }
      for (const currency in monetary)
        contributions.push({ figure: `monetary/${currency}`, key: monetary[currency]!, add: { customers: 1 } })
    }
    for (const survey in surveys) {
      const { scores } = surveys[survey]!
      for (const score in scores)
        contributions.push({ figure: 'answers', key: `${survey}/${score}`, add: { answers: scores[score]! } })
    }
    for (const key in waves) {
      const { asked, answers, scores, ...wave } = waves[key]!
      const add = { asked: asked > 0 ? 1 : 0, answered: asked > 0 && answers > 0 ? 1 : 0 }
      contributions.push({ figure: 'waves', key, add })
      for (const score in scores)
        contributions.push({
          figure: 'waves/answers',
          key: JSON.stringify([wave.measure, wave.survey, wave.wave, Number(score)]),
          add: { answers: scores[score]! },
        })
    }
    return contributions
  },
}

/** Loyalty figures that depend on the day they are read; days are whole days. */
export interface LoyaltyAt extends Omit<LoyaltyDocument, 'gaps' | 'bought' | 'monthly' | 'waves'> {
  /** What was asked and answered in waves of surveys. */
  waves: WaveAnswers[]
  /** Bought on more than one day. */
  repeat: boolean
  /** Days from the last purchase day to the day asked for. */
  recencyDays: number | null
  /** Days from the first purchase day to the day asked for. */
  tenureDays: number | null
  gaps: { count: number; meanDays: number | null; minDays: number | null; maxDays: number | null }
  /**
   * How regularly the customer buys: the shape k of a gamma distribution of the gaps; 1 is random, above 1 regular.
   * Null with fewer than two gaps, or when all gaps are equal (k has no bound).
   */
  regularity: number | null
}

/** The loyalty figures of a document as of a day that is not before its last event. */
export const loyaltyAt = (
  { gaps, bought: _bought, monthly: _monthly, waves, ...document }: LoyaltyDocument,
  asOf: Day,
): LoyaltyAt => {
  const daysSince = (day: Day | null): number | null =>
    day === null ? null : Math.max(0, dayNumber(asOf) - dayNumber(day))
  const some = gaps.count > 0
  return {
    ...document,
    waves: Object.values(waves),
    repeat: document.purchaseDays > 1,
    recencyDays: daysSince(document.lastPurchaseDay),
    tenureDays: daysSince(document.firstPurchaseDay),
    gaps: {
      count: gaps.count,
      meanDays: some ? gaps.sum / gaps.count : null,
      minDays: some ? gaps.min : null,
      maxDays: some ? gaps.max : null,
    },
    regularity: regularityOf(gaps),
  }
}

/** Closed-form estimate of a gamma shape (Minka’s approximation): s = ln(mean gap) − mean(ln gap). */
const regularityOf = ({ count, sum, sumOfLogs }: Gaps): number | null => {
  if (count < 2) return null
  const s = Math.log(sum / count) - sumOfLogs / count
  return s < 1e-12 ? null : (3 - s + Math.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s)
}

/**
 * The quintile (1 lowest, 5 highest) of a value of which `below` of `total` customers have a strictly lower one.
 * Ties share the lowest quintile that any of them would have alone.
 */
export const quintile = (below: number, total: number): number =>
  total === 0 ? 1 : 1 + Math.floor((5 * below) / total)
