import { makeCompany } from './company.js'
import { csvOf } from './company-files.js'
import { drawBuyer, drawSpend } from './buying.js'
import * as figures from './figures.js'
import { season } from './moment.js'
import { seeded } from './random.js'
import { storyAccounts } from './stories.js'
import { columns, type Row, type Table, type Tables } from './tables.js'

const bytes = (tables: Tables): string =>
  Object.entries(tables)
    .map(([table, rows]) => csvOf(table as Table, rows as readonly Row<Table>[]))
    .join('\n')

const company = makeCompany({ seed: 1, customers: 3_000 })
const ofCustomers = <T extends Table>(table: T, is: (customer: string) => boolean): readonly Row<T>[] =>
  company[table].filter((row) => is((row as { readonly customer: string }).customer))
const drawn = <T extends Table>(table: T): readonly Row<T>[] =>
  ofCustomers(table, (customer) => Number(customer) > storyAccounts.length)
const shareOf = <R>(rows: readonly R[], is: (row: R) => boolean): number => rows.filter(is).length / rows.length

describe('the demo company', () => {
  test('is the same from the same seed, to the byte', () => {
    expect(bytes(makeCompany({ seed: 1, customers: 3_000 }))).toBe(bytes(company))
  })

  test('is another one from another seed', () => {
    const other = bytes(makeCompany({ seed: 2, customers: 300 }))
    expect(other).not.toBe(bytes(makeCompany({ seed: 1, customers: 300 })))
  })

  test('keeps its first customers when it grows', () => {
    const early = makeCompany({ seed: 1, customers: 200 })
    expect(company.purchases.filter(({ customer }) => Number(customer) <= 200)).toEqual(early.purchases)
  })

  test('has as many customers as were asked for, each once', () => {
    expect(new Set(company.customers.map(({ customer }) => customer)).size).toBe(3_000)
    expect(company.customers).toHaveLength(3_000)
  })

  test('lies within its three years, every file in order of time', () => {
    for (const [table, rows] of Object.entries(company) as [Table, readonly Row<Table>[]][]) {
      const column = columns[table].find((name) => name === 'at' || name.endsWith('_at')) as keyof Row<Table>
      const times = rows.map((row) => row[column]!)
      expect(times).toEqual([...times].sort())
      expect(times[0]! >= `${figures.firstDay} 00:00:00`).toBe(true)
      expect(times.at(-1)! <= `${figures.lastDay} 23:59:59`).toBe(true)
    }
  })

  test('names every order, payment, case and promise once', () => {
    const names = (table: Table, column: string): string[] =>
      (company[table] as readonly Record<string, string>[]).map((row) => row[column]!)
    for (const list of [names('orders', 'order'), names('purchases', 'purchase'), names('payments', 'payment')])
      expect(new Set(list).size).toBe(list.length)
    const opened = company.cases.filter(({ event }) => event === 'opened').map((row) => row.case)
    expect(new Set(opened).size).toBe(opened.length)
  })

  test('never gives back more for an order than was paid', () => {
    const paid = new Map<string, number>()
    for (const { order, amount } of company.payments.filter(({ kind }) => kind === 'payment'))
      paid.set(order!, Number(amount))
    const refunds = [...company.payments.filter(({ kind }) => kind === 'refund'), ...company['late-refunds']]
    for (const { order, amount } of refunds.filter(({ order }) => order !== undefined))
      expect(Number(amount)).toBeLessThanOrEqual(paid.get(order!)!)
    expect(refunds.length).toBeGreaterThan(100)
  })
})

describe('the company has the documented figures', () => {
  test('kinds of customers', () => {
    expect(shareOf(drawn('customers'), ({ kind }) => kind === 'organisation')).toBeCloseTo(figures.organisationShare, 1)
  })

  test.each(['persons', 'organisations'] as const)('purchase rate, dropout and spend of %s', (kind) => {
    const model = figures[kind]
    const random = seeded('buyers', kind)
    const buyers = Array.from({ length: 20_000 }, () => drawBuyer(random, model))
    const mean = (of: (buyer: (typeof buyers)[number]) => number): number =>
      buyers.reduce((sum, buyer) => sum + of(buyer), 0) / buyers.length
    const { rate, dropout, spend } = model
    expect(mean((buyer) => buyer.rate) / (rate.shape / rate.rate)).toBeCloseTo(1, 1)
    expect(mean((buyer) => buyer.dropout)).toBeCloseTo(dropout.a / (dropout.a + dropout.b), 1)
    expect(mean((buyer) => drawSpend(random, buyer, model)) / ((spend.p * spend.v) / (spend.q - 1))).toBeCloseTo(1, 1)
  })

  test('months and weekdays have a mean of 1 each', () => {
    for (const factors of [figures.months, figures.persons.weekdays, figures.organisations.weekdays])
      expect(factors.reduce((sum, factor) => sum + factor, 0)).toBeCloseTo(factors.length, 10)
  })

  test('a busy day passes more of the season’s time than a quiet one', () => {
    const year = season('2023-01-01', '2023-12-31', figures.persons.weekdays)
    const day = (text: string): number => Date.parse(text) / 86_400_000
    const weight = (text: string): number => year.startOf(day(text) + 1) - year.startOf(day(text))
    // A Saturday in December, a Sunday in August.
    expect(weight('2023-12-02')).toBeCloseTo(1.45 * 1.55, 10)
    expect(weight('2023-08-06')).toBeCloseTo(0.8 * 0.5, 10)
    expect(year.dayAt(year.startOf(day('2023-12-02')) + 0.1)).toBe(day('2023-12-02'))
    expect(year.dayAt(year.length)).toBeUndefined()
  })

  test('people buy on Saturdays three times as often as on Sundays, organisations never on Sundays', () => {
    const on = (weekday: number) => (row: { readonly at?: string }) =>
      new Date(`${row.at!.slice(0, 10)}T00:00Z`).getUTCDay() === weekday
    const purchases = drawn('purchases')
    expect(shareOf(purchases, on(6)) / shareOf(purchases, on(0))).toBeGreaterThan(2)
    expect(
      shareOf(
        drawn('orders').filter(({ representative }) => representative),
        on(0),
      ),
    ).toBeLessThan(0.02)
  })

  test('origins of leads, and what is won of them', () => {
    const leads = drawn('leads')
    for (const [origin, { share }] of Object.entries(figures.origins))
      expect(Math.abs(shareOf(leads, (lead) => lead.origin === origin) - share)).toBeLessThan(0.06)
    const expected = Object.values(figures.origins).reduce((sum, { share, won }) => sum + share * won, 0)
    expect(Math.abs(shareOf(leads, ({ converted_at }) => converted_at !== undefined) - expected)).toBeLessThan(0.06)
  })

  test('orders cancelled and late, cost of goods known', () => {
    const orders = drawn('orders').length
    const events = drawn('order-events')
    const cancelled = events.filter(({ event, revenue }) => event === 'cancelled' && revenue === undefined).length
    expect(cancelled / orders).toBeCloseTo(figures.sales.cancelledBeforeShipping, 1)
    const fulfilled = events.filter(({ event }) => event === 'fulfilled')
    expect(shareOf(fulfilled, ({ cost_of_goods }) => cost_of_goods !== undefined)).toBeCloseTo(
      figures.sales.costKnown,
      1,
    )
  })

  test('many whose salesperson left buy no more, more than of those whose salesperson stayed', () => {
    const large = makeCompany({ seed: 1, customers: 12_000 })
    const ordersOf = new Map<string, string[]>()
    for (const { customer, at } of large.orders) ordersOf.set(customer!, [...(ordersOf.get(customer!) ?? []), at!])
    const handedOver = new Set(large.assignments.filter(({ from }) => from !== undefined).map((row) => row.customer))
    const active = large.assignments
      .filter(({ from, customer }) => from === undefined && Number(customer) > storyAccounts.length)
      .map(({ customer }) => ({ customer, orders: ordersOf.get(customer!) ?? [] }))
      .filter(({ orders }) => orders.some((at) => at >= '2024-04-01' && at < '2024-10-01'))
    const goOn = (left: boolean): number =>
      shareOf(
        active.filter(({ customer }) => handedOver.has(customer) === left),
        ({ orders }) => orders.some((at) => at >= '2024-10-01'),
      )
    expect(goOn(false)).toBeGreaterThan(0.7)
    expect(goOn(true) / goOn(false)).toBeGreaterThan(0.5)
    expect(goOn(true) / goOn(false)).toBeLessThan(0.8)
  })
})

describe('the stories of the field are in it', () => {
  const rowsOf = <T extends Table>(table: T, customer: string): readonly Row<T>[] =>
    ofCustomers(table, (name) => name === customer)
  const dayOfLastOrder = (customer: string): string => rowsOf('orders', customer).at(-1)!.at!

  test('a customer lost for more than a year, handed over, and won back', () => {
    const orders = rowsOf('orders', '00001').map(({ at }) => Date.parse(`${at!.replace(' ', 'T')}Z`) / 86_400_000)
    const gaps = orders.slice(1).map((day, index) => day - orders[index]!)
    expect(Math.max(...gaps)).toBeGreaterThan(365)
    expect(gaps.length - 1).toBeGreaterThan(gaps.indexOf(Math.max(...gaps)))
    expect(rowsOf('assignments', '00001').at(-1)).toMatchObject({ from: 'rep-07', reason: 'rep-07 left the company' })
  })

  test('a customer who follows the salesperson, and one who stays', () => {
    for (const customer of ['00002', '00003'])
      expect(rowsOf('assignments', customer).at(-1)).toMatchObject({ at: '2024-10-01 08:00:00', from: 'rep-07' })
    expect(dayOfLastOrder('00002') < '2024-10-01').toBe(true)
    expect(dayOfLastOrder('00003') > '2025-01-01').toBe(true)
  })

  test('a promise broken, then a case, a concession and a lower answer', () => {
    const broken = rowsOf('commitments', '00004').find(({ event }) => event === 'broken')!.at!
    expect(rowsOf('cases', '00004').some(({ event, at }) => event === 'opened' && at! > broken)).toBe(true)
    expect(rowsOf('concessions', '00004').some(({ at }) => at! > broken)).toBe(true)
    const scores = rowsOf('survey-answers', '00004').map(({ at, score }) => [at! > broken, Number(score)])
    expect(scores).toEqual([
      [false, 5],
      [true, 2],
    ])
  })

  test('an order cancelled after it was fulfilled takes its revenue back', () => {
    const events = rowsOf('order-events', '00005')
    expect(events.map(({ event }) => event)).toEqual(['approved', 'shipped', 'fulfilled', 'cancelled'])
    expect(events[3]).toMatchObject({ revenue: events[2]!.revenue, cost_of_goods: events[2]!.cost_of_goods })
  })

  test('refunds that come with a later file, said to have happened before later purchases', () => {
    expect(rowsOf('late-refunds', '00001')[0]!.at! < dayOfLastOrder('00001')).toBe(true)
    expect(rowsOf('late-refunds', '00006')[0]!.at! < rowsOf('purchases', '00006').at(-1)!.at!).toBe(true)
    expect(drawn('late-refunds').length).toBeGreaterThan(0)
  })
})
