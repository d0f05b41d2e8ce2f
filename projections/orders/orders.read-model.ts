/** The order book: one document per order, from placed to fulfilled or cancelled. Amounts are minor units. */
import { dayOf } from '../../domain/event.js'
import type { Day, Instant } from '../../domain/time.js'
import type { Contribution, ReadModel } from '../read-model.js'

export interface OrderDocument {
  order: string
  status: 'unknown' | 'placed' | 'approved' | 'shipped' | 'fulfilled' | 'cancelled'
  /** Null until the order is known to have been placed. */
  currency: string | null
  goods: number
  shipping: number
  paid: Record<string, number>
  refunded: Record<string, number>
  promisedBy: Day | null
  placedAt: Instant | null
  approvedAt: Instant | null
  shippedAt: Instant | null
  fulfilledAt: Instant | null
  cancelledAt: Instant | null
  cancelledBecause: string | null
  /** Fulfilled on a later day than promised. */
  fulfilledLate: boolean
}

const rank = { unknown: 0, placed: 1, approved: 2, shipped: 3, fulfilled: 4, cancelled: 5 }

/** An order only goes forward, whatever is reported late. */
const advance = (document: OrderDocument, status: OrderDocument['status']): void => {
  if (rank[status] > rank[document.status]) document.status = status
}

export const orders: ReadModel<OrderDocument> = {
  name: 'orders',
  version: 1,
  documentOf: ({ data }) => ('order' in data ? data.order : undefined),
  initial: () => ({
    order: '',
    status: 'unknown',
    currency: null,
    goods: 0,
    shipping: 0,
    paid: {},
    refunded: {},
    promisedBy: null,
    placedAt: null,
    approvedAt: null,
    shippedAt: null,
    fulfilledAt: null,
    cancelledAt: null,
    cancelledBecause: null,
    fulfilledLate: false,
  }),
  evolve: {
    OrderPlaced: (document, { data, metadata }) => {
      document.order = data.order
      document.currency = data.goods.currency
      document.goods = data.goods.amount
      document.shipping = data.shipping?.amount ?? 0
      document.promisedBy = data.promisedBy ?? null
      document.placedAt = metadata.occurredAt
      advance(document, 'placed')
    },
    OrderApproved: (document, { data, metadata }) => {
      document.order = data.order
      document.approvedAt = metadata.occurredAt
      advance(document, 'approved')
    },
    OrderShipped: (document, { data, metadata }) => {
      document.order = data.order
      document.shippedAt = metadata.occurredAt
      advance(document, 'shipped')
    },
    OrderFulfilled: (document, event) => {
      document.order = event.data.order
      document.fulfilledAt = event.metadata.occurredAt
      document.fulfilledLate = document.promisedBy !== null && dayOf(event) > document.promisedBy
      advance(document, 'fulfilled')
    },
    OrderCancelled: (document, { data, metadata }) => {
      document.order = data.order
      document.cancelledAt = metadata.occurredAt
      document.cancelledBecause = data.reason
      advance(document, 'cancelled')
    },
    PaymentReceived: (document, { data: { order, amount } }) => {
      document.order = order!
      document.paid[amount.currency] = (document.paid[amount.currency] ?? 0) + amount.amount
    },
    RefundIssued: (document, { data: { order, amount } }) => {
      document.order = order!
      document.refunded[amount.currency] = (document.refunded[amount.currency] ?? 0) + amount.amount
    },
  },
  contributions: (document) => {
    const { status, currency, goods, shipping, paid, refunded, cancelledBecause } = document
    const contributions: Contribution[] = [
      { figure: 'orders/status', key: status, add: { orders: 1 } },
      {
        figure: 'orders/steps',
        key: 'all',
        add: {
          placed: document.placedAt === null ? 0 : 1,
          approved: document.approvedAt === null ? 0 : 1,
          shipped: document.shippedAt === null ? 0 : 1,
          fulfilled: document.fulfilledAt === null ? 0 : 1,
          fulfilledLate: document.fulfilledLate ? 1 : 0,
        },
      },
    ]
    if (currency !== null) contributions.push({ figure: 'orders/money', key: currency, add: { goods, shipping } })
    for (const currency in paid)
      contributions.push({ figure: 'orders/money', key: currency, add: { paid: paid[currency]! } })
    for (const currency in refunded)
      contributions.push({ figure: 'orders/money', key: currency, add: { refunded: refunded[currency]! } })
    if (cancelledBecause !== null)
      contributions.push({ figure: 'orders/cancelled', key: cancelledBecause, add: { orders: 1 } })
    return contributions
  },
}
