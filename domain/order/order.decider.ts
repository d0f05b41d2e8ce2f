/** Decides on orders. Purchases, payments, concessions and costs are facts and need no decision. */
import type { Decider } from '../decider.js'
import { conflict, invalid, notFound, ruleBroken } from '../errors.js'
import type { ExchangeRate } from '../exchange-rate.js'
import type { Money } from '../money.js'
import type { OrderEvent } from './order.events.js'

type DataOf<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>['data']

export type OrderCommand =
  | { readonly type: 'PlaceOrder'; readonly data: DataOf<'OrderPlaced'> }
  | { readonly type: 'ApproveOrder'; readonly data: DataOf<'OrderApproved'> }
  | { readonly type: 'ShipOrder'; readonly data: DataOf<'OrderShipped'> }
  | {
      readonly type: 'FulfilOrder'
      readonly data: { readonly order: string; readonly costOfGoods?: Money; readonly rate?: ExchangeRate }
    }
  | { readonly type: 'CancelOrder'; readonly data: { readonly order: string; readonly reason: string } }
  | { readonly type: 'ReceivePayment'; readonly data: DataOf<'PaymentReceived'> & { readonly order: string } }
  | { readonly type: 'IssueRefund'; readonly data: Omit<DataOf<'RefundIssued'>, 'of'> & { readonly order: string } }

/** Minor units by currency. */
type Sums = Readonly<Record<string, number>>

interface Order {
  readonly status: 'none' | 'placed' | 'approved' | 'shipped' | 'fulfilled' | 'cancelled'
  /** What the customer owes for it, goods and shipping; absent where these cannot be added up. */
  readonly total?: Money
  readonly revenue?: Money
  /** What was taken off before, by the order and, once it is fulfilled, by what was recognised. */
  readonly discount?: Money
  readonly recognisedDiscount?: Money
  readonly costOfGoods?: Money
  /** By which it was converted when it was recognised: what is taken back is converted alike. */
  readonly rate?: ExchangeRate
  /** What becomes of the order belongs to the account that it was placed for. */
  readonly account?: string
  readonly paid: Sums
  readonly refunded: Sums
}

const openStatuses: readonly Order['status'][] = ['placed', 'approved', 'shipped']

const mustExist = (state: Order, order: string): void => {
  if (state.status === 'none') throw notFound('order-unknown', `Order ${order} was never placed`, { order })
}

const mustBeOpen = (state: Order, order: string, wish: string): void => {
  mustExist(state, order)
  if (!openStatuses.includes(state.status))
    throw ruleBroken('order-not-open', `Order ${order} is ${state.status} and cannot be ${wish}`, {
      order,
      status: state.status,
    })
}

/** Goods and shipping together; undefined where they differ in currency or exceed what can be kept exactly. */
const total = (goods: Money, shipping: Money | undefined): Money | undefined => {
  if (!shipping) return goods
  const amount = goods.amount + shipping.amount
  return shipping.currency === goods.currency && Number.isSafeInteger(amount)
    ? { amount, currency: goods.currency }
    : undefined
}

const plus = (sums: Sums, { amount, currency }: Money): Sums => ({
  ...sums,
  [currency]: (sums[currency] ?? 0) + amount,
})

const ofAccount = ({ account }: { readonly account?: string | undefined }) => (account === undefined ? {} : { account })

export const order: Decider<Order, OrderCommand, OrderEvent> = {
  name: 'order',
  initial: { status: 'none', paid: {}, refunded: {} },
  instanceOf: (data) => ('order' in data ? data.order : undefined),
  decide: {
    PlaceOrder: ({ data }, state) => {
      if (state.status !== 'none')
        throw conflict('order-already-placed', `Order ${data.order} was placed already`, { order: data.order })
      if (!total(data.goods, data.shipping))
        throw invalid('order-total-unclear', `The goods and the shipping of order ${data.order} cannot be added up`, {
          order: data.order,
          goods: data.goods,
          shipping: data.shipping,
        })
      return [{ type: 'OrderPlaced', data }]
    },
    ApproveOrder: ({ data }, state) => {
      mustBeOpen(state, data.order, 'approved')
      return state.status === 'placed' ? [{ type: 'OrderApproved', data }] : []
    },
    ShipOrder: ({ data }, state) => {
      mustBeOpen(state, data.order, 'shipped')
      return state.status === 'shipped' ? [] : [{ type: 'OrderShipped', data }]
    },
    FulfilOrder: ({ data }, state) => {
      mustBeOpen(state, data.order, 'fulfilled')
      if (!state.total)
        throw ruleBroken('order-total-unclear', `What order ${data.order} earns is not known`, { order: data.order })
      return [
        {
          type: 'OrderFulfilled',
          data: {
            ...data,
            revenue: state.total,
            ...(state.discount && { discount: state.discount }),
            ...ofAccount(state),
          },
        },
      ]
    },
    CancelOrder: ({ data }, state) => {
      mustExist(state, data.order)
      if (state.status === 'cancelled') return []
      return [
        {
          type: 'OrderCancelled',
          data: {
            ...data,
            ...(state.revenue && { reversedRevenue: state.revenue }),
            ...(state.recognisedDiscount && { reversedDiscount: state.recognisedDiscount }),
            ...(state.costOfGoods && { reversedCostOfGoods: state.costOfGoods }),
            ...(state.revenue && state.rate && { rate: state.rate }),
            ...ofAccount(state),
          },
        },
      ]
    },
    ReceivePayment: ({ data }, state) => {
      mustExist(state, data.order)
      return [{ type: 'PaymentReceived', data }]
    },
    IssueRefund: ({ data }, state) => {
      mustExist(state, data.order)
      const { currency } = data.amount
      const paid = state.paid[currency] ?? 0
      if (plus(state.refunded, data.amount)[currency]! > paid)
        throw ruleBroken('refund-exceeds-payment', `Order ${data.order} would be refunded more than was paid for it`, {
          order: data.order,
          currency,
          paid,
          refunded: state.refunded[currency] ?? 0,
        })
      return [
        {
          type: 'RefundIssued',
          data: { ...ofAccount(state), ...data, of: state.status === 'fulfilled' ? 'revenue' : 'payment' },
        },
      ]
    },
  },
  evolve: {
    // What was recorded earlier may have happened later: an order that is reported last keeps the status it has.
    OrderPlaced: (state, { data }) => ({
      ...state,
      status: state.status === 'none' ? 'placed' : state.status,
      total: total(data.goods, data.shipping),
      ...(data.discount && { discount: data.discount }),
      ...ofAccount(data),
    }),
    OrderApproved: (state) => (state.status === 'placed' ? { ...state, status: 'approved' } : state),
    OrderShipped: (state) => (openStatuses.includes(state.status) ? { ...state, status: 'shipped' } : state),
    OrderFulfilled: (state, { data }) => ({
      ...state,
      status: 'fulfilled',
      revenue: data.revenue,
      ...(data.discount && { recognisedDiscount: data.discount }),
      ...(data.costOfGoods && { costOfGoods: data.costOfGoods }),
      ...(data.rate && { rate: data.rate }),
      ...ofAccount(data),
    }),
    OrderCancelled: (state) => ({ ...state, status: 'cancelled' }),
    PaymentReceived: (state, { data }) => ({ ...state, paid: plus(state.paid, data.amount) }),
    RefundIssued: (state, { data }) => ({ ...state, refunded: plus(state.refunded, data.amount) }),
  },
}
