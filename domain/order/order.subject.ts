import type { Subject } from '../subject.js'
import { order } from './order.decider.js'
import { orderEvents } from './order.events.js'

export const orderSubject: Subject = { name: 'order', events: orderEvents, deciders: [order] }
