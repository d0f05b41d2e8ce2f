/** Tables that live as long as an import: rows to be joined, and which rows were seen. On disk, so that memory is bounded. */
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'

export type TemporaryTables = DatabaseSyncInstance

/** Opens an empty database that SQLite keeps in a file of its own and removes when it is closed, however that happens. */
export const openTemporaryTables = (): TemporaryTables => {
  const database = new DatabaseSync('')
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768')
  // One transaction that never ends: nothing is to be kept, and a commit would write every page that changed.
  database.exec('BEGIN')
  return database
}
