/** Tiers over HTTP: a person’s word against the score, and whom no more effort is spent on. */
import { withDoor, type Door } from '../../../test/http-door.js'
import { simpleModel } from '../../../test/given-value-models.js'

const { indicators, tiers } = simpleModel
const model = { definition: { indicators: indicators.slice(0, 1), tiers, hysteresis: { points: 5, days: 30 } } }
const why = { reason: 'sits on our board', by: 'ann' }

const withAda = (work: (door: Door & { tier: (query?: string) => Promise<unknown> }) => Promise<void>) =>
  withDoor(async (door) => {
    await door.post('/customers', {
      kind: 'person',
      source: 'shop',
      externalId: 'ada',
      occurredAt: '2026-01-01T00:00:00Z',
    })
    await work({ ...door, tier: async (query = '') => (await door.get(`/customers/shop:ada/tier${query}`)).body })
  })

const problem = (code: string) => ({ type: `urn:touchledger:problem:${code}` })

test('a person puts a customer into a tier until a day, and it counts everywhere', () =>
  withAda(async ({ get, post, tier }) => {
    const override = (body: object) => post('/customers/shop:ada/tier-override', { ...why, ...body })
    expect(await tier()).toMatchObject({ model: null, recorded: null, deprioritised: null, changes: [] })
    expect((await override({ tier: 'VIP' })).body).toMatchObject(problem('value-model-none'))
    await post('/models/value/often/1', model)
    await post('/models/value/often/1/activate', { reason: 'x' })
    expect((await override({ tier: 'king' })).body).toMatchObject(problem('tier-unknown'))
    const [occurredAt, until] = ['2026-02-01T00:00:00Z', '2026-03-31']
    expect((await override({ tier: 'VIP', occurredAt, until: '2026-01-31' })).body).toMatchObject(
      problem('override-over'),
    )
    expect((await override({ tier: 'VIP', occurredAt, until, reason: ' ' })).status).toBe(422)
    expect(await override({ tier: 'VIP', occurredAt, until })).toMatchObject({
      status: 201,
      body: { events: [{ type: 'TierOverridden' }] },
    })

    const given = { tier: 'VIP', ...why, since: '2026-02-01', until }
    expect(await tier('?asOf=2026-03-31')).toMatchObject({
      model: { name: 'often', score: 0, tier: 'VIP', tierByScore: 'small', isHeld: false, override: given },
      changes: [{ what: 'override', to: 'VIP', by: 'ann', until }],
    })
    expect(await tier('?asOf=2026-04-01')).toMatchObject({ model: { tier: 'small', override: null } })
    expect((await get('/customers/shop:ada/value?asOf=2026-03-01')).body).toMatchObject({
      model: { tier: 'VIP', override: given },
    })
    expect((await get('/portfolio/pyramid?asOf=2026-03-01')).body).toMatchObject({
      tiers: [{ tier: 'VIP', customers: 1, overridden: 1, held: 0 }, { customers: 0 }],
    })

    expect((await post('/customers/shop:ada/tier-override/end', { ...why, occurredAt })).status).toBe(201)
    expect((await post('/customers/shop:ada/tier-override/end', why)).body).toMatchObject(
      problem('tier-not-overridden'),
    )
    expect(await tier('?asOf=2026-03-31')).toMatchObject({ model: { tier: 'small', override: null } })
  }))

test('that no more effort is spent on a customer is decided by two people, and taken back by one', () =>
  withAda(async ({ get, post, tier }) => {
    const deprioritise = (approvedBy: string) =>
      post('/customers/shop:ada/deprioritisation', { ...why, approvedBy, occurredAt: '2026-02-01T00:00:00Z' })
    expect((await deprioritise('ann')).body).toMatchObject(problem('event-data-invalid'))
    expect((await deprioritise('bob')).status).toBe(201)
    expect((await deprioritise('bob')).body).toMatchObject(problem('customer-deprioritised'))
    expect(await tier()).toMatchObject({ deprioritised: { since: '2026-02-01', ...why, approvedBy: 'bob' } })
    expect((await get('/customers/shop:ada?asOf=2026-02-01')).body).toMatchObject({
      file: { deprioritised: { since: '2026-02-01', ...why, approvedBy: 'bob' } },
    })
    expect((await post('/customers/shop:ada/deprioritisation/end', why)).status).toBe(201)
    expect(await tier()).toMatchObject({
      deprioritised: null,
      changes: [{ what: 'deprioritised' }, { what: 'reinstated' }],
    })
    expect((await get('/customers/shop:ada/timeline')).body).toMatchObject({
      items: [
        { type: 'CustomerDeprioritised', who: 'ann', details: { ...why, approvedBy: 'bob' } },
        { type: 'CustomerReinstated', who: 'ann', details: why },
      ],
    })
    expect(await tier('?asOf=2026-01-31')).toMatchObject({ deprioritised: null, changes: [] })
  }))
