/** Two customers found to be one, and two again. */
import { customerIdOf, customerStream } from '../../../domain/customer/customer-id.js'
import { withDoor, type Answer, type Door } from '../../../test/http-door.js'

const ids = ['1', '2', '3'].map((externalId) => customerIdOf('shop', externalId)) as [string, string, string]
const [one, two, three] = ids

const withCustomers = (work: (door: Door) => Promise<void>) =>
  withDoor(async (door) => {
    for (const externalId of ['1', '2', '3'])
      await door.post('/customers', { kind: 'person', source: 'shop', externalId })
    await work(door)
  })

const because = { reason: 'same address' }

const identities = async ({ store }: Door) => {
  const events = []
  for await (const { type, data, metadata } of store.readStream('identities')) events.push({ type, data, metadata })
  return events
}

const expectProblem = (answer: Answer, status: number, code: string, facts: object = {}) => {
  expect(answer.body).toMatchObject({ type: `urn:touchledger:problem:${code}`, status, ...facts })
  expect(answer.status).toBe(status)
}

test('a merge says what was written and where the log stands, and has no revision of the customer’s', () =>
  withCustomers(async (door) => {
    const { status, body, headers } = await door.post('/customers/shop:1/merge', { into: 'shop:2', ...because })
    expect(status).toBe(201)
    expect(body).toEqual({
      customer: one,
      position: 7,
      events: [{ id: expect.any(String), type: 'CustomersMerged' }],
      repeated: false,
    })
    expect(headers['touchledger-position']).toBe('7')
    expect(headers).not.toHaveProperty('etag')
  }))

test('it is kept with its reason, who decided it, and the envelope of the request', () =>
  withCustomers(async (door) => {
    await door.post(
      `/customers/${one}/merge`,
      { into: two, ...because, by: 'rep-1', channel: 'desk', occurredAt: '2026-01-01T10:00:00+02:00' },
      { 'x-correlation-id': 'clean-up 5' },
    )
    await door.post('/customers/shop:1/unmerge', { reason: 'twins' })
    expect(await identities(door)).toEqual([
      {
        type: 'CustomersMerged',
        data: { customer: one, into: two, reason: 'same address', by: 'rep-1' },
        metadata: expect.objectContaining({
          channel: 'desk',
          occurredAt: '2026-01-01T08:00:00.000Z',
          correlationId: 'clean-up 5',
          actor: 'http',
        }),
      },
      { type: 'CustomersUnmerged', data: { customer: one, from: two, reason: 'twins' }, metadata: expect.anything() },
    ])
  }))

test('neither customer’s own stream is touched, and what is written to the merged one stays its own', () =>
  withCustomers(async (door) => {
    await door.post('/customers/shop:1/merge', { into: 'shop:2', ...because })
    const purchase = { total: { amount: 1, currency: 'USD' } }
    const written = await door.post('/customers/shop:1/purchases', purchase, { 'if-match': '"1"' })
    expect(written.body).toMatchObject({ customer: one, revision: 2 })
    const types: string[] = []
    for await (const { type } of door.store.readStream(customerStream(two))) types.push(type)
    expect(types).toEqual(['CustomerRegistered', 'SourceRecordLinked'])
  }))

test('the same key with the same request is carried out once', () =>
  withCustomers(async (door) => {
    const key = { 'idempotency-key': 'merge 1' }
    const first = await door.post('/customers/shop:1/merge', { into: 'shop:2', ...because }, key)
    const again = await door.post('/customers/shop:1/merge', { into: two, ...because }, key)
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body).toEqual({ ...first.body, repeated: true })
    expectProblem(
      await door.post('/customers/shop:1/merge', { into: 'shop:3', ...because }, key),
      422,
      'idempotency-key-reused',
    )
    expect(await identities(door)).toHaveLength(1)
  }))

test('a refused merge says who stands for the customer who was merged before', () =>
  withCustomers(async ({ post }) => {
    await post('/customers/shop:1/merge', { into: 'shop:2', ...because })
    const merged = { customer: one, into: two, survivor: two }
    expectProblem(
      await post('/customers/shop:1/merge', { into: 'shop:3', ...because }),
      409,
      'customer-already-merged',
      merged,
    )
    const other = await post('/customers/shop:3/merge', { into: 'shop:1', ...because })
    expectProblem(other, 409, 'customer-already-merged', merged)
    expect(other.body.detail).toMatch(`merge into ${two}`)
    expect((await post('/customers/shop:3/merge', { into: 'shop:2', ...because })).body.customer).toBe(three)
  }))

test.each<[string, string, object, number, string]>([
  ['into oneself', 'shop:1/merge', { into: one, ...because }, 400, 'customer-merged-into-itself'],
  ['into somebody nobody knows', 'shop:1/merge', { into: 'shop:404', ...because }, 404, 'customer-unknown'],
  ['of somebody nobody knows', 'shop:404/merge', { into: 'shop:1', ...because }, 404, 'customer-unknown'],
  ['into an address that is none', 'shop:1/merge', { into: 'x', ...because }, 400, 'customer-address-unreadable'],
  ['without saying into whom', 'shop:1/merge', because, 400, 'request-invalid'],
  ['without a reason', 'shop:1/merge', { into: 'shop:2' }, 400, 'request-invalid'],
  ['taken back that never was', 'shop:1/unmerge', because, 422, 'customer-not-merged'],
  ['taken back without a reason', 'shop:1/unmerge', {}, 400, 'request-invalid'],
  ['taken back of somebody nobody knows', 'shop:404/unmerge', because, 404, 'customer-unknown'],
])('a merge %s is refused', (_, path, body, status, code) =>
  withCustomers(async (door) => {
    expectProblem(await door.post(`/customers/${path}`, body), status, code)
    expect(await identities(door)).toEqual([])
  }),
)

test.each(['merge', 'unmerge'])('%s: a revision of the customer’s stream has nothing to do with it', (act) =>
  withCustomers(async ({ post }) => {
    const body = act === 'merge' ? { into: 'shop:2', ...because } : because
    expectProblem(await post(`/customers/shop:1/${act}`, body, { 'if-match': '"1"' }), 400, 'header-invalid')
  }),
)

test('a merge cannot be reported as a touchpoint', () =>
  withCustomers(async (door) => {
    const touchpoint = { type: 'CustomersMerged', data: { customer: one, into: two, reason: 'x' } }
    expectProblem(await door.post('/customers/shop:1/touchpoints', touchpoint), 400, 'event-not-of-customer', {
      eventType: 'CustomersMerged',
      stream: 'identities',
    })
    expect(await door.store.head()).toBe(6)
  }))

test('the feed tells of merges, by their stream and by their types', () =>
  withCustomers(async ({ get, post }) => {
    await post('/customers/shop:1/merge', { into: 'shop:2', ...because })
    const line = expect.objectContaining({ stream: 'identities', type: 'CustomersMerged', position: 7 })
    for (const filter of ['streamPrefix=identities', 'types=CustomersMerged,CustomersUnmerged'])
      expect((await get(`/feed?${filter}`)).body).toEqual(line)
  }))
