import {
  brl,
  historyOf,
  orderFulfilled,
  orderPlaced,
  purchase,
  refund,
  type Happened,
} from '../../test/given-events.js'
import { loyalty } from '../loyalty/loyalty.read-model.js'
import { refold } from '../read-model.js'
import { RfmBuyers, rfmTable, segmentOf } from './rfm.js'

const rfmOf = (...customers: readonly (readonly Happened[])[]) => {
  const buyers = new RfmBuyers()
  for (const [index, events] of customers.entries())
    for (const { body } of refold(loyalty, `c-${index}`, historyOf(events, `c-${index}`))) buyers.add(body)
  return rfmTable(buyers)
}

/** One of ten who bought in each of so many months, the last in month `index` of 1997. */
const ten = Array.from({ length: 10 }, (_, index) =>
  Array.from({ length: index + 1 }, (_, month) => purchase(`1997-${String(month + 1).padStart(2, '0')}-01`, 10_00)),
)

test('ten different customers are two in each quintile, which begins with the lower of the two', () => {
  const { customers, recency, frequency, currencies } = rfmOf(...ten)
  expect(customers).toBe(10)
  expect(recency).toEqual(
    ['1997-01-01', '1997-03-01', '1997-05-01', '1997-07-01', '1997-09-01'].map((from, index) => ({
      score: index + 1,
      from,
      customers: 2,
    })),
  )
  expect(frequency.map(({ from }) => from)).toEqual([1, 3, 5, 7, 9])
  expect(currencies.USD!.monetary.map(({ from }) => from)).toEqual([10_00, 30_00, 50_00, 70_00, 90_00])
})

test('segments hold all customers and all revenue of a currency', () => {
  const { currencies } = rfmOf(...ten)
  const { customers, revenue, segments, cells } = currencies.USD!
  expect({ customers, revenue }).toEqual({ customers: 10, revenue: 550_00 })
  expect(segments).toEqual([
    { segment: 'champions', customers: 4, shareOfCustomers: 0.4, revenue: 340_00, shareOfRevenue: 340 / 550 },
    { segment: 'loyal', customers: 2, shareOfCustomers: 0.2, revenue: 110_00, shareOfRevenue: 110 / 550 },
    { segment: 'recent', customers: 0, shareOfCustomers: 0, revenue: 0, shareOfRevenue: 0 },
    { segment: 'needing attention', customers: 0, shareOfCustomers: 0, revenue: 0, shareOfRevenue: 0 },
    { segment: 'at risk', customers: 0, shareOfCustomers: 0, revenue: 0, shareOfRevenue: 0 },
    { segment: 'hibernating', customers: 4, shareOfCustomers: 0.4, revenue: 100_00, shareOfRevenue: 100 / 550 },
  ])
  expect(cells.map(({ recency, frequency, monetary }) => [recency, frequency, monetary])).toEqual([
    [5, 5, 5],
    [4, 4, 4],
    [3, 3, 3],
    [2, 2, 2],
    [1, 1, 1],
  ])
  expect(cells[0]).toMatchObject({ segment: 'champions', customers: 2, revenue: 190_00 })
})

test('equal values share the lowest score that any of them would have alone', () => {
  const once = [purchase('1997-01-01')]
  const { frequency } = rfmOf(once, once, once, [...once, purchase('1997-02-01')])
  expect(frequency).toEqual([
    { score: 1, from: 1, customers: 3 },
    { score: 4, from: 2, customers: 1 },
  ])
})

test('currencies are told apart, and who has not bought is in none', () => {
  const { customers, currencies } = rfmOf(
    [purchase('1997-01-01', 10_00)],
    [orderPlaced('1997-01-02'), orderFulfilled('1997-01-03', { revenue: brl(80_00) })],
    [refund('1997-01-01', 1_00)],
  )
  expect(customers).toBe(2)
  expect(Object.keys(currencies)).toEqual(['BRL', 'USD'])
  expect(currencies.BRL).toMatchObject({ customers: 1, revenue: 80_00, monetary: [{ score: 1, from: 80_00 }] })
})

test('of nobody there is nothing', () =>
  expect(rfmOf()).toEqual({ customers: 0, recency: [], frequency: [], currencies: {} }))

test.each([
  [5, 4, 'champions'],
  [4, 3, 'loyal'],
  [3, 3, 'loyal'],
  [4, 2, 'recent'],
  [3, 2, 'needing attention'],
  [2, 3, 'at risk'],
  [2, 2, 'hibernating'],
] as const)('recency %i and frequency %i is %s', (recency, frequency, segment) =>
  expect(segmentOf(recency, frequency)).toBe(segment),
)
