/** Touchpoints in lists and batches. */
import { customerIdOf } from '../../../domain/customer/customer-id.js'
import { withDoor, type Door } from '../../../test/http-door.js'

const purchase = (amount: number) => ({ type: 'PurchaseCompleted', data: { total: { amount, currency: 'USD' } } })
const wrong = { type: 'PurchaseCompleted', data: {} }

const withCustomers = (work: (door: Door) => Promise<void>) =>
  withDoor(async (door) => {
    for (const externalId of ['1', '2']) await door.post('/customers', { kind: 'person', source: 'shop', externalId })
    await work(door)
  })

test('one touchpoint', () =>
  withCustomers(async ({ post }) => {
    const { status, body } = await post('/customers/shop:1/touchpoints', { ...purchase(1), channel: 'shop' })
    expect([status, body.events.length]).toEqual([201, 1])
  }))

test('several touchpoints of a customer; what one does not say, the request says', () =>
  withCustomers(async ({ post, get }) => {
    const { body } = await post('/customers/shop:1/touchpoints', {
      channel: 'shop',
      occurredAt: '2026-01-01T10:00:00Z',
      touchpoints: [purchase(1), { ...purchase(2), channel: 'web', occurredAt: '2026-01-02T10:00:00Z' }],
    })
    expect(body.events).toHaveLength(2)
    const timeline = await get(`/customers/shop:1/timeline?waitFor=${body.position}`)
    expect(timeline.body.items).toMatchObject([
      { channel: 'shop', day: '2026-01-01' },
      { channel: 'web', day: '2026-01-02' },
    ])
  }))

test('one at fault keeps all of them out, and is named by its place', () =>
  withCustomers(async ({ post, store }) => {
    const head = await store.head()
    const one = await post('/customers/shop:1/touchpoints', { touchpoints: [purchase(1), wrong] })
    expect([one.status, one.body.touchpoint]).toEqual([422, 1])
    const batch = await post('/touchpoints', {
      touchpoints: [
        { customer: 'shop:1', ...purchase(1) },
        { customer: 'shop:2', ...purchase(2) },
        { customer: 'shop:1', ...wrong },
      ],
    })
    expect([batch.status, batch.body.touchpoint]).toEqual([422, 2])
    expect(await store.head()).toBe(head)
  }))

test.each([
  [{}],
  [{ touchpoints: [] }],
  [{ touchpoints: [null] }],
  [{ ...purchase(1), touchpoints: [purchase(1)] }],
  [{ type: 'X' }],
])('neither one touchpoint nor a list: %j', (body) =>
  withCustomers(async ({ post }) => {
    const answer = await post('/customers/shop:1/touchpoints', body)
    expect([answer.status, answer.body.type]).toEqual([400, 'urn:touchledger:problem:request-invalid'])
  }),
)

test('a thousand touchpoints are taken and one more is not', () =>
  withCustomers(async ({ post }) => {
    const many = (count: number) => ({ touchpoints: Array.from({ length: count }, () => purchase(1)) })
    expect((await post('/customers/shop:1/touchpoints', many(1_000))).body.events).toHaveLength(1_000)
    expect((await post('/customers/shop:1/touchpoints', many(1_001))).status).toBe(400)
  }))

test('a batch answers per customer, in the order in which they came first, and once per key', () =>
  withCustomers(async ({ post }) => {
    const batch = {
      touchpoints: [
        { customer: 'shop:2', ...purchase(1) },
        { customer: 'shop:1', ...purchase(2) },
        { customer: customerIdOf('shop', '2'), ...purchase(3) },
      ],
    }
    const first = await post('/touchpoints', batch, { 'idempotency-key': 'night run' })
    const again = await post('/touchpoints', batch, { 'idempotency-key': 'night run' })
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({
      position: 7,
      customers: [
        { customer: customerIdOf('shop', '2'), revision: 3 },
        { customer: customerIdOf('shop', '1'), revision: 2 },
      ],
    })
    expect(first.headers['touchledger-position']).toBe('7')
    expect(again.status).toBe(200)
    expect(again.body.customers.every(({ repeated }) => repeated)).toBe(true)
  }))

test('a batch with a customer nobody knows is not recorded at all', () =>
  withCustomers(async ({ post, store }) => {
    const head = await store.head()
    const answer = await post('/touchpoints', {
      touchpoints: [
        { customer: 'shop:1', ...purchase(1) },
        { customer: 'shop:404', ...purchase(2) },
      ],
    })
    expect([answer.status, answer.body.touchpoint]).toEqual([404, 1])
    expect(await store.head()).toBe(head)
  }))

test('a batch cannot match the revision of one stream', () =>
  withCustomers(async ({ post }) => {
    const answer = await post(
      '/touchpoints',
      { touchpoints: [{ customer: 'shop:1', ...purchase(1) }] },
      { 'if-match': '"1"' },
    )
    expect([answer.status, answer.body.header]).toEqual([400, 'If-Match'])
  }))
