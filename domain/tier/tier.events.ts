/** Events of how a customer ranks: its tier, a person’s word against the model, and whom no effort is spent on any more (R49, R51). */
import { Type } from 'typebox'
import { event, type EventOf, type FieldProblem } from '../event.js'
import { Label, Reference, Staff } from '../fields.js'
import { ruleEvent } from '../rule-event.js'
import { DayField } from '../time.js'

const Points = Type.Number({ minimum: 0, maximum: 100 })

const why = ({ reason }: { readonly reason: string }): FieldProblem[] =>
  reason.trim() === '' ? [{ field: 'reason', message: 'must say why; it is blank' }] : []

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
      reason: Label,
      by: Staff,
      /** The last day on which it holds; until it is ended, where none is said. */
      until: Type.Optional(DayField),
    },
    problems: why,
  }),
  TierOverrideEnded: event({
    means: 'From here on the customer’s tier follows from the score again.',
    touchpoint: false,
    timeline: true,
    reportable: false,
    data: { reason: Label, by: Staff },
    problems: why,
  }),
  CustomerDeprioritised: event({
    means: 'It was decided to spend no more effort on the customer than it asks for.',
    touchpoint: false,
    timeline: true,
    reportable: false,
    data: {
      reason: Label,
      /** Who proposed it, and who decided: two people. */
      by: Staff,
      approvedBy: Staff,
    },
    problems: (data) => [...why(data), ...twoPeople(data)],
  }),
  CustomerReinstated: event({
    means: 'The customer is looked after like the others again.',
    touchpoint: false,
    timeline: true,
    reportable: false,
    data: { reason: Label, by: Staff },
    problems: why,
  }),
}
export type TierEvent = EventOf<typeof tierEvents>
