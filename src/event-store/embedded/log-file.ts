/** The file of the log: its schema, and how connections to it are opened. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { unavailable } from '../../../domain/errors.js'
import { useWal } from '../../sqlite/use-wal.js'

/** Raised when the schema changes; a newer file is refused. */
const formatVersion = 1

const schema = `
  CREATE TABLE streams (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE types (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES streams,
    revision INTEGER NOT NULL,
    id BLOB NOT NULL,
    type INTEGER NOT NULL REFERENCES types,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL
  );
  CREATE UNIQUE INDEX events_by_revision ON events (stream, revision);
  CREATE UNIQUE INDEX events_by_id ON events (stream, id);
  CREATE TRIGGER streams_are_not_changed BEFORE UPDATE ON streams BEGIN SELECT RAISE(ABORT, 'streams are immutable'); END;
  CREATE TRIGGER streams_are_not_deleted BEFORE DELETE ON streams BEGIN SELECT RAISE(ABORT, 'streams are immutable'); END;
  CREATE TRIGGER types_are_not_changed BEFORE UPDATE ON types BEGIN SELECT RAISE(ABORT, 'types are immutable'); END;
  CREATE TRIGGER types_are_not_deleted BEFORE DELETE ON types BEGIN SELECT RAISE(ABORT, 'types are immutable'); END;
  CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;
  CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are immutable'); END;
`

const connect = (file: string): DatabaseSyncInstance => {
  const database = new DatabaseSync(file)
  // The writer adds streams and types before their events and nothing is ever deleted: no need to look again at every row.
  database.exec(`
    PRAGMA foreign_keys = OFF;
    PRAGMA busy_timeout = 10000;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 16384;
    PRAGMA cache_size = -32768;`)
  return database
}

/** Makes the tables where there are none; answers the format of the file. */
const prepareFormat = (database: DatabaseSyncInstance): number => {
  database.exec('BEGIN IMMEDIATE')
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version === 0) database.exec(`${schema} PRAGMA user_version = ${formatVersion};`)
  database.exec('COMMIT')
  return version
}

/**
 * Opens the log for writing; makes it where there is none.
 * @throws DomainError `log-format-unknown` for a file written by a newer version
 */
export const openForWriting = (file: string): DatabaseSyncInstance => {
  mkdirSync(dirname(file), { recursive: true })
  const database = connect(file)
  try {
    useWal(database)
    const version = prepareFormat(database)
    if (version <= formatVersion) return database
    throw unavailable(
      'log-format-unknown',
      `${file} has format ${version}; this version of Touchledger knows ${formatVersion}`,
    )
  } catch (error) {
    database.close()
    throw error
  }
}

/** A connection that only reads, so that a long read neither sees half a batch nor holds up the writer. */
export const openForReading = (file: string): DatabaseSyncInstance => {
  const database = connect(file)
  database.exec('PRAGMA query_only = ON; PRAGMA cache_size = -8192;')
  return database
}
