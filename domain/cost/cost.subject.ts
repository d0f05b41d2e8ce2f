/** Costs that are shared out among customers. */
import type { Subject } from '../subject.js'
import { costPool } from './cost-pool.decider.js'
import { costEvents } from './cost.events.js'

export const costSubject: Subject = { name: 'cost', events: costEvents, deciders: [costPool] }
