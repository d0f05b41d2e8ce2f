import fc from 'fast-check'
import type { LedgerCommand, LedgerEvent } from '../catalogue.js'
import { anyLabel, anyName, anyPrice, obeysTheLaws, someOf } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import { order } from './order.decider.js'

const brl = (amount: number) => ({ amount, currency: 'BRL' })
const usd = (amount: number) => ({ amount, currency: 'USD' })

const placed: LedgerEvent = {
  type: 'OrderPlaced',
  data: { order: 'O-1', goods: brl(100_00), shipping: brl(12_50), promisedBy: '2018-03-01' },
}
const approved: LedgerEvent = { type: 'OrderApproved', data: { order: 'O-1' } }
const shipped: LedgerEvent = { type: 'OrderShipped', data: { order: 'O-1' } }
const fulfilled: LedgerEvent = {
  type: 'OrderFulfilled',
  data: { order: 'O-1', costOfGoods: brl(60_00), revenue: brl(112_50) },
}
const cancelled: LedgerEvent = { type: 'OrderCancelled', data: { order: 'O-1', reason: 'out of stock' } }
const paid = (amount = brl(112_50)): LedgerEvent => ({ type: 'PaymentReceived', data: { order: 'O-1', amount } })
const refunded = (amount: ReturnType<typeof brl>, of: 'revenue' | 'payment' = 'payment'): LedgerEvent => ({
  type: 'RefundIssued',
  data: { order: 'O-1', amount, of },
})

const place: LedgerCommand = {
  type: 'PlaceOrder',
  data: { order: 'O-1', goods: brl(100_00), shipping: brl(12_50), promisedBy: '2018-03-01' },
}
const approve: LedgerCommand = { type: 'ApproveOrder', data: { order: 'O-1' } }
const ship: LedgerCommand = { type: 'ShipOrder', data: { order: 'O-1' } }
const fulfil: LedgerCommand = { type: 'FulfilOrder', data: { order: 'O-1', costOfGoods: brl(60_00) } }
const cancel: LedgerCommand = { type: 'CancelOrder', data: { order: 'O-1', reason: 'out of stock' } }
const pay: LedgerCommand = { type: 'ReceivePayment', data: { order: 'O-1', amount: brl(112_50) } }
const refund = (amount: ReturnType<typeof brl>): LedgerCommand => ({
  type: 'IssueRefund',
  data: { order: 'O-1', amount },
})

describe('placing an order', () => {
  test('is recorded', () => given().when(place).then(placed))
  test('is refused where it was placed already', () => given(placed).when(place).thenRefused('order-already-placed'))
  test('is refused where it was cancelled already', () =>
    given(placed, cancelled).when(place).thenRefused('order-already-placed'))
  test('is refused where goods and shipping differ in currency', () =>
    given()
      .when({ type: 'PlaceOrder', data: { order: 'O-1', goods: brl(100_00), shipping: usd(12_50) } })
      .thenRefused('order-total-unclear'))
  test('is refused where its total is larger than can be kept exactly', () =>
    given()
      .when({ type: 'PlaceOrder', data: { order: 'O-1', goods: brl(Number.MAX_SAFE_INTEGER), shipping: brl(1) } })
      .thenRefused('order-total-unclear'))
  test('keeps what was taken off before through its fulfilment and its cancellation', () => {
    const discount = brl(10_00)
    const discounted: LedgerEvent = { type: 'OrderPlaced', data: { order: 'O-1', goods: brl(90_00), discount } }
    const earned: LedgerEvent = { type: 'OrderFulfilled', data: { order: 'O-1', revenue: brl(90_00), discount } }
    given(discounted)
      .when({ type: 'FulfilOrder', data: { order: 'O-1' } })
      .then(earned)
    given(discounted, earned)
      .when(cancel)
      .then({
        type: 'OrderCancelled',
        data: { order: 'O-1', reason: 'out of stock', reversedRevenue: brl(90_00), reversedDiscount: discount },
      })
    given(discounted).when(cancel).then(cancelled)
  })
  test('does not mind other orders of the customer', () =>
    given({ type: 'OrderPlaced', data: { order: 'O-0', goods: brl(1_00) } })
      .when(place)
      .then(placed))
})

describe('approving an order', () => {
  test('is recorded', () => given(placed).when(approve).then(approved))
  test('changes nothing where it is approved', () => given(placed, approved).when(approve).thenNothing())
  test('changes nothing where it is on its way', () => given(placed, shipped).when(approve).thenNothing())
})

describe('shipping an order', () => {
  test('is recorded', () => given(placed, approved).when(ship).then(shipped))
  test('changes nothing where it is on its way', () => given(placed, shipped).when(ship).thenNothing())
  test('changes nothing where its approval was reported after it', () =>
    given(placed, shipped, approved).when(ship).thenNothing())
})

describe('fulfilling an order', () => {
  test('earns goods and shipping', () => given(placed, shipped).when(fulfil).then(fulfilled))
  test('earns the goods alone where shipping was free', () =>
    given({ type: 'OrderPlaced', data: { order: 'O-1', goods: brl(100_00) } })
      .when({ type: 'FulfilOrder', data: { order: 'O-1' } })
      .then({ type: 'OrderFulfilled', data: { order: 'O-1', revenue: brl(100_00) } }))
  test('is refused where an order was reported whose goods and shipping differ in currency', () =>
    given({ type: 'OrderPlaced', data: { order: 'O-1', goods: brl(100_00), shipping: usd(12_50) } })
      .when(fulfil)
      .thenRefused('order-total-unclear'))
})

describe.each([
  ['approved', approve],
  ['shipped', ship],
  ['fulfilled', fulfil],
])('an order cannot be %s', (_, command) => {
  test('that was never placed', () => given().when(command).thenRefused('order-unknown'))
  test('that reached the customer', () => given(placed, fulfilled).when(command).thenRefused('order-not-open'))
  test('that reached the customer, also where its placing was reported after that', () =>
    given(fulfilled, placed).when(command).thenRefused('order-not-open'))
  test('that was cancelled', () => given(placed, cancelled).when(command).thenRefused('order-not-open'))
})

describe('cancelling an order', () => {
  test('is recorded with its reason', () => given(placed).when(cancel).then(cancelled))
  test('takes back the revenue and the cost that were recognised', () =>
    given(placed, fulfilled)
      .when(cancel)
      .then({
        type: 'OrderCancelled',
        data: {
          order: 'O-1',
          reason: 'out of stock',
          reversedRevenue: brl(112_50),
          reversedCostOfGoods: brl(60_00),
        },
      }))
  test('takes back what was reported in another currency by the rate of then', () => {
    const rate = { from: 'BRL', to: 'USD', rate: '0.2' }
    given(placed)
      .when({ type: 'FulfilOrder', data: { order: 'O-1', rate } })
      .then({ type: 'OrderFulfilled', data: { order: 'O-1', rate, revenue: brl(112_50) } })
    given(placed, { type: 'OrderFulfilled', data: { order: 'O-1', rate, revenue: brl(112_50) } })
      .when(cancel)
      .then({
        type: 'OrderCancelled',
        data: { order: 'O-1', reason: 'out of stock', reversedRevenue: brl(112_50), rate },
      })
  })
  test('takes back no cost where none was known', () =>
    given(placed, { type: 'OrderFulfilled', data: { order: 'O-1', revenue: brl(112_50) } })
      .when(cancel)
      .then({ type: 'OrderCancelled', data: { order: 'O-1', reason: 'out of stock', reversedRevenue: brl(112_50) } }))
  test('changes nothing where it is cancelled', () => given(placed, cancelled).when(cancel).thenNothing())
  test('is refused where it was never placed', () => given().when(cancel).thenRefused('order-unknown'))
})

describe('receiving a payment for an order', () => {
  test('is recorded', () => given(placed).when(pay).then(paid()))
  test('is recorded for each instalment', () => given(placed, paid()).when(pay).then(paid()))
  test('is refused where the order was never placed', () => given().when(pay).thenRefused('order-unknown'))
})

describe('refunding an order', () => {
  test('gives back revenue where the order was fulfilled', () =>
    given(placed, paid(), fulfilled)
      .when(refund(brl(12_50)))
      .then(refunded(brl(12_50), 'revenue')))
  test('gives back a payment where the revenue is not recognised, or was taken back', () => {
    given(placed, paid())
      .when(refund(brl(12_50)))
      .then(refunded(brl(12_50), 'payment'))
    given(placed, paid(), fulfilled, cancelled)
      .when(refund(brl(112_50)))
      .then(refunded(brl(112_50), 'payment'))
  })
  test('is recorded', () =>
    given(placed, paid())
      .when(refund(brl(12_50)))
      .then(refunded(brl(12_50))))
  test('goes up to what was paid', () =>
    given(placed, paid(), refunded(brl(12_50)))
      .when(refund(brl(100_00)))
      .then(refunded(brl(100_00))))
  test('is refused beyond what was paid', () =>
    given(placed, paid(), refunded(brl(12_50)))
      .when(refund(brl(100_01)))
      .thenRefused('refund-exceeds-payment'))
  test('is refused in a currency in which nothing was paid', () =>
    given(placed, paid())
      .when(refund(usd(1_00)))
      .thenRefused('refund-exceeds-payment'))
  test('counts the payments of this order only', () =>
    given(placed, { type: 'PaymentReceived', data: { order: 'O-2', amount: brl(5_00) } })
      .when(refund(brl(5_00)))
      .thenRefused('refund-exceeds-payment'))
  test('is refused where the order was never placed', () =>
    given()
      .when(refund(brl(1)))
      .thenRefused('order-unknown'))
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(order, {
    PlaceOrder: someOf(
      { order: anyName, goods: anyPrice },
      { shipping: anyPrice, discount: anyPrice, promisedBy: fc.constantFrom('2024-02-29', '2023-12-31'), by: anyName },
    ),
    ApproveOrder: fc.record({ order: anyName }),
    ShipOrder: fc.record({ order: anyName }),
    FulfilOrder: someOf({ order: anyName }, { costOfGoods: anyPrice }),
    CancelOrder: fc.record({ order: anyName, reason: anyLabel }),
    ReceivePayment: someOf({ order: anyName, amount: anyPrice }, { payment: anyName, method: anyLabel }),
    IssueRefund: someOf({ order: anyName, amount: anyPrice }, { refund: anyName, reason: anyLabel }),
  }))
