/** What a fold cannot take, over HTTP: seen, retried, left out. */
import { customerIdOf, customerStream, derivedId } from '../../../domain/customer/customer-id.js'
import { withDoor, type Door } from '../../../test/http-door.js'

const ada = customerIdOf('shop', 'ada')

/** A customer whose latest event was written by a version that this one does not know. */
const withParked = (work: (door: Door) => Promise<void>) =>
  withDoor(async (door) => {
    const { get, post, store } = door
    await post('/customers', { kind: 'person', source: 'shop', externalId: 'ada' })
    const purchase = { total: { amount: 100, currency: 'EUR' } }
    const { body } = await post('/customers/shop:ada/purchases', purchase)
    for await (const event of store.readAll({ after: body.position - 1 }))
      await store.append(
        customerStream(ada),
        [{ ...event, id: derivedId('spec', 'newer'), metadata: { ...event.metadata, schemaVersion: 9 } }],
        'any',
      )
    await post('/customers/shop:ada/purchases', purchase)
    await get(`/parked?waitFor=${await store.head()}`)
    await get(`/customers/shop:ada?waitFor=${await store.head()}`)
    await work(door)
  })

test('is in the list, in health and in the metrics', () =>
  withParked(async ({ get }) => {
    expect((await get('/parked')).body).toMatchObject({
      position: 5,
      parked: [{ customer: ada, position: 4, waiting: 2, error: { code: 'event-too-new' } }],
    })
    expect((await get('/health/ready')).body).toMatchObject({ status: 'ready', parked: 1 })
    expect((await get('/metrics')).text).toMatch('touchledger_parked_customers 1')
    expect((await get('/customers/shop:ada/value')).body.currencies).toMatchObject({ EUR: { revenue: 100 } })
  }))

test('is retried, and stays while its cause does', () =>
  withParked(async ({ get, send }) => {
    const retried = await send('PUT', '/parked/shop:ada')
    expect([retried.status, retried.body]).toMatchObject([200, { parked: [{ position: 4 }] }])
    expect((await send('PUT', '/parked/shop:ben')).body).toMatchObject({
      status: 404,
      type: 'urn:touchledger:problem:nothing-parked',
    })
    expect((await get('/parked')).body).toMatchObject({ parked: [{ position: 4 }] })
  }))

test('is left out with a reason, and what waited goes on', () =>
  withParked(async ({ get, post }) => {
    const discarded = await post('/parked/shop:ada/discard', { reason: 'sent by mistake' })
    expect([discarded.status, discarded.body.events]).toMatchObject([201, [{ type: 'EventDiscarded' }]])
    const value = await get(`/customers/shop:ada/value?waitFor=${discarded.body.position}`)
    expect(value.body.currencies).toMatchObject({ EUR: { revenue: 200 } })
    expect((await get('/parked')).body).toMatchObject({ parked: [] })
    expect((await post('/parked/shop:ada/discard', { reason: 'again' })).status).toBe(404)
  }))

test('nothing else is left out that way: nobody can report that an event was discarded', () =>
  withParked(async ({ post, store }) => {
    const head = await store.head()
    const discarded = { type: 'EventDiscarded', data: { event: ada, reason: 'unwelcome' } }
    const answers = [
      await post('/touchpoints', { touchpoints: [{ customer: 'shop:ada', ...discarded }] }),
      await post('/customers/shop:ada/touchpoints', { touchpoints: [discarded] }),
    ]
    for (const { status, body } of answers)
      expect([status, body]).toMatchObject([
        400,
        { type: 'urn:touchledger:problem:event-not-reportable', touchpoint: 0 },
      ])
    expect(await store.head()).toBe(head)
  }))
