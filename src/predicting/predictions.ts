/** Predictions made, kept, and compared with what happened: how good the models are is not a matter of belief. */
import { upcast, type SharedCommand } from '../../domain/catalogue.js'
import { invalid, ruleBroken } from '../../domain/errors.js'
import { predictionsStream, type PredictionEvent } from '../../domain/prediction/prediction.events.js'
import { dayNumber, dayOfNumber, type Day, type Instant } from '../../domain/time.js'
import { predictionsOf, type KnownPrediction } from '../../projections/prediction/known-predictions.js'
import { expectationsAt, observedOf, predictedBy } from '../../projections/prediction/prediction.js'
import type { Horizon } from '../../projections/potential/horizon.js'
import type { EventStore } from '../event-store/event-store.js'
import { activePotentialModel, potentialModels } from '../queries/known-models.js'
import { readValueColumns } from '../queries/known-figures.js'

export interface PredictionRequest {
  /** Of what had happened by the end of this day; it must be over. */
  readonly asOf: Day
  readonly horizon: Horizon
}

/** Carries out a command, whatever it answers. */
type Decide = (command: SharedCommand) => Promise<unknown>

/** All predictions, in the order in which they were made. */
export const readPredictions = async (store: EventStore): Promise<KnownPrediction[]> => {
  const events = []
  for await (const event of store.readStream(predictionsStream)) events.push(upcast<PredictionEvent>(event))
  return predictionsOf(events)
}

const checkOver = (day: Day, today: Day): void => {
  if (day >= today) throw invalid('day-not-over', `${day} is not over: take an earlier day`, { day, today })
}

/**
 * Predicts by the model in force what each customer buys within the horizon. A prediction of the same model, day and horizon
 * that was made before is answered as it was made.
 * @throws DomainError `day-not-over`, `prediction-unbounded`, `no-model-active`
 */
export const makePrediction = async (
  store: EventStore,
  decide: Decide,
  { asOf, horizon }: PredictionRequest,
  now: Instant,
): Promise<KnownPrediction> => {
  checkOver(asOf, now.slice(0, 10))
  if (horizon.days === undefined)
    throw invalid('prediction-unbounded', 'A prediction has an end that comes: say 90d, 39w, 12m or 1y', {
      horizon: horizon.text,
    })
  const position = await store.head()
  const model = await activePotentialModel(store, { position })
  if (!model)
    throw ruleBroken('no-model-active', 'No model is active; touchledger fit … --publish … --activate makes one')
  const { name, version } = model
  const until = dayOfNumber(dayNumber(asOf) + Math.round(horizon.days))
  const prediction = `${name}/${version}/${asOf}/${until}`
  const made = (await readPredictions(store)).find((known) => known.prediction === prediction)
  if (made) return made
  const { columns } = await readValueColumns(store, { position })
  const predicted = predictedBy(expectationsAt(columns, model, { asOf, until }))
  await decide({
    type: 'MakePrediction',
    data: { prediction, model: { name, version }, asOf, position, until, ...predicted },
  })
  return (await readPredictions(store)).find((known) => known.prediction === prediction)!
}

/** Compares what is due: every prediction whose last day is over, and which was not compared yet. */
export const observeOutcomes = async (store: EventStore, decide: Decide, now: Instant): Promise<KnownPrediction[]> => {
  const today = now.slice(0, 10)
  const due = (await readPredictions(store)).filter(({ outcome, until }) => outcome === null && until < today)
  const models = await potentialModels(store)
  for (const { prediction, model, asOf, until, position } of due) {
    const by = models.find((known) => known.model.name === model.name && known.model.version === model.version)!.model
    const then = await readValueColumns(store, { position })
    const head = await store.head()
    const since = await readValueColumns(store, { position: head, identitiesAt: position })
    const observed = observedOf(expectationsAt(then.columns, by, { asOf, until }), since.columns, { asOf, until })
    await decide({ type: 'ObserveOutcome', data: { prediction, position: head, ...observed } })
  }
  const names = new Set(due.map(({ prediction }) => prediction))
  return (await readPredictions(store)).filter(({ prediction }) => names.has(prediction))
}
