/**
 * The waterfall of realized value: from gross revenue bar by bar down to what is left, each bar with the events that made it.
 * It watches the fold of realized value event by event, so that its bars cannot add up to anything else.
 */
import type { Instant } from '../../domain/time.js'
import { ordered, stepOf, type HistoryEvent } from '../read-model.js'
import { value, type ValueDocument, type ValueSums } from './value.read-model.js'

/** The bars from left to right. */
export const waterfallBars = [
  'grossRevenue',
  'discounts',
  'refunds',
  'concessions',
  'costOfGoods',
  'costToWin',
  'costToServe',
] as const
export type WaterfallBar = (typeof waterfallBars)[number]

/** An event and what it adds to a bar, in minor units; below zero where it takes away. */
export interface BarEvent {
  readonly id: string
  readonly type: string
  readonly position: number
  readonly occurredAt: Instant
  readonly amount: number
}

/** Where a page of a bar's events ended. */
export interface BarPlace {
  readonly currency: string
  readonly bar: WaterfallBar
  readonly occurredAt: Instant
  readonly position: number
}

export interface Bar {
  readonly bar: WaterfallBar
  /** What it adds, in minor units: below zero where it takes away. */
  readonly amount: number
  /** All bars up to this one together. */
  readonly level: number
  /** How many events made it. */
  readonly eventsInAll: number
  /** In the order of history. */
  readonly events: readonly BarEvent[]
  /** Where the events go on; absent where there are no more. */
  readonly next?: BarPlace
}

export interface Waterfall {
  readonly bars: readonly Bar[]
  /** All bars together: the net of realized value. */
  readonly realized: number
}

/** How many events each bar names; those after a place, of that bar alone, where one is given. */
export interface BarPage {
  readonly limit: number
  readonly after?: BarPlace
}

/** What a bar has come to so far. */
interface Growing {
  amount: number
  eventsInAll: number
  readonly events: BarEvent[]
  isCut: boolean
}

type Growth = Record<WaterfallBar, Growing>

const noGrowth = (): Growth =>
  Object.fromEntries(
    waterfallBars.map((bar) => [bar, { amount: 0, eventsInAll: 0, events: [], isCut: false }]),
  ) as unknown as Growth

const noSums: Partial<ValueSums> = {}

/** What an event says was taken off before its revenue. */
const discountOf = ({
  type,
  data,
}: HistoryEvent): { readonly amount: number; readonly currency: string } | undefined => {
  if (type === 'PurchaseCompleted' || type === 'OrderFulfilled') return data.discount
  if (type !== 'OrderCancelled' || !data.reversedDiscount) return undefined
  return { ...data.reversedDiscount, amount: -data.reversedDiscount.amount }
}

const isAfter = (event: HistoryEvent, { occurredAt, position }: BarPlace): boolean =>
  event.metadata.occurredAt === occurredAt ? event.position > position : event.metadata.occurredAt > occurredAt

/** The waterfall of a customer by currency. `history` may be in any order. */
export const waterfallOf = (history: readonly HistoryEvent[], page: BarPage): Record<string, Waterfall> => {
  const { limit, after } = page
  const document: ValueDocument = value.initial('')
  const growths: Record<string, Growth> = {}
  const grow = (event: HistoryEvent, currency: string, bar: WaterfallBar, amount: number): void => {
    if (amount === 0) return
    const growing = (growths[currency] ??= noGrowth())[bar]
    growing.amount += amount
    growing.eventsInAll += 1
    if (after && (after.currency !== currency || after.bar !== bar || !isAfter(event, after))) return
    const { id, type, position, metadata } = event
    if (growing.events.length < limit)
      growing.events.push({ id, type, position, occurredAt: metadata.occurredAt, amount })
    else growing.isCut = true
  }
  for (const event of ordered(history)) {
    const step = stepOf(value, event.type)
    if (!step) continue
    const before = Object.fromEntries(
      Object.entries(document.currencies).map(([currency, sums]) => [currency, { ...sums }]),
    )
    step(document, event)
    const discount = discountOf(event)
    if (discount) grow(event, discount.currency, 'discounts', -discount.amount)
    // A discount in another currency than the revenue is taken off a gross revenue of its own.
    for (const currency of new Set([...Object.keys(document.currencies), ...(discount ? [discount.currency] : [])])) {
      growths[currency] ??= noGrowth()
      const [then, now] = [before[currency] ?? noSums, document.currencies[currency] ?? noSums]
      const change = (what: keyof ValueSums): number => (now[what] ?? 0) - (then[what] ?? 0)
      const discounted = discount?.currency === currency ? discount.amount : 0
      grow(event, currency, 'grossRevenue', change('revenue') + discounted)
      for (const bar of ['refunds', 'concessions', 'costOfGoods', 'costToWin', 'costToServe'] as const)
        grow(event, currency, bar, -change(bar))
    }
  }
  return Object.fromEntries(Object.entries(growths).map(([currency, growth]) => [currency, grown(currency, growth)]))
}

const grown = (currency: string, growth: Growth): Waterfall => {
  let level = 0
  const bars = waterfallBars.map((bar): Bar => {
    const { amount, eventsInAll, events, isCut } = growth[bar]
    level += amount
    const last = events.at(-1)
    const next = isCut && last && { currency, bar, occurredAt: last.occurredAt, position: last.position }
    return { bar, amount, level, eventsInAll, events, ...(next && { next }) }
  })
  return { bars, realized: level }
}
