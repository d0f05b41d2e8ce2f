import type { Subject } from '../subject.js'
import { identity } from './identity.decider.js'
import { identityEvents } from './identity.events.js'

export const identitySubject: Subject = { name: 'identity', events: identityEvents, deciders: [identity] }
