/** Reading dates and times as source systems write them. */
import { dayNumber, type Day, type Instant } from '../../domain/time.js'
import type { LocalClock } from './local-time.js'

/** A time that was read: the instant, and the calendar day of the clock it was read by. */
export interface Moment {
  readonly instant: Instant
  readonly day: Day
}

/** Reads a time; undefined when the text is none, or no such time exists. */
export type ReadMoment = (text: string) => Moment | undefined

/** The numbers of a date and time, as written. */
type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'half' | 'offset'

/** What the letters of a format stand for. */
const letters: Readonly<Record<string, readonly [Part, string]>> = {
  yyyy: ['year', '\\d{4}'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{2}'],
  d: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  hh: ['hour', '\\d{2}'],
  h: ['hour', '\\d{1,2}'],
  a: ['half', '[AaPp][Mm]'],
  mm: ['minute', '\\d{2}'],
  ss: ['second', '\\d{2}'],
  SSS: ['fraction', '\\d{1,9}'],
}
/** The letters a format may have, for messages. */
export const formatLetters = Object.keys(letters).join(' ')

const token = /'([^']*)'|([A-Za-z])\2*|[^A-Za-z']/g

/** `1997-01-01`, or with a time of day after a blank or a T, down to seconds or fractions, with an offset or without. */
const iso =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)?(?<offset>Z|[+-]\d{2}:?\d{2})?)?$/

/** The expression that a format such as `dd.MM.yyyy HH:mm` stands for; undefined when it is no format of a day. */
const expressionOf = (format: string): RegExp | undefined => {
  const seen = new Set<Part>()
  let source = ''
  let length = 0
  for (const [text, literal] of format.matchAll(token)) {
    length += text.length
    const letter = letters[text]
    if (!letter && literal === undefined && /[A-Za-z]/.test(text)) return undefined
    if (letter && seen.has(letter[0])) return undefined
    if (letter) seen.add(letter[0])
    source += letter ? `(?<${letter[0]}>${letter[1]})` : (literal ?? text).replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
  }
  const twelveHours = /h/.test(format.replace(/'[^']*'/g, ''))
  const complete =
    length === format.length &&
    (['year', 'month', 'day'] as const).every((part) => seen.has(part)) &&
    (!seen.has('minute') || seen.has('hour')) &&
    (!seen.has('second') || seen.has('minute')) &&
    (!seen.has('fraction') || seen.has('second')) &&
    seen.has('half') === twelveHours
  return complete ? new RegExp(`^${source}$`) : undefined
}

const mostKnownDays = 20_000

/** Whether a format names a day, and a time of day from the hour down without gaps if any. */
export const isFormat = (format: string): boolean => expressionOf(format) !== undefined

const pad = (text: string): string => (text.length < 2 ? `0${text}` : text)

const daysOfMonth = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31

/** The hour from 0 to 23; undefined where there is no such hour. */
const hourOf = (text: string, half: string | undefined): number | undefined => {
  const hour = +text
  if (half === undefined) return hour < 24 ? hour : undefined
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half[0] === 'p' || half[0] === 'P' ? 12 : 0)
}

const offsetOf = (text: string): number | undefined => {
  if (text === 'Z') return 0
  const hours = +text.slice(1, 3)
  const minutes = +text.slice(-2)
  if (hours > 18 || minutes > 59) return undefined
  return (text[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** The years that sort as text, less a day at both ends for the offsets of zones. */
const earliest = Date.parse('0000-01-02T00:00:00.000Z')
const latest = Date.parse('9999-12-30T23:59:59.999Z')

/**
 * Makes the reader of a format, or of ISO 8601 when none is given. Times without an offset are read by `clock`.
 * A day without a time of day is the instant at which that day starts.
 */
export const momentReader = (clock: LocalClock, format?: string): ReadMoment => {
  const expression = format === undefined ? iso : expressionOf(format)!
  const read: ReadMoment = (text) => {
    const parts = expression.exec(text)?.groups as Partial<Record<Part, string>> | undefined
    if (!parts) return undefined
    const { year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '0' } = parts
    const hours = hourOf(hour, parts.half)
    if (+month < 1 || +month > 12 || +day < 1 || +day > daysOfMonth(+year, +month)) return undefined
    if (hours === undefined || +minute > 59 || +second > 59) return undefined
    const written = `${year}-${pad(month)}-${pad(day)}`
    const local =
      dayNumber(written) * 86_400_000 +
      ((hours * 60 + +minute) * 60 + +second) * 1_000 +
      +fraction.padEnd(3, '0').slice(0, 3)
    const offset = parts.offset === undefined ? undefined : offsetOf(parts.offset)
    if (parts.offset !== undefined && offset === undefined) return undefined
    const utc = offset === undefined ? clock.toUtc(local) : local - offset
    if (!(utc >= earliest && utc <= latest)) return undefined
    return {
      instant: new Date(utc).toISOString(),
      day: offset === undefined ? written : new Date(clock.toLocal(utc)).toISOString().slice(0, 10),
    }
  }
  const known = new Map<string, Moment>()
  return (text) => {
    // Files of days repeat a few hundred of them; a time of day rarely comes again.
    if (text.length > 10) return read(text)
    const cached = known.get(text)
    if (cached) return cached
    const moment = read(text)
    if (!moment) return undefined
    if (known.size === mostKnownDays) known.clear()
    known.set(text, moment)
    return moment
  }
}
