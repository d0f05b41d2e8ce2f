/** What customers say of us: surveys they were asked, and their answers. They are facts; nothing is decided. */
import { Type, type Static } from 'typebox'
import { event, type EventOf, type FieldProblem, type Upcast } from '../event.js'
import { Reference, Text } from '../fields.js'
import type { Subject } from '../subject.js'

/** What can be asked about how the customer feels towards the company (R60). */
export const attitudes = ['identification', 'belonging', 'trust'] as const

/** What a survey can ask for: recommendation, satisfaction, effort, and attitudes. */
export const surveyMeasures = ['nps', 'csat', 'ces', ...attitudes] as const
export type SurveyMeasure = (typeof surveyMeasures)[number]

const Scale = Type.Object({ min: Type.Integer(), max: Type.Integer() }, { additionalProperties: false })
/** The lowest and the highest score that could be given. */
export type Scale = Readonly<Static<typeof Scale>>

/** Whoever recommends is told from whoever does not by scores of this scale, and of no other. */
const recommendation: Scale = { min: 0, max: 10 }

/** Version 1 knew the recommendation question only, answered from 0 to 10; version 2 says which question and scale. */
const nameTheScale: Upcast = (data) => ({ ...data, measure: 'nps', scale: recommendation })

const offTheScale = (measure: SurveyMeasure, score: number, { min, max }: Scale): readonly FieldProblem[] => {
  if (measure === 'nps' && (min !== recommendation.min || max !== recommendation.max))
    return [{ field: 'scale', message: 'must be 0 to 10 for nps' }]
  if (min >= max) return [{ field: 'scale', message: 'must have its max above its min' }]
  return score < min || score > max ? [{ field: 'score', message: `must be on its scale, ${min} to ${max}` }] : []
}

export const feedbackEvents = {
  SurveyAsked: event({
    means: 'The customer was asked to answer a survey, in one of its waves.',
    data: {
      survey: Reference,
      wave: Reference,
      /** What was asked for. */
      measures: Type.Array(Type.Enum([...surveyMeasures]), { minItems: 1, maxItems: surveyMeasures.length }),
    },
  }),
  SurveyAnswered: event({
    means: 'The customer answered a survey.',
    upcasts: [nameTheScale],
    data: {
      survey: Reference,
      /** Which time it was, of a survey that is carried out again and again. */
      wave: Type.Optional(Reference),
      /** The answer’s own id where one customer may answer a survey several times. */
      answer: Type.Optional(Reference),
      measure: Type.Enum([...surveyMeasures]),
      score: Type.Integer(),
      scale: Scale,
      order: Type.Optional(Reference),
      title: Type.Optional(Text),
      comment: Type.Optional(Text),
    },
    problems: ({ measure, score, scale }) => offTheScale(measure, score, scale),
  }),
}
export type FeedbackEvent = EventOf<typeof feedbackEvents>

export const feedbackSubject: Subject = { name: 'feedback', events: feedbackEvents, deciders: [] }
