/** The value of customers: the models it is estimated and scored by. */
import type { Subject } from '../subject.js'
import { potentialModel } from './potential-model.decider.js'
import { valueModel } from './value-model.decider.js'
import { valueEvents } from './value.events.js'

export const valueSubject: Subject = { name: 'value', events: valueEvents, deciders: [potentialModel, valueModel] }
