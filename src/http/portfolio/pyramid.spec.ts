/** Customers by tier, and who moved. */
import { withDoor, type Door } from '../../../test/http-door.js'
import { simpleModel } from '../../../test/given-value-models.js'

const { indicators, tiers } = simpleModel
const often = {
  definition: { indicators: indicators.slice(0, 1), tiers: [{ name: 'VIP', from: 20 }, ...tiers.slice(1)] },
}
const buy = (door: Door, customer: string, day: string, amount: number, costOfGoods: number) =>
  door.post(`/customers/shop:${customer}/purchases`, {
    total: { amount, currency: 'USD' },
    costOfGoods: { amount: costOfGoods, currency: 'USD' },
    occurredAt: `${day}T10:00:00Z`,
  })

test('the pyramid holds every customer once, and the moves between two days', () =>
  withDoor(async (door) => {
    expect((await door.get('/portfolio/pyramid')).body).toMatchObject({
      type: 'urn:touchledger:problem:value-model-none',
    })
    await door.post('/models/value/often/1', often)
    await door.post('/models/value/often/1/activate', { reason: 'x' })
    for (const externalId of ['1', '2', '3'])
      await door.post('/customers', {
        kind: 'person',
        source: 'shop',
        externalId,
        occurredAt: externalId === '3' ? '2026-02-01T00:00:00Z' : '2026-01-01T00:00:00Z',
      })
    await buy(door, '1', '2026-01-05', 60_00, 20_00)
    await buy(door, '2', '2026-01-06', 10_00, 0)
    await buy(door, '1', '2026-02-05', 30_00, 10_00)
    const { body } = await door.get('/portfolio/pyramid?asOf=2026-02-28&against=2026-01-31')
    expect(body).toMatchObject({
      model: { name: 'often', version: 1 },
      tiers: [
        {
          tier: 'VIP',
          from: 20,
          customers: 1,
          share: 1 / 3,
          currencies: { USD: { revenue: 90_00, net: 60_00, revenueShare: 0.9, netShare: 6 / 7 } },
        },
        {
          tier: 'small',
          customers: 2,
          currencies: { USD: { revenue: 10_00, net: 10_00, revenueShare: 0.1, netShare: 1 / 7 } },
        },
      ],
      before: { tiers: [{ customers: 0, share: 0, currencies: {} }, { customers: 2 }] },
      migrations: [
        { from: 'small', to: 'VIP', customers: 1 },
        { from: 'small', to: 'small', customers: 1 },
        { from: null, to: 'small', customers: 1 },
      ],
    })
    expect((await door.get('/portfolio/pyramid?asOf=2026-01-31')).body).not.toHaveProperty('migrations')
  }))

test('what would change by a published model is told before it is in force', () =>
  withDoor(async (door) => {
    await door.post('/models/value/often/1', often)
    const strict = { definition: { ...often.definition, tiers: [{ name: 'VIP', from: 5 }, ...tiers.slice(1)] } }
    await door.post('/models/value/often/2', strict)
    const query = '/portfolio/what-if?model=often&version=2&asOf=2026-02-28'
    expect((await door.get(query)).body).toMatchObject({ type: 'urn:touchledger:problem:value-model-none' })
    await door.post('/models/value/often/1/activate', { reason: 'x' })
    for (const externalId of ['1', '2'])
      await door.post('/customers', { kind: 'person', source: 'shop', externalId, occurredAt: '2026-01-01T00:00:00Z' })
    await buy(door, '1', '2026-01-05', 60_00, 20_00)
    const { body } = await door.get(query)
    expect(body).toMatchObject({
      active: { name: 'often', version: 1 },
      draft: { name: 'often', version: 2 },
      customers: 2,
      moved: 1,
      currencies: { USD: { all: { revenue: 60_00, net: 40_00 }, moved: { revenue: 60_00, net: 40_00 } } },
      moves: [
        { from: 'small', to: 'VIP', customers: 1 },
        { from: 'small', to: 'small', customers: 1 },
      ],
      movers: [{ from: 'small', to: 'VIP', fromScore: 10, toScore: 10 }],
    })
    for (const [asked, status, code] of [
      ['model=often&version=9', 404, 'model-version-unknown'],
      ['model=often', 400, 'request-invalid'],
    ] as const)
      expect((await door.get(`/portfolio/what-if?${asked}`)).body).toMatchObject({
        type: `urn:touchledger:problem:${code}`,
        status,
      })
  }))
