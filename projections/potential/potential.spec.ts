import fc from 'fast-check'
import {
  given,
  happened,
  historyOf,
  orderPlaced,
  purchase,
  refund,
  usd,
  type Happened,
} from '../../test/given-events.js'
import { cdnowModel } from '../../test/given-models.js'
import { loyalty } from '../loyalty/loyalty.read-model.js'
import { purchaseDaysOf } from '../purchase-history/purchase-history.js'
import { refold } from '../read-model.js'
import { value } from '../value/value.read-model.js'
import { lifetime, parseHorizon } from './horizon.js'
import { potentialAt, type Potential } from './potential.js'

const ofHistory = (events: readonly Happened[], asOf: string, horizon = '39w', model = cdnowModel) => {
  const history = historyOf(events)
  const [seen] = refold(loyalty, 'c-1', history)
  const [sums] = refold(value, 'c-1', history)
  return potentialAt(
    model,
    seen?.body ?? loyalty.initial('c-1'),
    sums?.body ?? value.initial('c-1'),
    asOf,
    horizon === 'lifetime' ? lifetime : parseHorizon(horizon),
  )
}
const certain = (potential: Potential | undefined): Potential => {
  expect(potential).toBeDefined()
  return potential!
}

/** The first customer of the CDNOW sample: bought on days 0, 17 and 213; the sample’s window ends on day 272. */
const first = [purchase('1997-01-01', 29_33), purchase('1997-01-18', 29_73), purchase('1997-08-02', 14_96)]

describe('potential value', () => {
  test('is what was published of the first customer of the CDNOW sample', () => {
    const { pAlive, expectedPurchases, currencies, pattern } = certain(ofHistory(first, '1997-09-30'))
    expect(pattern).toMatchObject({ repeats: 2 })
    expect(pattern.lastAt.toFixed(2)).toBe('30.43')
    expect(pattern.age.toFixed(2)).toBe('38.86')
    // P(alive) .726579 and 1.226028 purchases at times rounded to hundredths of a week; a purchase of 24.65.
    expect(pAlive.toFixed(3)).toBe('0.727')
    expect(expectedPurchases!.toFixed(3)).toBe('1.226')
    expect(Math.abs(currencies['USD']!.expectedValue - 24_65)).toBeLessThanOrEqual(10)
  })

  test('is the product of its parts, to the cent', () => {
    const { discountedPurchases, expectedMargin, expectedPurchases } = certain(ofHistory(first, '1997-09-30'))
    // (6.25 · (15.44 + 2 · 22.345)) / (6.25 · 2 + 2.74)
    const expectedValue = (6.25 * (1544 + 2973 + 1496)) / (12.5 + 2.74)
    expect(expectedMargin).toEqual({ USD: Math.round(discountedPurchases * expectedValue) })
    expect(discountedPurchases).toBeLessThan(expectedPurchases!)
    expect(discountedPurchases).toBeGreaterThan(expectedPurchases! * 1.15 ** -0.75)
  })

  test('looks over a lifetime where no horizon is given; its purchases may have no bound', () => {
    const { discountedPurchases, expectedPurchases } = certain(ofHistory(first, '1997-09-30', 'lifetime'))
    expect(discountedPurchases).toBeGreaterThan(certain(ofHistory(first, '1997-09-30', '3y')).discountedPurchases)
    expect(expectedPurchases).toBeNull()
  })

  test('leaves of a purchase what was left so far', () => {
    const costly = [
      purchase('1997-01-01', 100_00, { costOfGoods: usd(40_00) }),
      purchase('1997-02-01', 100_00, { costOfGoods: usd(40_00) }),
      refund('1997-02-02', 20_00),
      happened('CostAllocated', '1997-02-03', { cost: usd(10_00), purpose: 'serve', basis: 'per order' }),
      happened('CostAllocated', '1997-01-01', { cost: usd(50_00), purpose: 'win', basis: 'campaign' }),
    ]
    const { currencies, expectedMargin } = certain(ofHistory(costly, '1997-09-30'))
    // 200 − 80 − 20 − 10 of 200; what it cost to win the customer is spent.
    expect(currencies['USD']!.marginShare).toBeCloseTo(0.45, 12)
    const plain = certain(ofHistory([purchase('1997-01-01', 100_00), purchase('1997-02-01', 100_00)], '1997-09-30'))
    expect(expectedMargin['USD']! / plain.expectedMargin['USD']!).toBeCloseTo(0.45, 3)
  })

  test('is divided among currencies as purchases were; a currency without a model by the customer’s own mean', () => {
    const eur = happened('PurchaseCompleted', '1997-03-01', { total: { amount: 80_00, currency: 'EUR' } })
    const { currencies } = certain(ofHistory([...first, eur], '1997-09-30'))
    expect(currencies).toMatchObject({
      EUR: { shareOfPurchases: 0.25, expectedValue: 80_00, valueBasis: 'own mean' },
      USD: { shareOfPurchases: 0.75, valueBasis: 'model' },
    })
  })

  test('falls with silence', () => {
    const later = ['1997-09-30', '1997-12-31', '1998-06-30'].map((asOf) => certain(ofHistory(first, asOf)).pAlive)
    expect(later).toEqual([...later].sort((one, other) => other - one))
    expect(later[2]).toBeLessThan(0.6 * later[0]!)
  })

  test('is of nobody who has not bought', () => {
    expect(ofHistory([], '1997-09-30')).toBeUndefined()
    expect(ofHistory([refund('1997-01-01', 1)], '1997-09-30')).toBeUndefined()
  })

  test('without a discount rate is of a horizon only', () => {
    const undiscounted = { ...cdnowModel, discountPerYear: 0 }
    const { discountedPurchases, expectedPurchases } = certain(ofHistory(first, '1997-09-30', '39w', undiscounted))
    expect(discountedPurchases).toBe(expectedPurchases)
    expect(() => ofHistory(first, '1997-09-30', 'lifetime', undiscounted)).toThrow(
      expect.objectContaining({ code: 'lifetime-unbounded' }),
    )
  })
})

describe('a horizon', () => {
  test.each([
    ['90d', 90],
    ['39w', 273],
    ['12m', 365.25],
    ['3y', 1095.75],
  ])('%s is %d days', (text, days) => expect(parseHorizon(text)).toEqual({ text, days }))
  test('may be a lifetime', () => expect(parseHorizon('lifetime').days).toBeUndefined())
  test.each(['', '0d', '39', '1.5y', 'y', '-3m', '999999d', '3 y'])('is not "%s"', (text) =>
    expect(() => parseHorizon(text)).toThrow(expect.objectContaining({ code: 'horizon-unreadable' })),
  )
})

describe('what was bought', () => {
  const day = fc.nat(20).map((days) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10))
  const money = fc.record({ amount: fc.nat(1000), currency: fc.constantFrom('USD', 'EUR') })

  test('is the same by currency in the document and in the purchase days that models are fitted to', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(day, money, fc.boolean()), { minLength: 1, maxLength: 30 }), (bought) => {
        const events = bought.map(([at, paid, isOrder]) =>
          isOrder ? orderPlaced(at, { goods: paid }) : happened('PurchaseCompleted', at, { total: paid }),
        )
        const document = given(...events).document(loyalty)
        const days = purchaseDaysOf(historyOf(events))
        expect([document.firstPurchaseDay, document.lastPurchaseDay, document.purchaseDays]).toEqual([
          days[0]!.day,
          days.at(-1)!.day,
          days.length,
        ])
        for (const currency of ['USD', 'EUR']) {
          const amounts = days.flatMap(({ amounts }) => amounts[currency] ?? [])
          const repeats = days.slice(1).flatMap(({ amounts }) => amounts[currency] ?? [])
          const total = (of: readonly number[]): number => of.reduce((sum, amount) => sum + amount, 0)
          expect(document.bought[currency]).toEqual(
            amounts.length === 0
              ? undefined
              : {
                  days: amounts.length,
                  amount: total(amounts),
                  repeats: repeats.length,
                  repeatAmount: total(repeats),
                  lastDay: days.findLast(({ amounts }) => currency in amounts)!.day,
                },
          )
        }
      }),
    )
  })
})
