/** What all writes have in common. */
import { customerIdOf, customerStream } from '../../../domain/customer/customer-id.js'
import { withDoor, type Door } from '../../../test/http-door.js'

const person = { kind: 'person', source: 'shop', externalId: '1' }
const id = customerIdOf('shop', '1')
const purchase = (amount: number) => ({ total: { amount, currency: 'USD' } })

const withCustomer = (work: (door: Door) => Promise<void>) =>
  withDoor(async (door) => {
    await door.post('/customers', person)
    await work(door)
  })

const lastEvent = async ({ store }: Door) => {
  for await (const event of store.readStream(customerStream(id), { backwards: true, limit: 1 })) return event
  throw new Error('no event')
}

test('a write says what was written, at which revision and position', () =>
  withCustomer(async ({ post }) => {
    const { status, body, headers } = await post('/customers/shop:1/purchases', purchase(1))
    expect(status).toBe(201)
    expect(body).toEqual({
      customer: id,
      revision: 2,
      position: 3,
      events: [{ id: expect.any(String), type: 'PurchaseCompleted' }],
      repeated: false,
    })
    expect(headers).toMatchObject({ etag: '"2"', 'touchledger-position': '3' })
  }))

test('a customer is addressed by id as well as by source and external id', () =>
  withCustomer(async ({ post }) => {
    expect((await post(`/customers/${id}/purchases`, purchase(1))).body.customer).toBe(id)
    expect((await post('/customers/shop%3A1/purchases', purchase(1))).body.customer).toBe(id)
  }))

test('the same key with the same request is carried out once', () =>
  withCustomer(async (door) => {
    const headers = { 'idempotency-key': 'receipt 77' }
    const first = await door.post('/customers/shop:1/purchases', purchase(1), headers)
    const again = await door.post('/customers/shop:1/purchases', purchase(1), headers)
    expect(first.status).toBe(201)
    expect(again.status).toBe(200)
    expect(again.body).toEqual({ ...first.body, repeated: true })
    expect(again.headers.etag).toBe(first.headers.etag)
    expect(await door.store.head()).toBe(first.body.position)
  }))

test('a command under a key is carried out once', () =>
  withCustomer(async (door) => {
    const headers = { 'idempotency-key': 'lead 1' }
    const first = await door.post('/customers/shop:1/leads', { lead: 'a' }, headers)
    const again = await door.post('/customers/shop:1/leads', { lead: 'a' }, headers)
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body).toEqual({ ...first.body, repeated: true })
  }))

test('a state that is there already needs no event', () =>
  withCustomer(async ({ post }) => {
    await post('/customers/shop:1/assignment', { to: 'rep-1' })
    const again = await post('/customers/shop:1/assignment', { to: 'rep-1' })
    expect(again.status).toBe(200)
    expect(again.body).toMatchObject({ revision: 2, events: [], repeated: false })
    expect(again.headers).not.toHaveProperty('touchledger-position')
  }))

test('If-Match lets a write pass at exactly that revision', () =>
  withCustomer(async ({ post }) => {
    const change = (value: string) => post('/customers/shop:1/profile', { field: 'city', value }, { 'if-match': '"1"' })
    expect((await change('X')).headers.etag).toBe('"2"')
    expect((await change('Y')).status).toBe(412)
  }))

test('the envelope goes into the metadata, in the form that is kept', () =>
  withCustomer(async (door) => {
    await door.post(
      '/customers/shop:1/interactions',
      {
        direction: 'inbound',
        occurredAt: '2026-01-01T10:00:00+02:00',
        channel: 'phone',
        source: 'switchboard',
        businessDay: { date: '2026-01-01', zone: 'Europe/Helsinki' },
      },
      { 'x-correlation-id': 'call 5' },
    )
    const { type, data, metadata } = await lastEvent(door)
    expect({ type, data }).toEqual({ type: 'InteractionRecorded', data: { direction: 'inbound' } })
    expect(metadata).toMatchObject({
      occurredAt: '2026-01-01T08:00:00.000Z',
      channel: 'phone',
      source: 'switchboard',
      businessDay: { date: '2026-01-01', zone: 'Europe/Helsinki' },
      correlationId: 'call 5',
      actor: 'http',
    })
  }))

test('what the envelope does not say is not there', () =>
  withCustomer(async (door) => {
    await door.post('/customers/shop:1/purchases', purchase(1))
    const { data, metadata } = await lastEvent(door)
    expect(data).toStrictEqual(purchase(1))
    for (const field of ['channel', 'source', 'businessDay']) expect(metadata).not.toHaveProperty(field)
  }))
