/** Writes the log: checks an append against what is there, gives its events their places, inside one transaction. */
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite'
import type { NewEvent } from '../../../domain/event.js'
import { BoundedCache } from '../../bounded-cache.js'
import { appendEmpty, asJson, firstTwice, isMet } from '../append-rules.js'
import {
  eventIdMalformed,
  eventIdReused,
  streamDeleted,
  wrongExpectedRevision,
  type Appended,
  type StreamAppend,
} from '../event-store.js'
import { sameEvent } from '../same-event.js'
import { idBytes } from './event-id.js'

/** A stream as the writer knows it; `revision` -1 has no events. */
interface StreamState {
  no: number
  revision: number
}

/** An event as it is written, without its place. */
interface Row {
  readonly id: Uint8Array
  readonly type: string
  readonly data: string
  readonly metadata: string
}

/** @throws DomainError `event-id-malformed`, `event-not-json` */
const rowOf = ({ id, type, data, metadata }: NewEvent, stream: string, index: number): Row => {
  const bytes = idBytes(id)
  if (!bytes) throw eventIdMalformed(id, { stream, index })
  return { id: bytes, type, data: asJson(data, stream, index), metadata: asJson(metadata, stream, index) }
}

interface StoredRow {
  readonly position: number
  readonly revision: number
  readonly type: string
  readonly data: string
  readonly metadata: string
}

const streamsRemembered = 50_000

/** Rows to one INSERT; more gain nothing. */
const rowsTogether = 16
const columns = 7
const oneRow = `(${Array.from({ length: columns }, () => '?').join()})`

type Parameter = number | string | Uint8Array

export class LogWriter {
  #head = 0
  #dataVersion = -1
  readonly #streams = new BoundedCache<string, StreamState>(streamsRemembered)
  /** The stream appended to last: imports often bring a customer’s events together. */
  #last: { readonly name: string; readonly stream: StreamState } | undefined
  readonly #types = new Map<string, number>()
  /** Whether what came last was new: then what comes next probably is as well. */
  #isNew = true
  readonly #insert: StatementSyncInstance
  readonly #insertTogether: StatementSyncInstance
  readonly #find: StatementSyncInstance
  readonly #streamState: StatementSyncInstance
  readonly #addStream: StatementSyncInstance
  readonly #version: StatementSyncInstance

  constructor(private readonly database: DatabaseSyncInstance) {
    this.#insert = database.prepare(`INSERT INTO events VALUES ${oneRow} ON CONFLICT (stream, id) DO NOTHING`)
    this.#insertTogether = database.prepare(
      `INSERT INTO events VALUES ${Array.from({ length: rowsTogether }, () => oneRow).join()}`,
    )
    this.#find = database.prepare(
      `SELECT e.position, e.revision, t.name AS type, e.data, e.metadata
       FROM events e JOIN types t ON t.no = e.type WHERE e.stream = ? AND e.id = ?`,
    )
    this.#streamState = database.prepare(
      `SELECT no, coalesce((SELECT max(revision) FROM events WHERE stream = no), -1) AS revision,
         (SELECT min(revision) FROM events WHERE stream = no) AS first FROM streams WHERE name = ?`,
    )
    this.#addStream = database.prepare('INSERT INTO streams (name) VALUES (?)')
    this.#version = database.prepare('PRAGMA data_version')
  }

  /**
   * Runs appends in one durable transaction. `append` answers or throws for each one, having changed nothing when it throws;
   * when `work` itself throws, the transaction leaves no trace.
   */
  transaction<T>(work: (append: (append: StreamAppend, index: number) => Appended) => T): T {
    this.database.exec('BEGIN IMMEDIATE')
    try {
      this.#notice()
      const result = work((append, index) => this.#append(append, index))
      this.database.exec('COMMIT')
      return result
    } catch (error) {
      this.#forget()
      if (this.database.isTransaction) this.database.exec('ROLLBACK')
      throw error
    }
  }

  /**
   * Runs appends in one durable transaction, many rows at a time, as long as every event is new and every expectation met.
   * Answers undefined otherwise, having changed nothing: then `transaction` finds out what each append comes to.
   */
  appendNew(appends: readonly StreamAppend[]): readonly Appended[] | undefined {
    if (!this.#isNew) return undefined
    try {
      return this.transaction(() => {
        const rows = new NewRows(this.#insert, this.#insertTogether)
        const answers = appends.map((append, index) => this.#addNew(append, index, rows))
        rows.finish()
        return answers
      })
    } catch {
      this.#isNew = false
      return undefined
    }
  }

  #addNew({ stream: name, events, expected }: StreamAppend, index: number, rows: NewRows): Appended {
    const stream = this.#stream(name)
    if (events.length === 0 || !isMet(expected, stream.revision)) throw notNew
    if (stream.no === 0) stream.no = Number(this.#addStream.run(name).lastInsertRowid)
    for (const event of events) {
      rows.add(++this.#head, stream.no, ++stream.revision, this.#type(event.type), rowOf(event, name, index))
    }
    return { revision: stream.revision, position: this.#head, appended: events.length }
  }

  /** Drops what is remembered when another process has written since. */
  #notice(): void {
    const { data_version: version } = this.#version.get() as { data_version: number }
    if (version === this.#dataVersion) return
    this.#forget()
    this.#dataVersion = version
    this.#head = (
      this.database.prepare('SELECT coalesce(max(position), 0) AS head FROM events').get() as { head: number }
    ).head
  }

  #forget(): void {
    this.#dataVersion = -1
    this.#streams.clear()
    this.#last = undefined
    this.#types.clear()
  }

  #append({ stream: name, events, expected }: StreamAppend, index: number): Appended {
    const stream = this.#stream(name)
    const met = isMet(expected, stream.revision)
    if (events.length === 1 && met) return this.#appendOne(name, stream, events[0]!, index)
    if (events.length === 0) throw appendEmpty(name, index)
    const rows = events.map((event) => rowOf(event, name, index))
    const twice = firstTwice(events)
    if (twice !== undefined) throw eventIdReused(name, twice, index)
    // Of several events none may be there before the first is inserted.
    const repeated = this.#repeated(name, stream, events, rows, index)
    if (repeated) return repeated
    if (!met) throw wrongExpectedRevision(name, expected, stream.revision < 0 ? 'none' : stream.revision, index)
    for (const row of rows) this.#inserted(name, stream, row)
    return { revision: stream.revision, position: this.#head, appended: events.length }
  }

  /** A single event finds out by being inserted whether it is there already. */
  #appendOne(name: string, stream: StreamState, event: NewEvent, index: number): Appended {
    const row = rowOf(event, name, index)
    if (!this.#inserted(name, stream, row)) return this.#repeated(name, stream, [event], [row], index)!
    return { revision: stream.revision, position: this.#head, appended: 1 }
  }

  #inserted(name: string, stream: StreamState, { id, type, data, metadata }: Row): boolean {
    if (stream.no === 0) stream.no = Number(this.#addStream.run(name).lastInsertRowid)
    const places = [this.#head + 1, stream.no, stream.revision + 1] as const
    this.#isNew = this.#insert.run(...places, id, this.#type(type), data, metadata).changes > 0
    if (!this.#isNew) return false
    this.#head += 1
    stream.revision += 1
    return true
  }

  /** The answer to events that are all there already; undefined when they are all new. */
  #repeated(
    name: string,
    stream: StreamState,
    events: readonly NewEvent[],
    rows: readonly Row[],
    index: number,
  ): Appended | undefined {
    if (stream.revision < 0) return undefined
    const stored = rows.map(({ id }) => this.#find.get(stream.no, id) as StoredRow | undefined)
    const known = stored.findIndex((row) => row !== undefined)
    if (known < 0) return undefined
    for (const [at, event] of events.entries()) {
      const row = stored[at]
      if (!row || !isSame(row, event, rows[at]!)) throw eventIdReused(name, events[row ? at : known]!.id, index)
    }
    const { revision, position } = stored.at(-1)!
    return { revision, position, appended: 0 }
  }

  #stream(name: string): StreamState {
    if (name === this.#last?.name) return this.#last.stream
    let stream = this.#streams.get(name)
    if (!stream) {
      const found = this.#streamState.get(name) as (StreamState & { first: number | null }) | undefined
      // A stream comes into being with its first event.
      if (found && found.first !== 0) throw streamDeleted(name, found.first)
      stream = found ?? { no: 0, revision: -1 }
      this.#streams.set(name, stream)
    }
    this.#last = { name, stream }
    return stream
  }

  #type(name: string): number {
    let no = this.#types.get(name)
    if (no === undefined) {
      this.database.prepare('INSERT INTO types (name) VALUES (?) ON CONFLICT DO NOTHING').run(name)
      no = (this.database.prepare('SELECT no FROM types WHERE name = ?').get(name) as { no: number }).no
      this.#types.set(name, no)
    }
    return no
  }
}

/** Not for anybody to see: only says that the quick way is not the one to go. */
const notNew = new Error('not every append is new')

/** Rows on their way into the log, many to a statement. */
class NewRows {
  readonly #parameters: Parameter[] = []

  constructor(
    private readonly one: StatementSyncInstance,
    private readonly together: StatementSyncInstance,
  ) {}

  add(position: number, stream: number, revision: number, type: number, { id, data, metadata }: Row): void {
    if (this.#parameters.push(position, stream, revision, id, type, data, metadata) < rowsTogether * columns) return
    this.together.run(...this.#parameters)
    this.#parameters.length = 0
  }

  finish(): void {
    for (let at = 0; at < this.#parameters.length; at += columns)
      if (this.one.run(...this.#parameters.slice(at, at + columns)).changes === 0) throw notNew
  }
}

/** Where the instant of recording stands in metadata as it is stored. */
const recording = /"recordedAt":"[^"]*"/

/** Compares texts first, which is usually enough; their meaning decides where they differ. */
const isSame = (row: StoredRow, event: NewEvent, retried: Row): boolean =>
  (row.type === retried.type &&
    row.data === retried.data &&
    row.metadata.replace(recording, '') === retried.metadata.replace(recording, '')) ||
  sameEvent(
    {
      type: row.type,
      data: JSON.parse(row.data) as object,
      metadata: JSON.parse(row.metadata) as NewEvent['metadata'],
    },
    event,
  )
