/** How a customer ranks, as one subject. */
import type { Subject } from '../subject.js'
import { tier } from './tier.decider.js'
import { tierEvents } from './tier.events.js'

export const tierSubject: Subject = { name: 'tier', events: tierEvents, deciders: [tier] }
