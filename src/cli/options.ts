/** Options that several commands share. */
import { InvalidArgumentError, Option } from 'commander'
import { DomainError } from '../../domain/errors.js'
import { isDay, parseUntil, type Day } from '../../domain/time.js'
import { lifetime, parseHorizon, type Horizon } from '../../projections/potential/horizon.js'
import type { PointInTime } from '../queries/point-in-time.js'

export const dataOption = (): Option =>
  new Option('--data <folder>', 'folder of the ledger (TOUCHLEDGER_DATA, else ./touchledger-data)')
export const jsonOption = (): Option => new Option('--json', 'one JSON document on stdout')
export const asOfOption = (): Option =>
  new Option('--as-of <when>', 'only what had happened by then: a day (to its end, UTC) or an instant').argParser(
    parseUntil,
  )
export const knownAtOption = (): Option =>
  new Option('--known-at <when>', 'only what was recorded by then: a day (to its end, UTC) or an instant').argParser(
    parseUntil,
  )

const readHorizon = (text: string): Horizon => {
  try {
    return parseHorizon(text)
  } catch (error) {
    throw error instanceof DomainError ? new InvalidArgumentError(error.message) : error
  }
}

/** How far ahead potential value looks; `of` says in which view, where the command has several. */
export const horizonOption = (of = ''): Option =>
  new Option('--horizon <time>', `${of}how far ahead potential value looks: lifetime, or 90d, 39w, 36m, 3y`)
    .argParser(readHorizon)
    .default(lifetime, lifetime.text)

export const reasonOption = (): Option =>
  new Option('--reason <text>', 'why; kept with the event').makeOptionMandatory()

export interface SharedOptions {
  readonly data?: string
  readonly json?: boolean
}

/** The point in time that was asked for. */
export const pointInTime = ({ asOf, knownAt }: PointInTime): PointInTime => ({
  ...(asOf !== undefined && { asOf }),
  ...(knownAt !== undefined && { knownAt }),
})

/** A day of the calendar, for options that take one. */
export const parseDay = (text: string): Day => {
  if (!isDay(text)) throw new InvalidArgumentError('wants a day such as 1997-01-31')
  return text
}

/** A whole number between bounds, for options that take one. */
export const parseCurrency = (text: string): string => {
  if (!/^[A-Z]{3}$/.test(text)) throw new InvalidArgumentError('wants an ISO 4217 code such as EUR')
  return text
}

export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < least || number > most)
      throw new InvalidArgumentError(`wants a whole number from ${least} to ${most}`)
    return number
  }
