/** Opening a customer's file and reading it. */
import { customerIdOf, isUuid } from '../../../domain/customer/customer-id.js'
import { withDoor } from '../../../test/http-door.js'

const person = { kind: 'person', profile: { city: 'X' } }

describe('registering', () => {
  test('a customer of a source has the id that importing would give it', () =>
    withDoor(async ({ post }) => {
      const answer = await post('/customers', { ...person, source: 'shop', externalId: '7' })
      expect(answer.body).toMatchObject({
        customer: customerIdOf('shop', '7'),
        events: [{ type: 'CustomerRegistered' }, { type: 'SourceRecordLinked' }],
      })
      expect(answer.headers.location).toBe(`/customers/${customerIdOf('shop', '7')}`)
    }))

  test('a customer of no source gets an id, the same one under the same key', () =>
    withDoor(async ({ post }) => {
      const first = await post('/customers', person, { 'idempotency-key': 'form 1' })
      const again = await post('/customers', person, { 'idempotency-key': 'form 1' })
      const other = await post('/customers', person)
      expect([first.status, again.status, other.status]).toEqual([201, 200, 201])
      expect(again.body.customer).toBe(first.body.customer)
      expect(isUuid(other.body.customer)).toBe(true)
      expect(other.body.customer).not.toBe(first.body.customer)
      expect(first.body.events).toHaveLength(1)
    }))

  test('a source without an external id only says where the registration came from', () =>
    withDoor(async ({ post }) => {
      const answer = await post('/customers', { ...person, source: 'web form' })
      expect(answer.body.events).toMatchObject([{ type: 'CustomerRegistered' }])
    }))

  test('an external id without a source names nobody', () =>
    withDoor(async ({ post }) => {
      const answer = await post('/customers', { ...person, externalId: '7' })
      expect([answer.status, answer.body.type]).toEqual([400, 'urn:touchledger:problem:source-record-incomplete'])
    }))

  test('a customer is registered once', () =>
    withDoor(async ({ post }) => {
      await post('/customers', { ...person, source: 'shop', externalId: '7' })
      const again = await post('/customers', { ...person, source: 'shop', externalId: '7' })
      expect([again.status, again.body.type]).toEqual([422, 'urn:touchledger:problem:customer-already-registered'])
    }))
})

test('every change of the file shows in it', () =>
  withDoor(async ({ get, post }) => {
    await post('/customers', { ...person, source: 'shop', externalId: '7' })
    await post('/customers/shop:7/profile', { field: 'city', value: null })
    await post('/customers/shop:7/profile', { field: 'size', value: 'L' })
    await post('/customers/shop:7/source-records', { source: 'mail', externalId: '70' })
    await post('/customers/shop:7/lifecycle-stage', { stage: 'given up', reason: 'moved away' })
    const { body } = await post('/customers/shop:7/assignment', { to: 'rep-1', reason: 'near by' })
    const answer = await get(`/customers/shop:7?waitFor=${body.position}`)
    expect(answer.body).toMatchObject({
      customer: customerIdOf('shop', '7'),
      position: body.position,
      file: {
        kind: 'person',
        profile: { size: 'L' },
        sourceRecords: [
          { source: 'shop', externalId: '7' },
          { source: 'mail', externalId: '70' },
        ],
        owner: 'rep-1',
      },
      lifecycle: { stage: 'given up', changesInAll: 2 },
    })
    expect(answer.headers).toMatchObject({ etag: `"${body.revision}"`, 'touchledger-position': String(body.position) })
  }))

describe('reading', () => {
  const usd = (amount: number) => ({ amount, currency: 'USD' })
  const withPurchases = (work: Parameters<typeof withDoor>[0]) =>
    withDoor(async (door) => {
      await door.post('/customers', { ...person, source: 'shop', externalId: '7' })
      const on = (day: string, amount: number) => ({
        type: 'PurchaseCompleted',
        data: { total: usd(amount) },
        occurredAt: `${day}T12:00:00Z`,
      })
      const { body } = await door.post('/customers/shop:7/touchpoints', {
        touchpoints: [on('2026-01-01', 100), on('2026-01-11', 200), on('2026-02-20', 300)],
      })
      await door.get(`/customers/shop:7?waitFor=${body.position}`)
      await work(door)
    })

  test('value and loyalty, now and as of a day', () =>
    withPurchases(async ({ get }) => {
      expect((await get('/customers/shop:7/value')).body.currencies.USD).toMatchObject({ revenue: 600, sales: 3 })
      const asOf = await get('/customers/shop:7/value?asOf=2026-01-11')
      expect(asOf.body).toMatchObject({ asOf: '2026-01-11T23:59:59.999Z', currencies: { USD: { revenue: 300 } } })
      const loyalty = await get('/customers/shop:7/loyalty?asOf=2026-01-21')
      expect(loyalty.body).toMatchObject({ purchaseDays: 2, repeat: true, recencyDays: 10, gaps: { meanDays: 10 } })
    }))

  test('how realized value comes about, bar by bar and page by page', () =>
    withPurchases(async ({ get, post }) => {
      const { body: sold } = await post('/customers/shop:7/purchases', {
        total: usd(90),
        discount: usd(10),
        costOfGoods: usd(50),
        occurredAt: '2026-02-21T12:00:00Z',
      })
      const first = await get(`/customers/shop:7/waterfall?limit=3&asOf=2026-02-28&waitFor=${sold.position}`)
      expect(first.body.currencies.USD).toMatchObject({
        bars: [
          {
            bar: 'grossRevenue',
            amount: 700,
            eventsInAll: 4,
            events: [{ amount: 100 }, { amount: 200 }, { amount: 300 }],
          },
          { bar: 'discounts', amount: -10, level: 690, events: [{ id: sold.events[0]!.id }] },
          { bar: 'refunds', amount: 0, eventsInAll: 0 },
          { bar: 'concessions' },
          { bar: 'costOfGoods', amount: -50, level: 640 },
          { bar: 'costToWin' },
          { bar: 'costToServe' },
        ],
        realized: 640,
      })
      const { next } = (first.body.currencies.USD as { bars: { next?: string }[] }).bars[0]!
      const rest = await get(`/customers/shop:7/waterfall?cursor=${next}`)
      expect(rest.body.currencies.USD).toMatchObject({
        bars: [{ amount: 700, events: [{ position: sold.position, amount: 100 }] }, { events: [] }, {}, {}, {}, {}, {}],
      })
    }))

  test('the lifecycle says which event brought each stage', () =>
    withPurchases(async ({ get }) => {
      const { body } = await get('/customers/shop:7/lifecycle?asOf=2026-02-28')
      expect(body).toMatchObject({ stage: 'existing', since: '2026-01-11T12:00:00.000Z' })
      expect(body.changes.at(-1)!.cause.type).toBe('PurchaseCompleted')
    }))

  test('what was not yet known is left out', () =>
    withPurchases(async ({ get }) => {
      const { body } = await get('/customers/shop:7/value?knownAt=2026-01-01')
      expect(body.currencies).toEqual({})
    }))

  test('the timeline page by page, either way', () =>
    withPurchases(async ({ get }) => {
      const walk = async (order: string) => {
        const days: string[] = []
        for (let cursor: string | undefined = ''; cursor !== undefined;) {
          const { body } = await get(
            `/customers/shop:7/timeline?limit=2&order=${order}${cursor && `&cursor=${cursor}`}`,
          )
          days.push(...body.items.map(({ day }) => day))
          cursor = body.next
        }
        return days
      }
      expect(await walk('asc')).toEqual(['2026-01-01', '2026-01-11', '2026-02-20'])
      expect(await walk('desc')).toEqual(['2026-02-20', '2026-01-11', '2026-01-01'])
    }))

  test('another point in time has no revision to match', () =>
    withPurchases(async ({ get }) => {
      expect((await get('/customers/shop:7')).headers.etag).toBe('"4"')
      expect((await get('/customers/shop:7?asOf=2026-02-01')).headers).not.toHaveProperty('etag')
    }))

  test('the portfolio, now and as of a day', () =>
    withPurchases(async ({ get }) => {
      const now = await get('/portfolio')
      expect(now.body).toMatchObject({ customers: 1, repeatCustomers: 1, revenue: { USD: 600 } })
      expect(now.headers['touchledger-position']).toBe(String(now.body.position))
      expect((await get('/portfolio?asOf=2026-01-01')).body).toMatchObject({
        repeatCustomers: 0,
        revenue: { USD: 100 },
      })
    }))

  test('the margins of the latest years, of one customer and of all', () =>
    withPurchases(async ({ get }) => {
      const margins = {
        through: '2026-01',
        currencies: { USD: { months24: { from: '2024-02', margin: 300 }, months36: { margin: 300 } } },
      }
      expect((await get('/customers/shop:7/value?asOf=2026-02-27')).body).toMatchObject({ margins })
      expect((await get('/portfolio?asOf=2026-02-27')).body).toMatchObject({ margins })
    }))

  test('who holds so much of the revenue that losing one of them would hurt, by the share that is configured', () =>
    withDoor(
      async ({ get, post, store }) => {
        for (const [externalId, amount] of Object.entries({ ada: 40, ben: 30, cy: 30 })) {
          const { body } = await post('/customers', { ...person, source: 'shop', externalId })
          await post(`/customers/${body.customer}/purchases`, { total: usd(amount) })
        }
        const { body: customer } = await get('/customers/shop:ada')
        const holds = { customersInAll: 1, revenue: 40, revenueShare: 0.4 }
        const expected = {
          revenueAtRisk: {
            share: 0.4,
            currencies: { USD: { ...holds, customers: [{ customer: customer.customer, revenue: 40, share: 0.4 }] } },
          },
          concentration: { USD: { hhi: 0.34, largestShare: 0.4 } },
        }
        expect((await get(`/portfolio?waitFor=${await store.head()}`)).body).toMatchObject(expected)
        expect((await get('/portfolio?asOf=2999-01-01')).body).toMatchObject(expected)
      },
      { config: { revenueAtRiskShare: 0.4 } },
    ))
})
