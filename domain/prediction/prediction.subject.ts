/** Predictions, and what became of them. */
import type { Subject } from '../subject.js'
import { prediction } from './prediction.decider.js'
import { predictionEvents } from './prediction.events.js'

export const predictionSubject: Subject = { name: 'prediction', events: predictionEvents, deciders: [prediction] }
