/**
 * RFM: how recently, how often and for how much customers buy, each in quintiles of all who bought, and the segments that
 * follow (R60). Told in two goes: what there is decides where the quintiles lie, then everybody is put in one.
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

type Bought = Pick<LoyaltyDocument, 'lastPurchaseDay' | 'purchaseDays' | 'monetary'>
/** How many customers have which value. */
type Counts = Map<number, number>

const countIn = (counts: Counts, value: number): void => void counts.set(value, (counts.get(value) ?? 0) + 1)

const bandsOf = (counts: Counts): RfmBand<number>[] => {
  const total = [...counts.values()].reduce((sum, customers) => sum + customers, 0)
  const bands: { score: number; from: number; customers: number }[] = []
  let below = 0
  for (const [from, customers] of [...counts].sort(([a], [b]) => a - b)) {
    const score = quintile(below, total)
    const band = bands.at(-1)
    if (band?.score === score) band.customers += customers
    else bands.push({ score, from, customers })
    below += customers
  }
  return bands
}

const scoreIn = (bands: readonly RfmBand<number>[], value: number): number =>
  bands.findLast(({ from }) => from <= value)!.score

/** The first go: `count` everybody, then `bands`. Who has not bought is passed over. */
const countAll = () => {
  const days: Counts = new Map()
  const frequency: Counts = new Map()
  const monetary = new Map<string, Counts>()
  return {
    count: ({ lastPurchaseDay, purchaseDays, monetary: amounts }: Bought): void => {
      if (lastPurchaseDay === null) return
      countIn(days, dayNumber(lastPurchaseDay))
      countIn(frequency, purchaseDays)
      for (const currency in amounts) {
        let counts = monetary.get(currency)
        if (!counts) monetary.set(currency, (counts = new Map<number, number>()))
        countIn(counts, amounts[currency]!)
      }
    },
    bands: () => ({
      recency: bandsOf(days),
      frequency: bandsOf(frequency),
      monetary: new Map([...monetary].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, of]) => [name, bandsOf(of)])),
    }),
  }
}

interface Tally {
  customers: number
  revenue: number
}

const addTo = <K>(tallies: Map<K, Tally>, key: K, revenue: number): void => {
  let tally = tallies.get(key)
  if (!tally) tallies.set(key, (tally = { customers: 0, revenue: 0 }))
  tally.customers += 1
  tally.revenue += revenue
}

const sharesIn =
  (all: Tally) =>
  ({ customers, revenue }: Tally): RfmSum => ({
    customers,
    shareOfCustomers: customers / all.customers,
    revenue,
    shareOfRevenue: all.revenue > 0 ? revenue / all.revenue : null,
  })

/** The table of all customers; `documents` goes through them and is asked twice. */
export const rfmTable = async (documents: () => AsyncIterable<Bought>): Promise<Rfm> => {
  const counting = countAll()
  for await (const document of documents()) counting.count(document)
  const { recency, frequency, monetary } = counting.bands()
  // By score of recency, frequency and monetary value: `543`.
  const cells = new Map([...monetary.keys()].map((currency) => [currency, new Map<string, Tally>()]))
  for await (const { lastPurchaseDay, purchaseDays, monetary: amounts } of documents()) {
    if (lastPurchaseDay === null) continue
    const scores = `${scoreIn(recency, dayNumber(lastPurchaseDay))}${scoreIn(frequency, purchaseDays)}`
    for (const currency in amounts) {
      const amount = amounts[currency]!
      addTo(cells.get(currency)!, `${scores}${scoreIn(monetary.get(currency)!, amount)}`, amount)
    }
  }
  return {
    customers: frequency.reduce((sum, { customers }) => sum + customers, 0),
    recency: recency.map(({ score, from, customers }) => ({ score, from: dayOfNumber(from), customers })),
    frequency,
    currencies: Object.fromEntries(
      [...monetary].map(([currency, bands]) => [currency, currencyOf(bands, cells.get(currency)!)]),
    ),
  }
}

const currencyOf = (monetary: readonly RfmBand<number>[], cells: ReadonlyMap<string, Tally>): RfmCurrency => {
  const all: Tally = { customers: 0, revenue: 0 }
  const segments = new Map<RfmSegment, Tally>(rfmSegments.map((segment) => [segment, { customers: 0, revenue: 0 }]))
  const named = [...cells].map(([scores, tally]) => {
    const [recency, frequency, monetary] = [...scores].map(Number) as [number, number, number]
    const segment = segmentOf(recency, frequency)
    for (const sum of [all, segments.get(segment)!]) {
      sum.customers += tally.customers
      sum.revenue += tally.revenue
    }
    return { recency, frequency, monetary, segment, tally }
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
