/** Reads the log page by page. SQLite makes one JSON array of a page, which parses twice as fast as row by row. */
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite'
import type { RecordedEvent } from '../../../domain/event.js'
import { eventIdMalformed, type EventFilter } from '../event-store.js'
import { idBytes, idText } from './event-id.js'
import { askingLog } from './log-damage.js'

/** Events to a page at most, and how many bytes of them unless one alone has more. */
export const pageEvents = 1_000
const pageBytes = 4_000_000
/** Positions that one page looks through at most, however few events a filter lets pass. */
const pageSpan = 20_000

/** Some of the events asked for; `complete` when there are no more. */
interface Page {
  readonly events: readonly RecordedEvent[]
  readonly complete: boolean
}

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

/** Sorts after every name. */
const last = '\u{10ffff}'

const columns = 'e.position, s.name AS stream, e.revision, e.id, t.name AS type, e.data, e.metadata'
// CROSS JOIN keeps SQLite reading in the order of an index of the events, whatever the filter.
const joined = 'events e CROSS JOIN streams s ON s.no = e.stream CROSS JOIN types t ON t.no = e.type'

export class LogReader {
  readonly #statements = new Map<string, StatementSyncInstance>()
  #largest: { readonly until: number; readonly bytes: number } | undefined

  constructor(private readonly database: DatabaseSyncInstance) {}

  /** Events after a position, up to and including another; `through` is how far the page has looked. */
  all(
    after: number,
    until: number,
    limit: number,
    filter: EventFilter = {},
  ): { readonly events: readonly RecordedEvent[]; readonly through: number } {
    const { streamPrefixes, types } = filter
    const conditions = [
      ...(streamPrefixes
        ? [`(${['FALSE', ...streamPrefixes.map(() => 's.name >= ? AND s.name < ?')].join(' OR ')})`]
        : []),
      ...(types ? [`t.name IN (${types.map(() => '?').join()})`] : []),
    ]
    const rows = `SELECT ${columns} FROM ${joined}
      WHERE e.position > ? AND e.position <= ? ${conditions.map((condition) => `AND ${condition}`).join(' ')}
      ORDER BY e.position LIMIT ?`
    const parameters = [...(streamPrefixes ?? []).flatMap((prefix) => [prefix, prefix + last]), ...(types ?? [])]
    const end = Math.min(until, after + pageSpan)
    const { events, complete } = this.#page(rows, [after, end, ...parameters], limit)
    return { events, through: complete ? end : events.at(-1)!.position }
  }

  /** Events of one stream from a revision, forwards or backwards. */
  stream(name: string, from: number, backwards: boolean, limit: number): Page {
    const rows = `SELECT ${columns} FROM ${joined}
      WHERE e.stream = (SELECT no FROM streams WHERE name = ?) AND e.revision ${backwards ? '<=' : '>='} ?
      ORDER BY e.revision ${backwards ? 'DESC' : 'ASC'} LIMIT ?`
    return this.#page(rows, [name, from], limit)
  }

  /** Events in the order of the names of streams, after a place in one of them. */
  byStream(
    after: { readonly stream: string; readonly revision: number },
    { prefix, before = last }: { readonly prefix: string; readonly before?: string | undefined },
    until: number,
  ): Page {
    // CROSS JOIN keeps SQLite reading in the order of the names.
    const rows = `SELECT ${columns}
      FROM streams s CROSS JOIN events e ON e.stream = s.no CROSS JOIN types t ON t.no = e.type
      WHERE s.name >= max(?, ?) AND s.name < min(?, ?) AND (s.name > ? OR e.revision > ?) AND e.position <= ?
      ORDER BY s.name, e.revision LIMIT ?`
    const { stream, revision } = after
    const parameters = [stream, prefix, before, prefix + last, stream, revision, until]
    return this.#largestUntil(until) * pageEvents <= pageBytes
      ? askingLog(() => this.#pageOfSmall(rows, parameters))
      : this.#page(rows, parameters)
  }

  /** The number a stream has in this file; 0 for one that does not exist. */
  streamNumber(name: string): number {
    const sql = 'SELECT no FROM streams WHERE name = ?'
    return askingLog(() => (this.#prepare(sql).get(name) as { no: number } | undefined)?.no ?? 0)
  }

  find(stream: string, id: string): RecordedEvent | undefined {
    const rows = `SELECT ${columns} FROM ${joined} WHERE e.stream = (SELECT no FROM streams WHERE name = ?) AND e.id = ? LIMIT ?`
    const bytes = idBytes(id)
    if (!bytes) throw eventIdMalformed(id)
    return this.#page(rows, [stream, bytes], 1).events[0]
  }

  head(): number {
    const sql = 'SELECT coalesce(max(position), 0) AS head FROM events'
    return askingLog(() => (this.#prepare(sql).get() as { head: number }).head)
  }

  #page(rows: string, parameters: readonly (string | number | Uint8Array)[], limit = pageEvents): Page {
    return askingLog(() => this.#readPage(rows, parameters, limit))
  }

  /** Bytes of the largest event up to a position; worth knowing for whoever reads everything. */
  #largestUntil(until: number): number {
    if (this.#largest?.until !== until) {
      const sql = 'SELECT max(octet_length(data) + octet_length(metadata)) AS bytes FROM events WHERE position <= ?'
      const { bytes } = askingLog(() => this.#prepare(sql).get(until) as { bytes: number | null })
      this.#largest = { until, bytes: bytes ?? 0 }
    }
    return this.#largest.bytes
  }

  /** A page of rows of which any so many are few enough bytes. */
  #pageOfSmall(rows: string, parameters: readonly (string | number)[]): Page {
    const { events } = this.#prepare(asJson(rows)).get(...parameters, pageEvents) as { events: string | null }
    const parsed = events === null ? [] : (JSON.parse(events) as Parsed[])
    return { events: parsed.map(toEvent), complete: parsed.length < pageEvents }
  }

  /** A page of the rows that a query with a final LIMIT selects, fewer where they are large. */
  #readPage(rows: string, parameters: readonly (string | number | Uint8Array)[], limit: number): Page {
    const most = Math.min(limit, pageEvents)
    const measure = `SELECT count(*) AS found, coalesce(sum(octet_length(data) + octet_length(metadata)), 0) AS bytes FROM (${rows})`
    const { found, bytes } = this.#prepare(measure).get(...parameters, most) as { found: number; bytes: number }
    if (found === 0) return { events: [], complete: true }
    const fitting = bytes <= pageBytes ? found : this.#fitting(rows, parameters, most)
    const { events } = this.#prepare(asJson(rows)).get(...parameters, fitting) as { events: string }
    return { events: (JSON.parse(events) as Parsed[]).map(toEvent), complete: fitting === found && found < most }
  }

  /** How many of the rows have no more bytes together than a page may have; one at least. */
  #fitting(rows: string, parameters: readonly (string | number | Uint8Array)[], most: number): number {
    const running = `SELECT sum(octet_length(data) + octet_length(metadata)) OVER (ROWS UNBOUNDED PRECEDING) AS bytes FROM (${rows})`
    const sql = `SELECT count(*) AS fitting FROM (${running}) WHERE bytes <= ${pageBytes}`
    return Math.max(1, (this.#prepare(sql).get(...parameters, most) as { fitting: number }).fitting)
  }

  #prepare(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql)
    if (!statement) this.#statements.set(sql, (statement = this.database.prepare(sql)))
    return statement
  }
}
