import { anyName, obeysTheLaws } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import type { SharedCommand } from '../catalogue.js'
import { prediction } from './prediction.decider.js'
import type { PredictionEvent } from './prediction.events.js'

const data = {
  prediction: 'potential/1/1997-09-30/1998-06-30',
  model: { name: 'potential', version: 1 },
  asOf: '1997-09-30',
  position: 9278,
  until: '1998-06-30',
  customers: 2,
  purchases: 1.5,
  spend: { USD: 4000.25 },
  deciles: [
    { decile: 1, customers: 1, purchases: 1.2, spend: { USD: 3000 } },
    { decile: 10, customers: 1, purchases: 0.3, spend: { USD: 1000.25 } },
  ],
}
const outcome = {
  prediction: data.prediction,
  position: 9300,
  purchases: 2,
  spend: { USD: 4200 },
  deciles: [
    { decile: 1, customers: 1, buyers: 1, purchases: 2, spend: { USD: 4200 } },
    { decile: 10, customers: 1, buyers: 0, purchases: 0, spend: { USD: 0 } },
  ],
  meanAbsoluteError: 0.55,
  rootMeanSquareError: 0.6,
}
const made: PredictionEvent = { type: 'PredictionMade', data }
const observed: PredictionEvent = { type: 'OutcomeObserved', data: outcome }
const make: SharedCommand = { type: 'MakePrediction', data }
const observe: SharedCommand = { type: 'ObserveOutcome', data: outcome }

describe('a prediction', () => {
  test('is made', () => given().when(make).then(made))
  test('is made once: later figures do not replace it', () =>
    given(made)
      .when({ type: 'MakePrediction', data: { ...data, purchases: 9 } })
      .thenNothing())
  test('is compared with what happened', () => given(made).when(observe).then(observed))
  test('is compared once', () => given(made, observed).when(observe).thenNothing())
  test('that was never made cannot be compared', () => given().when(observe).thenRefused('prediction-unknown'))
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(prediction, {
    MakePrediction: anyName.map((name) => ({ ...data, prediction: name })),
    ObserveOutcome: anyName.map((name) => ({ ...outcome, prediction: name })),
  }))
