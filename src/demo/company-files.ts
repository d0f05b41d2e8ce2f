/** The demo company as plain CSV files in a folder. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { conflict } from '../../domain/errors.js'
import type { CompanySize } from './company.js'
import { columns, type Row, type Table, type Tables } from './tables.js'

/** What the accountants found when they closed the year: delivered after everything else. */
export const lateFile = 'late-refunds.csv'

/** One file's text: a heading, then a line a row; empty where nothing is known. */
export const csvOf = <T extends Table>(table: T, rows: readonly Row<T>[]): string => {
  const names: readonly (keyof Row<T>)[] = columns[table]
  const lines = rows.map((row) => names.map((name) => quoted(row[name] ?? '')).join(','))
  return [names.join(','), ...lines, ''].join('\n')
}

const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

/**
 * Writes the company's files, and beside them which company it is. The same company again writes the same bytes.
 * @throws DomainError `demo-company-differs` when the folder holds another one
 */
export const writeCompany = async (folder: string, size: CompanySize, make: () => Tables): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const note = join(folder, 'company.json')
  const present = await readFile(note, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const wanted = JSON.stringify(size) + '\n'
  if (present !== undefined && present !== wanted)
    throw conflict(
      'demo-company-differs',
      `${folder} holds another company, ${present.trim()}: ask for that one, or choose another folder with --data`,
      { folder },
    )
  await writeFile(note, wanted)
  for (const [table, rows] of Object.entries(make()) as [Table, readonly Row<Table>[]][])
    await writeFile(join(folder, `${table}.csv`), csvOf(table, rows))
}
