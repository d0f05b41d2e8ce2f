/** The predictions that were made, each with what became of it: the stream `predictions`, folded. */
import type { RecordedEvent } from '../../domain/event.js'
import type { PredictionEvent } from '../../domain/prediction/prediction.events.js'
import type { Instant } from '../../domain/time.js'

type DataOf<T extends PredictionEvent['type']> = Extract<PredictionEvent, { type: T }>['data']

export interface KnownPrediction extends DataOf<'PredictionMade'> {
  readonly madeAt: Instant
  /** Null as long as it was not compared. */
  readonly outcome: Outcome | null
}

export interface Outcome extends Omit<DataOf<'OutcomeObserved'>, 'prediction'> {
  readonly observedAt: Instant
  /** Actual by expected purchases, less 1: 0.1 is a tenth more than was predicted. Null where none were. */
  readonly bias: number | null
}

/** In the order in which they were made. */
export const predictionsOf = (events: Iterable<RecordedEvent<PredictionEvent>>): KnownPrediction[] => {
  const predictions = new Map<string, KnownPrediction>()
  for (const { type, data, metadata } of events) {
    const { recordedAt } = metadata
    if (type === 'PredictionMade') {
      predictions.set(data.prediction, { ...data, madeAt: recordedAt, outcome: null })
      continue
    }
    const { prediction, ...observed } = data
    const made = predictions.get(prediction)
    if (!made) continue
    const bias = made.purchases > 0 ? observed.purchases / made.purchases - 1 : null
    predictions.set(prediction, { ...made, outcome: { ...observed, observedAt: recordedAt, bias } })
  }
  return [...predictions.values()]
}
