/** The pages of a waterfall's bars: where the events of a bar go on is a cursor that names the bar. */
import { invalid } from '../../domain/errors.js'
import { isInstant } from '../../domain/time.js'
import {
  waterfallBars,
  type Bar,
  type BarPlace,
  type Waterfall,
  type WaterfallBar,
} from '../../projections/value/waterfall.js'

/** A bar, with a cursor where its events go on. */
export interface PagedBar extends Omit<Bar, 'next'> {
  /** Cursor of the events that follow; absent where there are no more. */
  readonly next?: string
}

export interface PagedWaterfall extends Omit<Waterfall, 'bars'> {
  readonly bars: readonly PagedBar[]
}

/** The waterfalls by currency, with cursors instead of places. */
export const pagedBars = (waterfalls: Readonly<Record<string, Waterfall>>): Record<string, PagedWaterfall> =>
  Object.fromEntries(
    Object.entries(waterfalls).map(([currency, { bars, realized }]) => [
      currency,
      { bars: bars.map(({ next, ...bar }) => ({ ...bar, ...(next && { next: barCursor(next) }) })), realized },
    ]),
  )

const barCursor = ({ currency, bar, occurredAt, position }: BarPlace): string =>
  Buffer.from([currency, bar, occurredAt, position].join('/')).toString('base64url')

/** @throws DomainError `cursor-unreadable` */
export const readBarCursor = (cursor: string): BarPlace => {
  const [currency = '', bar = '', occurredAt = '', position = '', ...more] = Buffer.from(cursor, 'base64url')
    .toString()
    .split('/')
  if (
    !/^[A-Z]{3}$/.test(currency) ||
    !waterfallBars.includes(bar as WaterfallBar) ||
    !isInstant(occurredAt) ||
    !/^\d{1,15}$/.test(position) ||
    more.length > 0
  )
    throw invalid('cursor-unreadable', 'The cursor is not one that this ledger gave out')
  return { currency, bar: bar as WaterfallBar, occurredAt, position: Number(position) }
}
