import {
  brl,
  happened,
  historyOf,
  idOf,
  orderCancelled,
  orderFulfilled,
  purchase,
  refund,
  usd,
} from '../../test/given-events.js'
import { waterfallOf, type Bar, type Waterfall } from './waterfall.js'

const amounts = ({ bars }: Waterfall): Record<string, number> =>
  Object.fromEntries(bars.map(({ bar, amount }) => [bar, amount]))
const barOf = ({ bars }: Waterfall, name: string): Bar => bars.find(({ bar }) => bar === name)!

const cost = (at: string, purpose: 'win' | 'serve', amount: number) =>
  happened('CostAllocated', at, { cost: usd(amount), purpose, basis: 'per order' })

test('from gross revenue bar by bar down to what is left', () => {
  const history = historyOf([
    cost('1997-01-01', 'win', 7_00),
    purchase('1997-01-02', 90_00, { discount: usd(10_00), costOfGoods: usd(40_00) }),
    refund('1997-01-03', 5_00),
    happened('ConcessionGranted', '1997-01-04', { cost: usd(3_00), reason: 'came late' }),
    cost('1997-01-05', 'serve', 2_00),
  ])
  const { USD } = waterfallOf(history, { limit: 10 })
  expect(USD!.bars.map(({ bar, amount, level }) => [bar, amount, level])).toEqual([
    ['grossRevenue', 100_00, 100_00],
    ['discounts', -10_00, 90_00],
    ['refunds', -5_00, 85_00],
    ['concessions', -3_00, 82_00],
    ['costOfGoods', -40_00, 42_00],
    ['costToWin', -7_00, 35_00],
    ['costToServe', -2_00, 33_00],
  ])
  expect(USD!.realized).toBe(33_00)
})

test('an event is named at every bar that it moves, and at no other', () => {
  const history = historyOf([purchase('1997-01-02', 90_00, { costOfGoods: usd(40_00) }), purchase('1997-01-03', 0)])
  const { USD } = waterfallOf(history, { limit: 10 })
  const named = { id: idOf(1), type: 'PurchaseCompleted', position: 1, occurredAt: '1997-01-02T00:00:00.000Z' }
  expect(barOf(USD!, 'grossRevenue').events).toEqual([{ ...named, amount: 90_00 }])
  expect(barOf(USD!, 'costOfGoods').events).toEqual([{ ...named, amount: -40_00 }])
  expect(barOf(USD!, 'discounts')).toMatchObject({ eventsInAll: 0, events: [] })
})

test('a cancelled order takes its gross revenue and its discount back', () => {
  const { BRL } = waterfallOf(
    historyOf([
      orderFulfilled('2018-01-01', { revenue: brl(90_00), discount: brl(10_00) }),
      orderCancelled('2018-02-01', { reversedRevenue: brl(90_00), reversedDiscount: brl(10_00) }),
    ]),
    { limit: 10 },
  )
  expect(barOf(BRL!, 'grossRevenue').events.map(({ amount }) => amount)).toEqual([100_00, -100_00])
  expect(barOf(BRL!, 'discounts').events.map(({ amount }) => amount)).toEqual([-10_00, 10_00])
  expect(BRL!.realized).toBe(0)
})

test('a discount in another currency than the revenue changes the realized value of neither', () => {
  const waterfalls = waterfallOf(historyOf([purchase('1997-01-01', 90_00, { discount: brl(10_00) })]), { limit: 10 })
  expect(amounts(waterfalls.USD!)).toMatchObject({ grossRevenue: 90_00, discounts: 0 })
  expect(amounts(waterfalls.BRL!)).toMatchObject({ grossRevenue: 10_00, discounts: -10_00 })
  expect(waterfalls.BRL!.realized).toBe(0)
})

test('a bar names as many events as were asked for, in the order they happened, and tells how many there are', () => {
  const history = historyOf([purchase('1997-01-03', 3), purchase('1997-01-01', 1), purchase('1997-01-01', 2)])
  const bar = barOf(waterfallOf(history, { limit: 2 }).USD!, 'grossRevenue')
  expect(bar.events.map(({ amount }) => amount)).toEqual([1, 2])
  expect(bar).toMatchObject({ amount: 6, eventsInAll: 3 })
  const { USD } = waterfallOf(history, { limit: 1, after: { ...bar.next!, position: 2 } })
  expect(barOf(USD!, 'grossRevenue').events.map(({ amount }) => amount)).toEqual([2])
  const rest = barOf(waterfallOf(history, { limit: 2, after: bar.next! }).USD!, 'grossRevenue')
  expect(rest.events.map(({ amount }) => amount)).toEqual([3])
  expect(rest.next).toBeUndefined()
})
