/** One sale: a purchase at a point of sale, or an order with its life, its payment and its refunds. */
import type { Account } from './account.js'
import { sales } from './figures.js'
import { days, dayOf, hours, minutes, type Moment } from './moment.js'
import { between, chance, oneOf } from './random.js'
import { euros, type Row } from './tables.js'

/** What came of a sale, for what follows it. */
export interface Sale {
  readonly name: string
  /** When the customer had the goods; undefined where it never got them. */
  readonly deliveredAt?: Moment
  readonly late: boolean
}

/** A purchase, paid and handed over at once. `total` in cents. */
export const purchase = ({ customer, random, books }: Account, ordinal: string, at: Moment, total: number): Sale => {
  const name = `P-${customer}-${ordinal}`
  books.add('purchases', at, {
    purchase: name,
    customer,
    channel: chance(random, sales.inShop) ? 'shop' : 'web',
    units: String(1 + Math.floor(total / 2_400)),
    total: euros(total),
    ...costOfGoods(random, total),
  })
  if (chance(random, sales.refunded))
    refund({ customer, random, books }, { purchase: name }, at + days(between(random, 2, 12)), total)
  return { name, deliveredAt: at, late: false }
}

/** An order and everything that happens to it. `goods` in cents. */
export const order = (account: Account, ordinal: string, placedAt: Moment, goods: number): Sale => {
  const { customer, kind, random, books, representative } = account
  const name = `O-${customer}-${ordinal}`
  const shipping = kind === 'organisation' ? 1_200 : goods >= 6_000 ? 0 : 490
  const total = goods + shipping
  const step = (at: Moment, event: string, more: Row<'order-events'> = {}): void =>
    books.add('order-events', at, { order: name, customer, event, ...more })

  const by = representative(placedAt)
  books.add('orders', placedAt, {
    order: name,
    customer,
    channel: kind === 'person' ? 'web' : oneOf(random, ['phone', 'email', 'web']),
    goods: euros(goods),
    shipping: euros(shipping),
    promised_by: dayOf(placedAt + days(5)),
    ...(by !== undefined && { representative: by }),
  })
  const approvedAt = placedAt + minutes(between(random, 4, 180))
  step(approvedAt, 'approved')
  if (chance(random, sales.cancelledBeforeShipping)) {
    const reason = oneOf(random, ['customer changed mind', 'out of stock'])
    step(approvedAt + hours(between(random, 1, 30)), 'cancelled', { reason })
    return { name, late: false }
  }
  const shippedAt = approvedAt + hours(between(random, 4, 44))
  step(shippedAt, 'shipped')
  const late = chance(random, sales.fulfilledLate)
  const deliveredAt = late ? placedAt + days(between(random, 6, 14)) : shippedAt + hours(between(random, 16, 60))
  const cost = costOfGoods(random, goods)
  step(deliveredAt, 'fulfilled', { revenue: euros(total), ...cost })
  if (chance(random, sales.cancelledAfterFulfilment)) {
    const returnedAt = deliveredAt + days(between(random, 3, 9))
    step(returnedAt, 'cancelled', { reason: 'returned whole', revenue: euros(total), ...cost })
    return { name, deliveredAt, late }
  }
  // Everybody pays on the bill that comes with the goods.
  books.add('payments', deliveredAt + days(between(random, 10, 34)), {
    payment: `${name}-1`,
    customer,
    kind: 'payment',
    order: name,
    amount: euros(total),
    method: oneOf(random, ['transfer', 'transfer', 'direct debit', 'card']),
  })
  if (chance(random, sales.refunded))
    refund(account, { order: name }, deliveredAt + days(between(random, 35, 60)), total)
  return { name, deliveredAt, late }
}

type Purse = Pick<Account, 'customer' | 'random' | 'books'>

/** A part of the price given back; some refunds reach the books only months later. */
const refund = (
  { customer, random, books }: Purse,
  sale: { readonly order: string } | { readonly purchase: string },
  at: Moment,
  total: number,
): void => {
  const late = chance(random, sales.refundRecordedLate)
  const reason = oneOf(random, ['damaged on the way', 'part missing', 'wrong item', 'billed twice'])
  const name = 'order' in sale ? sale.order : sale.purchase
  const row = { customer, ...sale, amount: euros(Math.round(total * between(random, 0.1, 0.6))), reason }
  if (late) books.add('late-refunds', at, { refund: `${name}-R`, who: 'accounting', ...row })
  else books.add('payments', at, { payment: `${name}-R`, kind: 'refund', ...row })
}

/** The cost of the goods where it is known. */
const costOfGoods = (random: Account['random'], price: number): { readonly cost_of_goods?: string } =>
  chance(random, sales.costKnown)
    ? { cost_of_goods: euros(Math.round(price * between(random, sales.costShare.low, sales.costShare.high))) }
    : {}
