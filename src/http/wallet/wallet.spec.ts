/** Share of wallet over HTTP: an estimate is recorded, and the customer’s value tells the share. */
import { withDoor } from '../../../test/http-door.js'

test('an estimate of what the customer has to spend gives a share of wallet, with its basis and date', () =>
  withDoor(async (door) => {
    await door.post('/customers', { kind: 'person', source: 'shop', externalId: 'ada' })
    for (const day of ['2025-06-01', '2026-01-20'])
      await door.post('/customers/shop:ada/purchases', {
        total: { amount: 60_00, currency: 'EUR' },
        occurredAt: `${day}T10:00:00Z`,
      })
    const estimate = { per: 'year', basis: 'category spend', source: 'household panel' }
    const post = (body: object) => door.post('/customers/shop:ada/wallet-estimates', { ...estimate, ...body })
    const written = await post({ amount: { amount: 480_00, currency: 'EUR' }, occurredAt: '2026-02-03T00:00:00Z' })
    expect([written.status, written.body]).toMatchObject([201, { events: [{ type: 'WalletEstimated' }] }])
    expect((await post({ amount: { amount: 0, currency: 'EUR' } })).status).toBe(422)
    expect((await post({ amount: { amount: 1, currency: 'EUR' }, basis: 'guess' })).status).toBe(400)

    const walletAt = async (query: string): Promise<unknown> => {
      const waitFor = await door.store.head()
      const { body } = await door.get(`/customers/shop:ada/value?waitFor=${waitFor}${query}`)
      return (body as unknown as { wallet: unknown }).wallet
    }
    expect(await walletAt('&asOf=2026-02-28')).toEqual([
      {
        ...estimate,
        amount: 480_00,
        currency: 'EUR',
        estimatedOn: '2026-02-03',
        from: '2025-02',
        until: '2026-01',
        revenue: 120_00,
        share: 0.25,
      },
    ])
    expect(await walletAt('&asOf=2026-02-01')).toEqual([])
    expect(await walletAt('')).toMatchObject([{ basis: 'category spend', estimatedOn: '2026-02-03' }])
    const { text } = await door.get(`/tables/wallet?waitFor=${await door.store.head()}`)
    expect(text).toContain(',category spend,48000,EUR,year,household panel,2026-02-03,')
  }))
