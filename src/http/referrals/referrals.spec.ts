/** Who brought in whom, and what that is worth to the one who did. */
import { customerIdOf } from '../../../domain/customer/customer-id.js'
import { CommandRunner } from '../../commands/command-runner.js'
import { withDoor, type Answer, type Door } from '../../../test/http-door.js'
import { cdnowModel } from '../../../test/given-models.js'

interface Value {
  readonly realized: { readonly net: Record<string, number> }
  readonly potential: { readonly expectedMargin: Record<string, number> | null } | null
  readonly referral: {
    readonly earned: Record<string, number>
    readonly expected: Record<string, number> | null
    readonly customers: number
  }
  readonly lifetimeValue: Record<string, number> | null
}

const withCustomers = (work: (door: Door) => Promise<void>) =>
  withDoor(async (door) => {
    for (const externalId of ['ada', 'bob', 'cy'])
      await door.post('/customers', { kind: 'person', source: 'shop', externalId })
    await work(door)
  })

const buy = (door: Door, customer: string, amount: number, occurredAt: string) =>
  door.post(`/customers/shop:${customer}/touchpoints`, {
    type: 'PurchaseCompleted',
    data: { total: { amount, currency: 'USD' } },
    occurredAt,
  })

/** With everything that was written by now. */
const valueOf = async (door: Door, customer: string, query = ''): Promise<Value> => {
  const waitFor = await door.store.head()
  const { body } = await door.get(`/customers/shop:${customer}/value?waitFor=${waitFor}${query}`)
  return body as unknown as Value
}

const expectProblem = (answer: Answer, status: number, code: string) => {
  expect(answer.body).toMatchObject({ type: `urn:touchledger:problem:${code}`, status })
}

test('what those earn whom a customer brought in is credit to it, as long as that is said', () =>
  withCustomers(async (door) => {
    await buy(door, 'ada', 10_00, '2026-01-01T10:00:00Z')
    await buy(door, 'bob', 70_00, '2026-01-02T10:00:00Z')
    await buy(door, 'cy', 5_00, '2026-01-02T10:00:00Z')
    const { status, body } = await door.post('/customers/shop:bob/refer', { referrer: 'shop:ada', referral: 'R-1' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      customer: customerIdOf('shop', 'bob'),
      events: [{ type: 'ReferralConverted' }],
      repeated: false,
    })
    await door.post('/customers/shop:cy/refer', { referrer: 'shop:bob' })

    // One level deep: what cy brings is credit to bob, not to ada.
    expect((await valueOf(door, 'ada')).referral).toMatchObject({
      earned: { USD: 70_00 },
      expected: null,
      customers: 1,
    })
    expect((await valueOf(door, 'bob')).referral).toMatchObject({ earned: { USD: 5_00 }, customers: 1 })
    expect((await valueOf(door, 'ada', '&asOf=2020-01-01')).referral).toMatchObject({ earned: {}, customers: 0 })

    await door.post('/customers/shop:bob/unrefer', { reason: 'mistaken' })
    expect((await valueOf(door, 'ada')).referral).toMatchObject({ earned: {}, customers: 0 })
  }))

test('lifetime value is what was realized, what is still to come, and both of those brought in', () =>
  withCustomers(async (door) => {
    for (const [customer, amount] of [
      ['ada', 10_00],
      ['bob', 70_00],
    ] as const)
      for (const day of ['2026-01-01', '2026-01-15', '2026-02-01'])
        await buy(door, customer, amount, `${day}T10:00:00Z`)
    await door.post('/customers/shop:bob/refer', { referrer: 'shop:ada', occurredAt: '2026-01-01T00:00:00Z' })
    expect(await valueOf(door, 'ada')).toMatchObject({ potential: null, lifetimeValue: null })

    const { version: _version, ...model } = cdnowModel
    const runner = door.application.get(CommandRunner, { strict: false })
    await runner.handleShared({ type: 'PublishPotentialModel', data: model }, { actor: 'spec' })
    expect(await valueOf(door, 'ada')).toMatchObject({ potential: null })
    const because = { name: 'potential', version: 1, reason: 'first one' }
    await runner.handleShared({ type: 'ActivatePotentialModel', data: because }, { actor: 'spec' })

    const query = '&asOf=2026-02-10&horizon=12m'
    const [ada, bob] = [await valueOf(door, 'ada', query), await valueOf(door, 'bob', query)]
    const [own, theirs] = [ada.potential!.expectedMargin!['USD']!, bob.potential!.expectedMargin!['USD']!]
    expect(own).toBeGreaterThan(0)
    expect(theirs).toBeGreaterThan(own)
    expect(ada.referral).toMatchObject({ earned: { USD: 210_00 }, expected: { USD: theirs } })
    expect(ada.lifetimeValue).toEqual({ USD: 30_00 + own + 210_00 + theirs })
    expect(bob.lifetimeValue).toEqual({ USD: 210_00 + theirs })
  }))

test('two of whom one brought in the other, and who are one, bring in nobody', () =>
  withCustomers(async (door) => {
    await buy(door, 'bob', 70_00, '2026-01-02T10:00:00Z')
    await buy(door, 'cy', 5_00, '2026-01-02T10:00:00Z')
    await door.post('/customers/shop:bob/refer', { referrer: 'shop:ada' })
    await door.post('/customers/shop:cy/refer', { referrer: 'shop:bob' })
    await door.post('/customers/shop:bob/merge', { into: 'shop:ada', reason: 'same telephone' })
    expect((await valueOf(door, 'ada')).referral).toMatchObject({ earned: { USD: 5_00 }, customers: 1 })
    expect((await valueOf(door, 'ada')).realized).toMatchObject({ net: { USD: 70_00 } })
    await door.post('/customers/shop:bob/unmerge', { reason: 'brothers' })
    expect((await valueOf(door, 'ada')).referral).toMatchObject({ earned: { USD: 70_00 }, customers: 1 })
  }))

test('the tree of those brought in says who is credited for what, one level deep each', () =>
  withCustomers(async (door) => {
    const [ada, bob, cy] = ['ada', 'bob', 'cy'].map((name) => customerIdOf('shop', name))
    const treeOf = async (customer: string, query = ''): Promise<object> => {
      const { body } = await door.get(
        `/customers/shop:${customer}/referrals?waitFor=${await door.store.head()}${query}`,
      )
      return body
    }
    await buy(door, 'ada', 10_00, '2026-01-01T10:00:00Z')
    await buy(door, 'bob', 70_00, '2026-01-02T10:00:00Z')
    await buy(door, 'cy', 5_00, '2026-01-02T10:00:00Z')
    await door.post('/customers/shop:bob/refer', { referrer: 'shop:ada', occurredAt: '2026-01-02T00:00:00Z' })
    await door.post('/customers/shop:cy/refer', { referrer: 'shop:bob', occurredAt: '2026-02-02T00:00:00Z' })

    const leaf = { customer: cy, net: { USD: 5_00 }, earned: {}, broughtIn: 0, branches: [] }
    const branch = { customer: bob, net: { USD: 70_00 }, broughtIn: 1 }
    expect(await treeOf('ada')).toMatchObject({
      unit: 'minor units by currency',
      broughtInBy: [],
      isWhole: true,
      customers: 2,
      tree: {
        customer: ada,
        net: { USD: 10_00 },
        earned: { USD: 70_00 },
        branches: [{ ...branch, earned: { USD: 5_00 }, branches: [leaf] }],
      },
    })
    expect(await treeOf('cy')).toMatchObject({ broughtInBy: [bob], customers: 0, tree: leaf })
    // What cy earned for bob is not told where cy is not.
    expect(await treeOf('ada', '&depth=1')).toMatchObject({
      isWhole: false,
      customers: 1,
      tree: { earned: { USD: 70_00 }, branches: [{ ...branch, earned: null, branches: [] }] },
    })
    expect(await treeOf('ada', '&asOf=2026-01-31')).toMatchObject({
      isWhole: true,
      tree: { branches: [{ customer: bob, net: { USD: 70_00 }, earned: {}, broughtIn: 0 }] },
    })
    expectProblem(await door.get('/customers/shop:nobody/referrals'), 404, 'customer-unknown')
    expectProblem(await door.get('/customers/shop:ada/referrals?depth=0'), 400, 'request-invalid')
  }))

test('what cannot be is refused', () =>
  withCustomers(async (door) => {
    expectProblem(
      await door.post('/customers/shop:ada/refer', { referrer: 'shop:ada' }),
      400,
      'customer-referred-itself',
    )
    expectProblem(await door.post('/customers/shop:ada/refer', { referrer: 'shop:nobody' }), 404, 'customer-unknown')
    await door.post('/customers/shop:bob/refer', { referrer: 'shop:ada' })
    expectProblem(
      await door.post('/customers/shop:bob/refer', { referrer: 'shop:cy' }),
      409,
      'customer-already-referred',
    )
    expectProblem(await door.post('/customers/shop:ada/refer', { referrer: 'shop:bob' }), 422, 'referral-in-circle')
    expectProblem(await door.post('/customers/shop:cy/unrefer', { reason: 'x' }), 422, 'customer-not-referred')
    expectProblem(
      await door.post('/customers/shop:cy/refer', { referrer: 'shop:ada' }, { 'if-match': '"1"' }),
      400,
      'header-invalid',
    )
    expectProblem(await door.get('/customers/shop:ada/value?horizon=3x'), 400, 'request-invalid')
  }))
