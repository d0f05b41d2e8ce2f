/** The ids of rows: by the columns that name a row, else by its whole content. */
import { derivedId } from '../../domain/customer/customer-id.js'
import type { Row } from './columns.js'
import type { InputPlan } from './input-plan.js'
import type { SourceRecord } from './record-parser.js'
import type { Origin } from './row-events.js'
import { RowOrdinals } from './row-ordinals.js'
import { RowProblem } from './row-problem.js'
import type { TemporaryTables } from './temporary-tables.js'

/** Names the rows of one input. */
export class RowIds {
  readonly #ordinals: RowOrdinals

  constructor(
    private readonly origin: Origin,
    private readonly plan: Pick<InputPlan, 'rowId'>,
    temporaryTables: () => TemporaryTables,
  ) {
    this.#ordinals = new RowOrdinals(temporaryTables)
  }

  /**
   * The id of the next row. Of rows that are equal and have no name, the n-th gets an id of its own.
   * @throws RowProblem when the columns that should name it are empty
   */
  of(record: SourceRecord, row: Row): string {
    const { source, input } = this.origin
    const { rowId } = this.plan
    if (rowId) {
      const names = rowId.map((read) => read(row) ?? '')
      if (names.every((name) => name === '')) throw new RowProblem('rowId', 'is empty: nothing names the row')
      return derivedId('row', source, input, ...names)
    }
    const id = derivedId('row', source, input, ...record.fields)
    const ordinal = this.#ordinals.next(id)
    return ordinal === 1 ? id : derivedId('repeated', id, String(ordinal))
  }
}
