/** What is done with each row of an input: made once, when the columns of its files are known. */
import type { Columns, JoinedRows, ReadText, Row } from './columns.js'
import { anyColumns, columnsOf } from './columns.js'
import { makeConditions, type Holds } from './conditions.js'
import { makeRecipe, type Recipe } from './event-recipe.js'
import { localClock } from './local-time.js'
import type { Place } from './mapping-place.js'
import type { InputText, JoinText, LayoutText, MappingText } from './mapping-shape.js'
import type { FindRows } from './staged-rows.js'
import { keyOf } from './staged-rows.js'
import { checkCurrency, checkZone, makeValue, type MakeValue, type Setting } from './value.js'
import { Reference } from '../../domain/fields.js'

/** A file that was opened to be joined. */
export interface JoinedFile {
  readonly columns: readonly string[]
  readonly find: FindRows
}

export interface InputPlan {
  /** The row with the rows joined to it. */
  readonly join: (fields: readonly string[]) => Row
  readonly when: Holds | undefined
  readonly customer: MakeValue<string>
  /** The columns that name a row; undefined where its whole content does. */
  readonly rowId: readonly ReadText[] | undefined
  readonly recipes: readonly Recipe[]
}

/** The columns of the joined file that its key is made of. */
export const keyColumnsOf = ({ on }: JoinText): readonly string[] => (typeof on === 'string' ? [on] : Object.values(on))

/**
 * Makes the plan of an input whose files are open.
 * @throws DomainError `mapping-invalid`
 */
export const makePlan = (
  mapping: MappingText,
  input: InputText,
  place: Place,
  columns: readonly string[],
  joinedFiles: ReadonlyMap<string, JoinedFile>,
): InputPlan => {
  const opened = (joins: readonly JoinedRows[]): Columns => columnsOf(input.file, columns, joins)
  const joins = joinsOf(input, place, opened, (name, { file }) => columnsOf(file, joinedFiles.get(name)!.columns))
  const keys = joins.map(({ name, readsOfKey }) => ({ find: joinedFiles.get(name)!.find, readsOfKey }))
  const join = (fields: readonly string[]): Row => {
    const joined: (readonly (readonly string[])[])[] = []
    const row = { fields, joined }
    for (const { find, readsOfKey } of keys) {
      const key = keyOf(readsOfKey, row)
      joined.push(key === undefined ? [] : find(key))
    }
    return row
  }
  return { join, ...partsOf(mapping, input, place, opened(joins)) }
}

/**
 * Checks an input before its files are opened: everything but whether the columns are there.
 * @throws DomainError `mapping-invalid`
 */
export const checkInput = (mapping: MappingText, input: InputText, place: Place): void => {
  checkLayout(input, place)
  for (const [name, join] of Object.entries(input.joins ?? {})) checkLayout(join, place.at('joins', name))
  const joins = joinsOf(input, place, anyColumns, () => anyColumns())
  partsOf(mapping, input, place, anyColumns(joins))
}

const checkLayout = ({ format, delimiter, columns }: LayoutText, place: Place): void => {
  if (delimiter !== undefined && format === 'whitespace')
    throw place.at('delimiter').wrong('is for csv; whitespace has blanks and tabs between its fields')
  if (delimiter !== undefined && !/^[\t -!#-~]$/.test(delimiter))
    throw place.at('delimiter').wrong('must be one ASCII character, and no quote')
  const repeated = columns?.find((name, index) => columns.indexOf(name) !== index)
  if (repeated !== undefined) throw place.at('columns').wrong(`names ${repeated} twice`)
}

/** The joins of an input, each with the columns that the ones before it bring. */
const joinsOf = (
  input: InputText,
  place: Place,
  columnsWith: (joins: readonly JoinedRows[]) => Columns,
  columnsOfJoin: (name: string, join: JoinText) => Columns,
): readonly (JoinedRows & { readonly readsOfKey: readonly ReadText[] })[] => {
  const joins: (JoinedRows & { readonly readsOfKey: readonly ReadText[] })[] = []
  for (const [index, [name, join]] of Object.entries(input.joins ?? {}).entries()) {
    const own = columnsWith(joins)
    const at = place.at('joins', name, 'on')
    const columns = columnsOfJoin(name, join)
    for (const key of keyColumnsOf(join)) columns.column(key, at)
    const readsOfKey = (typeof join.on === 'string' ? [join.on] : Object.keys(join.on)).map((key) =>
      own.column(key, at),
    )
    joins.push({ name, many: join.many ?? false, read: (row) => row.joined[index]!, columns, readsOfKey })
  }
  return joins
}

const partsOf = (mapping: MappingText, input: InputText, place: Place, columns: Columns): Omit<InputPlan, 'join'> => {
  const zone = input.zone ?? mapping.zone ?? 'UTC'
  const currency = input.currency ?? mapping.currency
  const setting: Setting = {
    columns,
    clock: localClock(checkZone(zone, place.at('zone'))),
    currency: currency && checkCurrency(currency, place.at('currency')),
  }
  const rowId = typeof input.rowId === 'string' ? [input.rowId] : input.rowId
  return {
    when: makeConditions(input.when, columns, place.at('when')),
    customer: makeValue(input.customer, Reference, setting, place.at('customer')) as MakeValue<string>,
    rowId: rowId?.map((name) => columns.column(name, place.at('rowId'))),
    recipes: input.events.map((event, index) => makeRecipe(event, setting, place.at('events', index))),
  }
}
