/** Tables over HTTP: every table is whole, exact, and adds up to the figures over all customers. */
import { simpleModel } from '../../../test/given-value-models.js'
import { withDoor, type Answer, type Door } from '../../../test/http-door.js'
import { CommandRunner } from '../../commands/command-runner.js'
import { cdnowModel } from '../../../test/given-models.js'
import { TableExport } from '../../exporting/table-export.js'
import { tables } from '../../exporting/tables.js'
import { RecordParser } from '../../importing/record-parser.js'

type Row = Readonly<Record<string, string>>

const rowsOf = ({ text }: Answer): Row[] => {
  const parser = new RecordParser({ format: 'csv', delimiter: ',' })
  const [head, ...rows] = [...parser.records(Buffer.from(text).toString('latin1'), false, true)]
  return rows.map(({ fields }) => Object.fromEntries(head!.fields.map((name, at) => [name, fields[at]!])))
}

/** With everything that was written by now. */
const read = async (door: Door, path: string, accept?: string): Promise<Answer> => {
  const url = `${path}${path.includes('?') ? '&' : '?'}waitFor=${await door.store.head()}`
  return door.get(url, accept === undefined ? {} : { accept })
}

const table = async (door: Door, name: string): Promise<Row[]> => rowsOf(await read(door, `/tables/${name}`))

const sumsOf = (rows: readonly Row[], by: string, measures: readonly string[]) => {
  const sums: Record<string, Record<string, number>> = {}
  for (const row of rows) {
    const sum = (sums[row[by]!] ??= Object.fromEntries(measures.map((measure) => [measure, 0])))
    for (const measure of measures) sum[measure]! += Number(row[measure])
  }
  return sums
}

const withShop = (work: (door: Door) => Promise<void>) =>
  withDoor(async (door) => {
    for (const [externalId, note] of [
      ['ada', 'says "no, thanks"'],
      ['bob', '=HYPERLINK("x")'],
      ['cy', 'two\nlines'],
    ])
      await door.post('/customers', { kind: 'person', source: 'shop', externalId, profile: { note } })
    const buy = (customer: string, amount: number, currency: string, at: string, more: object = {}) =>
      door.post(`/customers/shop:${customer}/purchases`, {
        total: { amount, currency },
        costOfGoods: { amount: 1_00, currency },
        occurredAt: `${at}T10:00:00Z`,
        ...more,
      })
    await buy('ada', 10_00, 'USD', '2026-01-10')
    await buy('ada', 12_50, 'USD', '2026-02-10')
    await buy('ada', 700, 'JPY', '2026-02-11')
    await door.post('/customers/shop:cy/accounts', { account: 'A-1' })
    await buy('bob', 33_33, 'USD', '2026-02-12', { account: 'A-2' })
    await door.post('/customers/shop:cy/orders', {
      order: 'A,1',
      goods: { amount: 50_00, currency: 'EUR' },
      occurredAt: '2026-01-01T00:00:00Z',
    })
    await door.post('/customers/shop:cy/touchpoints', {
      type: 'PaymentReceived',
      data: { order: 'A,1', amount: { amount: 20_00, currency: 'EUR' } },
      occurredAt: '2026-01-02T00:00:00Z',
    })
    await door.post('/customers/shop:cy/opportunities', {
      opportunity: 'fleet',
      stage: 'offer',
      amount: { amount: 900_00, currency: 'EUR' },
    })
    await door.post('/customers/shop:cy/cases', { case: 'late' })
    await door.post('/customers/shop:cy/contracts', {
      contract: 'C-1',
      from: '2026-01-01',
      until: '2026-06-30',
      value: { amount: 10_00, currency: 'EUR' },
      per: 'month',
    })
    await door.post('/customers/shop:bob/touchpoints', {
      type: 'SurveyAnswered',
      data: { survey: 'visit', measure: 'csat', score: 4, scale: { min: 1, max: 5 } },
    })
    await work(door)
  })

interface Portfolio {
  readonly position: number
  readonly customers: number
  readonly value: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly stages: Readonly<Record<string, number>>
  readonly cohorts: Readonly<Record<string, readonly number[]>>
  readonly orders: { readonly money: object; readonly byStatus: object }
}

test('tables add up to the figures over all customers', () =>
  withShop(async (door) => {
    const portfolio = (await read(door, '/portfolio')).body as unknown as Portfolio
    const measures = Object.keys(portfolio.value['USD']!)
    expect(portfolio.value['USD']).toMatchObject({ revenue: 55_83, costOfGoods: 3_00, net: 52_83 })
    for (const name of ['value', 'portfolio-value'])
      expect([name, sumsOf(await table(door, name), 'currency', measures)]).toEqual([name, portfolio.value])
    // An order that is not fulfilled yet brings nothing in any month.
    const { EUR: _nothing, ...inMonths } = portfolio.value
    expect(sumsOf(await table(door, 'value-months'), 'currency', measures)).toEqual(inMonths)
    expect(await table(door, 'customers')).toHaveLength(portfolio.customers)
    const stages = Object.fromEntries(
      Object.entries(portfolio.stages).map(([stage, customers]) => [stage, { customers }]),
    )
    const customers = (await table(door, 'lifecycle')).map(({ stage }) => ({ stage: stage!, customers: '1' }))
    expect(sumsOf(customers, 'stage', ['customers'])).toEqual(stages)
    expect(sumsOf(await table(door, 'portfolio-stages'), 'stage', ['customers'])).toEqual(stages)
    expect(sumsOf(await table(door, 'orders'), 'currency', ['goods', 'shipping', 'paid', 'refunded'])).toEqual(
      portfolio.orders.money,
    )
    const cohorts = await table(door, 'portfolio-cohorts')
    expect(cohorts.map(({ cohort, customers }) => [cohort, Number(customers)])).toEqual(
      Object.entries(portfolio.cohorts).flatMap(([cohort, months]) => months.map((customers) => [cohort, customers])),
    )
    expect(cohorts.find(({ month }) => month === '2026-02')).toMatchObject({ cohort: '2026-01', monthsSince: '1' })
  }))

const activatePotential = async (door: Door): Promise<void> => {
  const runner = door.application.get(CommandRunner, { strict: false })
  const { version: _version, ...model } = cdnowModel
  await runner.handleShared({ type: 'PublishPotentialModel', data: model }, { actor: 'spec' })
  const active = { name: 'potential', version: 1, reason: 'the first' }
  await runner.handleShared({ type: 'ActivatePotentialModel', data: active }, { actor: 'spec' })
}

/** What tables of answers are made of: models in force, a market, a cost, and somebody who may leave or brings little. */
const withAnswers = async (door: Door): Promise<void> => {
  await activatePotential(door)
  const { indicators, tiers } = simpleModel
  await door.post('/models/value/simple/1', { definition: { indicators, tiers } })
  await door.post('/models/value/simple/1/activate', { reason: 'agreed' })
  const period = { from: '2026-01-01', until: '2026-03-31' }
  const turnover = { amount: 1_000_00, currency: 'USD' }
  await door.post('/market/sizes', { market: 'all', ...period, publisher: 'us', turnover, customers: 9 })
  const cost = { amount: 50_00, currency: 'USD' }
  await door.post('/cost-pools', { pool: 'hotline', ...period, cost, key: 'order', purpose: 'serve' })
  await door.post('/customers/shop:ada/touchpoints', {
    type: 'CostAllocated',
    data: { cost, purpose: 'serve', basis: 'by hand' },
    occurredAt: '2026-03-01T00:00:00Z',
  })
  const contract = { contract: 'C-2', from: '2026-01-01', until: '2027-01-31', value: turnover, per: 'month' }
  await door.post('/customers/shop:bob/contracts', { ...contract, occurredAt: '2026-01-01T00:00:00Z' })
}

test('tables of answers tell what the answers tell, of all customers', () =>
  withShop(async (door) => {
    await withAnswers(door)
    const query = '?asOf=2026-11-24'
    const answer = async (path: string): Promise<never> => (await read(door, `${path}${query}`)).body as never
    const rows = (name: string) => table(door, `${name}${query}`)
    const desk: { currencies: { USD: { customers: readonly { valueAtRisk: number }[] } } } =
      await answer('/portfolio/save-desk')
    expect((await rows('save-desk')).filter(({ currency }) => currency === 'USD')).toMatchObject([
      {
        currency: 'USD',
        contractEnds: '2027-01-31',
        valueAtRisk: String(desk.currencies.USD.customers[0]!.valueAtRisk),
      },
    ])
    const review: { currencies: { USD: { listed: readonly { value: number }[] } } } =
      await answer('/portfolio/low-value')
    expect((await rows('low-value')).map(({ value }) => Number(value))).toEqual(
      review.currencies.USD.listed.map(({ value }) => value),
    )
    const equity: { all: { currencies: Record<string, { potential: number }> } } = await answer('/portfolio/equity')
    const all = (await rows('equity')).filter(({ group }) => group === 'all')
    expect(Object.fromEntries(all.map(({ currency, potential }) => [currency, Number(potential)]))).toEqual(
      Object.fromEntries(
        Object.entries(equity.all.currencies).map(([currency, { potential }]) => [currency, potential]),
      ),
    )
    expect((await rows('pareto')).filter(({ currency }) => currency === 'USD')).toHaveLength(10)
    const tiers = await rows('pyramid')
    expect(sumsOf(tiers, 'currency', ['revenue'])['USD']).toEqual({ revenue: 55_83 })
    expect(await rows('market')).toMatchObject([
      { market: 'all', turnover: '5583', turnoverShare: '0.05583', bought: '3' },
    ])
    expect(await rows('cost-pools')).toMatchObject([
      { pool: 'hotline', amount: '5000', isAllocated: 'false', units: '' },
    ])
    expect(await table(door, 'cost-pools?knownAt=2026-01-01')).toEqual([])
  }))

test('a table that wants a model is refused without one', () =>
  withShop(async (door) => {
    expect((await door.get('/tables/save-desk')).body).toMatchObject({ status: 422 })
    expect((await door.get('/tables/pyramid')).body).toMatchObject({ status: 404 })
  }))

test('every table has the columns that are told, as CSV and as NDJSON', () =>
  withShop(async (door) => {
    await withAnswers(door)
    const told = (await door.get('/tables')).body as unknown as { tables: { name: string; columns: string[] }[] }
    expect(told.tables.map(({ name }) => name)).toEqual(tables.map(({ name }) => name))
    const filled: string[] = []
    for (const { name, columns } of told.tables) {
      const csv = await read(door, `/tables/${name}`, 'text/csv')
      expect(csv.headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': `attachment; filename="${name}.csv"`,
        'touchledger-position': String(await door.store.head()),
      })
      expect(csv.text.split('\r\n')[0]).toBe(columns.join(','))
      const lines = (await read(door, `/tables/${name}`, 'application/x-ndjson')).text.split('\n').slice(0, -1)
      const objects = lines.map((line) => JSON.parse(line) as object)
      for (const object of objects) expect(Object.keys(object)).toEqual(columns)
      expect(rowsOf(csv)).toHaveLength(objects.length)
      if (objects.length > 0) filled.push(name)
    }
    expect(tables.map(({ name }) => name).filter((name) => !filled.includes(name))).toEqual([
      'wallet',
      'leads',
      'commitments',
      'portfolio-lead-origins',
      'predictions',
    ])
  }))

test('margins, cells of RFM and contracts come out as they are told elsewhere', () =>
  withShop(async (door) => {
    const march = '?asOf=2026-03-31'
    const all = rowsOf(await read(door, `/tables/portfolio-margins${march}`))
    expect(all.find(({ currency, period }) => currency === 'USD' && period === '24 months')).toMatchObject({
      from: '2024-04',
      through: '2026-03',
      revenue: '5583',
      margin: '5283',
      improvement: '',
    })
    const each = rowsOf(await read(door, `/tables/margins${march}`)).filter(({ period }) => period === '24 months')
    expect(sumsOf(each, 'currency', ['revenue', 'margin'])['USD']).toEqual({ revenue: 55_83, margin: 52_83 })
    const account = rowsOf(await read(door, `/tables/account-margins${march}`))
    expect(account.find(({ period }) => period === '36 months')).toMatchObject({ account: 'A-2', revenue: '3333' })
    expect((await table(door, 'accounts')).map(({ account, net }) => [account, net]).sort()).toEqual([
      ['A-1', '0'],
      ['A-2', '3233'],
    ])
    const cells = rowsOf(await read(door, `/tables/rfm${march}`))
    expect(sumsOf(cells, 'currency', ['customers', 'revenue'])).toEqual({
      EUR: { customers: 1, revenue: 0 },
      JPY: { customers: 1, revenue: 700 },
      USD: { customers: 2, revenue: 55_83 },
    })
    const contract = {
      contract: 'C-1',
      value: '1000',
      currency: 'EUR',
      per: 'month',
      until: '2026-06-30',
      renewals: '0',
    }
    expect(await table(door, 'contracts')).toMatchObject([{ ...contract, state: 'ended' }])
  }))

test('a prediction comes out tenth by tenth', () =>
  withShop(async (door) => {
    await activatePotential(door)
    await door.post('/predictions', { asOf: '2026-02-28', horizon: '13w' })
    const [made] = ((await door.get('/predictions')).body as unknown as { predictions: { purchases: number }[] })
      .predictions
    const rows = await table(door, 'predictions')
    const tenths = new Map(rows.map(({ decile, expectedPurchases }) => [decile, Number(expectedPurchases)]))
    expect([...tenths.values()].reduce((sum, one) => sum + one, 0)).toBeCloseTo(made!.purchases, 9)
    expect(rows[0]).toMatchObject({ model: 'potential', version: '1', asOf: '2026-02-28', actualPurchases: '' })
    expect(await table(door, 'predictions?knownAt=2026-01-01')).toEqual([])
  }))

test('texts come out as they went in; formulas are guarded where that is asked for', () =>
  withShop(async (door) => {
    const notes = (rows: Row[]) => rows.map(({ profile }) => (JSON.parse(profile!) as { note: string }).note).sort()
    expect(notes(await table(door, 'customers'))).toEqual(['=HYPERLINK("x")', 'says "no, thanks"', 'two\nlines'])
    expect((await table(door, 'orders'))[0]).toMatchObject({ order: 'A,1', goods: '5000', promisedBy: '' })
    await door.post('/customers/shop:cy/orders', { order: '=1', goods: { amount: 1, currency: 'EUR' } })
    const orders = rowsOf(await read(door, '/tables/orders?guardFormulas=true'))
    expect(orders.map(({ order }) => order).sort()).toEqual(["'=1", 'A,1'])
  }))

test('a table is answered as of a day, and says of which', () =>
  withShop(async (door) => {
    const answer = await read(door, '/tables/value?asOf=2026-01-31')
    expect(answer.headers['touchledger-as-of']).toBe('2026-01-31T23:59:59.999Z')
    expect(rowsOf(answer).map(({ currency, revenue }) => [currency, revenue])).toEqual(
      expect.arrayContaining([
        ['USD', '1000'],
        ['EUR', '0'],
      ]),
    )
    expect(rowsOf(answer)).toHaveLength(2)
    expect(rowsOf(await read(door, '/tables/value?knownAt=2026-01-31'))).toEqual([])
    const cohorts = rowsOf(await read(door, '/tables/portfolio-cohorts?asOf=2026-01-31'))
    expect(cohorts).toEqual([{ cohort: '2026-01', monthsSince: '0', month: '2026-01', customers: '2' }])
    const [ada] = rowsOf(await read(door, '/tables/loyalty?asOf=2026-01-31&format=csv')).filter(
      ({ firstPurchaseDay }) => firstPurchaseDay === '2026-01-10',
    )
    expect(ada).toMatchObject({ recencyDays: '21', purchases: '1', repeat: 'false' })
  }))

test('what is no table, and no format, is refused', () =>
  withDoor(async (door) => {
    expect((await door.get('/tables/nothing')).body).toMatchObject({
      type: 'urn:touchledger:problem:table-unknown',
      status: 404,
    })
    expect((await door.get('/tables/value?format=xml')).body).toMatchObject({ status: 400 })
  }))

test('no more is read than is taken', () =>
  withDoor(async (door) => {
    await door.post('/customers', { kind: 'person', source: 'shop', externalId: 'ada' })
    const touchpoint = { customer: 'shop:ada', type: 'InteractionRecorded', data: { subject: 'x'.repeat(400) } }
    await door.post('/touchpoints', { touchpoints: Array.from({ length: 1_000 }, () => touchpoint) })
    await read(door, '/portfolio')
    const exporting = door.application.get(TableExport, { strict: false })
    for (const at of [{}, { asOf: '2099-01-01T00:00:00.000Z' }]) {
      const request = { table: 'timeline', format: 'csv', at } as const
      const taken = await exporting.export(request, async ({ text, rows }) => {
        for await (const _piece of text) break
        return rows()
      })
      expect(taken).toBeGreaterThan(50)
      expect(taken).toBeLessThan(200)
      expect(
        await exporting.export(request, async ({ text, rows }) => {
          for await (const _piece of text);
          return rows()
        }),
      ).toBe(1_000)
    }
  }))
