/** Moments on the wall clock of the demo company, and the seasons of its business. */
import { dayNumber, dayOfNumber, type Day } from '../../domain/time.js'
import { months } from './figures.js'
import { between, type Random } from './random.js'

/** Seconds of local time since 1970-01-01 00:00. */
export type Moment = number

export const minutes = (count: number): number => Math.round(count * 60)
export const hours = (count: number): number => minutes(count * 60)
export const days = (count: number): number => hours(count * 24)

const twoDigits = (number: number): string => String(number).padStart(2, '0')

/** The moment as the company's files write it: `2023-01-31 09:15:00`. */
export const written = (moment: Moment): string => {
  const second = moment % 86_400
  const clock = [Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60].map(twoDigits).join(':')
  return `${dayOf(moment)} ${clock}`
}

/** The moment of `2023-01-31 09:15`. */
export const momentOf = (text: string): Moment =>
  dayNumber(text.slice(0, 10)) * 86_400 + Number(text.slice(11, 13)) * 3_600 + Number(text.slice(14, 16)) * 60

export const dayOf = (moment: Moment): Day => dayOfNumber(Math.floor(moment / 86_400))

/** A moment of that day while people are about; around the middle of the opening hours more than at their ends. */
export const during = (random: Random, day: number, opens: number, closes: number): Moment =>
  day * 86_400 + Math.floor(3_600 * (between(random, opens, closes) + between(random, opens, closes)) * 0.5)

/**
 * Time that runs faster on busy days: an even process in it is a seasonal one on the calendar.
 * Its unit is an average day; 0 is the start of the first day.
 */
export interface Season {
  /** How many average days the whole period has. */
  readonly length: number
  /** The day (as `dayNumber`) on which that much time has run; undefined after the period. */
  dayAt(busyTime: number): number | undefined
  /** How much time has run when that day begins. */
  startOf(day: number): number
}

/** The season of a period whose days weigh what their month and weekday say. */
export const season = (first: Day, last: Day, weekdays: readonly number[]): Season => {
  const from = dayNumber(first)
  const starts = [0]
  for (let day = from; day <= dayNumber(last); day++) {
    const weight = months[Number(dayOfNumber(day).slice(5, 7)) - 1]! * weekdays[(day + 3) % 7]!
    starts.push(starts.at(-1)! + weight)
  }
  const length = starts.at(-1)!
  return {
    length,
    startOf: (day) => starts[Math.min(Math.max(day - from, 0), starts.length - 1)]!,
    dayAt: (busyTime) => {
      if (busyTime >= length) return undefined
      let [low, high] = [0, starts.length - 1]
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if (starts[middle]! <= busyTime) low = middle
        else high = middle
      }
      return from + low
    },
  }
}
