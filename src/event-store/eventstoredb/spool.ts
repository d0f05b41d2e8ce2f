/** Events put aside in the order of the log and given back stream by stream: in a file, so that memory is bounded. */
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite'
import type { EventMetadata, RecordedEvent } from '../../../domain/event.js'
import type { NameRange } from '../event-store.js'

/** So many events are given back in one step of the file, unless one stream has more. */
const schema = `
  PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;
  BEGIN;
  CREATE TABLE streams (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE events (stream INTEGER NOT NULL, revision INTEGER NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL);`

type Rest = readonly [id: string, type: string, data: object, metadata: EventMetadata]

export class Spool {
  readonly #database: DatabaseSyncInstance
  readonly #insert: StatementSyncInstance
  readonly #addStream: StatementSyncInstance
  readonly #streamNo: StatementSyncInstance

  /** SQLite removes a database without a name when it is closed, however that happens. */
  constructor() {
    this.#database = new DatabaseSync('')
    this.#database.exec(schema)
    this.#insert = this.#database.prepare('INSERT INTO events VALUES (?, ?, ?, ?)')
    this.#addStream = this.#database.prepare('INSERT INTO streams (name) VALUES (?) ON CONFLICT DO NOTHING')
    this.#streamNo = this.#database.prepare('SELECT no FROM streams WHERE name = ?')
  }

  add({ stream, revision, position, id, type, data, metadata }: RecordedEvent): void {
    this.#addStream.run(stream)
    const { no } = this.#streamNo.get(stream) as { no: number }
    this.#insert.run(no, revision, position, JSON.stringify([id, type, data, metadata] satisfies Rest))
  }

  /** Stream by stream in the order of their names, each in the order of its revisions. Nothing can be added any more. */
  *streams({ after = '', before }: NameRange): Generator<RecordedEvent[]> {
    this.#database.exec('CREATE INDEX by_stream ON events (stream, revision)')
    const next = this.#database.prepare(
      'SELECT no, name FROM streams WHERE name > ? AND (name < ? OR ? IS NULL) ORDER BY name LIMIT 1',
    )
    const events = this.#database.prepare(
      'SELECT revision, position, event FROM events WHERE stream = ? ORDER BY revision',
    )
    const behind = (name: string) =>
      next.get(name, before ?? null, before ?? null) as { no: number; name: string } | undefined
    for (let stream = behind(after); stream; stream = behind(stream.name)) {
      const { no, name } = stream
      yield (events.all(no) as { revision: number; position: number; event: string }[]).map((row) => {
        const [id, type, data, metadata] = JSON.parse(row.event) as Rest
        return { id, type, data, metadata, stream: name, revision: row.revision, position: row.position }
      })
    }
  }

  close(): void {
    this.#database.close()
  }
}
