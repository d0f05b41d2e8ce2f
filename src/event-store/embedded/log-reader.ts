/** Reads the log page by page. SQLite makes one JSON array of a page, which parses twice as fast as row by row. */
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite'
import type { RecordedEvent } from '../../../domain/event.js'
import type { EventFilter } from '../event-store.js'
import { idBytes, idText } from './event-id.js'

/** Events to a page at most, and roughly how much of their data. */
const pageEvents = 1_000
const pageBytes = 4_000_000

type Parsed = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: object,
  metadata: RecordedEvent['metadata'],
]

const toEvent = ([position, stream, revision, id, type, data, metadata]: Parsed): RecordedEvent => ({
  id: idText(id),
  type,
  data,
  metadata,
  stream,
  revision,
  position,
})

/** Rows of events, in the order in which they are selected, as one JSON array. */
const asJson = (rows: string): string => `
  SELECT '[' || group_concat(
    '[' || position || ',' || json_quote(stream) || ',' || revision || ',"' || lower(hex(id)) || '",' || json_quote(type) || ',' ||
    data || ',' || metadata || ']', ',') || ']' AS events
  FROM (${rows})`

const columns = 'e.position, s.name AS stream, e.revision, e.id, t.name AS type, e.data, e.metadata'
const joined = `events e JOIN streams s ON s.no = e.stream JOIN types t ON t.no = e.type`

export class LogReader {
  readonly #statements = new Map<string, StatementSyncInstance>()

  constructor(private readonly database: DatabaseSyncInstance) {}

  /** Events after a position, up to and including another. */
  all(after: number, until: number, limit: number, filter: EventFilter = {}): RecordedEvent[] {
    const { streamPrefix, types } = filter
    const conditions = [
      ...(streamPrefix ? ['s.name >= ? AND s.name < ?'] : []),
      ...(types ? [`t.name IN (${types.map(() => '?').join()})`] : []),
    ]
    // CROSS JOIN keeps SQLite reading in the order of positions, whatever the filter.
    const rows = `SELECT ${columns} FROM events e CROSS JOIN streams s ON s.no = e.stream CROSS JOIN types t ON t.no = e.type
      WHERE e.position > ? AND e.position <= ? ${conditions.map((condition) => `AND ${condition}`).join(' ')}
      ORDER BY e.position LIMIT ?`
    const parameters = [...(streamPrefix ? [streamPrefix, streamPrefix + '\u{10ffff}'] : []), ...(types ?? [])]
    return this.#events(rows, [after, until, ...parameters], limit)
  }

  /** Events of one stream from a revision, forwards or backwards. */
  stream(name: string, from: number, backwards: boolean, limit: number): RecordedEvent[] {
    const rows = `SELECT ${columns} FROM ${joined}
      WHERE e.stream = (SELECT no FROM streams WHERE name = ?) AND e.revision ${backwards ? '<=' : '>='} ?
      ORDER BY e.revision ${backwards ? 'DESC' : 'ASC'} LIMIT ?`
    return this.#events(rows, [name, from], limit)
  }

  /** Events in the order of streams, after a place in one of them. */
  byStream(after: { readonly stream: number; readonly revision: number }, prefix: string, until: number) {
    const rows = `SELECT ${columns} FROM events e CROSS JOIN streams s ON s.no = e.stream JOIN types t ON t.no = e.type
      WHERE (e.stream, e.revision) > (?, ?) AND e.position <= ? AND s.name >= ? AND s.name < ?
      ORDER BY e.stream, e.revision LIMIT ?`
    return this.#events(rows, [after.stream, after.revision, until, prefix, prefix + '\u{10ffff}'])
  }

  /** The number a stream has in this file; 0 for one that does not exist. */
  streamNumber(name: string): number {
    return (this.#prepare('SELECT no FROM streams WHERE name = ?').get(name) as { no: number } | undefined)?.no ?? 0
  }

  find(stream: string, id: string): RecordedEvent | undefined {
    const rows = `SELECT ${columns} FROM ${joined} WHERE e.stream = (SELECT no FROM streams WHERE name = ?) AND e.id = ? LIMIT ?`
    return this.#events(rows, [stream, idBytes(id)], 1)[0]
  }

  head(): number {
    return (this.#prepare('SELECT coalesce(max(position), 0) AS head FROM events').get() as { head: number }).head
  }

  /** A page of the rows that a query with a final LIMIT selects, fewer where they are large. */
  #events(rows: string, parameters: readonly (string | number | Uint8Array)[], limit = pageEvents): RecordedEvent[] {
    const most = Math.min(limit, pageEvents)
    const { bytes } = this.#prepare(`SELECT sum(octet_length(data)) AS bytes FROM (${rows})`).get(
      ...parameters,
      most,
    ) as {
      bytes: number | null
    }
    if (bytes === null) return []
    const fitting = bytes <= pageBytes ? most : Math.max(1, Math.floor((most * pageBytes) / bytes))
    const { events } = this.#prepare(asJson(rows)).get(...parameters, fitting) as { events: string }
    return (JSON.parse(events) as Parsed[]).map(toEvent)
  }

  #prepare(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql)
    if (!statement) this.#statements.set(sql, (statement = this.database.prepare(sql)))
    return statement
  }
}
