/** The value of all customers together, as it is asked for over HTTP. */
import { CommandRunner } from '../../commands/command-runner.js'
import { cdnowModel } from '../../../test/given-models.js'
import { simpleModel } from '../../../test/given-value-models.js'
import { withDoor, type Door } from '../../../test/http-door.js'

const buy = async (door: Door, customer: string, amount: number, day: string): Promise<void> => {
  await door.post('/customers', { kind: 'person', source: 'shop', externalId: customer })
  await door.post(`/customers/shop:${customer}/touchpoints`, {
    type: 'PurchaseCompleted',
    data: { total: { amount, currency: 'USD' } },
    occurredAt: `${day}T12:00:00Z`,
  })
}

test('customer equity is realized value until a model is active, then also what is still to come', async () => {
  await withDoor(async (door) => {
    await buy(door, 'ada', 29_33, '1997-01-01')
    await buy(door, 'ada', 29_73, '1997-06-18')
    await buy(door, 'bob', 10_00, '1996-02-01')
    const query = '/portfolio/equity?asOf=1997-09-30&horizon=39w'
    expect((await door.get(query)).body).toMatchObject({
      asOf: '1997-09-30T23:59:59.999Z',
      position: await door.store.head(),
      model: null,
      active: { customers: 1, alive: null, currencies: { USD: { customers: 1, realized: 59_06, potential: null } } },
      quiet: { customers: 1, currencies: { USD: { realized: 10_00 } } },
    })

    const runner = new CommandRunner(door.store, () => '2026-01-01T00:00:00.000Z')
    const { version: _version, ...data } = cdnowModel
    await runner.handleShared({ type: 'PublishPotentialModel', data }, { actor: 'spec' })
    const name = { name: 'potential', version: 1, reason: 'the first' }
    await runner.handleShared({ type: 'ActivatePotentialModel', data: name }, { actor: 'spec' })
    const { body } = await door.get(`${query}&against=1997-01-31`)
    const waitFor = await door.store.head()
    const { body: ada } = await door.get(`/customers/shop:ada/value?asOf=1997-09-30&horizon=39w&waitFor=${waitFor}`)
    const { potential } = ada as unknown as { potential: { pAlive: number; expectedMargin: { USD: number } } }
    expect(body).toMatchObject({
      model: { name: 'potential', version: 1 },
      horizon: '39w',
      active: { currencies: { USD: { potential: potential.expectedMargin.USD } } },
      byKind: { person: { customers: 1 }, unknown: { customers: 0 } },
      before: { asOf: '1997-01-31T23:59:59.999Z', active: { customers: 2 } },
      change: { USD: { realized: 59_06 - 39_33 } },
    })
  })
})

test('customers are told apart by tier where that is asked for', () =>
  withDoor(async (door) => {
    await buy(door, 'ada', 29_33, '1997-01-01')
    await buy(door, 'bob', 10_00, '1997-02-01')
    const query = '/portfolio/equity?asOf=1997-09-30&byTier=true'
    expect((await door.get(query)).body).toMatchObject({ type: 'urn:touchledger:problem:value-model-none' })
    const { indicators, tiers } = simpleModel
    await door.post('/models/value/often/1', { definition: { indicators: indicators.slice(0, 1), tiers } })
    await door.post('/models/value/often/1/activate', { reason: 'x' })
    const word = { tier: 'VIP', reason: 'a friend', by: 'ann', occurredAt: '1997-09-01T00:00:00Z' }
    await door.post('/customers/shop:ada/tier-override', word)
    expect((await door.get(`${query}&against=1997-08-31`)).body).toMatchObject({
      tiersBy: { name: 'often', version: 1 },
      byTier: {
        VIP: { customers: 1, currencies: { USD: { realized: 29_33 } } },
        small: { customers: 1, currencies: { USD: { realized: 10_00 } } },
      },
      before: { byTier: { VIP: { customers: 0 }, small: { customers: 2 } } },
    })
    expect((await door.get('/portfolio/equity')).body).not.toHaveProperty('byTier')
  }))

test('who holds the profit is told with the effort for them', () =>
  withDoor(async (door) => {
    await buy(door, 'ada', 29_33, '1997-01-01')
    await buy(door, 'bob', 10_00, '1997-02-01')
    const curve = (amount: number) => ({
      USD: { customers: 2, amount, effort: 0, losing: { customers: 0, amount: 0 } },
    })
    const { body } = await door.get('/portfolio/pareto?asOf=1997-09-30')
    expect(body).toMatchObject({ by: 'profit', currencies: curve(39_33), position: await door.store.head() })
    const early = await door.get('/portfolio/pareto?by=revenue&asOf=1997-01-31')
    expect(early.body).toMatchObject({ by: 'revenue', currencies: { USD: { customers: 1, amount: 29_33 } } })
    expect((await door.get('/portfolio/pareto?by=charm')).status).toBe(400)
  }))

test.each(['horizon=soon', 'against=yesterday', 'asOf=1997-02-30'])('%s is refused', async (query) => {
  await withDoor(async (door) => {
    const { status, body } = await door.get(`/portfolio/equity?${query}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ type: 'urn:touchledger:problem:request-invalid' })
  })
})
