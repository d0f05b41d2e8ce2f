/** Accounts over HTTP: what is bought may name one, and what becomes of an order stays with it. */
import { withDoor, type Door } from '../../../test/http-door.js'

const usd = (amount: number) => ({ amount, currency: 'USD' })

const read = async ({ get, store }: Door, path: string): Promise<unknown> =>
  (await get(`${path}${path.includes('?') ? '&' : '?'}waitFor=${await store.head()}`)).body

test('margins are told of every account, and a merged customer brings its accounts along', () =>
  withDoor(async (door) => {
    const { post } = door
    for (const externalId of ['ada', 'bob'])
      await post('/customers', { kind: 'organisation', source: 'shop', externalId })
    const ada = '/customers/shop:ada'
    const open = { account: 'A/1', label: 'fleet', occurredAt: '2025-12-01T00:00:00Z' }
    expect((await post(`${ada}/accounts`, open)).body).toMatchObject({ events: [{ type: 'AccountOpened' }] })
    expect((await post(`${ada}/accounts`, open)).body).toMatchObject({
      type: 'urn:touchledger:problem:account-already-opened',
    })
    await post(`${ada}/purchases`, { total: usd(30_00), account: 'A/1', occurredAt: '2026-01-10T00:00:00Z' })
    await post(`${ada}/purchases`, { total: usd(7_00), occurredAt: '2026-01-11T00:00:00Z' })
    const at = (day: string) => ({ occurredAt: `${day}T00:00:00Z` })
    await post(`${ada}/orders`, { order: 'O-1', goods: usd(50_00), account: 'A/1', ...at('2026-02-01') })
    await post(`${ada}/orders/O-1/payments`, { amount: usd(50_00), ...at('2026-02-01') })
    await post(`${ada}/orders/O-1/fulfilment`, { costOfGoods: usd(20_00), ...at('2026-02-02') })
    await post(`${ada}/orders/O-1/refunds`, { amount: usd(5_00), ...at('2026-02-03') })
    const sums = { revenue: 80_00, refunds: 5_00, costOfGoods: 20_00, net: 55_00 }
    expect(await read(door, `${ada}/accounts?asOf=2026-03-31`)).toMatchObject({
      accounts: [
        {
          account: 'A/1',
          label: 'fleet',
          closedAt: null,
          currencies: { USD: sums },
          margins: { currencies: { USD: { months24: { revenue: 80_00, margin: 55_00, through: '2026-03' } } } },
        },
      ],
    })
    expect(await read(door, `${ada}/accounts`)).toMatchObject({ accounts: [{ currencies: { USD: sums } }] })
    expect(await read(door, `${ada}/accounts?asOf=2025-11-30`)).toMatchObject({ accounts: [] })

    await post('/customers/shop:bob/accounts', { account: 'A/1', label: 'bob’s' })
    expect((await post(`${ada}/merge`, { into: 'shop:bob', reason: 'one firm' })).status).toBeLessThan(300)
    const merged = (await read(door, '/customers/shop:bob/accounts')) as { accounts: { label: string }[] }
    expect(merged.accounts.map(({ label }) => label).sort()).toEqual(['bob’s', 'fleet'])

    expect((await post('/customers/shop:bob/accounts/A%2F1/closure', { reason: 'sold' })).status).toBe(201)
    expect((await post('/customers/shop:bob/accounts/A%2F1/closure', { reason: 'sold' })).body).toMatchObject({
      type: 'urn:touchledger:problem:account-closed',
    })
    expect((await post('/customers/shop:bob/accounts/none/closure', { reason: 'sold' })).status).toBe(404)
  }))
