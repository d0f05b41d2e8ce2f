/** The low-value review over HTTP. */
import { customerIdOf } from '../../../domain/customer/customer-id.js'
import { withDoor, type Door } from '../../../test/http-door.js'

const usd = (amount: number) => ({ amount, currency: 'USD' })

const told = async (door: Door, customer: string, amount: number, effort: number, on: string): Promise<void> => {
  await door.post('/customers', {
    kind: 'person',
    source: 'shop',
    externalId: customer,
    occurredAt: '2026-01-01T00:00:00Z',
  })
  for (const [type, data] of [
    ['PurchaseCompleted', { total: usd(amount) }],
    ['CostAllocated', { cost: usd(effort), purpose: 'serve', basis: 'per call' }],
  ] as const)
    await door.post(`/customers/shop:${customer}/touchpoints`, { type, data, occurredAt: `${on}T12:00:00Z` })
}
const id = (name: string) => customerIdOf('shop', name)

test('who costs more than it brings is listed, the worst first, and what came of a decision is told', () =>
  withDoor(async (door) => {
    await told(door, 'ada', 100_00, 20_00, '2026-02-01')
    await told(door, 'bob', 30_00, 50_00, '2026-02-01')
    await told(door, 'eve', 10_00, 80_00, '2026-02-01')
    await told(door, 'old', 10_00, 90_00, '2024-02-01')
    const query = '/portfolio/low-value?asOf=2026-02-28'
    const row = (name: string, revenue: number, effort: number) => ({
      customer: id(name),
      revenue,
      effort,
      realized: revenue - effort,
      potential: null,
      value: revenue - effort,
    })
    expect((await door.get(query)).body).toMatchObject({
      model: null,
      currencies: {
        USD: {
          customers: 2,
          effort: 130_00,
          value: -90_00,
          listed: [row('eve', 10_00, 80_00), row('bob', 30_00, 50_00)],
        },
      },
      deprioritised: [],
    })
    expect((await door.get(`${query}&limit=1&upTo=8000`)).body).toMatchObject({
      currencies: { USD: { customers: 3, listed: [{ customer: id('eve') }] } },
    })
    await door.post('/customers/shop:eve/deprioritisation', {
      reason: 'calls daily',
      by: 'ann',
      approvedBy: 'bob',
      occurredAt: '2026-02-10T09:00:00Z',
    })
    await told(door, 'eve', 40_00, 5_00, '2026-02-20')
    expect((await door.get(query)).body).toMatchObject({
      // Eve is still worth less than nothing, and nobody is to decide on her again.
      currencies: { USD: { customers: 1, listed: [{ customer: id('bob') }] } },
      deprioritised: [
        {
          customer: id('eve'),
          since: '2026-02-10',
          reason: 'calls daily',
          by: 'ann',
          approvedBy: 'bob',
          sinceThen: { USD: { revenue: 40_00, effort: 5_00, net: 35_00 } },
        },
      ],
    })
    expect((await door.get('/portfolio/low-value?asOf=2026-02-09')).body).toMatchObject({ deprioritised: [] })
    await door.post('/customers/shop:eve/deprioritisation/end', { reason: 'pays now', by: 'ann' })
    expect((await door.get('/portfolio/low-value?asOf=2026-12-31')).body).toMatchObject({
      currencies: { USD: { listed: [{ customer: id('eve') }, { customer: id('bob') }] } },
      deprioritised: [],
    })
  }))
