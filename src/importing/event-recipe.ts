/** How a row becomes an event: made once from the mapping, then called for every row. */
import type { TSchema } from 'typebox'
import { checkEvent, checkReportable, definitionOf } from '../../domain/catalogue.js'
import { DomainError } from '../../domain/errors.js'
import { Reference } from '../../domain/fields.js'
import type { Columns, ReadText, Row } from './columns.js'
import { makeConditions } from './conditions.js'
import { localClock } from './local-time.js'
import type { Place } from './mapping-place.js'
import { MomentShape, shaped, type EventText } from './mapping-shape.js'
import type { Moment } from './moment-format.js'
import { RowProblem } from './row-problem.js'
import {
  byCase,
  checkZone,
  makeFields,
  makeMomentReader,
  makeValue,
  notAMoment,
  type MakeValue,
  type Setting,
} from './value.js'

/** What a row says happened. */
export interface Happening {
  readonly type: string
  readonly data: object
  readonly schemaVersion: number
  readonly moment: Moment
  /** The zone whose calendar the moment's day is of. */
  readonly zone: string
  readonly channel: string | undefined
}

/** Makes an event of a row; undefined where the conditions do not hold. @throws RowProblem */
export type Recipe = (row: Row) => Happening | undefined

/** A type of event, and what fills its data. */
interface Filling {
  readonly type: string
  readonly schemaVersion: number
  readonly fill: (row: Row) => Record<string, unknown>
}

/**
 * Makes the recipe of one of a mapping's events.
 * @throws DomainError `mapping-invalid`
 */
export const makeRecipe = (text: EventText, setting: Setting, place: Place): Recipe => {
  const when = makeConditions(text.when, setting.columns, place.at('when'))
  const fillingOf = makeFilling(text, setting, place)
  const { at, zone } = makeMoment(text.at, setting, place.at('at'))
  const channelOf =
    text.channel === undefined
      ? undefined
      : (makeValue(text.channel, Reference, setting, place.at('channel')) as MakeValue<string>)
  return (row) => {
    if (when && !when(row)) return undefined
    const filling = fillingOf(row)
    const happening = {
      type: filling.type,
      data: filling.fill(row),
      schemaVersion: filling.schemaVersion,
      moment: at(row),
      zone,
      channel: channelOf?.(row),
    }
    checkHappening(happening)
    return happening
  }
}

const checkHappening = (happening: Happening): void => {
  try {
    checkEvent(happening)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const [problem] = error.facts['problems'] as { field: string; message: string }[]
    throw new RowProblem(`${happening.type}.${problem!.field}`, problem!.message)
  }
}

const definitionAt = (type: string, place: Place): { readonly version: number; readonly data: TSchema } => {
  try {
    const definition = definitionOf(type)
    checkReportable(type)
    return definition
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    if (error.code !== 'event-type-unknown') throw place.wrong(error.message)
    throw place.wrong(`there is no event type ${type}; there are ${(error.facts['known'] as string[]).join(', ')}`)
  }
}

const makeFilling = (text: EventText, setting: Setting, place: Place): ((row: Row) => Filling) => {
  const data = text.data ?? {}
  const filling = (type: string, fields: Readonly<Record<string, unknown>>, at: Place): Filling => {
    const definition = definitionAt(type, at)
    return {
      type,
      schemaVersion: definition.version,
      fill: makeFields(fields, definition.data, setting, place.at('data'), type),
    }
  }
  if (typeof text.type === 'string') {
    const only = filling(text.type, data, place.at('type'))
    return () => only
  }
  const { column, cases, otherwise } = text.type
  const at = place.at('type')
  const places = new Map([
    ...(otherwise === undefined ? [] : [[otherwise, at.at('otherwise')] as const]),
    ...Object.entries(cases).map(([key, type]) => [type, at.at('cases', key)] as const),
  ])
  const fieldsByType = new Map(
    [...places].map(([type, from]) => [
      type,
      Object.keys((definitionAt(type, from).data as unknown as { properties: object }).properties),
    ]),
  )
  const unknown = Object.keys(data).find((name) => ![...fieldsByType.values()].some((fields) => fields.includes(name)))
  if (unknown !== undefined)
    throw place.at('data', unknown).wrong(`there is no such field in any of ${[...places.keys()].join(', ')}`)
  // A field goes to those of the types that have it.
  const fillings = new Map(
    [...places].map(([type, from]) => {
      const fields = Object.entries(data).filter(([name]) => fieldsByType.get(type)!.includes(name))
      return [type, filling(type, Object.fromEntries(fields), from)]
    }),
  )
  const read = setting.columns.column(column, at.at('column'))
  const choose = byCase(
    column,
    read,
    new Map(Object.entries(cases).map(([key, type]) => [key, fillings.get(type)!])),
    otherwise === undefined ? undefined : fillings.get(otherwise),
  )
  return (row) => {
    const chosen = choose(row)
    if (!chosen) throw new RowProblem(column, 'is empty, and needed for the type of the event')
    return chosen
  }
}

const makeMoment = (
  text: unknown,
  setting: Setting,
  place: Place,
): { readonly at: (row: Row) => Moment; readonly zone: string } => {
  const given =
    typeof text === 'string' ? { column: text } : Array.isArray(text) ? { firstOf: text as unknown[] } : text
  const wanted = 'must name the column of the instant, or a list of columns of which the first that is filled counts'
  if (given === null || typeof given !== 'object') throw place.wrong(wanted)
  const { column, firstOf, format, zone } = shaped(MomentShape, given, place)
  if ((column === undefined) === (firstOf === undefined)) throw place.wrong(wanted)
  const clock = zone === undefined ? setting.clock : localClock(checkZone(zone, place.at('zone')))
  const readMoment = makeMomentReader(clock, format, place)
  const columns = namedColumns(firstOf ?? [column!], setting.columns, place)
  const at = (row: Row): Moment => {
    for (const { name, read } of columns) {
      const found = read(row)
      if (found === undefined) continue
      const moment = readMoment(found)
      if (!moment) throw new RowProblem(name, notAMoment(format), found)
      return moment
    }
    throw new RowProblem(
      columns.map(({ name }) => name).join(', '),
      'is empty, and needed for the instant of the event',
    )
  }
  return { at, zone: clock.zone }
}

const namedColumns = (
  names: readonly string[],
  columns: Columns,
  place: Place,
): readonly { readonly name: string; readonly read: ReadText }[] =>
  names.map((name) => ({ name, read: columns.column(name, place) }))
