/** Importing: the rows of a source system's files become events, each once however often the files are imported. */
import { join } from 'node:path'
import type { DomainError } from '../../domain/errors.js'
import type { Instant } from '../../domain/time.js'
import type { EventStore } from '../event-store/event-store.js'
import { writeBatch, type OwnedAppend } from './event-batch.js'
import { keyColumnsOf, makePlan, type JoinedFile } from './input-plan.js'
import type { Mapping } from './mapping.js'
import type { LayoutText } from './mapping-shape.js'
import type { SourceRecord } from './record-parser.js'
import { RejectsFile } from './rejects-file.js'
import { makeAppends, SourceCustomers, type Origin } from './row-events.js'
import { RowIds } from './row-ids.js'
import { RowProblem } from './row-problem.js'
import { bytesOf, findSources, type InputSource, type JoinSource, type SourceFile } from './source-files.js'
import { checkRecord, stageRows } from './staged-rows.js'
import { openTable, type Table } from './table.js'
import { openTemporaryTables, type TemporaryTables } from './temporary-tables.js'

/** How far an import is. */
export interface ImportProgress {
  /** The input that is being read. */
  readonly input: string
  /** Of all files, joined ones too; of packed files, as they lie on disk. */
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly rows: number
  readonly appended: number
  readonly rejected: number
}

export interface ImportOptions {
  readonly mapping: Mapping
  /** The folder of the files, or the file where the mapping has one input. */
  readonly path: string
  readonly store: EventStore
  readonly clock: () => Instant
  /** Where `<mapping>.ndjson` with the rejected rows goes. */
  readonly rejectsFolder: string
  readonly onProgress?: (progress: ImportProgress) => void
  /** Ends the import after the batch that is being written. */
  readonly signal?: AbortSignal
}

interface Counts {
  /** Rows read, rejected ones too; not those of files that are only joined. */
  rows: number
  /** Events that the accepted rows stand for. */
  events: number
  /** Those of them that were new to the store. */
  appended: number
  rejected: number
}

export interface InputReport extends Readonly<Counts> {
  readonly input: string
  readonly file: string
}

/** What an import did. `rejected` counts rows of inputs and of joined files. */
export interface ImportReport extends Readonly<Counts> {
  readonly mapping: string
  /** The rejected rows; absent when there are none. */
  readonly rejectsFile?: string
  readonly inputs: readonly InputReport[]
  /** False when the import was stopped before the end. */
  readonly completed: boolean
}

/**
 * Imports files. Rows that cannot be taken in are kept in the rejects file and counted; they stop nothing.
 * @throws DomainError `import-path-unfit`, `import-file-missing`, `import-file-unreadable`, `mapping-invalid` (a column is
 * not there), `rejects-unwritable`
 */
export const importFiles = async (options: ImportOptions): Promise<ImportReport> => {
  const { mapping, path, rejectsFolder } = options
  const sources = await findSources(mapping, path)
  for (const source of sources) await checkColumns(mapping, source)
  const run = new ImportRun(options, sources, new RejectsFile(join(rejectsFolder, `${mapping.name}.ndjson`)))
  try {
    return await run.all()
  } finally {
    run.close()
  }
}

/** Whether all columns are there, before anything is written. */
const checkColumns = async (mapping: Mapping, { name, input, file, joins }: InputSource): Promise<void> => {
  const columns = await columnsIn(file, input)
  if (!columns) return
  const joined = new Map<string, JoinedFile>()
  for (const join of joins)
    joined.set(join.name, { columns: (await columnsIn(join.file, join.join)) ?? [], find: () => [] })
  makePlan(mapping, input, mapping.place.at('inputs', name), columns, joined)
}

const columnsIn = async (file: SourceFile, layout: LayoutText): Promise<readonly string[] | undefined> => {
  const table = await openTable(file.path, layout, () => undefined)
  await table?.close()
  return table?.columns
}

/** Events to one durable write. */
const batchLength = 5_000

/** An import that is going on. */
class ImportRun {
  readonly #customers: SourceCustomers
  readonly #joined = new Map<string, JoinedFile>()
  readonly #total: Counts = { rows: 0, events: 0, appended: 0, rejected: 0 }
  readonly #bytesTotal: number
  #bytesRead = 0
  #tables: TemporaryTables | undefined

  constructor(
    private readonly options: ImportOptions,
    private readonly sources: readonly InputSource[],
    private readonly rejects: RejectsFile,
  ) {
    this.#customers = new SourceCustomers(options.mapping.source)
    this.#bytesTotal = bytesOf(sources)
  }

  async all(): Promise<ImportReport> {
    const { mapping } = this.options
    const inputs: InputReport[] = []
    for (const source of this.sources) {
      if (this.#stopped) break
      inputs.push(await this.#input(source))
    }
    return {
      mapping: mapping.name,
      ...this.#total,
      ...(this.rejects.count > 0 && { rejectsFile: this.rejects.path }),
      inputs,
      completed: !this.#stopped,
    }
  }

  close(): void {
    this.rejects.close()
    this.#tables?.close()
  }

  get #stopped(): boolean {
    return this.options.signal?.aborted ?? false
  }

  async #input(source: InputSource): Promise<InputReport> {
    const before = { ...this.#total }
    const joined = new Map<string, JoinedFile>()
    for (const join of source.joins) joined.set(join.name, await this.#join(source.name, join))
    const table = await this.#open(source.name, source.file, source.input)
    if (table) await this.#rows(source, table, joined)
    return {
      input: source.name,
      file: source.file.path,
      rows: this.#total.rows - before.rows,
      events: this.#total.events - before.events,
      appended: this.#total.appended - before.appended,
      rejected: this.#total.rejected - before.rejected,
    }
  }

  async #rows(source: InputSource, table: Table, joined: ReadonlyMap<string, JoinedFile>): Promise<void> {
    const { mapping } = this.options
    const { name, input, file } = source
    const plan = makePlan(mapping, input, mapping.place.at('inputs', name), table.columns, joined)
    const origin: Origin = { mapping: mapping.name, source: mapping.source, input: name }
    const rowIds = new RowIds(origin, plan, () => this.#temporaryTables())
    const appendsOf = makeAppends(origin)
    let batch: OwnedAppend<SourceRecord>[] = []
    let recordedAt = this.options.clock()

    const take = (record: SourceRecord): void => {
      checkRecord(record, table.columns.length)
      const row = plan.join(record.fields)
      // Counted before anything can be wrong with it, so that a row that is repaired does not change the others' ids.
      const rowId = rowIds.of(record, row)
      if (plan.when && !plan.when(row)) return
      const happenings = plan.recipes.map((recipe) => recipe(row)).filter((happening) => happening !== undefined)
      if (happenings.length === 0) return
      const customer = plan.customer(row)
      if (customer === undefined) throw new RowProblem('customer', missingCustomer(source))
      const { stream, link } = this.#customers.of(customer, recordedAt)
      if (link) batch.push({ append: link, row: undefined })
      for (const append of appendsOf({ rowId, stream, happenings, recordedAt })) batch.push({ append, row: record })
    }
    const write = async (): Promise<void> => {
      const written = await writeBatch(this.options.store, batch, (record, why) =>
        this.#reject(file, record, new RowProblem(undefined, changedRow(why))),
      )
      this.#total.events += written.events
      this.#total.appended += written.appended
      this.rejects.flush()
      batch = []
      recordedAt = this.options.clock()
      this.#report(name)
    }

    for await (const records of table.pieces) {
      for (const record of records) {
        this.#total.rows++
        try {
          take(record)
        } catch (error) {
          if (!(error instanceof RowProblem)) throw error
          this.#reject(file, record, error)
        }
        if (batch.length >= batchLength) await write()
        if (this.#stopped) return
      }
    }
    await write()
  }

  /** The rows of a file that is joined; a file that several inputs join by the same key is read once. */
  async #join(input: string, { key, join, file }: JoinSource): Promise<JoinedFile> {
    const known = this.#joined.get(key)
    if (known) return known
    const table = await this.#open(input, file, join)
    if (!table) return { columns: [], find: () => [] }
    const find = await stageRows(table, {
      database: this.#temporaryTables(),
      name: `joined_${this.#joined.size}`,
      file: join.file,
      keyColumns: keyColumnsOf(join),
      many: join.many ?? false,
      place: this.options.mapping.place,
      onReject: (record, problem) => this.#reject(file, record, problem),
      signal: this.options.signal,
    })
    const joined = { columns: table.columns, find }
    this.#joined.set(key, joined)
    return joined
  }

  #open(input: string, file: SourceFile, layout: LayoutText): Promise<Table | undefined> {
    let counted = 0
    return openTable(file.path, layout, (bytesOfFile) => {
      this.#bytesRead += bytesOfFile - counted
      counted = bytesOfFile
      this.#report(input)
    })
  }

  #reject(file: SourceFile, { line, raw }: SourceRecord, problem: RowProblem): void {
    this.#total.rejected++
    this.rejects.add({ file: file.path, line, raw }, problem)
  }

  #report(input: string): void {
    const { rows, appended, rejected } = this.#total
    this.options.onProgress?.({
      input,
      bytesRead: this.#bytesRead,
      bytesTotal: this.#bytesTotal,
      rows,
      appended,
      rejected,
    })
  }

  #temporaryTables(): TemporaryTables {
    this.#tables ??= openTemporaryTables()
    return this.#tables
  }
}

const missingCustomer = ({ joins }: InputSource): string =>
  joins.length === 0
    ? 'is empty: the row names no customer'
    : `is empty: the row names no customer, or none that is in ${joins.map(({ join }) => join.file).join(', ')}`

const changedRow = (why: DomainError): string =>
  `the same row was imported before with another content (event ${String(why.facts['id'])}); what is recorded stays`
