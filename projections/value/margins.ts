/** The margin of the latest two and three years, each year against the one before (R53). A year is twelve whole months. */
import { dayNumber, dayOfNumber, type Day } from '../../domain/time.js'

/** What margins are made of, in minor units: of one month. */
interface MonthSums {
  readonly revenue: number
  readonly net: number
}

/** Sums by month, `YYYY-MM`. */
export type Months = Readonly<Record<string, MonthSums>>

export interface Margin {
  /** The first month, `YYYY-MM`. */
  readonly from: string
  /** The last one. */
  readonly through: string
  /** Minor units. */
  readonly revenue: number
  /** Net of realized value, minor units. */
  readonly margin: number
  /** Of the revenue; null without any. */
  readonly marginShare: number | null
}

export interface YearMargin extends Margin {
  /** The margin less that of the year before, minor units; null where there was nothing in that one. */
  readonly improvement: number | null
}

export interface CurrencyMargins {
  readonly months24: Margin
  readonly months36: Margin
  /** The three years, the latest first. */
  readonly years: readonly YearMargin[]
}

export interface Margins {
  /** The last month that was over. */
  readonly through: string
  readonly currencies: Readonly<Record<string, CurrencyMargins>>
}

const monthNumber = (month: string): number => +month.slice(0, 4) * 12 + +month.slice(5, 7) - 1

const monthOfNumber = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`

/** The last month that was over when the day was. */
const lastWholeMonth = (day: Day): number => {
  const tomorrow = dayOfNumber(dayNumber(day) + 1)
  return monthNumber(day) - (tomorrow.slice(0, 7) === day.slice(0, 7) ? 1 : 0)
}

/** Margins as of a day, by currency. Months in which nothing is left of what was recorded are as if nothing had been. */
export const marginsAt = (currencies: Readonly<Record<string, Months>>, asOf: Day): Margins => {
  const last = lastWholeMonth(asOf)
  return {
    through: monthOfNumber(last),
    currencies: Object.fromEntries(
      Object.entries(currencies).flatMap(([currency, months]) => {
        const known = Object.entries(months)
          .filter(([, { revenue, net }]) => revenue !== 0 || net !== 0)
          .map(([month, sums]) => ({ ...sums, month: monthNumber(month) }))
          .filter(({ month }) => month <= last)
        return known.length === 0 ? [] : [[currency, marginsOf(known, last)]]
      }),
    ),
  }
}

type NumberedMonths = readonly (MonthSums & { readonly month: number })[]

const within = (months: NumberedMonths, first: number, last: number): NumberedMonths =>
  months.filter(({ month }) => month >= first && month <= last)

const marginOf = (months: NumberedMonths, last: number, count: number): Margin => {
  const first = last - count + 1
  const counted = within(months, first, last)
  const revenue = counted.reduce((sum, { revenue }) => sum + revenue, 0)
  const margin = counted.reduce((sum, { net }) => sum + net, 0)
  return {
    from: monthOfNumber(first),
    through: monthOfNumber(last),
    revenue,
    margin,
    marginShare: revenue > 0 ? margin / revenue : null,
  }
}

const marginsOf = (months: NumberedMonths, last: number): CurrencyMargins => ({
  months24: marginOf(months, last, 24),
  months36: marginOf(months, last, 36),
  years: [0, 1, 2].map((ago) => {
    const end = last - 12 * ago
    const year = marginOf(months, end, 12)
    const hasBefore = within(months, end - 23, end - 12).length > 0
    return { ...year, improvement: hasBefore ? year.margin - marginOf(months, end - 12, 12).margin : null }
  }),
})
