import type { Subject } from '../subject.js'
import { lead } from './lead.decider.js'
import { opportunity } from './opportunity.decider.js'
import { leadEvents, opportunityEvents } from './sales.events.js'

export const salesSubject: Subject = {
  name: 'sales',
  events: { ...leadEvents, ...opportunityEvents },
  deciders: [lead, opportunity],
}
