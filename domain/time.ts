/** Instants and business days. Instants are UTC, ISO 8601 with milliseconds, so that text order is time order. */
import { Type } from 'typebox'
import Format from 'typebox/format'
import { invalid } from './errors.js'

/** A UTC instant written `1997-01-01T00:00:00.000Z`. */
export type Instant = string
/** A calendar day written `1997-01-01`. */
export type Day = string

const instantShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/
const dayShape = /^\d{4}-\d{2}-\d{2}$/

/** Whether the text is an instant in the one form that is stored. */
export const isInstant = (text: string): boolean => {
  if (!instantShape.test(text)) return false
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString() === text
}

/** Whether the text is a day that exists in the calendar. */
export const isDay = (text: string): boolean => {
  if (!dayShape.test(text)) return false
  const time = Date.parse(`${text}T00:00:00.000Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

Format.Set('day', isDay)

export const DayField = Type.String({ format: 'day' })

const firstTime = Date.parse('0000-01-01T00:00:00.000Z')
const lastTime = Date.parse('9999-12-31T23:59:59.999Z')
const isoInstant = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/

/** Whether no instant of the same day (UTC) comes after this one. */
export const isEndOfDay = (instant: Instant): boolean => instant.endsWith('T23:59:59.999Z')

/**
 * Reads an ISO 8601 instant with a zone offset (`Z` or `+01:00`) into the stored form.
 * Reads down to the millisecond; finer digits are dropped.
 * @throws DomainError `instant-unreadable` without an offset, when no such instant exists, or in UTC outside 0000 to 9999.
 */
export const parseInstant = (text: string): Instant => {
  const match = isoInstant.exec(text)
  const time = match && isDay(match[1]!) ? Date.parse(text) : Number.NaN
  // Near the ends of the calendar an offset may lead out of the years 0000 to 9999, the only ones that sort as text.
  if (!(time >= firstTime && time <= lastTime))
    throw invalid(
      'instant-unreadable',
      `"${text}" is not an instant such as 1997-01-01T10:30:00Z (the zone must be given)`,
    )
  return new Date(time).toISOString()
}

/**
 * Reads the upper end of a period: an instant, or a day, which means until the end of that day in UTC.
 * @throws DomainError `instant-unreadable`
 */
export const parseUntil = (text: string): Instant => (isDay(text) ? `${text}T23:59:59.999Z` : parseInstant(text))

const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

/** Days since 1970-01-01 of a calendar day. Only for days already checked. */
export const dayNumber = (day: Day): number => {
  const year = +day.slice(0, 4)
  const month = +day.slice(5, 7)
  const before = month > 2 ? year : year - 1
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477
  return (year - 1970) * 365 + leapDays + daysBeforeMonth[month - 1]! + +day.slice(8, 10) - 1
}

/** The calendar day with that many days since 1970-01-01. */
export const dayOfNumber = (number: number): Day => new Date(number * 86_400_000).toISOString().slice(0, 10)

/** The `YYYY-MM` that lies so many months after another. */
export const monthAfter = (month: string, months: number): string => {
  const number = +month.slice(0, 4) * 12 + +month.slice(5, 7) - 1 + months
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`
}

/** Months from the first `YYYY-MM` to the second. */
export const monthsBetween = (from: string, to: string): number =>
  (+to.slice(0, 4) - +from.slice(0, 4)) * 12 + (+to.slice(5, 7) - +from.slice(5, 7))
