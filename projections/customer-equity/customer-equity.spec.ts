import fc from 'fast-check'
import { happened, historyOf, orderPlaced, purchase, refund, type Happened } from '../../test/given-events.js'
import { columnsOf, setIn } from '../../test/given-columns.js'
import { cdnowModel } from '../../test/given-models.js'
import { dayNumber, dayOfNumber } from '../../domain/time.js'
import { contracts } from '../contracts/contracts.read-model.js'
import { loyalty } from '../loyalty/loyalty.read-model.js'
import { lifetime, parseHorizon } from '../potential/horizon.js'
import { contractSumsOf, renewalRateAt } from '../potential/contractual.js'
import { expectedMarginOf } from '../potential/expected-margin.js'
import { refold } from '../read-model.js'
import { value } from '../value/value.read-model.js'
import { customerEquityAt, type EquityInCurrency, type EquityRequest } from './customer-equity.js'
import { ValueColumns } from '../columns/value-columns.js'

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

  test('counts who is under contract as active, whatever was bought, and what the contract brings instead', () => {
    const contract = {
      contract: 'C-1',
      from: '1997-12-01',
      until: '1998-01-30',
      value: { amount: 5_000_00, currency: 'EUR' },
      margin: { amount: 36_525, currency: 'EUR' },
      per: 'year' as const,
      renewalProbability: 0,
    }
    const signed = happened('ContractSigned', '1997-11-01', contract)
    const known = equityOf([[...company, signed], [signed], once], '1998-01-20')
    expect(known.active).toMatchObject({
      customers: 3,
      currencies: {
        // Ten days at a hundred, a little discounted.
        EUR: { customers: 2, realized: 0, potential: 2 * 998 },
        USD: {
          customers: 2,
          realized: 119_00,
          potential: equityOf([once], '1998-01-20').all.currencies['USD']!.potential,
        },
      },
    })
    expect(known.quiet.customers).toBe(0)
    const after = equityOf([[...company, signed], [signed], once], '1998-01-31')
    expect(after.active).toEqual(equityOf([once], '1998-01-31').active)
    expect(after.quiet).toEqual(equityOf([company], '1998-01-31').quiet)
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
  const term = fc.tuple(fc.constantFrom('C-1', 'C-2'), day, fc.nat(400), money, fc.option(fc.constantFrom(0, 0.5, 0.9)))
  const contractEvents = fc.oneof(
    fc.tuple(day, term, fc.boolean()).map(([at, [contract, from, days, value, renewalProbability], saysMargin]) =>
      happened('ContractSigned', at, {
        contract,
        from,
        until: dayOfNumber(dayNumber(from) + days),
        value,
        per: 'month',
        ...(saysMargin && { margin: { ...value, amount: Math.round(value.amount / 3) } }),
        ...(renewalProbability !== null && { renewalProbability }),
      }),
    ),
    fc.tuple(day, term).map(([at, [contract, until]]) => happened('ContractRenewed', at, { contract, until })),
    fc
      .tuple(day, term)
      .map(([at, [contract, on]]) => happened('ContractTerminated', at, { contract, on, reason: 'x' })),
    fc
      .tuple(day, term)
      .map(([at, [contract, , , value]]) => happened('ContractAmended', at, { contract, value, per: 'quarter' })),
  )
  const customers = fc.array(fc.array(fc.oneof({ weight: 3, arbitrary: events }, contractEvents), { maxLength: 12 }), {
    maxLength: 6,
  })

  test.each(['39w', 'lifetime'])('to the cent, of what is said of each customer, over %s', (horizonText) => {
    const horizon = parseHorizon(horizonText)
    fc.assert(
      fc.property(customers, day, (histories, asOf) => {
        const { all } = equityOf(histories, asOf, { horizon })
        const known = histories.map((events) =>
          historyOf(events).filter(({ metadata }) => metadata.occurredAt.slice(0, 10) <= asOf),
        )
        const contractsOf = known.map((history) => refold(contracts, 'c-1', history).map(({ body }) => body))
        const renewalRate = renewalRateAt(contractSumsOf(contractsOf.flat()), asOf)
        let [customersInAll, alive, expectedPurchases] = [0, 0, 0]
        const currencies: Record<string, EquityInCurrency> = {}
        known.forEach((history, i) => {
          const seen = refold(loyalty, 'c-1', history)[0]?.body ?? loyalty.initial('c-1')
          const sums = refold(value, 'c-1', history)[0]?.body ?? value.initial('c-1')
          const standing = { value: sums, loyalty: seen, contracts: contractsOf[i]! }
          const expected = expectedMarginOf(standing, { model: cdnowModel, day: asOf, horizon, renewalRate })
          for (const currency of new Set([
            ...Object.keys(sums.currencies),
            ...expected.bound.map(({ currency }) => currency),
          ])) {
            const known = (currencies[currency] ??= { customers: 0, realized: 0, potential: 0 })
            known.customers += 1
            known.realized += sums.currencies[currency]?.net ?? 0
            known.potential! += expected.amounts?.[currency] ?? 0
          }
          if (!expected.amounts) return
          customersInAll += 1
          alive += expected.bound.length > 0 ? 1 : expected.pattern!.pAlive
          expectedPurchases += expected.pattern?.expectedPurchases ?? 0
        })
        expect(all.currencies).toEqual(currencies)
        expect(all.customers).toBe(customersInAll)
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
        for (let i = Math.max(before.length, after.length) - 1; i >= 0; i -= 1) setIn(columns, `c-${i}`, after[i] ?? [])
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
        setIn(columns, `c-${i}`, round % 2 ? first : once)
      }
    expect(columns.size).toBe(100)
    expect(columns.lines.at.length).toBeLessThan(3000)
    expect(customerEquityAt(columns, request('1997-09-30')).all.currencies['USD']).toMatchObject({
      customers: 100,
      realized: 100 * 74_02,
    })
  })
})
