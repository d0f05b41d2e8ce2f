/** Models fitted to what customers bought, and published, over HTTP. */
import { dayNumber, dayOfNumber } from '../../../domain/time.js'
import { withDoor, type Answer, type Door } from '../../../test/http-door.js'

/** Customers of quite different habits: each buys every so many days, and stops at some day. */
const habits = Array.from({ length: 60 }, (_, i) => ({
  every: 7 + ((i * 37) % 90),
  stops: 40 + ((i * 53) % 330),
  amount: 5_00 + ((i * 971) % 90_00),
}))

const buy = async ({ post }: Door): Promise<void> => {
  const start = dayNumber('2025-01-01')
  for (const [i, { every, stops, amount }] of habits.entries()) {
    await post('/customers', { kind: 'person', source: 'shop', externalId: String(i) })
    for (let day = i % 30, times = 0; day < stops; day += every, times++)
      await post(`/customers/shop:${i}/purchases`, {
        total: { amount: amount + times * 35, currency: 'EUR' },
        occurredAt: `${dayOfNumber(start + day)}T12:00:00Z`,
      })
  }
  // One customer paid once in dollars: too little to tell what a purchase in them will be worth.
  await post('/customers/shop:0/purchases', {
    total: { amount: 1_00, currency: 'USD' },
    occurredAt: '2025-01-09T12:00:00Z',
  })
}

const withBuyers = (work: (door: Door) => Promise<void>) =>
  withDoor(
    async (door) => {
      await buy(door)
      await work(door)
    },
    { fitHere: true },
  )

const expectProblem = (answer: Answer, status: number, code: string) => {
  expect(answer.body).toMatchObject({ type: `urn:touchledger:problem:${code}`, status })
}

const until = '2025-09-30'

test('a model is fitted, and published with the values of purchases as it was fitted', () =>
  withBuyers(async (door) => {
    const head = await door.store.head()
    const fitted = await door.get(`/models/fit/bg-nbd?until=${until}&unit=day`)
    expect(fitted.headers['touchledger-position']).toBe(String(head))
    expect(fitted.body).toMatchObject({ model: 'bg-nbd', unit: 'day', until, customers: 60, position: head })
    const values = await door.get(`/models/fit/gamma-gamma?until=${until}&currency=EUR`)
    expect(values.body).toMatchObject({ model: 'gamma-gamma', currency: 'EUR', until, position: head })
    expect(await door.store.head()).toBe(head)

    const asked = { model: 'bg-nbd', unit: 'day', until, by: 'ana-7' }
    const published = await door.post('/models/potential/repeat%20buyers', asked)
    expect(published.status).toBe(201)
    expect(published.body).toEqual({
      position: head + 1,
      events: [{ id: expect.any(String) as string, type: 'PotentialModelPublished' }],
      repeated: false,
      version: 1,
      currencies: ['EUR'],
      withoutValues: [{ currency: 'USD', code: 'fit-too-few-repeat-buyers', message: expect.any(String) as string }],
    })
    const { models } = (await door.get('/models')).body as unknown as {
      models: readonly { purchases: { parameters: object }; values: readonly { parameters: object }[] }[]
    }
    expect(models).toMatchObject([
      { name: 'repeat buyers', version: 1, isActive: false, discountPerYear: 0.1, by: 'ana-7' },
    ])
    expect(models[0]!.purchases.parameters).toEqual((fitted.body as unknown as { parameters: object }).parameters)
    expect(models[0]!.values[0]!.parameters).toEqual((values.body as unknown as { parameters: object }).parameters)
  }))

test('how a model tracks what happened is told period by period', () =>
  withBuyers(async ({ get }) => {
    const { body } = await get(`/models/fit/bg-nbd/tracking?until=${until}`)
    const { tracking, holdout } = body as unknown as {
      tracking: { from: string; fittedPeriods: number; periods: { cumulativeActual: number }[] }
      holdout: { actual: number }
    }
    expect(tracking).toMatchObject({ from: '2025-01-01', unit: 'week', fittedPeriods: 38 })
    // The dollars of January were paid on another day than anything else.
    const purchases = habits.reduce((sum, { every, stops }, i) => sum + Math.ceil((stops - (i % 30)) / every), 1)
    expect(tracking.periods.at(-1)!.cumulativeActual).toBe(purchases - habits.length)
    expect(holdout.actual).toBeGreaterThan(0)
  }))

test('what is published under a key is fitted once, however often it is asked for', () =>
  withBuyers(async ({ post, get }) => {
    const ask = (key: string, discountPerYear = 0.1) =>
      post('/models/potential/p', { model: 'bg-nbd', until, discountPerYear }, { 'idempotency-key': key })
    const first = await ask('a')
    await post('/customers/shop:1/purchases', {
      total: { amount: 1, currency: 'EUR' },
      occurredAt: '2025-03-03T03:00:00Z',
    })
    const again = await ask('a')
    const { withoutValues: _, ...told } = first.body as unknown as { withoutValues: unknown }
    expect([again.status, again.body]).toEqual([200, { ...told, repeated: true }])
    expectProblem(await ask('a', 0.2), 422, 'idempotency-key-reused')
    expect((await ask('b')).body).toMatchObject({ version: 2 })
    expect((await get('/models')).body).toMatchObject({ models: [{ version: 1 }, { version: 2 }] })
  }))

test('what cannot be fitted is refused, and nothing is recorded', () =>
  withBuyers(async ({ get, post, store }) => {
    const head = await store.head()
    expectProblem(await get(`/models/fit/poisson?until=${until}`), 404, 'model-kind-unknown')
    expectProblem(await get('/models/fit/bg-nbd'), 400, 'request-invalid')
    expectProblem(await get(`/models/fit/bg-nbd?until=${until}&unit=year`), 400, 'request-invalid')
    expectProblem(await get('/models/fit/bg-nbd?until=2024-12-31'), 422, 'fit-no-customers')
    expectProblem(await get(`/models/fit/bg-nbd?until=${until}&knownAt=2020-01-01`), 422, 'fit-no-customers')
    expectProblem(await get(`/models/fit/gamma-gamma?until=${until}`), 400, 'currency-missing')
    expectProblem(await get(`/models/fit/gamma-gamma?until=${until}&currency=JPY`), 400, 'currency-unknown')
    const asked = { model: 'bg-nbd', until: '2025-01-02' }
    expectProblem(await post('/models/potential/p', asked), 422, 'fit-too-few-repeat-buyers')
    expectProblem(await post('/models/potential/p', { ...asked, discountPerYear: -1 }), 400, 'request-invalid')
    expectProblem(await post('/models/potential/p', { ...asked, model: 'gamma-gamma' }), 400, 'request-invalid')
    expectProblem(await post('/models/potential/p', asked, { 'if-match': '"1"' }), 400, 'header-invalid')
    expect(await store.head()).toBe(head)
  }))
