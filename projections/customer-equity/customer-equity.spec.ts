import fc from 'fast-check'
import { happened, historyOf, orderPlaced, purchase, refund, type Happened } from '../../test/given-events.js'
import { cdnowModel } from '../../test/given-models.js'
import { loyalty } from '../loyalty/loyalty.read-model.js'
import { lifetime, parseHorizon } from '../potential/horizon.js'
import { potentialAt } from '../potential/potential.js'
import { refold } from '../read-model.js'
import { value } from '../value/value.read-model.js'
import { customerEquityAt, type EquityInCurrency, type EquityRequest } from './customer-equity.js'
import { ValueColumns } from './value-columns.js'
import { valueLines } from './value-lines.js'

const columnsOf = (customers: readonly (readonly Happened[])[]): ValueColumns => {
  const columns = new ValueColumns()
  customers.forEach((events, i) => {
    const [folded] = refold(valueLines, `c-${i}`, historyOf(events, `c-${i}`))
    if (folded) columns.set(`c-${i}`, folded.body)
  })
  return columns
}
const request = (day: string, changes: Partial<EquityRequest> = {}): EquityRequest => ({
  asOf: `${day}T23:59:59.999Z`,
  horizon: parseHorizon('39w'),
  lostAfterDays: 365,
  model: cdnowModel,
  ...changes,
})
const equityOf = (customers: readonly (readonly Happened[])[], day: string, changes?: Partial<EquityRequest>) =>
  customerEquityAt(columnsOf(customers), request(day, changes))

const first = [purchase('1997-01-01', 29_33), purchase('1997-01-18', 29_73), purchase('1997-08-02', 14_96)]
const once = [purchase('1997-02-01', 20_00)]
const company = [happened('CustomerRegistered', '1997-01-05', { kind: 'organisation' }), purchase('1997-01-05', 99_00)]

describe('customer equity', () => {
  test('parts customers by kind, and those who are quiet from those who are active', () => {
    const { active, quiet, byKind, all } = equityOf([first, once, company], '1998-01-31')
    expect(active).toMatchObject({ customers: 2, currencies: { USD: { customers: 2, realized: 94_02 } } })
    expect(quiet).toMatchObject({ customers: 1, currencies: { USD: { customers: 1, realized: 99_00 } } })
    expect(byKind.unknown).toEqual(active)
    expect(byKind.organisation).toEqual({ customers: 0, alive: 0, expectedPurchases: 0, currencies: {} })
    expect(equityOf([first, once, company], '1998-01-05').byKind.organisation.customers).toBe(1)
    expect(all.customers).toBe(3)
  })

  test('parts the active by tier, where tiers are given', () => {
    const tiers = { names: ['VIP', 'small'], of: (customer: string) => (customer === 'c-0' ? 0 : 1) }
    const { active, byTier } = equityOf([first, once, company], '1998-01-05', { tiers })
    expect(Object.keys(byTier!)).toEqual(['VIP', 'small'])
    const { VIP, small } = byTier!
    expect(VIP).toEqual(equityOf([first], '1998-01-05').active)
    expect(small).toMatchObject({ customers: 2, currencies: { USD: { customers: 2, realized: 119_00 } } })
    for (const sum of ['realized', 'potential'] as const)
      expect(VIP!.currencies['USD']![sum]! + small!.currencies['USD']![sum]!).toBe(active.currencies['USD']![sum])
  })

  test('knows only what had happened by then', () => {
    expect(equityOf([first, once], '1997-01-17').all).toMatchObject({
      customers: 1,
      currencies: { USD: { customers: 1, realized: 29_33 } },
    })
    expect(equityOf([first, once], '1996-12-31').all.currencies).toEqual({})
  })

  test('without a model is what was realized', () => {
    const { all } = equityOf([first], '1997-09-30', { model: undefined })
    expect(all).toEqual({
      customers: 1,
      alive: null,
      expectedPurchases: null,
      currencies: { USD: { customers: 1, realized: 74_02, potential: null } },
    })
  })

  test('of a lifetime wants a discount rate', () => {
    const changes = { horizon: lifetime, model: { ...cdnowModel, discountPerYear: 0 } }
    expect(() => equityOf([first], '1997-09-30', changes)).toThrow(
      expect.objectContaining({ code: 'lifetime-unbounded' }),
    )
    expect(equityOf([first], '1997-09-30', { horizon: lifetime }).all.expectedPurchases).toBeNull()
  })
})

describe('the whole is the sum of its parts', () => {
  const day = fc.nat(700).map((days) => new Date(Date.UTC(1997, 0, 1 + days)).toISOString().slice(0, 10))
  const money = fc.record({ amount: fc.nat(100_000), currency: fc.constantFrom('USD', 'EUR', 'JPY') })
  const events = fc.oneof(
    fc.tuple(day, money).map(([at, total]) => happened('PurchaseCompleted', at, { total })),
    fc.tuple(day, money).map(([at, goods]) => orderPlaced(at, { goods })),
    fc.tuple(day, money).map(([at, revenue]) => happened('OrderFulfilled', at, { order: 'O-1', revenue })),
    fc.tuple(day, fc.nat(500)).map(([at, amount]) => refund(at, amount)),
    fc
      .tuple(day, money, fc.constantFrom('win' as const, 'serve' as const))
      .map(([at, cost, purpose]) => happened('CostAllocated', at, { cost, purpose, basis: 'per order' })),
  )
  const customers = fc.array(fc.array(events, { maxLength: 12 }), { maxLength: 6 })

  test.each(['39w', 'lifetime'])('to the cent, of what is said of each customer, over %s', (horizonText) => {
    const horizon = parseHorizon(horizonText)
    fc.assert(
      fc.property(customers, day, (histories, asOf) => {
        const { all } = equityOf(histories, asOf, { horizon })
        let [buyers, alive, expectedPurchases] = [0, 0, 0]
        const currencies: Record<string, EquityInCurrency> = {}
        for (const happenedOfOne of histories) {
          const history = historyOf(happenedOfOne).filter(({ metadata }) => metadata.occurredAt.slice(0, 10) <= asOf)
          const [seen] = refold(loyalty, 'c-1', history)
          const [sums] = refold(value, 'c-1', history)
          if (!sums) continue
          const potential = seen && potentialAt(cdnowModel, seen.body, sums.body, asOf, horizon)
          for (const [currency, { net }] of Object.entries(sums.body.currencies)) {
            const known = (currencies[currency] ??= { customers: 0, realized: 0, potential: 0 })
            known.customers += 1
            known.realized += net
            known.potential! += potential?.expectedMargin[currency] ?? 0
          }
          if (!potential) continue
          buyers += 1
          alive += potential.pAlive
          expectedPurchases += potential.expectedPurchases ?? 0
        }
        expect(all.currencies).toEqual(currencies)
        expect(all.customers).toBe(buyers)
        expect(all.alive).toBeCloseTo(alive, 9)
        if (horizon.days !== undefined) expect(all.expectedPurchases).toBeCloseTo(expectedPurchases, 8)
      }),
      { numRuns: 200 },
    )
  })

  test('whatever was written before, and in which order', () => {
    fc.assert(
      fc.property(customers, customers, day, (before, after, asOf) => {
        const columns = columnsOf(before)
        for (let i = Math.max(before.length, after.length) - 1; i >= 0; i -= 1) {
          const customer = `c-${i}`
          const [folded] = refold(valueLines, customer, historyOf(after[i] ?? [], customer))
          columns.set(customer, folded?.body ?? valueLines.initial(customer))
        }
        const { all } = customerEquityAt(columns, request(asOf))
        const { alive, expectedPurchases, ...exact } = equityOf(after, asOf).all
        expect(all).toMatchObject(exact)
        expect(all.alive).toBeCloseTo(alive!, 9)
        expect(all.expectedPurchases).toBeCloseTo(expectedPurchases!, 8)
      }),
    )
  })

  test('when the columns have grown and were put together again many times', () => {
    const columns = new ValueColumns()
    for (let round = 0; round < 40; round += 1)
      for (let i = 0; i < 100; i += 1) {
        const { body } = refold(valueLines, `c-${i}`, historyOf(round % 2 ? first : once, `c-${i}`))[0]!
        columns.set(`c-${i}`, body)
      }
    expect(columns.size).toBe(100)
    expect(columns.lines.at.length).toBeLessThan(3000)
    expect(customerEquityAt(columns, request('1997-09-30')).all.currencies['USD']).toMatchObject({
      customers: 100,
      realized: 100 * 74_02,
    })
  })
})
