/** How far ahead one looks: `39w`, `36m`, `3y`, `90d`, or the whole lifetime. */
import { invalid } from '../../domain/errors.js'
import { daysPer, type TimeUnit } from '../../domain/value/purchase-pattern.js'

export interface Horizon {
  /** As it was asked for. */
  readonly text: string
  /** Absent for a lifetime. */
  readonly days?: number
}

export const lifetime: Horizon = { text: 'lifetime' }

const shape = /^([1-9]\d{0,4})([dwmy])$/
const daysOf: Readonly<Record<string, number>> = {
  d: daysPer.day,
  w: daysPer.week,
  m: daysPer.month,
  y: 12 * daysPer.month,
}

/** @throws DomainError `horizon-unreadable` */
export const parseHorizon = (text: string): Horizon => {
  if (text === lifetime.text) return lifetime
  const [, count, unit] = shape.exec(text) ?? []
  if (count === undefined)
    throw invalid(
      'horizon-unreadable',
      `"${text}" is no horizon: say lifetime, or days, weeks, months or years such as 90d, 39w, 36m, 3y`,
      { horizon: text },
    )
  return { text, days: Number(count) * daysOf[unit!]! }
}

/** Undefined for a lifetime. */
export const horizonIn = (unit: TimeUnit, { days }: Horizon): number | undefined =>
  days === undefined ? undefined : days / daysPer[unit]
