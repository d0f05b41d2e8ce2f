/** Predictions as they are made and read over HTTP. */
import { withDoor } from '../../../test/http-door.js'
import { cdnowModel } from '../../../test/given-models.js'
import { CommandRunner } from '../../commands/command-runner.js'

const asked = { asOf: '1997-09-30', horizon: '39w' }

test('a prediction is made once, by the model in force, and listed', () =>
  withDoor(async ({ application, get, post }) => {
    expect((await post('/predictions', asked)).body).toMatchObject({
      type: 'urn:touchledger:problem:no-model-active',
      status: 422,
    })
    const runner = application.get(CommandRunner, { strict: false })
    const { version: _version, ...model } = cdnowModel
    await runner.handleShared({ type: 'PublishPotentialModel', data: model }, { actor: 'spec' })
    const active = { name: 'potential', version: 1, reason: 'the first' }
    await runner.handleShared({ type: 'ActivatePotentialModel', data: active }, { actor: 'spec' })
    await post('/customers', { kind: 'person', source: 'shop', externalId: 'ada' })
    await post('/customers/shop:ada/touchpoints', {
      type: 'PurchaseCompleted',
      data: { total: { amount: 10_00, currency: 'USD' } },
      occurredAt: '1997-01-01T00:00:00Z',
    })

    const first = await post('/predictions', asked)
    expect([first.status, first.body]).toMatchObject([201, { events: [{ type: 'PredictionMade' }] }])
    const again = await post('/predictions', asked)
    expect([again.status, again.body]).toMatchObject([200, { events: [] }])
    expect((await get('/predictions')).body).toMatchObject({
      predictions: [{ asOf: '1997-09-30', until: '1998-06-30', customers: 1, deciles: [{ decile: 1 }], outcome: null }],
    })
  }))

test.each([
  [{ asOf: '2999-01-01', horizon: '39w' }, 'day-not-over'],
  [{ asOf: '1997-09-30', horizon: 'lifetime' }, 'prediction-unbounded'],
  [{ asOf: '1997-09-31', horizon: '39w' }, 'request-invalid'],
  [{ asOf: '1997-09-30', horizon: 'soon' }, 'request-invalid'],
])('%j is refused: %s', (body, code) =>
  withDoor(async ({ post }) => {
    expect((await post('/predictions', body)).body).toMatchObject({
      type: `urn:touchledger:problem:${code}`,
      status: 400,
    })
  }),
)
