/** Events of selling: leads and opportunities. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Label, Labels, Reference, Staff } from '../fields.js'
import { Money } from '../money.js'

export const leadEvents = {
  LeadCaptured: event({
    means: 'Somebody showed interest.',
    data: {
      lead: Reference,
      /** Where the lead came from, in the source’s words; empty where it said nothing. */
      origin: Type.Optional(Label),
      landingPage: Type.Optional(Reference),
      by: Type.Optional(Staff),
    },
  }),
  LeadQualified: event({
    means: 'The lead was found worth pursuing.',
    data: { lead: Reference, by: Type.Optional(Staff), note: Type.Optional(Label) },
  }),
  LeadDisqualified: event({
    means: 'The lead was given up.',
    data: { lead: Reference, reason: Label, by: Type.Optional(Staff) },
  }),
  LeadConverted: event({
    means: 'The lead became a deal.',
    data: {
      lead: Reference,
      opportunity: Type.Optional(Reference),
      /** Sales development representative: who prepared the deal. */
      developedBy: Type.Optional(Staff),
      /** Sales representative: who closed it. */
      by: Type.Optional(Staff),
      segment: Type.Optional(Label),
      details: Type.Optional(Labels),
    },
  }),
}
export type LeadEvent = EventOf<typeof leadEvents>

export const opportunityEvents = {
  OpportunityOpened: event({
    means: 'A possible deal is being pursued.',
    data: {
      opportunity: Reference,
      stage: Label,
      amount: Money,
      /** What the company expects to earn from it. */
      margin: Type.Optional(Money),
      by: Type.Optional(Staff),
    },
  }),
  OpportunityStageChanged: event({
    means: 'The opportunity moved to another stage of the sales process.',
    data: { opportunity: Reference, stage: Label, by: Type.Optional(Staff) },
  }),
  OpportunityWon: event({
    means: 'The customer agreed.',
    data: { opportunity: Reference, amount: Money, by: Type.Optional(Staff) },
  }),
  OpportunityLost: event({
    means: 'The deal will not come about.',
    data: { opportunity: Reference, reason: Label, by: Type.Optional(Staff) },
  }),
}
export type OpportunityEvent = EventOf<typeof opportunityEvents>
