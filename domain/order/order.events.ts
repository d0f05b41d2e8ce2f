/** Events of buying: purchases at a point of sale, orders and their life, payments and refunds, and what they cost. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Count, Label, Reference, Staff, Uuid } from '../fields.js'
import { ExchangeRate, rateProblems } from '../exchange-rate.js'
import { Money, Price } from '../money.js'
import { DayField } from '../time.js'

const Line = Type.Object(
  {
    product: Reference,
    units: Count,
    /** Of the whole line. */
    price: Money,
    seller: Type.Optional(Reference),
  },
  { additionalProperties: false },
)

/** Of the money in `from`, into the currency that is reported in; frozen when the event is recorded. */
const rate = Type.Optional(ExchangeRate)
/** The account of the customer that it belongs to. */
const account = Type.Optional(Reference)

export const orderEvents = {
  PurchaseCompleted: event({
    means: 'The customer bought at a point of sale: paid and handed over at once.',
    data: {
      purchase: Type.Optional(Reference),
      /** What the customer paid. */
      total: Money,
      /** What was taken off before: the total is without it. */
      discount: Type.Optional(Price),
      costOfGoods: Type.Optional(Money),
      rate,
      account,
      units: Type.Optional(Count),
      lines: Type.Optional(Type.Array(Line, { maxItems: 10_000 })),
      by: Type.Optional(Staff),
    },
    problems: rateProblems,
  }),
  OrderPlaced: event({
    means: 'The customer ordered.',
    data: {
      order: Reference,
      /** Price of the goods, without shipping. */
      goods: Price,
      /** What was taken off before: the price of the goods is without it. */
      discount: Type.Optional(Price),
      shipping: Type.Optional(Price),
      lines: Type.Optional(Type.Array(Line, { maxItems: 10_000 })),
      account,
      promisedBy: Type.Optional(DayField),
      by: Type.Optional(Staff),
    },
  }),
  OrderApproved: event({ means: 'The order was accepted, its payment approved.', data: { order: Reference } }),
  OrderShipped: event({ means: 'The order was handed to the carrier.', data: { order: Reference } }),
  OrderFulfilled: event({
    means: 'The order reached the customer; its revenue is recognised now.',
    data: {
      order: Reference,
      revenue: Money,
      /** What was taken off before: the revenue is without it. */
      discount: Type.Optional(Price),
      rate,
      account,
      costOfGoods: Type.Optional(Money),
    },
    problems: rateProblems,
  }),
  OrderCancelled: event({
    means: 'The order will not be fulfilled, or was taken back whole.',
    data: {
      order: Reference,
      reason: Label,
      /** Recognised revenue that is taken back, where the order had been fulfilled. */
      reversedRevenue: Type.Optional(Money),
      rate,
      account,
      reversedDiscount: Type.Optional(Price),
      reversedCostOfGoods: Type.Optional(Money),
    },
    problems: rateProblems,
  }),
  PaymentReceived: event({
    means: 'Money of the customer came in.',
    data: {
      payment: Type.Optional(Reference),
      order: Type.Optional(Reference),
      amount: Price,
      method: Type.Optional(Label),
      instalments: Type.Optional(Count),
    },
  }),
  RefundIssued: event({
    means: 'Money was given back.',
    data: {
      refund: Type.Optional(Reference),
      /** The order or the purchase it is for. */
      order: Type.Optional(Reference),
      purchase: Type.Optional(Reference),
      /**
       * What is given back: a part of recognised revenue (the usual case), or a payment for what was never delivered or was
       * taken back whole, whose revenue is not recognised (any more) and so cannot be lost again.
       */
      of: Type.Optional(Type.Enum(['revenue', 'payment'])),
      amount: Price,
      rate,
      account,
      reason: Type.Optional(Label),
      by: Type.Optional(Staff),
    },
    problems: rateProblems,
  }),
  ConcessionGranted: event({
    means: 'A part of the margin was given away to keep the customer content.',
    data: { cost: Money, reason: Label, rate, account, by: Type.Optional(Staff) },
    problems: rateProblems,
  }),
  CostAllocated: event({
    means: 'A cost of winning or of serving this customer was allocated to it.',
    touchpoint: false,
    data: {
      cost: Money,
      rate,
      account,
      purpose: Type.Enum(['win', 'serve']),
      /** The key it was allocated by, such as "per case minute". */
      basis: Label,
      /** The cost that it is a part of, where that was shared out among customers. */
      pool: Type.Optional(Reference),
      /** The earlier part that it takes back, with the same amount below zero. */
      reverses: Type.Optional(Uuid),
    },
    problems: rateProblems,
  }),
}
export type OrderEvent = EventOf<typeof orderEvents>
