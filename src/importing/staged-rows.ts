/** Rows of a file that other rows are joined with, found by their key. */
import type { Row } from './columns.js'
import { columnsOf } from './columns.js'
import type { Place } from './mapping-place.js'
import { RowProblem } from './row-problem.js'
import type { SourceRecord } from './record-parser.js'
import type { Table } from './table.js'
import type { TemporaryTables } from './temporary-tables.js'

/** How rows are staged. */
export interface Staging {
  readonly database: TemporaryTables
  /** Name of the table to make. */
  readonly name: string
  readonly file: string
  readonly keyColumns: readonly string[]
  /** Whether several rows may have one key. */
  readonly many: boolean
  readonly place: Place
  readonly onReject: (record: SourceRecord, problem: RowProblem) => void
  readonly signal: AbortSignal | undefined
}

/** Finds the rows with a key, in the order of their content, so that the order of the file does not matter. */
export type FindRows = (key: string) => readonly (readonly string[])[]

/** The text that stands for the values of a key; undefined when one is empty: such a row matches none. */
export const keyOf = (reads: readonly ((row: Row) => string | undefined)[], row: Row): string | undefined => {
  let key: string | undefined
  for (const read of reads) {
    const value = read(row)
    if (value === undefined) return undefined
    key = key === undefined ? value : `${key}\u001f${value}`
  }
  return key
}

/** Whether a record can be read and has a field for each column. @throws RowProblem */
export const checkRecord = (record: SourceRecord, columns: number): void => {
  if (record.problem !== undefined) throw new RowProblem(undefined, record.problem)
  if (record.fields.length !== columns)
    throw new RowProblem(undefined, `has ${record.fields.length} fields where ${columns} are needed`)
}

/**
 * Reads a table into the database. Of rows that may be one to a key, others than the first are rejected,
 * unless they say the same.
 */
export const stageRows = async (table: Table, staging: Staging): Promise<FindRows> => {
  const { database, name, many, file } = staging
  const columns = columnsOf(file, table.columns)
  const reads = staging.keyColumns.map((column) => columns.column(column, staging.place))
  database.exec(`CREATE TABLE ${name} (key TEXT NOT NULL${many ? '' : ' PRIMARY KEY'}, fields TEXT NOT NULL)`)
  const insert = database.prepare(`INSERT OR IGNORE INTO ${name} VALUES (?, ?)`)
  const select = database.prepare(`SELECT fields FROM ${name} WHERE key = ?`)
  const add = (record: SourceRecord): void => {
    checkRecord(record, table.columns.length)
    const key = keyOf(reads, { fields: record.fields, joined: [] })
    if (key === undefined) throw new RowProblem(staging.keyColumns.join(', '), 'is empty, and needed to join the row')
    const fields = JSON.stringify(record.fields)
    if (insert.run(key, fields).changes === 0 && (select.get(key) as { fields: string }).fields !== fields)
      throw new RowProblem(staging.keyColumns.join(', '), 'is the key of another row, too; the first one counts', key)
  }
  for await (const records of table.pieces) {
    if (staging.signal?.aborted) break
    for (const record of records) {
      try {
        add(record)
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error
        staging.onReject(record, error)
      }
    }
  }
  if (many) database.exec(`CREATE INDEX ${name}_by_key ON ${name} (key)`)
  const find = database.prepare(`SELECT fields FROM ${name} WHERE key = ? ORDER BY fields`)
  return (key) => (find.all(key) as { fields: string }[]).map(({ fields }) => JSON.parse(fields) as string[])
}
