/** What those who run the server are told. */
import { withDoor } from '../../../test/http-door.js'
import type { Projecting } from '../../projecting/projection-engine.js'
import { PROJECTING } from '../../projecting/projecting.token.js'
import { READ_MODEL_STORE } from '../../read-models/read-models.module.js'
import type { ReadModelParts } from '../../read-models/read-model-parts.js'

const person = { kind: 'person', source: 'shop', externalId: '1' }

test('the process says that it lives', () =>
  withDoor(async ({ get }) => expect((await get('/health/live')).body).toEqual({ status: 'live' })))

test('ready says how far the read models are', () =>
  withDoor(async ({ get, post }) => {
    const { body } = await post('/customers', person)
    await get(`/customers/shop:1?waitFor=${body.position}`)
    expect((await get('/health/ready')).body).toEqual({
      status: 'ready',
      head: 2,
      checkpoint: 2,
      lag: 0,
      lagSeconds: 0,
      parked: 0,
      parts: { all: 1, here: [0] },
    })
  }))

test('not ready when the read models do not answer', () =>
  withDoor(async ({ application, get }) => {
    const readModels = application.get<ReadModelParts>(READ_MODEL_STORE, { strict: false })
    readModels.checkpoint = () => Promise.reject(new Error('disk gone'))
    const answer = await get('/health/ready')
    expect(answer.status).toBe(503)
    expect(answer.body).toMatchObject({
      type: 'urn:touchledger:problem:not-ready',
      part: 'read models',
      detail: 'read models: disk gone',
    })
  }))

test('not ready when the event store does not answer', () =>
  withDoor(async ({ store, get }) => {
    store.head = () => Promise.reject(new Error('disk gone'))
    expect((await get('/health/ready')).body).toMatchObject({ status: 503, part: 'event store' })
  }))

test('an engine that has failed shows in health, in the log, and to whoever waits', () =>
  withDoor(async ({ application, get, post, log }) => {
    const readModels = application.get<ReadModelParts>(READ_MODEL_STORE, { strict: false })
    readModels.parts[0]!.readModels.commit = () => Promise.reject(new Error('disk full'))
    const { body } = await post('/customers', person)
    const waiting = await get(`/customers/shop:1?waitFor=${body.position}`)
    expect(waiting.body).toMatchObject({ status: 503, type: 'urn:touchledger:problem:projection-stopped' })
    expect((await get('/health/ready')).body).toMatchObject({ status: 503, part: 'projection engine' })
    expect(log()).toContainEqual(
      expect.objectContaining({ level: 50, err: expect.objectContaining({ message: 'disk full' }) }),
    )
  }))

test('a position that is not reached in time is said not to be', () =>
  withDoor(async ({ application, get, post }) => {
    await post('/customers', person)
    const engine = application.get<Projecting>(PROJECTING, { strict: false })
    const reached = engine.reached.bind(engine)
    engine.reached = (position) => reached(position, AbortSignal.abort())
    const answer = await get('/customers/shop:1?waitFor=99')
    expect(answer.status).toBe(503)
    expect(answer.body.type).toBe('urn:touchledger:problem:position-not-reached')
  }))

test('metrics count what was done, by route and never by customer', () =>
  withDoor(async ({ get, post }) => {
    const { body } = await post('/customers', person)
    await post('/customers', person)
    await get(`/customers/shop:1?waitFor=${body.position}`)
    const { headers, text } = await get('/metrics')
    expect(headers['content-type']).toMatch('text/plain')
    const metric = (line: string) =>
      Number(
        text
          .split('\n')
          .find((row) => row.startsWith(`${line} `))
          ?.split(' ')
          .at(-1),
      )
    expect(
      metric('touchledger_http_request_duration_seconds_count{method="POST",route="/customers",status="201"}'),
    ).toBe(1)
    expect(
      metric('touchledger_http_request_duration_seconds_count{method="POST",route="/customers",status="422"}'),
    ).toBe(1)
    expect(
      metric('touchledger_http_request_duration_seconds_count{method="GET",route="/customers/:customer",status="200"}'),
    ).toBe(1)
    expect(metric('touchledger_events_appended_total')).toBe(2)
    expect(metric('touchledger_events_projected')).toBe(2)
    expect(metric('touchledger_checkpoint')).toBe(2)
    expect(metric('touchledger_log_head')).toBe(2)
    expect(metric('touchledger_projection_lag_events')).toBe(0)
    expect(metric('touchledger_projection_lag_seconds')).toBe(0)
    expect(metric('touchledger_parked_customers')).toBe(0)
    expect(metric('touchledger_drifted_customers')).toBe(0)
    expect(metric('process_resident_memory_bytes')).toBeGreaterThan(0)
    expect(text).not.toMatch('shop')
  }))
