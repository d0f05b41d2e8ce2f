/** Events of how a customer ranks: its tier, a person’s word against the model, and whom no effort is spent on any more (R49, R51). */
import { Type } from 'typebox'
import { event, type EventOf, type FieldProblem } from '../event.js'
import { Reference, Staff } from '../fields.js'
import { ruleEvent } from '../rule-event.js'
import { DayField } from '../time.js'

const Points = Type.Number({ minimum: 0, maximum: 100 })

/** A reason that says something. */
const Reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })

const twoPeople = ({ by, approvedBy }: { readonly by: string; readonly approvedBy: string }): FieldProblem[] =>
  by === approvedBy ? [{ field: 'approvedBy', message: `must be another person than ${by}, who proposes it` }] : []

export const tierEvents = {
  CustomerTierChanged: ruleEvent(
    'The customer belongs to another tier from that day on, by the model of value in force.',
    {
      model: Type.Object({ name: Reference, version: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
      /** Null where none was recorded: the lowest. */
      from: Type.Union([Reference, Type.Null()]),
      to: Reference,
      /** Points of 100. */
      score: Points,
      /** Points when `from` was recorded; null where none was. */
      scoreBefore: Type.Optional(Type.Union([Points, Type.Null()])),
    },
    { timeline: true },
  ),
  TierOverridden: event({
    means: 'A person put the customer into a tier, whatever the score says.',
    touchpoint: false,
    timeline: true,
    reportable: false,
    data: {
      tier: Reference,
      reason: Reason,
      by: Staff,
      /** The last day on which it holds; until it is ended, where none is said. */
      until: Type.Optional(DayField),
    },
  }),
  TierOverrideEnded: event({
    means: 'From here on the customer’s tier follows from the score again.',
    touchpoint: false,
    timeline: true,
    reportable: false,
    data: { reason: Reason, by: Staff },
  }),
  CustomerDeprioritised: event({
    means: 'It was decided to spend no more effort on the customer than it asks for.',
    touchpoint: false,
    timeline: true,
    reportable: false,
    data: {
      reason: Reason,
      /** Who proposed it, and who decided: two people. */
      by: Staff,
      approvedBy: Staff,
    },
    problems: twoPeople,
  }),
  CustomerReinstated: event({
    means: 'The customer is looked after like the others again.',
    touchpoint: false,
    timeline: true,
    reportable: false,
    data: { reason: Reason, by: Staff },
  }),
}
export type TierEvent = EventOf<typeof tierEvents>
