/** Decides on predictions: each is made once and compared once, and stays as it was made. */
import type { Decider } from '../decider.js'
import { notFound } from '../errors.js'
import { predictionsStream, type PredictionEvent } from './prediction.events.js'

type DataOf<T extends PredictionEvent['type']> = Extract<PredictionEvent, { type: T }>['data']

export type PredictionCommand =
  | { readonly type: 'MakePrediction'; readonly data: DataOf<'PredictionMade'> }
  | { readonly type: 'ObserveOutcome'; readonly data: DataOf<'OutcomeObserved'> }

/** The state: by prediction, whether it was compared. */
type Predictions = ReadonlyMap<string, boolean>

export const prediction: Decider<Predictions, PredictionCommand, PredictionEvent> = {
  name: 'prediction',
  stream: predictionsStream,
  customersOf: () => [],
  initial: new Map(),
  decide: {
    MakePrediction: ({ data }, predictions) =>
      predictions.has(data.prediction) ? [] : [{ type: 'PredictionMade', data }],
    ObserveOutcome: ({ data }, predictions) => {
      const isObserved = predictions.get(data.prediction)
      if (isObserved === undefined)
        throw notFound('prediction-unknown', `There is no prediction ${data.prediction}`, {
          prediction: data.prediction,
        })
      return isObserved ? [] : [{ type: 'OutcomeObserved', data }]
    },
  },
  evolve: {
    PredictionMade: (predictions, { data }) => new Map(predictions).set(data.prediction, false),
    OutcomeObserved: (predictions, { data }) => new Map(predictions).set(data.prediction, true),
  },
}
