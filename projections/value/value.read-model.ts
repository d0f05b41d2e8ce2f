/**
 * Realized value: what the customer has brought in and cost, per currency and month (R43).
 * Recognition: a purchase at once; an order when it is fulfilled. A cancelled order that had been fulfilled is taken back
 * in the month of its cancellation; giving back a payment for it then costs nothing more. Amounts are minor units.
 */
import { dayOf } from '../../domain/event.js'
import { converted, type ExchangeRate } from '../../domain/exchange-rate.js'
import type { Money } from '../../domain/money.js'
import type { Contribution, HistoryEvent, ReadModel } from '../read-model.js'

/** Sums in minor units; `net` = revenue − refunds − concessions − costs. */
export interface ValueSums {
  revenue: number
  refunds: number
  concessions: number
  costOfGoods: number
  costToServe: number
  costToWin: number
  net: number
}

export interface CurrencyValue extends ValueSums {
  /** Purchases and orders in this currency, fulfilled or not. */
  sales: number
  /** By `YYYY-MM` of the business day. */
  months: Record<string, ValueSums>
}

/** What was converted into a reporting currency, in minor units of it; and what it was before. */
export interface ReportedFrom extends ValueSums {
  sourceRevenue: number
  sourceNet: number
}

export interface ValueDocument {
  /** Whether the cost of goods is known of no recognised sale, of some, or of all. */
  costBasis: 'none' | 'partial' | 'all'
  recognisedSales: number
  salesWithCost: number
  currencies: Record<string, CurrencyValue>
  /** By reporting currency, then by the currency the money stood in; absent as long as no event has a rate. */
  reported?: Record<string, Record<string, ReportedFrom>>
}

const noSums = (): ValueSums => ({
  revenue: 0,
  refunds: 0,
  concessions: 0,
  costOfGoods: 0,
  costToServe: 0,
  costToWin: 0,
  net: 0,
})

const inCurrency = (document: ValueDocument, currency: string): CurrencyValue =>
  (document.currencies[currency] ??= { ...noSums(), sales: 0, months: {} })

const add = (
  document: ValueDocument,
  event: HistoryEvent,
  what: Exclude<keyof ValueSums, 'net'>,
  money: Money,
  sign: 1 | -1 = 1,
): void => {
  const sums = inCurrency(document, money.currency)
  const month = (sums.months[dayOf(event).slice(0, 7)] ??= noSums())
  const amount = sign * money.amount
  const net = what === 'revenue' ? amount : -amount
  sums[what] += amount
  sums.net += net
  month[what] += amount
  month.net += net
  const rate = 'rate' in event.data ? event.data.rate : undefined
  if (rate) report(document, what, { amount, currency: money.currency }, rate)
}

const report = (
  document: ValueDocument,
  what: Exclude<keyof ValueSums, 'net'>,
  money: Money,
  rate: ExchangeRate,
): void => {
  const reported = converted(money, rate)
  if (!reported) return
  const sums = (((document.reported ??= {})[rate.to] ??= {})[money.currency] ??= {
    ...noSums(),
    sourceRevenue: 0,
    sourceNet: 0,
  })
  const sign = what === 'revenue' ? 1 : -1
  sums[what] += reported.amount
  sums.net += sign * reported.amount
  sums.sourceNet += sign * money.amount
  if (what === 'revenue') sums.sourceRevenue += money.amount
}

const recognise = (
  document: ValueDocument,
  event: HistoryEvent,
  revenue: Money,
  costOfGoods: Money | undefined,
): void => {
  add(document, event, 'revenue', revenue)
  document.recognisedSales += 1
  if (costOfGoods) {
    add(document, event, 'costOfGoods', costOfGoods)
    document.salesWithCost += 1
  }
  document.costBasis =
    document.salesWithCost === 0 ? 'none' : document.salesWithCost === document.recognisedSales ? 'all' : 'partial'
}

export const value: ReadModel<ValueDocument> = {
  name: 'value',
  version: 3,
  documentOf: 'customer',
  initial: () => ({ costBasis: 'none', recognisedSales: 0, salesWithCost: 0, currencies: {} }),
  evolve: {
    PurchaseCompleted: (document, event) => {
      inCurrency(document, event.data.total.currency).sales += 1
      recognise(document, event, event.data.total, event.data.costOfGoods)
    },
    OrderPlaced: (document, { data }) => {
      inCurrency(document, data.goods.currency).sales += 1
    },
    OrderFulfilled: (document, event) => recognise(document, event, event.data.revenue, event.data.costOfGoods),
    OrderCancelled: (document, event) => {
      const { reversedRevenue, reversedCostOfGoods } = event.data
      if (reversedRevenue) add(document, event, 'revenue', reversedRevenue, -1)
      if (reversedCostOfGoods) add(document, event, 'costOfGoods', reversedCostOfGoods, -1)
    },
    RefundIssued: (document, event) => {
      if (event.data.of !== 'payment') add(document, event, 'refunds', event.data.amount)
    },
    ConcessionGranted: (document, event) => add(document, event, 'concessions', event.data.cost),
    CostAllocated: (document, event) =>
      add(document, event, event.data.purpose === 'win' ? 'costToWin' : 'costToServe', event.data.cost),
  },
  contributions: ({ currencies, reported }) => {
    const contributions: Contribution[] = []
    for (const to in reported)
      for (const from in reported[to]!)
        contributions.push({ figure: 'reported', key: `${to}/${from}`, add: { ...reported[to][from]! } })
    for (const currency in currencies) {
      const { months, sales, ...sums } = currencies[currency]!
      contributions.push({ figure: 'value', key: currency, add: { ...sums, customers: 1 } })
      for (const month in months) {
        const { revenue, net } = months[month]!
        contributions.push({ figure: `margin/${currency}`, key: month, add: { revenue, net } })
      }
      if (sales > 0) contributions.push({ figure: `revenue/${currency}`, key: sums.revenue, add: { customers: 1 } })
    }
    return contributions
  },
}
