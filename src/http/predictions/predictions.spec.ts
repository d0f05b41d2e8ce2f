/** Predictions as they are made and read over HTTP. */
import { rmSync } from 'node:fs'
import { withDoor, type Door } from '../../../test/http-door.js'
import { cdnowModel } from '../../../test/given-models.js'
import { temporaryFolder } from '../../../test/open-stores.js'
import { predictionsStream } from '../../../domain/prediction/prediction.events.js'
import { CommandRunner } from '../../commands/command-runner.js'

const asked = { asOf: '1997-09-30', horizon: '39w' }

/** A model in force, and a customer who bought once. */
const begin = async ({ application, post }: Door): Promise<void> => {
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
}

test('a prediction is made once, by the model in force, and listed', () =>
  withDoor(async (door) => {
    const { get, post } = door
    expect((await post('/predictions', asked)).body).toMatchObject({
      type: 'urn:touchledger:problem:no-model-active',
      status: 422,
    })
    await begin(door)

    const first = await post('/predictions', asked)
    expect([first.status, first.body]).toMatchObject([201, { events: [{ type: 'PredictionMade' }] }])
    const again = await post('/predictions', asked)
    expect([again.status, again.body]).toMatchObject([200, { events: [] }])
    expect((await get('/predictions')).body).toMatchObject({
      predictions: [{ asOf: '1997-09-30', until: '1998-06-30', customers: 1, deciles: [{ decile: 1 }], outcome: null }],
    })
  }))

test('a server that evaluates daily compares what is due when it starts', async () => {
  const dataFolder = temporaryFolder()
  try {
    await withDoor(
      async (door) => {
        await begin(door)
        await door.post('/predictions', asked)
      },
      { config: { dataFolder } },
    )
    await withDoor(
      async ({ get, store }) => {
        for await (const { events } of store.subscribe({ filter: { streamPrefixes: [predictionsStream] } }))
          if (events.some(({ type }) => type === 'OutcomeObserved')) break
        expect((await get('/predictions')).body).toMatchObject({ predictions: [{ outcome: { purchases: 0 } }] })
      },
      { config: { dataFolder }, evaluateDaily: true },
    )
  } finally {
    rmSync(dataFolder, { recursive: true, force: true })
  }
})

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
