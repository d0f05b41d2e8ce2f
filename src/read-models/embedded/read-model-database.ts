/** One SQLite file of read models: a table of documents per model, the portfolio sums, the checkpoint. */
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite'
import type { Contribution, FoldedDocument } from '../../../projections/read-model.js'
import { useWal } from '../../sqlite/use-wal.js'
import {
  checkpointMoved,
  type Commit,
  type DocumentRef,
  type PageRequest,
  type ReadAnswer,
  type ReadModels,
  type ReadRequest,
  type Snapshot,
} from '../read-model-store.js'

/**
 * What a connection is for. `live`: never corrupt, at worst behind the log after a power cut, then it catches up.
 * `rebuild`: without a journal, worthless until settled. `reader`: sees one state, changes nothing.
 */
type Purpose = 'live' | 'rebuild' | 'reader'

const settings: Readonly<Record<Purpose, string>> = {
  live: 'PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -32768;',
  rebuild: 'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -131072;',
  reader: 'PRAGMA query_only = ON; PRAGMA cache_size = -16384;',
}

const schema = `
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS contributions (
    figure TEXT NOT NULL, key NOT NULL, measure TEXT NOT NULL, total INTEGER NOT NULL,
    PRIMARY KEY (figure, key, measure)
  ) WITHOUT ROWID;
  INSERT INTO meta VALUES ('checkpoint', 0) ON CONFLICT DO NOTHING;`

interface DocumentRow {
  readonly customer: string
  readonly part: string
  readonly seen_at: string
  readonly seen_position: number
  readonly body: string
}

/** The statements that every document goes through. */
interface DocumentTable {
  readonly read: StatementSyncInstance
  readonly write: StatementSyncInstance
}

/** SQLite takes names of tables that differ only in their capitals for the same: these are marked. */
const tableOf = (model: string): string => `documents_${model.replace(/[A-Z^]/g, '^$&')}`

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const tableName = (model: string): string => quoted(tableOf(model))

const documentOf = (row: DocumentRow): FoldedDocument => ({
  customer: row.customer,
  part: row.part,
  body: JSON.parse(row.body) as object,
  seen: { occurredAt: row.seen_at, position: row.seen_position },
})

/** Sorts after every part that starts with the same text. */
const lastText = '\u{10ffff}'

export class ReadModelDatabase implements ReadModels {
  readonly #database: DatabaseSyncInstance
  readonly #statements = new Map<string, StatementSyncInstance>()
  readonly #tables = new Map<string, DocumentTable>()
  /** Rows of a snapshot that are not read to their end. */
  readonly #reading = new Set<Iterator<unknown>>()
  /**
   * A reader that no snapshot needs at present, kept for the next one: a closed connection gives its file and its
   * memory back only when the garbage collector finds its statements.
   */
  #spareReader: ReadModelDatabase | undefined

  private constructor(
    readonly file: string,
    purpose: Purpose,
  ) {
    this.#database = new DatabaseSync(file)
    this.#database.exec(`PRAGMA busy_timeout = 10000; ${settings[purpose]}`)
  }

  /** Opens a file for writing; makes it where there is none, noting by which definition its documents are folded. */
  static open(file: string, purpose: Exclude<Purpose, 'reader'>, definition: string): ReadModelDatabase {
    const opened = new ReadModelDatabase(file, purpose)
    if (purpose === 'live') useWal(opened.#database)
    opened.#transaction('BEGIN IMMEDIATE', () => {
      opened.#database.exec(schema)
      opened.#prepare(`INSERT INTO meta VALUES ('definition', ?) ON CONFLICT DO NOTHING`).run(definition)
    })
    return opened
  }

  checkpoint(): Promise<number> {
    return Promise.resolve(this.#checkpoint())
  }

  definition(): Promise<string> {
    const row = this.#prepare(`SELECT value FROM meta WHERE name = 'definition'`).get() as { value: string }
    return Promise.resolve(row.value)
  }

  read(request: ReadRequest): Promise<ReadAnswer> {
    return Promise.resolve(
      this.#transaction('BEGIN', () => ({
        position: this.#checkpoint(),
        documents: (request.documents ?? []).map((ref) => this.#document(ref)),
        pages: (request.pages ?? []).map((page) => this.#page(page)),
        figures: (request.figures ?? []).map((figure) => [...this.#figure(figure)]),
        ranks: (request.ranks ?? []).map(({ figure, key, measure }) => this.#rank(figure, key, measure)),
      })),
    )
  }

  async commit({ from, to, documents, contributions }: Commit): Promise<void> {
    for (const { model } of documents) this.#table(model)
    this.#transaction('BEGIN IMMEDIATE', () => {
      const moved = this.#prepare(`UPDATE meta SET value = ? WHERE name = 'checkpoint' AND value = ?`).run(to, from)
      if (moved.changes !== 1) throw checkpointMoved(from, this.#checkpoint())
      for (const { model, customer, part, seen, body } of documents)
        this.#tables.get(model)!.write.run(customer, part, seen.occurredAt, seen.position, JSON.stringify(body))
      this.#add(contributions)
    })
  }

  async snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const reader = this.#takeReader()
    reader.#database.exec('BEGIN')
    try {
      return await work({
        position: reader.#checkpoint(),
        documents: (model) => reader.#documents(model),
        contributions: () => reader.#contributions(),
      })
    } finally {
      reader.#endSnapshot()
      this.#giveBack(reader)
    }
  }

  /** Makes a rebuilt file as durable as a live one. */
  settle(): void {
    this.#database.exec('PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;')
    this.#prepare(`UPDATE meta SET value = value WHERE name = 'checkpoint'`).run()
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  /** May be called again. */
  close(): void {
    this.#spareReader?.close()
    this.#spareReader = undefined
    this.#statements.clear()
    this.#tables.clear()
    if (this.#database.isOpen) this.#database.close()
  }

  #takeReader(): ReadModelDatabase {
    const reader = this.#spareReader ?? new ReadModelDatabase(this.file, 'reader')
    this.#spareReader = undefined
    return reader
  }

  #giveBack(reader: ReadModelDatabase): void {
    if (this.#spareReader || !this.#database.isOpen) reader.close()
    else this.#spareReader = reader
  }

  #checkpoint(): number {
    const row = this.#prepare(`SELECT value FROM meta WHERE name = 'checkpoint'`).get() as { value: number }
    return row.value
  }

  #document({ model, customer, part }: DocumentRef): FoldedDocument | undefined {
    if (!this.#exists(model)) return undefined
    const row = this.#tables.get(model)!.read.get(customer, part) as DocumentRow | undefined
    return row && documentOf(row)
  }

  #page({ model, customer, after, until, backwards = false, limit }: PageRequest): FoldedDocument[] {
    if (!this.#exists(model)) return []
    const beyond = after === undefined ? '' : `AND part ${backwards ? '<' : '>'} ?`
    const rows = this.#prepare(
      `SELECT * FROM ${tableName(model)}
       WHERE customer = ? ${beyond} AND part <= ?
       ORDER BY part ${backwards ? 'DESC' : 'ASC'} LIMIT ?`,
    ).all(customer, ...(after === undefined ? [] : [after]), (until ?? '') + lastText, limit)
    return (rows as DocumentRow[]).map(documentOf)
  }

  *#documents(model: string): Iterable<FoldedDocument> {
    if (!this.#exists(model)) return
    for (const row of this.#rows(`SELECT * FROM ${tableName(model)} ORDER BY customer, part`))
      yield documentOf(row as DocumentRow)
  }

  #figure(figure: string): Iterable<Contribution> {
    return gathered(this.#prepare('SELECT * FROM contributions WHERE figure = ? ORDER BY key, measure').all(figure))
  }

  #contributions(): Iterable<Contribution> {
    return gathered(this.#rows('SELECT * FROM contributions ORDER BY figure, key, measure'))
  }

  /** Rows one by one, by a statement of their own: the same question may be asked again meanwhile. */
  *#rows(sql: string): Iterable<unknown> {
    const rows = this.#database.prepare(sql).iterate()
    this.#reading.add(rows)
    try {
      yield* rows
    } finally {
      this.#reading.delete(rows)
    }
  }

  /** Lets go of the state that a snapshot looked at, which SQLite keeps as long as a row of it may be asked for. */
  #endSnapshot(): void {
    for (const rows of this.#reading) rows.return?.()
    this.#reading.clear()
    this.#database.exec('COMMIT')
  }

  #rank(figure: string, key: number, measure: string): { below: number; total: number } {
    return this.#prepare(
      `SELECT coalesce(sum(total) FILTER (WHERE key < ?), 0) AS below, coalesce(sum(total), 0) AS total
       FROM contributions WHERE figure = ? AND measure = ?`,
    ).get(key, figure, measure) as { below: number; total: number }
  }

  #add(contributions: Iterable<Contribution>): void {
    const upsert = this.#prepare(
      `INSERT INTO contributions VALUES (?, ?, ?, ?)
       ON CONFLICT (figure, key, measure) DO UPDATE SET total = total + excluded.total`,
    )
    const drop = this.#prepare('DELETE FROM contributions WHERE figure = ? AND key = ? AND measure = ? AND total = 0')
    for (const { figure, key, add } of contributions)
      for (const measure in add) {
        const amount = add[measure]!
        if (amount === 0) continue
        upsert.run(figure, key, measure, amount)
        drop.run(figure, key, measure)
      }
  }

  #exists(model: string): boolean {
    if (this.#tables.has(model)) return true
    const found = this.#prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?`).get(tableOf(model)) as
      object | undefined
    if (found) this.#remember(model)
    return found !== undefined
  }

  #table(model: string): void {
    if (this.#tables.has(model)) return
    this.#database.exec(
      `CREATE TABLE IF NOT EXISTS ${tableName(model)} (
         customer TEXT NOT NULL, part TEXT NOT NULL,
         seen_at TEXT NOT NULL, seen_position INTEGER NOT NULL, body TEXT NOT NULL,
         PRIMARY KEY (customer, part)
       )`,
    )
    this.#remember(model)
  }

  #remember(model: string): void {
    this.#tables.set(model, {
      read: this.#database.prepare(`SELECT * FROM ${tableName(model)} WHERE customer = ? AND part = ?`),
      write: this.#database.prepare(
        `INSERT INTO ${tableName(model)} VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (customer, part) DO UPDATE SET
           seen_at = excluded.seen_at, seen_position = excluded.seen_position, body = excluded.body`,
      ),
    })
  }

  #prepare(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql)
    if (!statement) this.#statements.set(sql, (statement = this.#database.prepare(sql)))
    return statement
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.#database.exec(begin)
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }
}

interface SumRow {
  readonly figure: string
  readonly key: string | number
  readonly measure: string
  readonly total: number
}

/** Puts the measures of one figure and key together. Rows come in the order of figure and key. */
function* gathered(rows: Iterable<unknown>): Iterable<Contribution> {
  let sum: { figure: string; key: string | number; add: Record<string, number> } | undefined
  for (const { figure, key, measure, total } of rows as Iterable<SumRow>) {
    if (sum?.figure !== figure || sum.key !== key) {
      if (sum) yield sum
      sum = { figure, key, add: {} }
    }
    sum.add[measure] = total
  }
  if (sum) yield sum
}
