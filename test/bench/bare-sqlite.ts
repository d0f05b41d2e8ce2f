/** The raw baseline: the same rows written into the same tables by a bare loop over prepared statements. */
import { rmSync } from 'node:fs'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'

type Cell = string | number | Uint8Array | null
/** The body of a document is an object, as it is for whoever has just made it. */
type Row = readonly (Cell | object)[]

const documents = /^documents_/

/** What a database file holds: its schema and its rows. */
export interface Content {
  readonly schema: readonly string[]
  readonly tables: readonly { readonly name: string; readonly columns: number; readonly rows: readonly Row[] }[]
}

/** Reads a whole database file into memory. */
export const contentOf = (file: string): Content => {
  const database = new DatabaseSync(file, { readOnly: true })
  const objects = database
    .prepare(
      `SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index') ORDER BY rowid`,
    )
    .all() as { type: string; name: string; sql: string }[]
  const tables = objects
    .filter(({ type, name }) => type === 'table' && !name.startsWith('sqlite_'))
    .map(({ name }) => {
      const rows = (database.prepare(`SELECT * FROM "${name}"`).all() as Record<string, string>[]).map((row) => {
        const cells = Object.values(row)
        return documents.test(name) ? cells.with(-1, JSON.parse(cells.at(-1)!) as string) : cells
      }) as Row[]
      return { name, columns: rows[0]?.length ?? 0, rows }
    })
  const schema = objects.filter(({ name }) => !name.startsWith('sqlite_')).map(({ sql }) => sql)
  database.close()
  return { schema, tables: tables.filter(({ rows }) => rows.length > 0) }
}

/** Opens an empty database with the schema of another. */
export const emptyLike = (
  file: string,
  { schema }: Content,
  synchronous: 'FULL' | 'NORMAL' | 'OFF',
): DatabaseSyncInstance => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  const database = new DatabaseSync(file)
  database.exec(`PRAGMA foreign_keys = OFF; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous};
    PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -65536;`)
  for (const sql of schema) database.exec(sql)
  return database
}

/** Writes all rows, so many to a transaction. */
export const writeAll = (database: DatabaseSyncInstance, { tables }: Content, rowsPerTransaction: number): void => {
  for (const { name, columns, rows } of tables) {
    const insert = database.prepare(
      `INSERT INTO "${name}" VALUES (${Array.from({ length: columns }, () => '?').join()})`,
    )
    for (let start = 0; start < rows.length; start += rowsPerTransaction) {
      database.exec('BEGIN IMMEDIATE')
      for (const row of rows.slice(start, start + rowsPerTransaction))
        if (documents.test(name)) insert.run(...(row.slice(0, -1) as Cell[]), JSON.stringify(row.at(-1)))
        else insert.run(...(row as Cell[]))
      database.exec('COMMIT')
    }
  }
}

/** Reads and parses every event of a log once; answers how many there are. */
export const readAndParse = (logFile: string): number => {
  const database = new DatabaseSync(logFile, { readOnly: true })
  let events = 0
  for (const row of database.prepare('SELECT position, data, metadata FROM events ORDER BY position').iterate()) {
    const { data, metadata } = row as { data: string; metadata: string }
    JSON.parse(data)
    JSON.parse(metadata)
    events += 1
  }
  database.close()
  return events
}
