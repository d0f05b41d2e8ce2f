/** What the models of customer value know of a customer: how often, how recently and since when; and for how much. */
import { invalid } from '../errors.js'
import { dayNumber, type Day } from '../time.js'

/** In what a model counts time. */
export type TimeUnit = 'day' | 'week' | 'month'

const daysPerYear = 365.25

/** A month is the twelfth part of a year of 365.25 days. */
export const daysPer: Readonly<Record<TimeUnit, number>> = { day: 1, week: 7, month: daysPerYear / 12 }

/**
 * The continuous discount rate per unit of time of a discount rate per year: 15 % a year (0.15) is 0.00268 a week.
 * @throws DomainError `rate-impossible`
 */
export const continuousRate = (perYear: number, unit: TimeUnit): number => {
  if (!(perYear >= 0 && perYear < Infinity))
    throw invalid('rate-impossible', 'a discount rate is 0 or more: 0.15 is 15 % a year', { perYear })
  return (Math.log1p(perYear) * daysPer[unit]) / daysPerYear
}

/** When a customer bought. Times are in one unit, counted from the first purchase. */
export interface PurchasePattern {
  /** Days with a purchase after the first one: x. */
  readonly repeats: number
  /** The last purchase: t_x; 0 without repeats. */
  readonly lastAt: number
  /** The end of the window: T. */
  readonly age: number
}

/** For how much a customer bought. */
export interface ValuePattern {
  /** Days with a purchase after the first one: x. */
  readonly repeats: number
  /** Mean value of those days, in any one unit of money: m. */
  readonly meanValue: number
}

/** A pattern and how many customers have it. */
export interface Weighted<Pattern> {
  readonly pattern: Pattern
  readonly customers: number
}

/** @throws DomainError `pattern-impossible` */
export const checkPattern = ({ repeats, lastAt, age }: PurchasePattern): void => {
  const isPossible =
    Number.isInteger(repeats) &&
    repeats >= 0 &&
    Number.isFinite(age) &&
    lastAt <= age &&
    (repeats === 0 ? lastAt === 0 : lastAt > 0)
  if (!isPossible)
    throw invalid(
      'pattern-impossible',
      'a purchase pattern has a whole number of repeats, the last of them after the first purchase and not after the end',
      { repeats, lastAt, age },
    )
}

/**
 * The pattern of a customer of whom the first and the last purchase day and the number of purchase days are known, none of
 * them after `until`, the last day of the window.
 * @throws DomainError `pattern-impossible`
 */
export const patternBetween = (
  first: Day,
  last: Day,
  purchaseDays: number,
  until: Day,
  unit: TimeUnit,
): PurchasePattern => {
  const since = (day: Day): number => (dayNumber(day) - dayNumber(first)) / daysPer[unit]
  const pattern = { repeats: purchaseDays - 1, lastAt: since(last), age: since(until) }
  checkPattern(pattern)
  return pattern
}

/**
 * The pattern of a customer who bought on these days, in order. Purchases of one day are one; days after `until`, the last
 * day of the window, do not count. Undefined for one who had not bought by then.
 * @throws DomainError `days-unsorted`
 */
export const patternOf = (days: readonly Day[], until: Day, unit: TimeUnit): PurchasePattern | undefined => {
  let purchaseDays = 0
  let last: Day | undefined
  for (const day of days) {
    if (last !== undefined && day < last)
      throw invalid('days-unsorted', `purchase days are in order: ${day} comes after ${last}`)
    if (day > until) break
    if (day !== last) purchaseDays += 1
    last = day
  }
  return last === undefined ? undefined : patternBetween(days[0]!, last, purchaseDays, until, unit)
}

const grouped = <Pattern>(patterns: Iterable<Pattern>, keyOf: (pattern: Pattern) => string): Weighted<Pattern>[] => {
  const groups = new Map<string, { pattern: Pattern; customers: number }>()
  for (const pattern of patterns) {
    const key = keyOf(pattern)
    const group = groups.get(key)
    if (group) group.customers += 1
    else groups.set(key, { pattern, customers: 1 })
  }
  return [...groups.values()]
}

/** The distinct patterns, each with the number of customers who have it. */
export const groupPurchasePatterns = (patterns: Iterable<PurchasePattern>): Weighted<PurchasePattern>[] =>
  grouped(patterns, ({ repeats, lastAt, age }) => `${repeats} ${lastAt} ${age}`)

/** The distinct patterns, each with the number of customers who have it. */
export const groupValuePatterns = (patterns: Iterable<ValuePattern>): Weighted<ValuePattern>[] =>
  grouped(patterns, ({ repeats, meanValue }) => `${repeats} ${meanValue}`)
