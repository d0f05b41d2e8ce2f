/** All tables that can be taken out of the ledger. A new one is one line in the list of its kind. */
import { notFound } from '../../domain/errors.js'
import { answerTables } from './answer-tables.js'
import { customerTables } from './customer-tables.js'
import { portfolioTables } from './portfolio-tables.js'
import { subjectTables } from './subject-tables.js'
import type { Table } from './table.js'

export const tables: readonly Table[] = [...customerTables, ...subjectTables, ...portfolioTables, ...answerTables]

/** @throws DomainError `table-unknown` */
export const tableNamed = (name: string): Table => {
  const table = tables.find((one) => one.name === name)
  if (table) return table
  const known = tables.map((one) => one.name)
  throw notFound('table-unknown', `There is no table ${name}; there are ${known.join(', ')}`, { table: name, known })
}
