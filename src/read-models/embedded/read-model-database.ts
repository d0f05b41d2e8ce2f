/** One SQLite file of read models: a table of documents per model, the portfolio sums, parked events, the checkpoint. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite'
import type { Contribution, FoldedDocument } from '../../../projections/read-model.js'
import { useWal } from '../../sqlite/use-wal.js'
import { isNone } from './damage.js'
import {
  checkpointMoved,
  type Checkpoint,
  type Commit,
  type DocumentRef,
  type PageRequest,
  type ParkedEvent,
  type ReadAnswer,
  type ReadModels,
  type ReadRequest,
  type Snapshot,
} from '../read-model-store.js'

/**
 * What a connection is for. `live`: never corrupt, at worst behind the log after a power cut, then it catches up.
 * `rebuild`: the same with more memory, as every page is written many times. `reader`: sees one state, changes nothing.
 */
type Purpose = 'live' | 'rebuild' | 'reader'

const settings: Readonly<Record<Purpose, string>> = {
  live: 'PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -32768;',
  rebuild: 'PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -131072;',
  reader: 'PRAGMA query_only = ON; PRAGMA cache_size = -16384;',
}

const schema = `
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS contributions (
    figure TEXT NOT NULL, key NOT NULL, measure TEXT NOT NULL, total INTEGER NOT NULL,
    PRIMARY KEY (figure, key, measure)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS contributions_of_nothing ON contributions (total) WHERE total = 0;
  CREATE TABLE IF NOT EXISTS parked (customer TEXT PRIMARY KEY, position INTEGER NOT NULL, event TEXT NOT NULL) WITHOUT ROWID;
  INSERT INTO meta VALUES ('checkpoint', 0), ('note', NULL) ON CONFLICT DO NOTHING;`

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

const parkedEvent = ({ event }: { event: string }): ParkedEvent => JSON.parse(event) as ParkedEvent

/** Sorts after every part that starts with the same text. */
const lastText = '\u{10ffff}'

export class ReadModelDatabase implements ReadModels {
  readonly #database: DatabaseSyncInstance
  readonly #statements = new Map<string, StatementSyncInstance>()
  readonly #tables = new Map<string, DocumentTable>()
  /** Rows of a snapshot that are not read to their end, with their statement: without it, they would read what is freed. */
  readonly #reading = new Map<Iterator<unknown>, StatementSyncInstance>()
  /**
   * A reader that no snapshot needs at present, kept for the next one: a closed connection gives its file and its
   * memory back only when the garbage collector finds its statements.
   */
  #spareReader: ReadModelDatabase | undefined

  private constructor(
    readonly file: string,
    purpose: Purpose,
    readOnly = false,
  ) {
    this.#database = new DatabaseSync(file, { readOnly })
    this.#database.exec(`PRAGMA busy_timeout = 10000; ${settings[purpose]}`)
  }

  /** Opens a file for writing; makes it where there is none, noting by which definition its documents are folded. */
  static open(file: string, purpose: Exclude<Purpose, 'reader'>, definition: string): ReadModelDatabase {
    const opened = new ReadModelDatabase(file, purpose)
    try {
      useWal(opened.#database)
      opened.#transaction('BEGIN IMMEDIATE', () => {
        opened.#database.exec(schema)
        opened
          .#prepare(`INSERT INTO meta VALUES ('definition', ?), ('edition', ?) ON CONFLICT DO NOTHING`)
          .run(definition, randomUUID())
      })
      return opened
    } catch (error) {
      opened.close()
      throw error
    }
  }

  /** What a file is folded by and how far it has come; undefined when it is none of read models, or damaged, or gone. */
  static look(file: string): { readonly definition: string; readonly checkpoint: Checkpoint } | undefined {
    let opened: ReadModelDatabase | undefined
    try {
      opened = new ReadModelDatabase(file, 'reader', true)
      return { definition: opened.foldedBy(), checkpoint: opened.standing() }
    } catch (error) {
      // Who opens a file while it is removed may be told anything.
      if (!isNone(error) && existsSync(file)) throw error
      return undefined
    } finally {
      opened?.close()
    }
  }

  checkpoint(): Promise<Checkpoint> {
    return Promise.resolve(this.standing())
  }

  definition(): Promise<string> {
    return Promise.resolve(this.foldedBy())
  }

  read(request: ReadRequest): Promise<ReadAnswer> {
    return Promise.resolve(
      this.#transaction('BEGIN', () => ({
        position: this.standing().position,
        documents: (request.documents ?? []).map((ref) => this.#document(ref)),
        pages: (request.pages ?? []).map((page) => this.#page(page)),
        figures: (request.figures ?? []).map((figure) => [...this.#figure(figure)]),
        ranks: (request.ranks ?? []).map(({ figure, key, measure }) => this.#rank(figure, key, measure)),
      })),
    )
  }

  parked(): Promise<readonly ParkedEvent[]> {
    const rows = this.#prepare('SELECT event FROM parked ORDER BY position').all() as { event: string }[]
    return Promise.resolve(rows.map(parkedEvent))
  }

  /** `confirm` is asked inside the transaction, when nobody else can write any more; nothing is written when it throws. */
  async commit(
    { from, to, removed = [], documents, contributions, parked = [], note }: Commit,
    confirm: () => void = () => undefined,
  ): Promise<Checkpoint> {
    for (const { model } of documents) this.#table(model)
    return this.#transaction('BEGIN IMMEDIATE', () => {
      confirm()
      const stands = this.standing()
      if (stands.position !== from.position || stands.edition !== from.edition) throw checkpointMoved(from, stands)
      const edition = to === from.position ? randomUUID() : from.edition
      const set = this.#prepare('UPDATE meta SET value = ? WHERE name = ?')
      if (to !== from.position) set.run(to, 'checkpoint')
      else set.run(edition, 'edition')
      if (note !== stands.note) set.run(note ?? null, 'note')
      this.#remove(removed)
      for (const document of documents) {
        const { model, customer, part, seen } = document
        const text = 'text' in document ? document.text : JSON.stringify(document.body)
        this.#tables.get(model)!.write.run(customer, part, seen.occurredAt, seen.position, text)
      }
      this.#add(contributions)
      for (const event of parked)
        this.#prepare('INSERT OR REPLACE INTO parked VALUES (?, ?, ?)').run(
          event.customer,
          event.position,
          JSON.stringify(event),
        )
      return { position: to, edition, ...(note !== undefined && { note }) }
    })
  }

  /** Runs work while nobody else can write. */
  alone<T>(work: (stands: Checkpoint) => T): T {
    return this.#transaction('BEGIN IMMEDIATE', () => work(this.standing()))
  }

  async snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const reader = this.#takeReader()
    reader.#database.exec('BEGIN')
    try {
      return await work({
        position: reader.standing().position,
        documents: (model) => reader.#documents(model),
        contributions: () => reader.#contributions(),
        parked: () => reader.#parked(),
      })
    } finally {
      reader.#endSnapshot()
      this.#giveBack(reader)
    }
  }

  /** Puts everything that was committed into the file itself, and on the disk; so does every commit from now on. */
  settle(): void {
    this.#database.exec('PRAGMA synchronous = FULL')
    this.#prepare(`UPDATE meta SET value = value WHERE name = 'checkpoint'`).run()
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  /** Changes the edition, so that nothing is added any more that was computed on these read models before. */
  renew(): void {
    this.#prepare(`UPDATE meta SET value = ? WHERE name = 'edition'`).run(randomUUID())
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

  /** The definition, at once. */
  foldedBy(): string {
    return (this.#prepare(`SELECT value FROM meta WHERE name = 'definition'`).get() as { value: string }).value
  }

  /** The checkpoint, at once. */
  standing(): Checkpoint {
    const row = this.#prepare(
      `SELECT max(value) FILTER (WHERE name = 'checkpoint') AS position,
              max(value) FILTER (WHERE name = 'edition') AS edition,
              max(value) FILTER (WHERE name = 'note') AS note
       FROM meta WHERE name IN ('checkpoint', 'edition', 'note')`,
    ).get() as { position: number; edition: string; note: string | null }
    return { position: row.position, edition: row.edition, ...(row.note !== null && { note: row.note }) }
  }

  #parked(): ParkedEvent[] {
    const rows = this.#prepare('SELECT event FROM parked ORDER BY customer').all() as { event: string }[]
    return rows.map(parkedEvent)
  }

  /** Removes everything that is stored of customers, in all tables of documents. */
  #remove(customers: readonly string[]): void {
    if (customers.length === 0) return
    const tables = this.#prepare(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'documents_*'`,
    ).all()
    const from = [...(tables as { name: string }[]).map(({ name }) => name), 'parked']
    for (const table of from) {
      const removal = this.#prepare(`DELETE FROM ${quoted(table)} WHERE customer = ?`)
      for (const customer of customers) removal.run(customer)
    }
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
    const statement = this.#database.prepare(sql)
    const rows = statement.iterate()
    this.#reading.set(rows, statement)
    try {
      yield* rows
    } finally {
      this.#reading.delete(rows)
    }
  }

  /** Lets go of the state that a snapshot looked at, which SQLite keeps as long as a row of it may be asked for. */
  #endSnapshot(): void {
    for (const rows of this.#reading.keys()) rows.return?.()
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
    for (const { figure, key, add } of contributions)
      for (const measure in add) {
        const amount = add[measure]!
        if (amount !== 0) upsert.run(figure, key, measure, amount)
      }
    this.#prepare('DELETE FROM contributions WHERE total = 0').run()
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
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
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
