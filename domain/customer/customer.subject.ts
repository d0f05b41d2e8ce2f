import type { Subject } from '../subject.js'
import { customer } from './customer.decider.js'
import { customerEvents } from './customer.events.js'

export const customerSubject: Subject = { name: 'customer', events: customerEvents, deciders: [customer] }
