/** A customer's history told in sentences, one a day's event, for people who do not read events. */
import type { LedgerEvent } from '../../domain/catalogue.js'
import { dayOf, inHistoryOrder } from '../../domain/event.js'
import type { Money } from '../../domain/money.js'
import { dayNumber, type Day } from '../../domain/time.js'
import type { HistoryEvent } from '../../projections/read-model.js'
import { money } from '../cli/output.js'

export interface Sentence {
  readonly day: Day
  readonly text: string
  /** What it does to the relationship, where that is plain to see. */
  readonly mood?: 'good' | 'bad'
  readonly event: HistoryEvent
}

type Told = { readonly text: string; readonly mood?: Sentence['mood'] } | undefined
type Tellers = {
  readonly [T in LedgerEvent['type']]?: (
    event: HistoryEvent<Extract<LedgerEvent, { type: T }>>,
    history: readonly HistoryEvent[],
  ) => Told
}

const amount = ({ amount, currency }: Money): string => money(amount, currency)
const because = (reason: string | undefined): string => (reason === undefined || reason === '' ? '' : `: ${reason}`)
const by = (who: string | undefined): string => (who === undefined ? '' : ` (${who})`)
const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`)

/** The steps of an order that went well are told with its placing, costs and internal moves not at all. */
const tellers: Tellers = {
  CustomerAssigned: ({ data: { to, from, reason } }) => ({
    text: from === undefined ? `${to} looks after the customer` : `handed over from ${from} to ${to}${because(reason)}`,
  }),
  InteractionRecorded: ({ data, metadata }) => ({
    text:
      `${data.direction === 'inbound' ? 'customer' : 'company'} by ${metadata.channel ?? 'unknown channel'}` +
      `${because(data.subject)}${data.outcome === undefined ? '' : `, ${data.outcome}`}${by(data.by)}`,
  }),
  PurchaseCompleted: ({ data: { total }, metadata }) => ({
    text: `bought for ${amount(total)}${metadata.channel === undefined ? '' : ` (${metadata.channel})`}`,
    mood: 'good',
  }),
  OrderPlaced: ({ data, ...placed }, history) => {
    const fulfilled = history.find((event) => event.type === 'OrderFulfilled' && event.data.order === data.order)
    const after = fulfilled && dayNumber(dayOf(fulfilled)) - dayNumber(dayOf(placed))
    return {
      text: `ordered for ${amount(data.goods)}${after === undefined ? '' : `, delivered after ${days(after)}`}${by(data.by)}`,
      mood: 'good',
    }
  },
  OrderCancelled: ({ data: { reason, reversedRevenue } }) => ({
    text:
      `order cancelled${because(reason)}` +
      (reversedRevenue === undefined ? '' : `; ${amount(reversedRevenue)} of revenue taken back`),
    mood: 'bad',
  }),
  RefundIssued: ({ data }) => ({ text: `refunded ${amount(data.amount)}${because(data.reason)}`, mood: 'bad' }),
  ConcessionGranted: ({ data: { cost, reason } }) => ({ text: `concession of ${amount(cost)}${because(reason)}` }),
  LeadCaptured: ({ data: { origin } }) => ({ text: `first showed interest${because(origin)}` }),
  LeadDisqualified: ({ data: { reason } }) => ({ text: `lead given up${because(reason)}`, mood: 'bad' }),
  OpportunityOpened: ({ data }) => ({ text: `opportunity over ${amount(data.amount)} opened${by(data.by)}` }),
  OpportunityWon: ({ data }) => ({ text: `deal won over ${amount(data.amount)}${by(data.by)}`, mood: 'good' }),
  OpportunityLost: ({ data }) => ({ text: `deal lost${because(data.reason)}`, mood: 'bad' }),
  CaseOpened: ({ data: { subject } }) => ({ text: `case opened${because(subject)}`, mood: 'bad' }),
  CaseResolved: ({ data }) => ({ text: `case resolved${because(data.resolution)}${by(data.by)}` }),
  CaseReopened: ({ data: { reason } }) => ({ text: `case reopened${because(reason)}`, mood: 'bad' }),
  SurveyAsked: ({ data: { survey } }) => ({ text: `asked to answer the survey ${survey}` }),
  SurveyAnswered: ({ data: { score, scale, comment } }) => ({
    text: `answered ${score} of ${scale.max} in a survey${comment === undefined ? '' : `: “${comment}”`}`,
    mood: score - scale.min > 0.6 * (scale.max - scale.min) ? 'good' : 'bad',
  }),
  SaveActionTaken: ({ data: { action, reason, by: who } }) => ({
    text: `to keep the customer: ${action}${because(reason)}${by(who)}`,
  }),
  CommitmentMade: ({ data: { promise, dueBy } }) => ({
    text: `promised: ${promise}${dueBy === undefined ? '' : `, by ${dueBy}`}`,
  }),
  CommitmentFulfilled: () => ({ text: 'promise kept', mood: 'good' }),
  CommitmentBroken: ({ data: { reason } }) => ({ text: `promise broken${because(reason)}`, mood: 'bad' }),
}

/** What happened, in the order it happened. */
export const told = (history: readonly HistoryEvent[]): Sentence[] => {
  const ordered = [...history].sort(inHistoryOrder)
  return ordered.flatMap((event) => {
    const teller = tellers[event.type] as ((event: HistoryEvent, history: readonly HistoryEvent[]) => Told) | undefined
    const sentence = teller?.(event, ordered)
    return sentence ? [{ day: dayOf(event), ...sentence, event }] : []
  })
}
