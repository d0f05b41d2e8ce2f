import {
  answer,
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
import { orders } from './orders.read-model.js'

const approved = (at: string) => happened('OrderApproved', at, { order: 'O-1' })
const shipped = (at: string) => happened('OrderShipped', at, { order: 'O-1' })
const paid = (at: string, amount = brl(112_50)) => happened('PaymentReceived', at, { order: 'O-1', amount })

const steps = { placed: 0, approved: 0, shipped: 0, fulfilled: 0, fulfilledLate: 0 }

test('an order goes its way, each step with its instant', () => {
  given(orderPlaced('2018-01-01', { shipping: brl(12_50), promisedBy: '2018-01-20' })).expect(orders, {
    order: 'O-1',
    status: 'placed',
    currency: 'BRL',
    goods: 100_00,
    shipping: 12_50,
    paid: {},
    refunded: {},
    promisedBy: '2018-01-20',
    placedAt: '2018-01-01T00:00:00.000Z',
    approvedAt: null,
    shippedAt: null,
    fulfilledAt: null,
    cancelledAt: null,
    cancelledBecause: null,
    fulfilledLate: false,
  })
  given(orderPlaced('2018-01-01'), approved('2018-01-02')).expect(orders, {
    status: 'approved',
    approvedAt: '2018-01-02T00:00:00.000Z',
  })
  given(orderPlaced('2018-01-01'), approved('2018-01-02'), shipped('2018-01-03')).expect(orders, {
    status: 'shipped',
    shippedAt: '2018-01-03T00:00:00.000Z',
  })
  given(orderPlaced('2018-01-01'), shipped('2018-01-03'), orderFulfilled('2018-01-05')).expect(orders, {
    status: 'fulfilled',
    fulfilledAt: '2018-01-05T00:00:00.000Z',
    approvedAt: null,
  })
})

test('an order without shipping or promise has none', () => {
  given(orderPlaced('2018-01-01')).expect(orders, { shipping: 0, promisedBy: null })
})

test('an order is cancelled for a reason, also after it was fulfilled', () => {
  given(orderPlaced('2018-01-01'), orderCancelled('2018-01-02')).expect(orders, {
    status: 'cancelled',
    cancelledAt: '2018-01-02T00:00:00.000Z',
    cancelledBecause: 'out of stock',
    fulfilledAt: null,
  })
  given(orderPlaced('2018-01-01'), orderFulfilled('2018-01-05'), orderCancelled('2018-01-09')).expect(orders, {
    status: 'cancelled',
    fulfilledAt: '2018-01-05T00:00:00.000Z',
  })
})

test('an order never goes back to an earlier step', () => {
  given(orderPlaced('2018-01-01'), shipped('2018-01-02'), approved('2018-01-03')).expect(orders, {
    status: 'shipped',
    approvedAt: '2018-01-03T00:00:00.000Z',
  })
  given(orderPlaced('2018-01-01'), orderCancelled('2018-01-02'), orderFulfilled('2018-01-03')).expect(orders, {
    status: 'cancelled',
    fulfilledAt: '2018-01-03T00:00:00.000Z',
  })
})

test('an order may be known by a later step before it is known to be placed', () => {
  given(approved('2018-01-01')).expect(orders, { order: 'O-1', status: 'approved', currency: null, placedAt: null })
  given(approved('2018-01-01'), orderPlaced('2018-01-02')).expect(orders, {
    status: 'approved',
    currency: 'BRL',
    goods: 100_00,
    placedAt: '2018-01-02T00:00:00.000Z',
  })
  given(paid('2018-01-01')).expect(orders, { order: 'O-1', status: 'unknown', paid: { BRL: 112_50 } })
})

test.each([
  ['on the promised day is in time', '2018-01-20T23:59:00Z', undefined, false],
  ['on the day after is late', '2018-01-21T00:00:00Z', undefined, true],
  ['on the day after by the clocks of the business is late', '2018-01-20T20:00:00Z', '2018-01-21', true],
])('an order fulfilled %s', (_when, at, day, fulfilledLate) => {
  given(
    orderPlaced('2018-01-01', { promisedBy: '2018-01-20' }),
    orderFulfilled(at, {}, day === undefined ? {} : businessDay(day)),
  ).expect(orders, { fulfilledLate })
})

test('an order that was promised for no day is not late', () => {
  given(orderPlaced('2018-01-01'), orderFulfilled('2028-01-01')).expect(orders, { fulfilledLate: false })
})

test('payments and refunds of an order add up by currency', () => {
  given(
    orderPlaced('2018-01-01'),
    paid('2018-01-02', brl(100_00)),
    paid('2018-01-03', brl(12_50)),
    paid('2018-01-03', usd(1_00)),
    refund('2018-01-04', 0, { order: 'O-1', amount: brl(20_00), of: 'revenue' }),
    refund('2018-01-05', 0, { order: 'O-1', amount: brl(5_00), of: 'payment' }),
  ).expect(orders, { paid: { BRL: 112_50, USD: 1_00 }, refunded: { BRL: 25_00 } })
})

test('each order of a customer has a document; payments, refunds and purchases of no order belong to none', () => {
  given(
    orderPlaced('2018-01-01'),
    orderPlaced('2018-01-02', { order: 'O-2' }),
    purchase('2018-01-03'),
    refund('2018-01-04', 1_00, { purchase: 'P-1' }),
    happened('PaymentReceived', '2018-01-05', { amount: brl(1_00) }),
    answer('2018-01-06', 5, { order: 'O-3' }),
  ).expect(orders, { order: 'O-1', refunded: {} }, { order: 'O-2' })
})

describe('the contribution', () => {
  test('is the status, the steps taken and the money', () => {
    given(
      orderPlaced('2018-01-01', { shipping: brl(12_50), promisedBy: '2018-01-03' }),
      approved('2018-01-02'),
      shipped('2018-01-03'),
      orderFulfilled('2018-01-04'),
      paid('2018-01-05'),
      refund('2018-01-06', 0, { order: 'O-1', amount: brl(20_00) }),
    ).contributes(orders, [
      { figure: 'orders/status', key: 'fulfilled', add: { orders: 1 } },
      {
        figure: 'orders/steps',
        key: 'all',
        add: { placed: 1, approved: 1, shipped: 1, fulfilled: 1, fulfilledLate: 1 },
      },
      { figure: 'orders/money', key: 'BRL', add: { goods: 100_00, shipping: 12_50, paid: 112_50, refunded: 20_00 } },
    ])
  })

  test('of an order that was cancelled names why', () => {
    given(orderPlaced('2018-01-01'), orderCancelled('2018-01-02')).contributes(orders, [
      { figure: 'orders/status', key: 'cancelled', add: { orders: 1 } },
      { figure: 'orders/steps', key: 'all', add: { ...steps, placed: 1 } },
      { figure: 'orders/cancelled', key: 'out of stock', add: { orders: 1 } },
    ])
  })

  test('of an order not known to be placed is what is known of it', () => {
    const known = given(orderFulfilled('2018-01-04')).document(orders)
    expect(orders.contributions!(known)).toEqual([
      { figure: 'orders/status', key: 'fulfilled', add: { orders: 1 } },
      { figure: 'orders/steps', key: 'all', add: { ...steps, fulfilled: 1 } },
    ])
  })
})
