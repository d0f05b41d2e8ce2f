import {
  brl,
  businessDay,
  given,
  happened,
  orderCancelled,
  orderFulfilled,
  orderPlaced,
  purchase,
  refund,
  usd,
} from '../../test/given-events.js'
import { value } from './value.read-model.js'

const nothing = { revenue: 0, refunds: 0, concessions: 0, costOfGoods: 0, costToServe: 0, costToWin: 0, net: 0 }
const concession = (at: string, amount: number) =>
  happened('ConcessionGranted', at, { cost: usd(amount), reason: 'came late' })
const cost = (at: string, purpose: 'win' | 'serve', amount: number) =>
  happened('CostAllocated', at, { cost: usd(amount), purpose, basis: 'per case minute' })

test('a purchase is revenue at once, in the month of its day', () => {
  given(purchase('1997-01-31', 29_33), purchase('1997-02-01', 29_73), purchase('1997-02-28', 1_00)).expect(value, {
    costBasis: 'none',
    recognisedSales: 3,
    salesWithCost: 0,
    currencies: {
      USD: {
        ...nothing,
        revenue: 60_06,
        net: 60_06,
        sales: 3,
        months: {
          '1997-01': { ...nothing, revenue: 29_33, net: 29_33 },
          '1997-02': { ...nothing, revenue: 30_73, net: 30_73 },
        },
      },
    },
  })
})

test('the month is that of the business’s own day', () => {
  const { currencies } = given(purchase('1997-01-31T20:00:00Z', 1_00, {}, businessDay('1997-02-01'))).document(value)
  expect(Object.keys(currencies.USD!.months)).toEqual(['1997-02'])
})

test('an order is a sale when it is placed, and revenue when it is fulfilled', () => {
  given(orderPlaced('2018-01-31')).expect(value, {
    recognisedSales: 0,
    currencies: { BRL: { ...nothing, sales: 1, months: {} } },
  })
  given(orderPlaced('2018-01-31'), orderFulfilled('2018-02-05', { revenue: brl(112_50) })).expect(value, {
    recognisedSales: 1,
    currencies: { BRL: { revenue: 112_50, net: 112_50, sales: 1, months: { '2018-02': { revenue: 112_50 } } } },
  })
})

test('an order that is fulfilled before it is known to be placed is revenue, and a sale only then', () => {
  given(orderFulfilled('2018-02-05')).expect(value, { currencies: { BRL: { revenue: 100_00, sales: 0 } } })
  given(orderFulfilled('2018-02-05'), orderPlaced('2018-02-06')).expect(value, {
    currencies: { BRL: { revenue: 100_00, sales: 1 } },
  })
})

test('approving, shipping and paying an order are no revenue', () => {
  given(
    orderPlaced('2018-01-01'),
    happened('OrderApproved', '2018-01-02', { order: 'O-1' }),
    happened('OrderShipped', '2018-01-03', { order: 'O-1' }),
    happened('PaymentReceived', '2018-01-04', { order: 'O-1', amount: brl(100_00) }),
  ).expect(value, { currencies: { BRL: { ...nothing, sales: 1 } } })
})

test('an order cancelled after it was fulfilled is taken back in the month of its cancellation', () => {
  given(
    orderPlaced('2018-01-01'),
    orderFulfilled('2018-01-10', { costOfGoods: brl(60_00) }),
    orderCancelled('2018-03-01', { reversedRevenue: brl(100_00), reversedCostOfGoods: brl(60_00) }),
  ).expect(value, {
    recognisedSales: 1,
    currencies: {
      BRL: {
        ...nothing,
        months: {
          '2018-01': { ...nothing, revenue: 100_00, costOfGoods: 60_00, net: 40_00 },
          '2018-03': { ...nothing, revenue: -100_00, costOfGoods: -60_00, net: -40_00 },
        },
      },
    },
  })
})

test('an order cancelled before it was fulfilled takes nothing back', () => {
  given(orderPlaced('2018-01-01'), orderCancelled('2018-03-01')).expect(value, {
    currencies: { BRL: { ...nothing, sales: 1, months: {} } },
  })
})

test('a refund lowers the net of the month in which it is given, and leaves the revenue', () => {
  given(
    purchase('1997-01-01', 50_00),
    refund('1997-02-01', 20_00),
    refund('1997-02-15', 5_00, { of: 'revenue' }),
  ).expect(value, {
    currencies: {
      USD: {
        revenue: 50_00,
        refunds: 25_00,
        net: 25_00,
        months: {
          '1997-01': { ...nothing, revenue: 50_00, net: 50_00 },
          '1997-02': { ...nothing, refunds: 25_00, net: -25_00 },
        },
      },
    },
  })
})

test('a payment given back for what was never revenue costs nothing', () => {
  given(orderPlaced('2018-01-01'), refund('2018-01-02', 100_00, { of: 'payment', amount: brl(100_00) })).expect(value, {
    currencies: { BRL: { ...nothing, months: {} } },
  })
})

test('net is revenue less refunds, concessions, cost of goods, cost to serve and cost to win', () => {
  given(
    purchase('1997-01-01', 1_000, { costOfGoods: usd(400) }),
    refund('1997-01-02', 100),
    concession('1997-01-03', 50),
    cost('1997-01-04', 'serve', 20),
    cost('1997-01-05', 'win', 7),
  ).expect(value, {
    currencies: {
      USD: {
        revenue: 1_000,
        refunds: 100,
        concessions: 50,
        costOfGoods: 400,
        costToServe: 20,
        costToWin: 7,
        net: 423,
        months: { '1997-01': { net: 423 } },
      },
    },
  })
})

test('a customer who has only cost so far has a net below zero', () => {
  given(cost('1997-01-05', 'win', 7_00)).expect(value, {
    costBasis: 'none',
    currencies: { USD: { ...nothing, costToWin: 7_00, net: -7_00, sales: 0 } },
  })
})

test('currencies are never added to each other', () => {
  given(
    purchase('1997-01-01', 10_00),
    purchase('1997-01-01', 0, { total: { amount: 1_500, currency: 'JPY' } }),
    refund('1997-01-02', 3_00, { amount: brl(3_00) }),
  ).expect(value, {
    currencies: {
      USD: { revenue: 10_00, refunds: 0, net: 10_00, sales: 1 },
      JPY: { revenue: 1_500, net: 1_500, sales: 1 },
      BRL: { revenue: 0, refunds: 3_00, net: -3_00, sales: 0 },
    },
  })
})

describe('the cost basis', () => {
  const withCost = purchase('1997-01-01', 10_00, { costOfGoods: usd(0) })
  const without = purchase('1997-01-02', 10_00)

  test.each([
    ['all', 'every', [withCost, orderFulfilled('1997-01-03', { costOfGoods: brl(1) })]],
    ['partial', 'some', [withCost, without]],
    ['partial', 'some', [without, withCost]],
    ['none', 'no', [without, orderFulfilled('1997-01-03')]],
    ['none', 'no recognised', [orderPlaced('1997-01-01'), cost('1997-01-01', 'serve', 5)]],
  ] as const)('is %s when the cost of goods of %s sale is known', (costBasis, _which, events) => {
    given(...events).expect(value, { costBasis })
  })
})

describe('the contribution', () => {
  test('is all sums of each currency, those that margins are made of by month, and the place in the distribution of revenue', () => {
    given(
      purchase('1997-01-01', 1_000, { costOfGoods: usd(400) }),
      refund('1997-02-02', 100),
      orderPlaced('1997-02-03'),
    ).contributes(value, [
      {
        figure: 'value',
        key: 'USD',
        add: { ...nothing, revenue: 1_000, refunds: 100, costOfGoods: 400, net: 500, customers: 1 },
      },
      { figure: 'value', key: 'BRL', add: { ...nothing, customers: 1 } },
      { figure: 'margin/USD', key: '1997-01', add: { revenue: 1_000, net: 600 } },
      { figure: 'margin/USD', key: '1997-02', add: { revenue: 0, net: -100 } },
      { figure: 'revenue/USD', key: 1_000, add: { customers: 1 } },
      { figure: 'revenue/BRL', key: 0, add: { customers: 1 } },
    ])
  })

  test('of a customer who has bought for nothing stands at nothing', () => {
    given(purchase('1997-01-01', 0)).contributes(value, [{ figure: 'revenue/USD', key: 0, add: { customers: 1 } }])
  })

  test('of a customer who has never bought is in no distribution of revenue', () => {
    const known = given(cost('1997-01-05', 'win', 7_00)).document(value)
    expect(value.contributions!(known)).toEqual([
      { figure: 'value', key: 'USD', add: { ...nothing, costToWin: 7_00, net: -7_00, customers: 1 } },
      { figure: 'margin/USD', key: '1997-01', add: { revenue: 0, net: -7_00 } },
    ])
  })
})
