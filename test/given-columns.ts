/** Columns of the value of customers, for specs, by what happened to each: `c-0`, `c-1` and so on. */
import { contractVersions } from '../projections/contracts/contract-versions.js'
import { ValueColumns } from '../projections/columns/value-columns.js'
import { valueLines } from '../projections/columns/value-lines.js'
import { refold } from '../projections/read-model.js'
import { historyOf, type Happened } from './given-events.js'

/** Writes what happened to a customer, instead of what was there. */
export const setIn = (columns: ValueColumns, customer: string, events: readonly Happened[]): void => {
  const history = historyOf(events, customer)
  const [lines] = refold(valueLines, customer, history)
  const [bound] = refold(contractVersions, customer, history)
  if (lines || bound || columns.rowOf(customer) !== undefined)
    columns.set(customer, lines?.body ?? valueLines.initial(customer), bound?.body.versions)
}

export const columnsOf = (customers: readonly (readonly Happened[])[]): ValueColumns => {
  const columns = new ValueColumns()
  customers.forEach((events, i) => setIn(columns, `c-${i}`, events))
  return columns
}
