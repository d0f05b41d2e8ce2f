/** Customers who bring others. */
import type { Subject } from '../subject.js'
import { referral } from './referral.decider.js'
import { recommendationEvents, referralEvents } from './referral.events.js'

export const referralSubject: Subject = {
  name: 'referral',
  events: { ...recommendationEvents, ...referralEvents },
  deciders: [referral],
}
