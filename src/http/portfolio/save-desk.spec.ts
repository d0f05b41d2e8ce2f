/** Who is about to leave, as it is asked for over HTTP, and what is recorded about it. */
import { CommandRunner } from '../../commands/command-runner.js'
import { cdnowModel } from '../../../test/given-models.js'
import { withDoor, type Door } from '../../../test/http-door.js'

const record = async (door: Door, customer: string, ...touchpoints: readonly object[]): Promise<string> => {
  await door.post('/customers', { kind: 'person', source: 'shop', externalId: customer })
  return (await door.post(`/customers/shop:${customer}/touchpoints`, { touchpoints })).body.customer
}

const bought = (day: string, amount: number) => ({
  type: 'PurchaseCompleted',
  data: { total: { amount, currency: 'USD' } },
  occurredAt: `${day}T12:00:00Z`,
})
const opened = (name: string) => ({ type: 'CaseOpened', data: { case: name }, occurredAt: '1997-09-01T12:00:00Z' })
const days = ['1997-01-01', '1997-01-18', '1997-08-02']

const withModel = (work: (door: Door) => Promise<void>): Promise<void> =>
  withDoor(async (door) => {
    const runner = new CommandRunner(door.store, () => '2026-01-01T00:00:00.000Z')
    const { version: _version, ...data } = cdnowModel
    await runner.handleShared({ type: 'PublishPotentialModel', data }, { actor: 'spec' })
    const name = { name: 'potential', version: 1, reason: 'the first' }
    await runner.handleShared({ type: 'ActivatePotentialModel', data: name }, { actor: 'spec' })
    await work(door)
  })

test('the desk lists who is about to leave, why, and what was done, which the timeline shows too', () =>
  withModel(async (door) => {
    const ada = await record(door, 'ada', ...days.map((day) => bought(day, 90_00)), opened('a'), opened('b'))
    const bob = await record(door, 'bob', ...days.map((day) => bought(day, 20_00)), opened('c'))
    await record(door, 'cy', opened('d'))
    await door.post('/customers/shop:bob/save-actions', {
      action: 'call',
      reason: 'case still open',
      by: 'rep-1',
      occurredAt: '1997-09-15T12:00:00Z',
    })
    const waitFor = await door.store.head()
    const query = `/portfolio/save-desk?asOf=1997-09-30&horizon=39w&waitFor=${waitFor}`
    const { body } = await door.get(query)
    expect(body).toMatchObject({
      asOf: '1997-09-30T23:59:59.999Z',
      model: { name: 'potential', version: 1 },
      horizon: '39w',
      minRisk: 0.25,
      saveActions: { customers: 1, actions: 1, boughtSince: 0, gone: 0 },
      winBacks: { customers: 0 },
    })
    expect(body.currencies).toMatchObject({
      USD: {
        customersAtRisk: 2,
        customers: [
          { customer: ada, reasons: { openCases: 2 }, lastSaveAction: null },
          { customer: bob, reasons: { openCases: 1 }, lastSaveAction: { day: '1997-09-15', by: 'rep-1' } },
        ],
      },
    })
    expect((await door.get(`${query}&limit=1`)).body.currencies).toMatchObject({
      USD: { customersAtRisk: 2, customers: [{ customer: ada }] },
    })
    expect((await door.get(`${query}&minRisk=0.9`)).body.currencies).toEqual({})
    expect((await door.get('/customers/shop:bob/timeline?order=desc&limit=1')).body.items).toMatchObject([
      { type: 'SaveActionTaken', who: 'rep-1', details: { action: 'call', reason: 'case still open' } },
    ])
  }))

test('the present, from stored documents, is what the log says', () =>
  withModel(async (door) => {
    const now = Date.now()
    const day = (ago: number) => new Date(now - ago * 86_400_000).toISOString().slice(0, 10)
    for (const customer of ['ada', 'bob', 'cy', 'dan', 'eve'])
      await record(door, customer, ...[200, 180, 100].map((ago) => bought(day(ago), 10_00 * customer.length)), {
        ...opened(customer),
        occurredAt: `${day(50)}T12:00:00Z`,
      })
    const waitFor = await door.store.head()
    const path = `/portfolio/save-desk?horizon=39w&waitFor=${waitFor}`
    const { body: present } = await door.get(path)
    const { body: folded } = await door.get(`${path}&asOf=${(present as unknown as { asOf: string }).asOf}`)
    expect(present.currencies).toMatchObject({ USD: { customersAtRisk: 5 } })
    expect(folded.currencies).toEqual(present.currencies)
  }))

test('without a model in force nothing can be said', () =>
  withDoor(async (door) => {
    const { status, body } = await door.get('/portfolio/save-desk')
    expect(status).toBe(422)
    expect(body).toMatchObject({ type: 'urn:touchledger:problem:potential-model-inactive' })
  }))

test.each(['limit=0', 'minRisk=2', 'horizon=soon'])('%s is refused', (query) =>
  withDoor(async (door) => {
    const { status, body } = await door.get(`/portfolio/save-desk?${query}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ type: 'urn:touchledger:problem:request-invalid' })
  }),
)
