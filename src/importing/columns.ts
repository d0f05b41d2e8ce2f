/** What a mapping may name in a row: the columns of its file, and of the files joined to it. */
import type { Place } from './mapping-place.js'

/** A row with the rows joined to it. */
export interface Row {
  readonly fields: readonly string[]
  /** By join, in the order of the mapping; a join to one row has none or one. */
  readonly joined: readonly (readonly (readonly string[])[])[]
}

/** Reads the text of a column; undefined when it is empty. Blanks around a value do not count. */
export type ReadText = (row: Row) => string | undefined

/** The rows joined under a name. */
export interface JoinedRows {
  readonly name: string
  readonly many: boolean
  readonly read: (row: Row) => readonly (readonly string[])[]
  readonly columns: Columns
}

/** The columns of one kind of row. */
export interface Columns {
  /** @throws DomainError `mapping-invalid` when there is no such column */
  column(name: string, place: Place): ReadText
  /** Columns of rows of which there may be many: `items.price`. Undefined when the name is none of those. */
  columnOfMany(name: string, place: Place): { readonly rows: JoinedRows; readonly column: ReadText } | undefined
  /** @throws DomainError `mapping-invalid` when nothing is joined under the name */
  joined(name: string, place: Place): JoinedRows
}

const present = (text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined
  const trimmed = text.trim()
  return trimmed === '' ? undefined : trimmed
}

/** The columns of a file with these names. */
export const columnsOf = (file: string, names: readonly string[], joins: readonly JoinedRows[] = []): Columns => ({
  column: (name, place) => {
    const index = names.indexOf(name)
    if (index >= 0) {
      if (names.indexOf(name, index + 1) >= 0) throw place.wrong(`${file} has two columns named ${name}`)
      return (row) => present(row.fields[index])
    }
    const dotted = splitName(name, joins)
    if (!dotted) throw place.wrong(`${file} has no column ${name}; it has ${names.join(', ')}${joinNames(joins)}`)
    const { rows, column } = dotted
    if (rows.many)
      throw place.wrong(`there may be many ${rows.name} of a row: ${name} can only be used in a sum or in each`)
    const read = rows.columns.column(column, place)
    return (row) => {
      const [one] = rows.read(row)
      return one && read({ fields: one, joined: [] })
    }
  },
  columnOfMany: (name, place) => {
    if (names.includes(name)) return undefined
    const dotted = splitName(name, joins)
    return dotted?.rows.many
      ? { rows: dotted.rows, column: dotted.rows.columns.column(dotted.column, place) }
      : undefined
  },
  joined: (name, place) => {
    const rows = joins.find((join) => join.name === name)
    if (!rows) throw place.wrong(`nothing is joined as ${name}${joinNames(joins)}`)
    return rows
  },
})

const joinNames = (joins: readonly JoinedRows[]): string =>
  joins.length === 0 ? '' : `; joined are ${joins.map(({ name }) => name).join(', ')}`

const splitName = (
  name: string,
  joins: readonly JoinedRows[],
): { readonly rows: JoinedRows; readonly column: string } | undefined => {
  const dot = name.indexOf('.')
  const rows = joins.find((join) => join.name === name.slice(0, dot))
  return dot > 0 && rows ? { rows, column: name.slice(dot + 1) } : undefined
}

/** Columns before any file is opened: every column there may be is there. For checking a mapping by itself. */
export const anyColumns = (joins: readonly JoinedRows[] = []): Columns => {
  const joinedOnly = columnsOf('', [], joins)
  return {
    ...joinedOnly,
    column: (name, place) => (splitName(name, joins) ? joinedOnly.column(name, place) : () => undefined),
  }
}
