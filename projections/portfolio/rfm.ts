/**
 * RFM: how recently, how often and for how much customers buy, each in quintiles of all who bought, and the segments that
 * follow (R60). What there is decides where the quintiles lie, then everybody is put in one.
 */
import { dayNumber, dayOfNumber, type Day } from '../../domain/time.js'
import { quintile, type LoyaltyDocument } from '../loyalty/loyalty.read-model.js'

/** By recency and frequency; the best first. */
export const rfmSegments = ['champions', 'loyal', 'recent', 'needing attention', 'at risk', 'hibernating'] as const
export type RfmSegment = (typeof rfmSegments)[number]

/** A score that somebody has, and the lowest value that has it. */
export interface RfmBand<V> {
  /** 1 lowest, 5 highest. */
  readonly score: number
  readonly from: V
  readonly customers: number
}

interface RfmSum {
  readonly customers: number
  /** Of the customers in this currency. */
  readonly shareOfCustomers: number
  /** Recognised revenue less refunds, minor units. */
  readonly revenue: number
  /** Null unless the revenue of all is above 0. */
  readonly shareOfRevenue: number | null
}

export interface RfmSegmentSum extends RfmSum {
  readonly segment: RfmSegment
}

export interface RfmCell extends RfmSum {
  readonly recency: number
  readonly frequency: number
  readonly monetary: number
  readonly segment: RfmSegment
}

export interface RfmCurrency {
  /** Who bought in it. */
  readonly customers: number
  readonly revenue: number
  /** Revenue less refunds of a customer, minor units. */
  readonly monetary: readonly RfmBand<number>[]
  readonly segments: readonly RfmSegmentSum[]
  /** Scores that somebody has, the best first. */
  readonly cells: readonly RfmCell[]
}

export interface Rfm {
  /** Who bought. */
  readonly customers: number
  /** By last purchase day. */
  readonly recency: readonly RfmBand<Day>[]
  /** By purchase days. */
  readonly frequency: readonly RfmBand<number>[]
  readonly currencies: Readonly<Record<string, RfmCurrency>>
}

/** The names are those of the trade; where each begins is our choice. */
export const segmentOf = (recency: number, frequency: number): RfmSegment => {
  if (recency <= 2) return frequency >= 3 ? 'at risk' : 'hibernating'
  if (recency === 3) return frequency >= 3 ? 'loyal' : 'needing attention'
  return frequency >= 4 ? 'champions' : frequency === 3 ? 'loyal' : 'recent'
}

/** Who has bought, in columns. */
export interface RfmColumns {
  /** By buyer: days since 1970. */
  readonly lastPurchaseDay: ArrayLike<number>
  readonly purchaseDays: ArrayLike<number>
  /** By currency, then by who has any in it: the place of the buyer, and revenue less refunds in minor units. */
  readonly currencies: ReadonlyMap<string, { readonly buyer: ArrayLike<number>; readonly monetary: ArrayLike<number> }>
}

/** Gathers the columns from what is known of each customer; who has not bought is passed over. */
export class RfmBuyers implements RfmColumns {
  readonly lastPurchaseDay: number[] = []
  readonly purchaseDays: number[] = []
  readonly currencies = new Map<string, { readonly buyer: number[]; readonly monetary: number[] }>()

  add({
    lastPurchaseDay,
    purchaseDays,
    monetary,
  }: Pick<LoyaltyDocument, 'lastPurchaseDay' | 'purchaseDays' | 'monetary'>): void {
    if (lastPurchaseDay === null) return
    const buyer = this.lastPurchaseDay.push(dayNumber(lastPurchaseDay)) - 1
    this.purchaseDays.push(purchaseDays)
    for (const currency in monetary) {
      let held = this.currencies.get(currency)
      if (!held) this.currencies.set(currency, (held = { buyer: [], monetary: [] }))
      held.buyer.push(buyer)
      held.monetary.push(monetary[currency]!)
    }
  }
}

const bandsOf = (values: ArrayLike<number>): RfmBand<number>[] => {
  const inOrder = Float64Array.from(values).sort()
  const bands: { score: number; from: number; customers: number }[] = []
  for (let below = 0; below < inOrder.length;) {
    const from = inOrder[below]!
    let end = below + 1
    while (inOrder[end] === from) end += 1
    const score = quintile(below, inOrder.length)
    const band = bands.at(-1)
    if (band?.score === score) band.customers += end - below
    else bands.push({ score, from, customers: end - below })
    below = end
  }
  return bands
}

const scoreIn = (bands: readonly RfmBand<number>[], value: number): number => {
  let at = bands.length - 1
  while (bands[at]!.from > value) at -= 1
  return bands[at]!.score
}

interface Tally {
  customers: number
  revenue: number
}

/** The table of all who bought. */
export const rfmTable = ({ lastPurchaseDay, purchaseDays, currencies }: RfmColumns): Rfm => {
  const recency = bandsOf(lastPurchaseDay)
  const frequency = bandsOf(purchaseDays)
  const currencyOf = ({ buyer, monetary }: { buyer: ArrayLike<number>; monetary: ArrayLike<number> }): RfmCurrency => {
    const bands = bandsOf(monetary)
    // By score of recency, frequency and monetary value: 543.
    const cells = new Map<number, Tally>()
    for (let row = 0; row < buyer.length; row += 1) {
      const who = buyer[row]!
      const scores =
        100 * scoreIn(recency, lastPurchaseDay[who]!) +
        10 * scoreIn(frequency, purchaseDays[who]!) +
        scoreIn(bands, monetary[row]!)
      let tally = cells.get(scores)
      if (!tally) cells.set(scores, (tally = { customers: 0, revenue: 0 }))
      tally.customers += 1
      tally.revenue += monetary[row]!
    }
    return currencyWith(bands, cells)
  }
  return {
    customers: lastPurchaseDay.length,
    recency: recency.map(({ score, from, customers }) => ({ score, from: dayOfNumber(from), customers })),
    frequency,
    currencies: Object.fromEntries(
      [...currencies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, held]) => [name, currencyOf(held)]),
    ),
  }
}

const sharesIn =
  (all: Tally) =>
  ({ customers, revenue }: Tally): RfmSum => ({
    customers,
    shareOfCustomers: customers / all.customers,
    revenue,
    shareOfRevenue: all.revenue > 0 ? revenue / all.revenue : null,
  })

const currencyWith = (monetary: readonly RfmBand<number>[], cells: ReadonlyMap<number, Tally>): RfmCurrency => {
  const all: Tally = { customers: 0, revenue: 0 }
  const segments = new Map<RfmSegment, Tally>(rfmSegments.map((segment) => [segment, { customers: 0, revenue: 0 }]))
  const named = [...cells].map(([scores, tally]) => {
    const [recency, frequency] = [Math.floor(scores / 100), Math.floor(scores / 10) % 10]
    const segment = segmentOf(recency, frequency)
    for (const sum of [all, segments.get(segment)!]) {
      sum.customers += tally.customers
      sum.revenue += tally.revenue
    }
    return { recency, frequency, monetary: scores % 10, segment, tally }
  })
  const shares = sharesIn(all)
  return {
    ...all,
    monetary,
    segments: [...segments].map(([segment, tally]) => ({ segment, ...shares(tally) })),
    cells: named
      .map(({ tally, ...cell }) => ({ ...cell, ...shares(tally) }))
      .sort((a, b) => b.recency - a.recency || b.frequency - a.frequency || b.monetary - a.monetary),
  }
}
