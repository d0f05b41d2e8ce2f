/** Every refusal is a problem document of its own. */
import { ruleBroken } from '../../domain/errors.js'
import { withDoor, type Answer, type Door } from '../../test/http-door.js'
import { CustomerQueries } from '../queries/customer-queries.js'
import { problemOf } from './problems/problem.js'

const person = { kind: 'person', source: 'shop', externalId: '1' }
const usd = (amount: number) => ({ amount, currency: 'USD' })

const expectProblem = (answer: Answer, status: number, code: string) => {
  expect(answer.headers['content-type']).toMatch('application/problem+json')
  expect(answer.body).toMatchObject({ type: `urn:touchledger:problem:${code}`, status })
  expect(answer.status).toBe(status)
  expect(answer.body.title).toEqual(expect.any(String))
  expect(answer.body.detail).not.toBe('')
}

const withCustomer = (work: (door: Door) => Promise<void>) =>
  withDoor(async (door) => {
    expect((await door.post('/customers', person)).status).toBe(201)
    await work(door)
  })

describe('the request itself', () => {
  test('a body over the limit', () =>
    withDoor(
      async ({ post }) =>
        expectProblem(
          await post('/customers', { ...person, profile: { x: 'y'.repeat(2_000) } }),
          413,
          'body-too-large',
        ),
      { config: { bodyLimit: 1_024 } },
    ))

  test('a body that is not JSON', () =>
    withDoor(async ({ post }) => expectProblem(await post('/customers', '{"kind":'), 400, 'body-not-json')))

  test('JSON that nests too deep', () =>
    withDoor(async ({ post }) =>
      expectProblem(await post('/customers', `{"profile":${'['.repeat(50)}${']'.repeat(50)}}`), 400, 'body-too-deep'),
    ))

  test('a field that would reach into the objects of the program', () =>
    withDoor(async ({ post }) =>
      expectProblem(
        await post('/customers', '{"kind":"person","profile":{"__proto__":"x"}}'),
        400,
        'body-field-forbidden',
      ),
    ))

  test('a body of another type than JSON', () =>
    withDoor(async ({ post }) =>
      expectProblem(
        await post('/customers', 'kind=person', { 'content-type': 'application/x-www-form-urlencoded' }),
        415,
        'content-type-unsupported',
      ),
    ))

  test('a path that does not exist', () =>
    withDoor(async ({ get }) => {
      const answer = await get('/nowhere?secret=1')
      expectProblem(answer, 404, 'route-unknown')
      expect(answer.body.instance).toBe('/nowhere')
    }))

  test('a method that the path does not take', () =>
    withDoor(async ({ send }) => {
      const answer = await send('DELETE', '/customers/shop:1/value')
      expectProblem(answer, 405, 'method-not-allowed')
      expect(answer.headers.allow).toBe('GET')
    }))

  test('a URL that is not properly encoded', () =>
    withDoor(async ({ get }) => expectProblem(await get('/customers/%E0%A4%A'), 400, 'url-unreadable')))

  test('a part of the path longer than any id', () =>
    withDoor(async ({ get }) =>
      expectProblem(await get(`/customers/shop:${'1'.repeat(3_000)}/value`), 414, 'url-too-long'),
    ))

  test('a foreign host name', () =>
    withDoor(async ({ get }) =>
      expectProblem(await get('/health/live', { host: 'elsewhere.example.com' }), 421, 'host-foreign'),
    ))

  test('a page of elsewhere', () =>
    withDoor(async ({ post }) =>
      expectProblem(await post('/customers', person, { origin: 'https://example.com' }), 403, 'origin-foreign'),
    ))
})

describe('fields', () => {
  const refusedFields = async ({ post }: Door, url: string, body: object) => {
    const answer = await post(url, body)
    expectProblem(answer, 400, 'request-invalid')
    return answer.body.problems
  }

  test('a field that nobody knows', () =>
    withDoor(async (door) =>
      expect(await refusedFields(door, '/customers', { ...person, colour: 'red' })).toEqual([
        { field: 'colour', message: 'is not a known field' },
      ]),
    ))

  test('a field that is missing, and one of the wrong type, each by its path', () =>
    withCustomer(async (door) =>
      expect(
        await refusedFields(door, '/customers/shop:1/orders', { goods: { amount: 12.5, currency: 'usd', vat: 1 } }),
      ).toEqual(
        expect.arrayContaining([
          { field: 'order', message: 'must be a text of 1 to 200 characters without control characters' },
          { field: 'goods.amount', message: expect.stringMatching(/^must be a whole number from 0 to/) },
          { field: 'goods.currency', message: 'must be an ISO 4217 code such as USD' },
          { field: 'goods.vat', message: 'is not a known field' },
        ]),
      ),
    ))

  test.each([
    ['money that is no object', { total: 100 }, 'total'],
    ['money that is null', { total: null }, 'total'],
    ['an optional field that is null', { total: usd(1), channel: null }, 'channel'],
    ['an instant without a zone', { total: usd(1), occurredAt: '2026-01-01T10:00:00' }, 'occurredAt'],
    [
      'a day that does not exist',
      { total: usd(1), businessDay: { date: '2026-02-30', zone: 'UTC' } },
      'businessDay.date',
    ],
    [
      'a zone that does not exist',
      { total: usd(1), businessDay: { date: '2026-02-01', zone: 'Mars' } },
      'businessDay.zone',
    ],
    ['a line that is no object', { total: usd(1), lines: [null] }, 'lines'],
    [
      'a line with a wrong price',
      {
        total: usd(1),
        lines: [
          { product: 'a', units: 1, price: usd(1) },
          { product: 'b', units: 1, price: { amount: '1', currency: 'USD' } },
        ],
      },
      'lines.1.price.amount',
    ],
    ['an amount that cannot be kept exactly', { total: usd(2 ** 53) }, 'total.amount'],
    ['a reference with a line break', { total: usd(1), purchase: 'a\nb' }, 'purchase'],
  ])('%s', (_, body, field) =>
    withCustomer(async (door) => {
      const problems = await refusedFields(door, '/customers/shop:1/purchases', body)
      expect(problems.map((problem) => problem.field)).toEqual([field])
    }),
  )

  test('a query parameter that nobody knows, and one out of bounds', () =>
    withCustomer(async ({ get }) => {
      const answer = await get('/customers/shop:1/timeline?limit=1001&colour=red')
      expectProblem(answer, 400, 'request-invalid')
      expect(answer.body.problems).toEqual([
        { field: 'colour', message: 'is not a known field' },
        { field: 'limit', message: 'must be a whole number from 1 to 1000' },
      ])
    }))

  test.each([
    'asOf=2026-02-30',
    'asOf=yesterday',
    'knownAt=2026-01-01T10:00:00',
    'asOf=2026-01-01&asOf=2026-01-02',
    'waitFor=-1',
  ])('a point in time that cannot be read: %s', (query) =>
    withCustomer(async ({ get }) =>
      expectProblem(await get(`/customers/shop:1/value?${query}`), 400, 'request-invalid'),
    ),
  )
})

describe('what the ledger says no to', () => {
  test('a customer nobody knows', () =>
    withDoor(async ({ get, post }) => {
      for (const view of ['', '/timeline', '/value', '/waterfall', '/loyalty', '/lifecycle'])
        expectProblem(await get(`/customers/shop:404${view}`), 404, 'customer-unknown')
      expectProblem(await post('/customers/shop:404/purchases', { total: usd(1) }), 404, 'customer-unknown')
    }))

  test('a customer address that cannot be read', () =>
    withDoor(async ({ get }) =>
      expectProblem(await get('/customers/somebody/value'), 400, 'customer-address-unreadable'),
    ))

  test('a cursor that this ledger did not give out', () =>
    withCustomer(async ({ get }) => {
      for (const view of ['timeline', 'waterfall'])
        expectProblem(await get(`/customers/shop:1/${view}?cursor=bm9uc2Vuc2U`), 400, 'cursor-unreadable')
    }))

  test('data that the type of event does not have', () =>
    withCustomer(async ({ post }) => {
      const answer = await post('/customers/shop:1/touchpoints', { type: 'PurchaseCompleted', data: { sum: 1 } })
      expectProblem(answer, 422, 'event-data-invalid')
      expect(answer.body.problems).toEqual(expect.arrayContaining([{ field: 'total', message: 'is required' }]))
    }))

  test('a type of event that does not exist', () =>
    withCustomer(async ({ post }) =>
      expectProblem(
        await post('/customers/shop:1/touchpoints', { type: 'MoonLanded', data: {} }),
        400,
        'event-type-unknown',
      ),
    ))

  test('something that happened in the future', () =>
    withCustomer(async ({ post }) =>
      expectProblem(
        await post('/customers/shop:1/purchases', { total: usd(1), occurredAt: '2999-01-01T00:00:00Z' }),
        400,
        'occurred-in-future',
      ),
    ))

  test('a rule of the business, with the state that it met', () =>
    withCustomer(async ({ post }) => {
      await post('/customers/shop:1/orders', { order: 'o', goods: usd(1) })
      await post('/customers/shop:1/orders/o/fulfilment')
      const answer = await post('/customers/shop:1/orders/o/shipment')
      expectProblem(answer, 422, 'order-not-open')
      expect(answer.body).toMatchObject({ order: 'o', state: 'fulfilled' })
    }))

  test('a thing that was never opened', () =>
    withCustomer(async ({ post }) =>
      expectProblem(await post('/customers/shop:1/cases/c/resolution', {}), 404, 'case-unknown'),
    ))

  test('a thing that was opened before', () =>
    withCustomer(async ({ post }) => {
      await post('/customers/shop:1/leads', { lead: 'l' })
      expectProblem(await post('/customers/shop:1/leads', { lead: 'l' }), 409, 'lead-already-captured')
    }))

  test('an idempotency key that stood for another request', () =>
    withCustomer(async ({ post }) => {
      const key = { 'idempotency-key': 'once' }
      expect((await post('/customers/shop:1/purchases', { total: usd(1) }, key)).status).toBe(201)
      expectProblem(await post('/customers/shop:1/purchases', { total: usd(2) }, key), 422, 'idempotency-key-reused')
    }))

  test('a revision that the customer’s stream is not at', () =>
    withCustomer(async ({ post }) => {
      const answer = await post('/customers/shop:1/profile', { field: 'city', value: 'X' }, { 'if-match': '"7"' })
      expectProblem(answer, 412, 'revision-differs')
      expectProblem(
        await post('/customers/shop:1/purchases', { total: usd(1) }, { 'if-match': '"7"' }),
        412,
        'revision-differs',
      )
    }))

  test.each([
    ['idempotency-key', ''],
    ['idempotency-key', 'k'.repeat(201)],
    ['idempotency-key', 'clé'],
    ['x-correlation-id', 'c'.repeat(101)],
    ['if-match', '12'],
    ['if-match', 'W/"12"'],
  ])('the header %s: %s', (header, value) =>
    withCustomer(async ({ post }) => {
      const answer = await post('/customers/shop:1/purchases', { total: usd(1) }, { [header]: value })
      expectProblem(answer, 400, 'header-invalid')
      expect(answer.body.header.toLowerCase()).toBe(header)
    }),
  )
})

describe('what is our own fault', () => {
  test('is told by its id only, and logged with its stack', () =>
    withCustomer(async ({ application, get, log }) => {
      const customers = application.get(CustomerQueries, { strict: false })
      customers.value = () => Promise.reject(new Error('the secret of /etc/passwd'))
      const answer = await get('/customers/shop:1/value')
      expectProblem(answer, 500, 'internal-error')
      expect(answer.text).not.toMatch(/secret|Error:|at /)
      const line = log().find(({ reqId, err }) => reqId === answer.body.requestId && err)
      expect(line).toMatchObject({ level: 50, err: { message: 'the secret of /etc/passwd' } })
      expect((line!.err as { stack: string }).stack).toMatch('refusals.spec')
    }))
})

test('a fact never stands in for the status of the answer', () => {
  const problem = problemOf(ruleBroken('order-not-open', 'no', { status: 'fulfilled', type: 'x' }), {
    url: '/a?b',
    id: '1',
  })
  expect(problem).toMatchObject({ status: 422, state: 'fulfilled', type: 'urn:touchledger:problem:order-not-open' })
})
