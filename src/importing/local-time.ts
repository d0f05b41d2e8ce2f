/** Local times of a zone as instants. */
import { IANAZone } from 'luxon'

/** Milliseconds of a wall clock since its own 1970-01-01 00:00. */
export type LocalMilliseconds = number

/** The wall clock of a zone. */
export interface LocalClock {
  readonly zone: string
  /**
   * The UTC milliseconds at which the clock shows a time. Where the clock is changed, the offset before the change
   * counts: of a time shown twice the first is taken, and a time that is skipped is as much later as was skipped.
   */
  toUtc(local: LocalMilliseconds): number
  /** What the clock shows at an instant in UTC milliseconds. */
  toLocal(utc: number): LocalMilliseconds
}

const mostKnownDays = 20_000
const millisecondsPerDay = 86_400_000

/** Whether there is such an IANA time zone. */
export const isZone = (zone: string): boolean => IANAZone.isValidZone(zone)

/** The wall clock of an IANA time zone, such as `America/Sao_Paulo`. */
export const localClock = (zone: string): LocalClock => {
  if (zone === 'UTC') return { zone, toUtc: (local) => local, toLocal: (utc) => utc }
  const iana = IANAZone.create(zone)
  const offsetAt = (utc: number): number => iana.offset(utc) * 60_000
  /** The offset of a whole day of the clock, or `changes`. */
  const offsetOfDay = new Map<number, number | 'changes'>()

  const dayOffset = (day: number): number | 'changes' => {
    const known = offsetOfDay.get(day)
    if (known !== undefined) return known
    const start = day * millisecondsPerDay
    const before = offsetAt(start - millisecondsPerDay)
    const offset = before === offsetAt(start + 2 * millisecondsPerDay) ? before : 'changes'
    if (offsetOfDay.size === mostKnownDays) offsetOfDay.clear()
    offsetOfDay.set(day, offset)
    return offset
  }
  const toUtc = (local: LocalMilliseconds): number => {
    const offset = dayOffset(Math.floor(local / millisecondsPerDay))
    if (offset !== 'changes') return local - offset
    const before = offsetAt(local - millisecondsPerDay)
    const after = offsetAt(local + millisecondsPerDay)
    const later = local - after
    return offsetAt(local - before) !== before && offsetAt(later) === after ? later : local - before
  }
  return { zone, toUtc, toLocal: (utc) => utc + offsetAt(utc) }
}
