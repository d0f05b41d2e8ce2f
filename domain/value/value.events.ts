/** Events of the models of customer value. They are about no one customer and stand in one stream of their own, in one order. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Count, FieldName, Label, Reference, Staff } from '../fields.js'
import { CurrencyCode } from '../money.js'
import { DayField } from '../time.js'
import { valueModelFields, valueModelProblems } from './value-model.js'

/** The stream in which models are published and made the active ones. */
export const valueModelsStream = 'value-models'

const shape = <P extends Parameters<typeof Type.Object>[0]>(fields: P) =>
  Type.Object(fields, { additionalProperties: false })

const Figures = Type.Record(FieldName, Type.Number(), { additionalProperties: false })

/** What maximum likelihood found, and how sure it is. */
const estimate = {
  parameters: Figures,
  standardErrors: Figures,
  logLikelihood: Type.Number(),
  customers: Count,
}

const HoldoutRow = shape({ repeats: Count, customers: Count, expected: Type.Number(), actual: Type.Number() })

/** What the model expected of the time after its window, and what happened. */
const Holdout = shape({
  /** The last day of the time after the window. */
  until: DayField,
  /** The length of that time, in the unit of the model. */
  horizon: Type.Number(),
  /** Purchase days of all customers. */
  expected: Type.Number(),
  actual: Count,
  /** Per customer, by repeats within the window; in the last row so many or more. */
  byRepeats: Type.Array(HoldoutRow, { maxItems: 100 }),
})

const Purchases = shape({
  model: Type.Enum(['bg-nbd', 'mbg-nbd', 'pareto-nbd']),
  unit: Type.Enum(['day', 'week', 'month']),
  ...estimate,
  holdout: Type.Optional(Holdout),
})

const Values = shape({
  model: Type.Enum(['gamma-gamma']),
  /** The parameter v is in major units of it. */
  currency: CurrencyCode,
  ...estimate,
  /** Pearson's, of those who bought again: the model assumes 0. */
  frequencyValueCorrelation: Type.Union([Type.Number(), Type.Null()]),
})

/** Which data a model was fitted to. */
const Window = shape({
  /** The last day that counted. */
  until: DayField,
  /** Only what had been recorded by then; everything up to the position where it is not said. */
  knownAt: Type.Optional(Type.String()),
  /** The log was read up to here. */
  position: Count,
})

const potentialModel = {
  /** The user's name for it. */
  name: Reference,
  window: Window,
  purchases: Purchases,
  /** One for each currency in which enough was bought to tell. */
  values: Type.Array(Values, { maxItems: 200 }),
  /** Discount rate per year: 0.1 is 10 %. */
  discountPerYear: Type.Number({ minimum: 0 }),
  by: Type.Optional(Staff),
}

/** The place of a model among those of its name, from 1. */
const version = Type.Integer({ minimum: 1 })

export const valueEvents = {
  PotentialModelPublished: event({
    means: 'A model of what customers will still buy was fitted; no figure changes by that alone.',
    touchpoint: false,
    reportable: false,
    data: { ...potentialModel, version },
  }),
  PotentialModelActivated: event({
    means: 'From here on potential value is estimated by this model.',
    touchpoint: false,
    reportable: false,
    data: { name: Reference, version, reason: Label, by: Type.Optional(Staff) },
  }),
  ValueModelPublished: event({
    means:
      'Somebody defined by which indicators, weights and tiers customers are scored; no figure changes by that alone.',
    touchpoint: false,
    reportable: false,
    data: { ...valueModelFields, by: Type.Optional(Staff) },
    problems: valueModelProblems,
  }),
  ValueModelActivated: event({
    means: 'From here on customers are scored by this model.',
    touchpoint: false,
    reportable: false,
    data: { name: Reference, version, reason: Label, by: Type.Optional(Staff) },
  }),
}
export type ValueEvent = EventOf<typeof valueEvents>
