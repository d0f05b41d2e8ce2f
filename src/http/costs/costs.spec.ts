/** Costs recorded and shared out over HTTP. */
import { withDoor } from '../../../test/http-door.js'

const costs = {
  pool: 'parcels 2024/01',
  from: '2024-01-01',
  until: '2024-01-31',
  cost: { amount: 9_01, currency: 'USD' },
  key: 'order',
  purpose: 'serve',
}
const path = `/cost-pools/${encodeURIComponent(costs.pool)}`

test('a cost is recorded, shared out among customers, and counts as what serving them cost', () =>
  withDoor(async ({ get, post, send }) => {
    for (const externalId of ['ada', 'bob']) {
      await post('/customers', { kind: 'person', source: 'shop', externalId })
      await post(`/customers/shop:${externalId}/purchases`, {
        total: { amount: 50_00, currency: 'USD' },
        occurredAt: '2024-01-10T10:00:00Z',
      })
    }
    const recorded = await post('/cost-pools', costs)
    expect(recorded).toMatchObject({
      status: 201,
      body: { events: [{ type: 'CostPoolRecorded' }], repeated: false },
    })
    expect((await get(path)).body).toEqual(costs)

    const allocated = await send('PUT', `${path}/allocation`)
    const expected = { pool: costs.pool, customers: 2, units: 2, position: recorded.body.position }
    expect(allocated).toMatchObject({ status: 200, body: { ...expected, appended: 2, completed: true } })
    expect((await send('PUT', `${path}/allocation`)).body).toEqual({ ...expected, appended: 0, completed: true })
    expect((await get(path)).body).toMatchObject({
      position: recorded.body.position,
      allocated: { customers: 2, units: 2 },
    })

    // The log holds the beginning, two parts and the end after the recording.
    const waitFor = recorded.body.position + 4
    const nets = []
    for (const name of ['ada', 'bob'])
      nets.push((await get(`/customers/shop:${name}/value?waitFor=${waitFor}`)).body.currencies.USD)
    expect(nets.map((sums) => (sums as { costToServe: number }).costToServe).sort()).toEqual([4_50, 4_51])
  }))

test('a cost that was recorded wrongly is withdrawn, and weighs on nobody', () =>
  withDoor(async ({ get, post, send, store }) => {
    await post('/customers', { kind: 'person', source: 'shop', externalId: 'ada' })
    const purchase = { total: { amount: 50_00, currency: 'USD' }, occurredAt: '2024-01-10T10:00:00Z' }
    await post('/customers/shop:ada/purchases', purchase)
    await post('/cost-pools', costs)
    await send('PUT', `${path}/allocation`)
    const because = { reason: 'another month', by: 'ann' }
    expect((await send('PUT', `${path}/withdrawal`, {})).body).toMatchObject({ status: 400 })
    const withdrawn = { pool: costs.pool, parts: 1, completed: true }
    expect((await send('PUT', `${path}/withdrawal`, because)).body).toEqual({ ...withdrawn, appended: 1 })
    expect((await send('PUT', `${path}/withdrawal`, because)).body).toEqual({ ...withdrawn, appended: 0 })
    expect((await get(path)).body).toMatchObject({ withdrawn: because, reversed: { parts: 1 } })
    const value = (await get(`/customers/shop:ada/value?waitFor=${await store.head()}`)).body.currencies.USD
    expect(value).toMatchObject({ costToServe: 0, net: 50_00 })
    expect((await send('PUT', `${path}/allocation`)).body).toMatchObject({
      type: 'urn:touchledger:problem:cost-pool-withdrawn',
      status: 422,
    })
  }))

test('what cannot be recorded or shared out is refused', () =>
  withDoor(async ({ get, post, send }) => {
    const problem = (code: string) => ({ body: { type: `urn:touchledger:problem:${code}` } })
    expect(await get(path)).toMatchObject({ status: 404, ...problem('cost-pool-unknown') })
    expect(await send('PUT', `${path}/allocation`)).toMatchObject({ status: 404, ...problem('cost-pool-unknown') })
    expect(await post('/cost-pools', { ...costs, until: '2023-01-01' })).toMatchObject({
      status: 400,
      ...problem('cost-period-reversed'),
    })
    expect(await post('/cost-pools', { ...costs, key: 'mood' })).toMatchObject({
      status: 400,
      ...problem('request-invalid'),
    })
    await post('/cost-pools', costs)
    expect(await post('/cost-pools', costs)).toMatchObject({ status: 409, ...problem('cost-pool-recorded') })
    expect(await send('PUT', `${path}/allocation`)).toMatchObject({ status: 422, ...problem('cost-not-shareable') })
  }))
