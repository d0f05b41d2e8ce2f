import type { Subject } from '../subject.js'
import { serviceCase } from './case.decider.js'
import { caseEvents } from './case.events.js'

export const serviceSubject: Subject = { name: 'service', events: caseEvents, deciders: [serviceCase] }
