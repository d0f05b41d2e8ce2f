/** The market over HTTP: recorded, corrected, and what part of it is ours. */
import { withDoor } from '../../../test/http-door.js'

const period = { from: '2026-01-01', until: '2026-03-31', publisher: 'Association' }
const turnover = { amount: 1_000_00, currency: 'USD' }

test('the size of a market is recorded, corrected, and tells which part of it is ours', () =>
  withDoor(
    async ({ post, get }) => {
      await post('/customers', { kind: 'person', source: 'shop', externalId: '1' })
      const purchase = { total: { amount: 50_00, currency: 'USD' }, occurredAt: '2026-02-01T00:00:00Z' }
      await post('/customers/shop:1/purchases', purchase)
      const record = (change: object = {}) =>
        post('/market/sizes', { market: 'records', ...period, turnover, ...change })
      expect(await record()).toMatchObject({
        status: 201,
        body: { events: [{ type: 'MarketSizeRecorded' }], repeated: false },
      })
      expect(await record()).toMatchObject({ status: 200, body: { events: [] } })
      const [known] = ((await get('/market')).body as unknown as { markets: readonly { recordedAt: string }[] }).markets
      expect(known).toMatchObject({
        market: 'records',
        ...period,
        isOver: true,
        turnover: { ours: 50_00, market: 1_000_00, share: 0.05 },
        customers: { bought: 1, market: null, share: null, before: 0, new: 1, after: 1, netAdds: 1 },
      })
      await record({ until: '2026-06-30', customers: 10, by: 'ana-7' })
      await post('/market/sizes', { market: 'films', ...period, customers: 4 })
      const all = (await get('/market')).body as unknown as { markets: readonly object[] }
      expect(all).toMatchObject({
        lostAfterDays: 365,
        markets: [
          { market: 'records', until: '2026-06-30', by: 'ana-7', customers: { share: 0.1 } },
          { market: 'films', turnover: null, customers: { share: 0.25 } },
          { market: 'records', until: '2026-03-31' },
        ],
      })
      expect((await get('/market?market=films')).body).toMatchObject({ markets: [{ market: 'films' }] })
      expect(((await get('/market?limit=1')).body as unknown as typeof all).markets).toEqual(all.markets.slice(0, 1))
      expect((await get('/market?asOf=2025-12-31')).body).toMatchObject({ markets: [] })

      await record({ turnover: { ...turnover, amount: 500_00 } })
      expect((await get('/market?market=records')).body).toMatchObject({
        markets: [{}, { turnover: { market: 500_00, share: 0.1 } }],
      })
    },
    { clock: () => '2026-11-24T00:00:00.000Z' },
  ))

test('as it was known, the market is what had been recorded by then', () => {
  let now = '2026-11-01T00:00:00.000Z'
  return withDoor(
    async ({ post, get }) => {
      await post('/market/sizes', { market: 'records', ...period, turnover })
      now = '2026-11-02T00:00:00.000Z'
      await post('/market/sizes', { market: 'records', ...period, turnover: { ...turnover, amount: 9 } })
      expect((await get('/market?knownAt=2026-11-01')).body).toMatchObject({
        markets: [{ turnover: { market: 1_000_00 }, recordedAt: '2026-11-01T00:00:00.000Z' }],
      })
      expect((await get('/market')).body).toMatchObject({ markets: [{ turnover: { market: 9 } }] })
    },
    { clock: () => now },
  )
})

test('margins of loyal customers are told against the average of the industry', () =>
  withDoor(async ({ post, get, store }) => {
    await post('/customers', { kind: 'person', source: 'shop', externalId: '1' })
    const costly = { total: { amount: 100_00, currency: 'USD' }, costOfGoods: { amount: 75_00, currency: 'USD' } }
    await post('/customers/shop:1/purchases', { ...costly, occurredAt: '2026-02-01T00:00:00Z' })
    const benchmark = { industry: 'retail', ...period, margin: 0.125 }
    expect((await post('/market/benchmarks', benchmark)).status).toBe(201)
    const { body } = await get(`/portfolio/loyalty?waitFor=${await store.head()}`)
    expect(body).toMatchObject({
      others: { currencies: { USD: { margin: 0.25 } } },
      benchmarks: [{ ...benchmark, currencies: { USD: { loyal: null, others: 0.125 } } }],
    })
  }))

test.each([
  ['/market/sizes', { market: 'records', ...period }, 422, 'event-data-invalid'],
  ['/market/sizes', { market: 'records', ...period, customers: 1, until: '2025-12-31' }, 422, 'event-data-invalid'],
  ['/market/sizes', { ...period, customers: 1 }, 400, 'request-invalid'],
  ['/market/benchmarks', { industry: 'retail', ...period, margin: 8 }, 400, 'request-invalid'],
  [
    '/market/benchmarks',
    { industry: 'retail', from: '2026-01-01', until: '2026-03-31', margin: 0 },
    400,
    'request-invalid',
  ],
])('%s of %j is refused', (path, body, status, code) =>
  withDoor(async ({ post }) =>
    expect((await post(path, body)).body).toMatchObject({ status, type: `urn:touchledger:problem:${code}` }),
  ),
)
