/** The market that the business sells in. */
import type { Subject } from '../subject.js'
import { market } from './market.decider.js'
import { marketEvents } from './market.events.js'

export const marketSubject: Subject = { name: 'market', events: marketEvents, deciders: [market] }
