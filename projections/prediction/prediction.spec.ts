import { columnsOf, setIn } from '../../test/given-columns.js'
import { historyOf, orderPlaced, purchase, usd } from '../../test/given-events.js'
import { cdnowModel } from '../../test/given-models.js'
import { ValueColumns } from '../columns/value-columns.js'
import { parseHorizon } from '../potential/horizon.js'
import { potentialAt } from '../potential/potential.js'
import { loyalty } from '../loyalty/loyalty.read-model.js'
import { refold } from '../read-model.js'
import { value } from '../value/value.read-model.js'
import { expectationsAt, observedOf, predictedBy } from './prediction.js'

const span = { asOf: '1997-09-30', until: '1998-06-30' }

/** Twenty customers, of whom each bought more often than the one before; and one who came after the day. */
const customers = [
  ...Array.from({ length: 20 }, (_, i) =>
    Array.from({ length: i + 1 }, (_, n) => purchase(`1997-0${1 + Math.floor(n / 3)}-${10 + (n % 3) * 5}`, 10_00)),
  ),
  [purchase('1997-10-01', 10_00)],
]

describe('a prediction', () => {
  const columns = columnsOf(customers)
  const expectations = expectationsAt(columns, cdnowModel, span)

  test('expects of each customer what its potential value says', () => {
    customers.slice(0, 20).forEach((events, i) => {
      const history = historyOf(events)
      const { body: seen } = refold(loyalty, 'c-1', history)[0]!
      const { body: sums } = refold(value, 'c-1', history)[0]!
      const potential = potentialAt(cdnowModel, seen, sums, span.asOf, parseHorizon('273d'))!
      const row = expectations.customers.indexOf(`c-${i}`)
      expect(expectations.purchases[row]).toBeCloseTo(potential.expectedPurchases!, 9)
      const spend = expectations.spend.get('USD')![row]!
      const { expectedValue } = potential.currencies['USD']!
      expect(Math.abs(spend - potential.expectedPurchases! * expectedValue)).toBeLessThan(potential.expectedPurchases!)
    })
  })

  test('is of who had bought by the day, in tenths by what is expected of them', () => {
    const { customers: count, purchases, deciles, spend } = predictedBy(expectations)
    expect(count).toBe(20)
    expect(deciles.map(({ customers }) => customers)).toEqual(Array.from({ length: 10 }, () => 2))
    const expected = deciles.map(({ purchases }) => purchases)
    expect(expected).toEqual([...expected].sort((a, b) => b - a))
    expect(expected.reduce((a, b) => a + b)).toBeCloseTo(purchases, 9)
    expect(deciles.reduce((sum, { spend }) => sum + spend['USD']!, 0)).toBeCloseTo(spend['USD']!, 6)
  })

  test('parts equals by their ids, whatever order they stand in', () => {
    const twins = Array.from({ length: 20 }, () => [purchase('1997-01-10')])
    const one = columnsOf(twins)
    const other = new ValueColumns()
    for (let i = 19; i >= 0; i -= 1) setIn(other, `c-${i}`, twins[i]!)
    const decileOf = (columns: ValueColumns): Record<string, number> => {
      const { customers, decile } = expectationsAt(columns, cdnowModel, span)
      return Object.fromEntries(customers.map((customer, row) => [customer, decile[row]!]))
    }
    expect(decileOf(one)).toEqual(decileOf(other))
    expect(decileOf(one)).toMatchObject({ 'c-0': 1, 'c-1': 1, 'c-9': 10, 'c-8': 10 })
  })

  test('of few customers has fewer tenths; of none it is empty', () => {
    const few = predictedBy(expectationsAt(columnsOf(customers.slice(0, 3)), cdnowModel, span))
    expect(few.deciles.map(({ decile }) => decile)).toEqual([1, 4, 7])
    expect(predictedBy(expectationsAt(new ValueColumns(), cdnowModel, span))).toEqual({
      customers: 0,
      purchases: 0,
      spend: {},
      deciles: [],
    })
  })
})

describe('the outcome', () => {
  const expectations = expectationsAt(columnsOf(customers), cdnowModel, span)
  const later = customers.map((events, i) => [
    ...events,
    // The best one buys on two days within the span, and once after it.
    ...(i === 19
      ? [
          purchase('1997-10-01T10:00:00Z', 5_00),
          purchase('1997-10-01T12:00:00Z', 5_00),
          orderPlaced('1998-06-30', { goods: usd(7_00) }),
          purchase('1998-07-01', 9_00),
        ]
      : []),
  ])
  const outcome = observedOf(expectations, columnsOf(later), span)

  test('is what those bought of whom it was expected, on days of the span', () => {
    expect(outcome).toMatchObject({ purchases: 2, spend: { USD: 17_00 } })
    const best = expectations.decile[expectations.customers.indexOf('c-19')]!
    for (const { decile, customers, buyers, purchases, spend } of outcome.deciles)
      expect([decile, customers, buyers, purchases, spend['USD']]).toEqual(
        decile === best ? [decile, 2, 1, 2, 17_00] : [decile, 2, 0, 0, 0],
      )
  })

  test('tells how far off the prediction was, of a customer', () => {
    const expected = [...expectations.purchases]
    const errors = expected.map((purchases, row) => (expectations.customers[row] === 'c-19' ? 2 : 0) - purchases)
    const mean = (of: (error: number) => number) => errors.reduce((sum, error) => sum + of(error), 0) / 20
    expect(outcome.meanAbsoluteError).toBeCloseTo(mean(Math.abs), 9)
    expect(outcome.rootMeanSquareError).toBeCloseTo(Math.sqrt(mean((error) => error ** 2)), 9)
  })

  test('of who is not there any more is nothing', () =>
    expect(observedOf(expectations, new ValueColumns(), span)).toMatchObject({ purchases: 0, spend: {} }))
})
