/** Events of customers who bring others (R46). */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Label, Reference, Staff, Uuid } from '../fields.js'

/** The stream in which it is decided who brought whom: nobody was brought in by two. */
export const referralsStream = 'referrals'

/** Of the one who recommends. */
export const recommendationEvents = {
  ReferralMade: event({
    means: 'The customer recommended us to somebody who is no customer yet, or gave us a name.',
    data: { referral: Reference, note: Type.Optional(Label), by: Type.Optional(Staff) },
  }),
}
export type RecommendationEvent = EventOf<typeof recommendationEvents>

export const referralEvents = {
  ReferralConverted: event({
    means: 'A customer was brought in by another one.',
    touchpoint: false,
    data: { customer: Uuid, referrer: Uuid, referral: Type.Optional(Reference), by: Type.Optional(Staff) },
  }),
  ReferralWithdrawn: event({
    means: 'The customer was not brought in by the other one after all.',
    touchpoint: false,
    data: { customer: Uuid, referrer: Uuid, reason: Label, by: Type.Optional(Staff) },
  }),
}
export type ReferralEvent = EventOf<typeof referralEvents>
