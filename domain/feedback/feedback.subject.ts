/** What customers say of us: answers to surveys. They are facts; nothing is decided. */
import { Type } from 'typebox'
import { event, type EventOf, type Upcast } from '../event.js'
import { Reference, Text } from '../fields.js'
import type { Subject } from '../subject.js'

/** Version 1 knew the recommendation question only, answered from 0 to 10; version 2 says which question and scale. */
const nameTheScale: Upcast = (data) => ({ ...data, measure: 'nps', scale: { min: 0, max: 10 } })

export const feedbackEvents = {
  SurveyAnswered: event({
    means: 'The customer answered a survey.',
    upcasts: [nameTheScale],
    data: {
      survey: Reference,
      /** The answer’s own id where one customer may answer a survey several times. */
      answer: Type.Optional(Reference),
      measure: Type.Enum(['nps', 'csat', 'ces']),
      score: Type.Integer(),
      scale: Type.Object({ min: Type.Integer(), max: Type.Integer() }, { additionalProperties: false }),
      order: Type.Optional(Reference),
      title: Type.Optional(Text),
      comment: Type.Optional(Text),
    },
  }),
}
export type FeedbackEvent = EventOf<typeof feedbackEvents>

export const feedbackSubject: Subject = { name: 'feedback', events: feedbackEvents, deciders: [] }
