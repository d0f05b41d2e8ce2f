/** Takes tables out of the ledger row by row, however many rows there are: now from the stored documents, at another time by refold. */
import { setImmediate as turn } from 'node:timers/promises'
import { unavailable } from '../../domain/errors.js'
import type { Instant } from '../../domain/time.js'
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import type { AnyReadModel, FoldedDocument } from '../../projections/read-model.js'
import type { Clock } from '../clock.js'
import type { EventStore } from '../event-store/event-store.js'
import { documentsThen } from '../queries/documents-then.js'
import { isPresent, type PointInTime } from '../queries/point-in-time.js'
import type { ReadModelReader } from '../read-models/read-model-store.js'
import type { AnswerSources, DocumentTable, Row, Table } from './table.js'
import { headOf, lineOf, type TextOptions } from './table-text.js'
import { tableNamed } from './tables.js'

/** How much text is handed on at once; nothing more is read before it was taken. */
const charactersAtOnce = 64 * 1024

export interface ExportRequest extends TextOptions {
  readonly table: string
  readonly at: PointInTime
}

/** A table on its way out. */
export interface Exported {
  readonly table: string
  readonly asOf: Instant
  readonly knownAt: Instant
  /** The rows reflect the log up to here. */
  readonly position: number
  /** How many rows were made so far. */
  readonly rows: () => number
  /** The whole text, piece by piece; it can be read once. */
  readonly text: AsyncIterable<string>
}

type Rows = AsyncIterable<Row> | Iterable<Row>

export class TableExport {
  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModelReader,
    private readonly models: readonly AnyReadModel[],
    private readonly rules: LifecycleRules,
    private readonly answers: AnswerSources,
    private readonly clock: Clock,
  ) {}

  /**
   * Hands over a table in one state of the ledger, which is held until `take` has ended.
   * @throws DomainError `table-unknown`
   */
  async export<T>(
    { table: name, at, ...options }: ExportRequest,
    take: (exported: Exported) => Promise<T>,
  ): Promise<T> {
    const table = tableNamed(name)
    const now = this.clock()
    const answered = { asOf: at.asOf ?? now, knownAt: at.knownAt ?? now }
    const takeRows = (position: number, rows: Rows): Promise<T> => {
      let made = 0
      const text = textOf(table, rows, options, () => made++)
      return take({ table: name, ...answered, position, rows: () => made, text })
    }
    if (table.of === 'portfolio') {
      const portfolio = await this.answers.portfolio.portfolio(at)
      return takeRows(portfolio.position, table.rows(portfolio))
    }
    if (table.of === 'answer') {
      const { position, rows } = await table.read(this.answers, at)
      return takeRows(position, rows)
    }
    const rowsOf = (documents: AsyncIterable<FoldedDocument> | Iterable<FoldedDocument>) =>
      documentRows(table, documents, answered.asOf, this.rules)
    if (!isPresent(at)) {
      const position = await this.store.head()
      const model = this.models.filter((one) => one.name === table.model)
      return takeRows(position, rowsOf(documentsThen(this.store, model, at, position)))
    }
    let begun = false
    return this.readModels.snapshot((snapshot) => {
      // A store may look again where a server went away. What was handed over cannot be taken back.
      if (begun) throw unavailable('export-broken-off', 'The read models went away while a table was read. Ask again.')
      begun = true
      return takeRows(snapshot.position, rowsOf(snapshot.documents(table.model)))
    })
  }
}

async function* documentRows(
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the read model’s name says of which type the documents are
  table: DocumentTable<any>,
  documents: AsyncIterable<FoldedDocument> | Iterable<FoldedDocument>,
  asOf: Instant,
  rules: LifecycleRules,
): AsyncGenerator<Row> {
  for await (const { customer, body } of documents) yield* table.rows(body, { customer, asOf, rules })
}

async function* textOf(
  { columns }: Table,
  rows: Rows,
  options: TextOptions,
  onRow: () => void,
): AsyncGenerator<string> {
  let text = headOf(columns, options)
  for await (const row of rows) {
    text += lineOf(columns, row, options)
    onRow()
    if (text.length < charactersAtOnce) continue
    yield text
    text = ''
    // Whoever takes everything at once must not keep the others waiting.
    await turn()
  }
  if (text !== '') yield text
}
