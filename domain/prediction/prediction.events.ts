/** Events of predictions and of what became of them (R74). They are about no one customer and stand in a stream of their own. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Count, Reference, Staff } from '../fields.js'
import { CurrencyCode } from '../money.js'
import { DayField } from '../time.js'

/** The stream in which it is recorded what was predicted, and what happened. */
export const predictionsStream = 'predictions'

const shape = <P extends Parameters<typeof Type.Object>[0]>(fields: P) =>
  Type.Object(fields, { additionalProperties: false })

const Amount = Type.Number()
/** Minor units by currency. */
const Spend = Type.Record(CurrencyCode, Amount, { additionalProperties: false })

/** A tenth of the customers, those of whom most purchases are expected in the first. */
const decile = { decile: Type.Integer({ minimum: 1, maximum: 10 }), customers: Count }

const Predicted = shape({ ...decile, purchases: Amount, spend: Spend })
const Observed = shape({
  ...decile,
  /** Those who bought at all. */
  buyers: Count,
  purchases: Count,
  spend: Spend,
})

export const predictionEvents = {
  PredictionMade: event({
    means: 'What customers will buy until a day was predicted by a published model, to be compared with what happens.',
    touchpoint: false,
    reportable: false,
    data: {
      /** Of model, version and days: the same prediction is made once. */
      prediction: Reference,
      model: shape({ name: Reference, version: Type.Integer({ minimum: 1 }) }),
      /** Made of what had happened by the end of this day, and stood in the log by this position. */
      asOf: DayField,
      position: Count,
      /** The last day that it speaks of. */
      until: DayField,
      /** Those who had bought by then. */
      customers: Count,
      /** Purchase days of all. */
      purchases: Amount,
      /** What they will buy for, before refunds and costs. */
      spend: Spend,
      deciles: Type.Array(Predicted, { maxItems: 10 }),
      by: Type.Optional(Staff),
    },
  }),
  OutcomeObserved: event({
    means: 'What was predicted until a day was compared with what had happened by its end.',
    touchpoint: false,
    reportable: false,
    data: {
      prediction: Reference,
      /** The log was read up to here. */
      position: Count,
      purchases: Count,
      spend: Spend,
      deciles: Type.Array(Observed, { maxItems: 10 }),
      /** Of the purchases of a customer: the mean difference, and the root of the mean of its square. */
      meanAbsoluteError: Type.Number(),
      rootMeanSquareError: Type.Number(),
      by: Type.Optional(Staff),
    },
  }),
}
export type PredictionEvent = EventOf<typeof predictionEvents>
