/** The main job on the real data sets, through the command line; figures from the reference, counted from the files apart. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../open-stores.js'
import { startHttpServer } from '../http-server.js'
import { describeWithData, sharedData } from '../shared-data.js'
import { answerOf, touchledger } from '../touchledger.js'

interface Imported {
  rows: number
  appended: number
  rejected: number
}

/** Runs the import twice and checks that the second time adds nothing. */
const importTwice = async (mapping: string, path: string, data: string): Promise<Imported> => {
  const first = await answerOf<Imported & Record<string, unknown>>('import', mapping, path, '--data', data)
  const again = await answerOf<Imported & Record<string, unknown>>('import', mapping, path, '--data', data)
  expect(again).toMatchObject({ rows: first.rows, appended: 0, rejected: first.rejected })
  return first
}

const expectProven = async (data: string): Promise<void> => {
  const proof = await answerOf<{ equal: boolean; readModels: { equal: boolean }[] }>(
    'rebuild',
    '--verify',
    '--data',
    data,
  )
  expect(proof.equal).toBe(true)
  expect(proof.readModels.every(({ equal }) => equal)).toBe(true)
}

let data: string
beforeEach(() => (data = temporaryFolder()))
afterEach(() => rmSync(data, { recursive: true, force: true }))

describeWithData('CDNOW master', () => {
  test('becomes the portfolio and the customers of the reference', async () => {
    expect(await importTwice('cdnow', sharedData('CDNOW_master.txt'), data)).toMatchObject({
      rows: 69_659,
      rejected: 0,
    })

    const portfolio = await answerOf('portfolio', '--data', data)
    expect(portfolio).toMatchObject({
      customers: 23_570,
      repeatCustomers: 11_516,
      purchases: 69_659,
      purchaseDays: 67_591,
      revenue: { USD: 250_031_563 },
      cohorts: {
        '1997-01': [7846, 1157, 964, 810, 679, 736, 720, 582, 559, 594, 673, 634, 528, 511, 664, 472, 497, 498],
        '1997-02': [8476, 1312, 980, 783, 847, 786, 626, 619, 666, 721, 661, 545, 568, 718, 545, 548, 551],
        '1997-03': [7248, 1032, 752, 756, 674, 564, 561, 579, 634, 569, 464, 472, 678, 420, 443, 457],
      },
    })
    expect(portfolio.gini).toBeCloseTo(0.6345711845815959, 12)
    expect(portfolio.top20Share).toBeCloseTo(0.6777738296984529, 12)

    const timeline = await answerOf<{ items: { day: string; details: object }[] }>(
      'customer',
      'cdnow:00004',
      'timeline',
      '--data',
      data,
    )
    expect(timeline.items.map(({ day, details }) => [day, details])).toEqual([
      ['1997-01-01', { total: { amount: 2933, currency: 'USD' }, units: 2 }],
      ['1997-01-18', { total: { amount: 2973, currency: 'USD' }, units: 2 }],
      ['1997-08-02', { total: { amount: 1496, currency: 'USD' }, units: 1 }],
      ['1997-12-12', { total: { amount: 2648, currency: 'USD' }, units: 2 }],
    ])

    const value = await answerOf('customer', 'cdnow:00004', 'value', '--as-of', '1997-09-30', '--data', data)
    expect(value).toMatchObject({ costBasis: 'none', currencies: { USD: { revenue: 7402, net: 7402 } } })

    const largest = await answerOf('customer', 'cdnow:07592', 'value', '--data', data)
    expect(largest).toMatchObject({ currencies: { USD: { revenue: 1_399_093 } } })

    const loyalty = await answerOf('customer', 'cdnow:00004', 'loyalty', '--as-of', '1998-06-30', '--data', data)
    expect(loyalty).toMatchObject({
      firstPurchaseDay: '1997-01-01',
      lastPurchaseDay: '1997-12-12',
      purchaseDays: 4,
      recencyDays: 200,
    })

    await expectProven(data)
  }, 120_000)
})

describeWithData('CDNOW 1/10 sample', () => {
  interface Fitted {
    readonly parameters: Readonly<Record<string, number>>
    readonly logLikelihood: number
    readonly tracking?: {
      readonly periods: { readonly cumulativeActual: number; readonly cumulativeExpected: number }[]
    }
  }
  const fitted = (model: string, ...options: string[]) =>
    answerOf<Fitted>('fit', model, '--until', '1997-09-30', '--unit', 'week', '--data', data, ...options)

  test('gives, from its events, the models of value that were published', async () => {
    await importTwice('cdnow-sample', sharedData('CDNOW_sample.txt'), data)
    const plot = join(data, 'plot.svg')
    const bgNbd = await fitted('bg-nbd', '--plot', plot)
    expect(readFileSync(plot, 'utf8')).toContain('<polyline')
    const weeks = bgNbd.tracking!.periods
    expect([weeks.length, weeks.at(-1)!.cumulativeActual]).toEqual([78, 4339])
    expect((weeks.at(-1)!.cumulativeExpected / 4339 - 1).toFixed(2)).toBe('-0.04')
    expect(bgNbd).toMatchObject({ model: 'bg-nbd', customers: 2357, unit: 'week', until: '1997-09-30', position: 9276 })
    // CLVTools prints -9582.429, -9594.976 and -4055.9177; lifetimes the parameters of MBG/NBD and of Gamma-Gamma.
    expect(bgNbd.logLikelihood.toFixed(3)).toBe('-9582.429')
    for (const [name, printed] of Object.entries({ r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 }))
      expect(bgNbd.parameters[name]!.toFixed(4)).toBe(printed.toFixed(4))
    const mbgNbd = await fitted('mbg-nbd')
    for (const [name, printed] of Object.entries({ r: '0.525', alpha: '6.183', a: '0.891', b: '1.614' }))
      expect(mbgNbd.parameters[name]!.toFixed(3)).toBe(printed)
    const paretoNbd = await fitted('pareto-nbd')
    expect(paretoNbd.logLikelihood.toFixed(3)).toBe('-9594.976')
    const gammaGamma = await fitted('gamma-gamma')
    expect(gammaGamma).toMatchObject({ customers: 946, currency: 'USD' })
    expect(gammaGamma.logLikelihood.toFixed(4)).toBe('-4055.9177')
    for (const [name, printed] of Object.entries({ p: '6.25', q: '3.74', v: '15.44' }))
      expect(gammaGamma.parameters[name]!.toFixed(2)).toBe(printed)
  })

  test('estimates what is still to come by the model in force, and by the one of then', async () => {
    await answerOf('import', 'cdnow-sample', sharedData('CDNOW_sample.txt'), '--data', data)
    interface Value {
      readonly realized: object
      readonly potential: {
        readonly pAlive: number
        readonly expectedPurchases: number
        readonly expectedMargin: Readonly<Record<string, number>>
        readonly currencies: { readonly USD: { readonly expectedValue: number } }
        readonly model: object
      } | null
      readonly lifetimeValue: Readonly<Record<string, number>>
    }
    const valueOf = (customer: string, ...options: string[]): Promise<Value> =>
      answerOf(
        'customer',
        `cdnow:${customer}`,
        'value',
        '--as-of',
        '1997-09-30',
        '--horizon',
        '39w',
        '--data',
        data,
        ...options,
      )
    expect((await valueOf('00004')).potential).toBeNull()

    const publish = (model: string): Promise<object> =>
      fitted(model, '--publish', 'potential', '--discount', '0.15', '--activate', 'the first')
    expect(await publish('bg-nbd')).toMatchObject({
      holdout: { until: '1998-06-30', horizon: 39, actual: 1882 },
      published: { name: 'potential', version: 1, isActive: true, withoutValues: [], values: [{ customers: 946 }] },
    })
    const between = new Date().toISOString()
    const value = await valueOf('00004')
    // x = 2, t_x = 30.43, T = 38.86: P(alive) .726579, 1.226028 purchases in 39 weeks, of 24.65 each.
    expect(value).toMatchObject({
      realized: { net: { USD: 74_02 }, costBasis: 'none' },
      potential: { model: { name: 'potential', version: 1, purchases: 'bg-nbd', fittedUntil: '1997-09-30' } },
      referral: { earned: {}, expected: {} },
    })
    expect(value.potential!.pAlive).toBeCloseTo(0.726579, 3)
    expect(value.potential!.expectedPurchases).toBeCloseTo(1.226028, 3)
    expect(Math.abs(value.potential!.currencies.USD.expectedValue - 24_65)).toBeLessThanOrEqual(10)
    expect(value.lifetimeValue).toEqual({ USD: 74_02 + value.potential!.expectedMargin['USD']! })

    // Prediction of the second 39 weeks, compared with what happened in them.
    await answerOf('prediction', 'make', '--as-of', '1997-09-30', '--horizon', '39w', '--data', data)
    interface Tenth {
      readonly customers: number
      readonly purchases: number
    }
    const { checked } = await answerOf<{
      checked: (Tenth & { deciles: Tenth[]; outcome: { purchases: number; deciles: Tenth[] } })[]
    }>('prediction', 'check', '--data', data)
    const [{ customers, purchases, deciles, outcome }] = checked as [(typeof checked)[0]]
    expect([customers, Math.round(purchases), outcome.purchases]).toEqual([2357, 1653, 1882])
    // Those of whom most is expected buy most, and the tenth of which least is expected least.
    expect(deciles[0]!.purchases).toBeGreaterThan(5 * deciles[4]!.purchases)
    expect(outcome.deciles[0]!.purchases).toBeGreaterThan(5 * outcome.deciles[4]!.purchases)
    expect(outcome.deciles.reduce((sum, { purchases }) => sum + purchases, 0)).toBe(1882)

    const done = ['--action', 'call', '--by', 'rep-1', '--reason', 'quiet']
    await answerOf('save-action', 'cdnow:00004', ...done, '--data', data)
    const desk = await touchledger(
      'save-desk',
      '--as-of',
      '1997-09-30',
      '--horizon',
      '39w',
      '--limit',
      '5',
      '--data',
      data,
    )
    expect(desk.stdout).toMatch(/^by potential version 1 \(bg-nbd\), horizon 39w, risk of 25.0% or more$/m)
    expect(desk.stdout.match(/^[0-9a-f-]{36} .*% {2}USD .*quiet \d+ days, usually \d+$/gm)).toHaveLength(5)
    expect((await touchledger('save-desk', '--data', data)).stdout).toMatch(/^Something was done for 1 customers/m)

    await publish('mbg-nbd')
    expect((await valueOf('00004')).potential!.model).toMatchObject({ version: 2, purchases: 'mbg-nbd' })
    expect(await answerOf('model', 'list', '--data', data)).toMatchObject({
      models: [
        { kind: 'potential', version: 1, isActive: false, inForce: null },
        { kind: 'potential', version: 2, isActive: true, inForce: { reason: 'the first' } },
      ],
    })
    const then = await valueOf('00004', '--known-at', between)
    expect(then.potential).toEqual({ ...value.potential, position: expect.any(Number) as number })
    expect(then.lifetimeValue).toEqual(value.lifetimeValue)
  })

  test('is fitted over HTTP, on a thread of its own, to what is published', async () => {
    await answerOf('import', 'cdnow-sample', sharedData('CDNOW_sample.txt'), '--data', data)
    const server = await startHttpServer(data)
    const ask = async (path: string, body?: object): Promise<object> => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'first model' }
      const post = { method: 'POST', body: JSON.stringify(body), headers }
      return (await (await fetch(server.url + path, body ? post : {})).json()) as object
    }
    try {
      const until = '1997-09-30'
      // CLVTools 0.12.1
      const [fitted, values] = await Promise.all([
        ask(`/models/fit/bg-nbd?until=${until}`),
        ask(`/models/fit/gamma-gamma?until=${until}`),
      ])
      expect(fitted).toMatchObject({ customers: 2357, logLikelihood: expect.closeTo(-9582.429, 2) as number })
      expect(values).toMatchObject({ currency: 'USD', logLikelihood: expect.closeTo(-4055.918, 2) as number })
      const request = { model: 'bg-nbd', until, discountPerYear: 0.15 }
      const published = await ask('/models/potential/potential', request)
      expect(published).toMatchObject({ version: 1, currencies: ['USD'], withoutValues: [], repeated: false })
      expect(await ask('/models/potential/potential', request)).toMatchObject({ version: 1, repeated: true })
      expect(await ask('/models/fit/bg-nbd?until=1996-12-31')).toMatchObject({
        type: 'urn:touchledger:problem:fit-no-customers',
        status: 422,
      })
    } finally {
      expect((await server.stop()).code).toBe(0)
    }
  })

  test('is not fitted to what was not known then, nor in a currency that nobody paid in', async () => {
    await answerOf('import', 'cdnow-sample', sharedData('CDNOW_sample.txt'), '--data', data)
    const told = async (...args: string[]) => (await touchledger('fit', ...args, '--data', data)).stderr
    expect(await told('bg-nbd', '--until', '1997-09-30', '--known-at', '1998-01-01')).toContain('no customers')
    expect(await told('gamma-gamma', '--until', '1997-09-30', '--currency', 'EUR')).toContain(
      'Nothing was bought in EUR',
    )
    expect(await told('bg-nbd', '--until', '1997-01-01')).toContain('bought again')
  })
})

describeWithData('Olist orders', () => {
  test('become the order book, the customers and the satisfaction of the reference', async () => {
    expect(await importTwice('olist-orders', sharedData('olist-orders'), data)).toMatchObject({ rejected: 0 })
    const portfolio = await answerOf('portfolio', '--data', data)
    expect(portfolio).toMatchObject({
      customers: 8_016,
      orders: {
        byStatus: { fulfilled: 5_172 },
        // 415 were delivered after the start of the estimated day, 343 of them on a later day.
        steps: { placed: 8_135, approved: 7_989, shipped: 6_353, fulfilledLate: 343 },
        cancelledBecause: { canceled: 625, unavailable: 609 },
        money: { BRL: { goods: 109_326_435, shipping: 17_228_839, paid: 142_860_281 } },
      },
      satisfaction: { answers: 8_225, distribution: { 1: 2_638, 2: 382, 3: 667, 4: 1_184, 5: 3_354 } },
    })
    expect((portfolio.satisfaction as { mean: number }).mean).toBeCloseTo(3.271611, 6)
    await expectProven(data)
  }, 120_000)
})

describeWithData('Olist funnel', () => {
  test('becomes the lead funnel of the reference', async () => {
    expect(await importTwice('olist-funnel', sharedData('olist-funnel'), data)).toMatchObject({
      rows: 8_842,
      rejected: 0,
    })
    const { funnel, customers } = await answerOf<{
      customers: number
      funnel: Record<string, object> & { medianDaysToWon: number }
    }>('portfolio', '--data', data)
    expect(customers).toBe(8_000)
    expect(funnel).toMatchObject({
      leads: 8_000,
      won: 842,
      wonBeforeContact: 1,
      byOrigin: {
        'organic search': { leads: 2_296, won: 271 },
        'paid search': { leads: 1_586, won: 195 },
        social: { leads: 1_350, won: 75 },
        unknown: { leads: 1_099, won: 179 },
        'direct traffic': { leads: 499, won: 56 },
        email: { leads: 493, won: 15 },
        referral: { leads: 284, won: 24 },
        other: { leads: 150, won: 4 },
        display: { leads: 118, won: 6 },
        'other publicities': { leads: 65, won: 3 },
        '(empty)': { leads: 60, won: 14 },
      },
      bySegment: { 'home decor': { won: 105 }, 'health beauty': { won: 93 }, 'car accessories': { won: 77 } },
    })
    expect(funnel.medianDaysToWon).toBeCloseTo(14.72, 2)
    expect(Object.keys(funnel.byDeveloper!)).toHaveLength(32)
    expect(Object.keys(funnel.byRepresentative!)).toHaveLength(22)
    await expectProven(data)
  }, 120_000)
})

describeWithData('BPI 2013', () => {
  test('becomes the cases of one organisation', async () => {
    expect(await importTwice('bpi2013', sharedData('bpi2013/bpi2013_incidents_all.csv'), data)).toMatchObject({
      rows: 65_533,
      rejected: 0,
    })
    const portfolio = await answerOf('portfolio', '--data', data)
    expect(portfolio).toMatchObject({
      customers: 1,
      cases: {
        cases: 7_554,
        handOffs: 20_649,
        reopenings: 580,
        byStatus: { closed: 5_573 },
        changes: {
          'Accepted+In Progress': 30_239,
          'Queued+Awaiting Assignment': 11_544,
          'Completed+Resolved': 6_115,
          'Completed+Closed': 5_716,
          'Accepted+Wait - User': 4_217,
          'Accepted+Assigned': 3_221,
          'Completed+In Call': 2_035,
          'Accepted+Wait': 1_533,
          'Accepted+Wait - Implementation': 493,
          'Accepted+Wait - Vendor': 313,
          'Accepted+Wait - Customer': 101,
          'Unmatched+Unmatched': 5,
          'Completed+Cancelled': 1,
        },
      },
    })
    const page = await answerOf<{ items: object[]; next: string }>(
      'customer',
      'bpi2013:organisation',
      'timeline',
      '--limit',
      '3',
      '--data',
      data,
    )
    expect(page.items).toHaveLength(3)
    expect(page.next).toBeDefined()
    await expectProven(data)
  }, 180_000)
})
