/** Contracts over HTTP: recorded, in the calendar, and in what is still to come. */
import { CommandRunner } from '../../commands/command-runner.js'
import { cdnowModel } from '../../../test/given-models.js'
import { withDoor } from '../../../test/http-door.js'

const usd = (amount: number) => ({ amount, currency: 'USD' })

test('a contract is in the calendar, and what is still to come of the customer follows from it', () =>
  withDoor(async (door) => {
    const { application, get, post, store } = door
    await post('/customers', { kind: 'organisation', source: 'shop', externalId: 'ada' })
    await post('/customers/shop:ada/purchases', { total: usd(50_00), occurredAt: '2025-06-01T00:00:00Z' })
    const runner = application.get(CommandRunner, { strict: false })
    const { version: _version, ...model } = cdnowModel
    await runner.handleShared({ type: 'PublishPotentialModel', data: model }, { actor: 'spec' })
    const active = { name: 'potential', version: 1, reason: 'the first' }
    await runner.handleShared({ type: 'ActivatePotentialModel', data: active }, { actor: 'spec' })

    const contract = {
      contract: 'C/1',
      from: '2026-01-01',
      until: '2026-12-31',
      value: usd(100_00),
      margin: usd(36_525),
      per: 'year',
      noticeDays: 30,
      renewalProbability: 0,
      occurredAt: '2025-12-01T00:00:00Z',
    }
    const path = '/customers/shop:ada/contracts'
    expect((await post(path, { ...contract, until: '2025-01-01' })).status).toBe(422)
    expect((await post(path, contract)).body).toMatchObject({ events: [{ type: 'ContractSigned' }] })
    expect((await post(path, contract)).body).toMatchObject({
      type: 'urn:touchledger:problem:contract-already-signed',
    })
    const at = async (path: string): Promise<unknown> => (await get(`${path}&waitFor=${await store.head()}`)).body
    const calendar = '/portfolio/contracts?from=2026-11-01&days=61'
    expect(await at(calendar)).toMatchObject({
      until: '2026-12-31',
      dates: [
        { day: '2026-12-01', what: 'notice', contract: 'C/1', value: usd(100_00), per: 'year', isTerminated: false },
        { day: '2026-12-31', what: 'ends' },
      ],
    })
    const value = '/customers/shop:ada/value?horizon=1y&asOf='
    // Nine days are left, at 100 a day, discounted by 15 % a year: 900 − 100 · ln 1.15 / 365.25 · 9² / 2.
    expect(await at(`${value}2026-12-22`)).toMatchObject({
      potential: {
        basis: 'contracts',
        expectedMargin: { USD: 898 },
        contracts: {
          renewalRate: { probability: 0.5, renewed: 0, ended: 0 },
          contracts: [{ contract: 'C/1', marginPerDay: 100, marginBasis: 'contract', runningTerm: 898, renewals: 0 }],
        },
      },
      lifetimeValue: { USD: 50_00 + 898 },
    })
    expect(await at(`${value}2025-12-31`)).toMatchObject({ potential: { basis: 'pattern', contracts: null } })

    const renewal = { until: '2027-12-31', occurredAt: '2026-02-01T00:00:00Z' }
    expect((await post(`${path}/C%2F1/renewals`, renewal)).status).toBe(201)
    const amendment = { value: usd(200_00), margin: usd(73_050), per: 'year', occurredAt: '2026-03-01T00:00:00Z' }
    expect((await post(`${path}/C%2F1/amendments`, amendment)).status).toBe(201)
    expect(await at(`${value}2026-12-22`)).toMatchObject({
      potential: {
        contracts: { renewalRate: { renewed: 1 }, contracts: [{ until: '2027-12-31', marginPerDay: 200 }] },
      },
    })
    const end = { on: '2027-01-31', reason: 'price', occurredAt: '2026-04-01T00:00:00Z' }
    expect((await post(`${path}/C%2F1/termination`, { ...end, on: '2029-01-01' })).status).toBe(422)
    expect((await post(`${path}/C%2F1/termination`, end)).status).toBe(201)
    expect((await post(`${path}/C%2F1/termination`, end)).body).toMatchObject({
      type: 'urn:touchledger:problem:contract-terminated',
    })
    expect(await at('/portfolio/contracts?from=2027-01-01&days=31')).toMatchObject({
      dates: [{ day: '2027-01-31', what: 'ends', isTerminated: true }],
    })
    // As of an earlier day it was not terminated yet.
    expect(await at('/portfolio/contracts?asOf=2026-03-15&from=2027-12-01&days=31')).toMatchObject({
      dates: [
        { day: '2027-12-01', what: 'notice' },
        { day: '2027-12-31', what: 'ends' },
      ],
    })
  }))

interface Told {
  readonly potential: { readonly expectedMargin: Readonly<Record<string, number>> }
  readonly referral: { readonly expected: object }
  readonly model: { readonly breakdown: readonly { readonly raw: number }[] }
  readonly currencies: Readonly<Record<string, { readonly customers: readonly object[] }>>
  readonly active: { readonly currencies: Readonly<Record<string, { readonly potential: number }>> }
}

test.each(['', '&asOf=2026-11-24T00:00:00Z', '&knownAt=2026-11-24T00:00:00Z'])(
  'whatever tells what is still to come goes by contracts, and how often they are renewed%s',
  (query) =>
    withDoor(
      async (door) => {
        const { post, get, store } = door
        for (const name of ['ada', 'bob', 'cy'])
          await post('/customers', { kind: 'organisation', source: 'shop', externalId: name })
        await post('/customers/shop:bob/purchases', { total: usd(500_00), occurredAt: '2026-06-01T00:00:00Z' })
        await post('/customers/shop:bob/refer', { referrer: 'shop:ada', occurredAt: '2026-05-01T00:00:00Z' })
        const contract = { from: '2026-01-01', value: usd(900_00), margin: usd(36_525), per: 'year' }
        const sign = (name: string, contract: object) => post(`/customers/shop:${name}/contracts`, contract)
        const signedAt = { occurredAt: '2025-12-01T00:00:00Z' }
        await sign('bob', { ...contract, contract: 'C-1', until: '2026-12-31', ...signedAt })
        // Nobody renewed it: what was renewed of all that could have been is one third.
        await sign('cy', { ...contract, contract: 'C-1', until: '2026-06-30', ...signedAt })
        const runner = door.application.get(CommandRunner, { strict: false })
        const { version: _version, ...model } = cdnowModel
        await runner.handleShared({ type: 'PublishPotentialModel', data: model }, { actor: 'spec' })
        const active = { name: 'potential', version: 1, reason: 'the first' }
        await runner.handleShared({ type: 'ActivatePotentialModel', data: active }, { actor: 'spec' })
        const definition = {
          indicators: [
            {
              name: 'to come',
              figure: 'potential',
              currency: 'USD',
              weight: 1,
              scale: { kind: 'linear', min: 0, max: 100_00 },
            },
          ],
          tiers: [
            { name: 'VIP', from: 50 },
            { name: 'small', from: 0 },
          ],
        }
        await post('/models/value/mine/1', { definition })
        await post('/models/value/mine/1/activate', { reason: 'agreed' })

        const at = async (path: string): Promise<Told> =>
          (await get(`${path}${query}${query === '' ? `&waitFor=${await store.head()}` : ''}`)).body as unknown as Told
        const bob = await at('/customers/shop:bob/value?horizon=lifetime')
        expect(bob).toMatchObject({
          potential: { basis: 'contracts', contracts: { renewalRate: { probability: 1 / 3, renewed: 0, ended: 1 } } },
        })
        const amount = bob.potential.expectedMargin['USD']!
        // 37 days are left, and terms of a year that are as likely as one third, then a ninth, and so on.
        expect(amount).toBeGreaterThan(100 * (37 + 365 / 2) * 0.8)
        expect(amount).toBeLessThan(100 * (37 + 365 / 2))
        expect((await at('/customers/shop:ada/value?horizon=lifetime')).referral.expected).toEqual({ USD: amount })
        expect(bob.model.breakdown[0]!.raw).toBe(amount)
        expect((await at('/portfolio/equity?horizon=lifetime')).active.currencies).toMatchObject({
          USD: { customers: 1, potential: amount },
        })
        expect(await at('/portfolio/pyramid?')).toMatchObject({
          tiers: [{ tier: 'VIP', customers: 1 }, { tier: 'small' }],
        })
        expect((await at('/portfolio/save-desk?horizon=lifetime')).currencies).toMatchObject({
          USD: { customers: [{ churnRisk: 1 - 1 / 3, contractEnds: '2026-12-31', expectedMargin: amount }] },
        })
      },
      { clock: () => '2026-11-24T00:00:00.000Z' },
    ),
)
