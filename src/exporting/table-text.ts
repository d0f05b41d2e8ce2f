/** Rows of a table as text: CSV by RFC 4180, or one JSON object per line. */
import type { Cell, Row } from './table.js'

export const tableFormats = ['csv', 'ndjson'] as const
export type TableFormat = (typeof tableFormats)[number]

export const mediaTypes: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
}

export interface TextOptions {
  readonly format: TableFormat
  /** Puts an apostrophe before what a spreadsheet would take for a formula. The text is then not the exact one any more. */
  readonly guardFormulas?: boolean
}

/** What spreadsheets compute instead of showing it. */
const formula = /^[=+\-@\t\r]/
const wantsQuotes = /[",\r\n]/

const inQuotes = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** Nothing stands for null, an empty text in quotes for the empty text. */
const csvField = (cell: Cell, guardFormulas: boolean): string => {
  if (cell === null) return ''
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell)
  const exact = typeof cell === 'string' ? cell : JSON.stringify(cell)
  const text = guardFormulas && formula.test(exact) ? `'${exact}` : exact
  return text === '' || wantsQuotes.test(text) ? inQuotes(text) : text
}

const csvLine = (cells: readonly Cell[], guardFormulas: boolean): string =>
  `${cells.map((cell) => csvField(cell, guardFormulas)).join(',')}\r\n`

/** The line before the first row; empty where there is none. */
export const headOf = (columns: readonly string[], { format }: TextOptions): string =>
  format === 'csv' ? csvLine(columns, false) : ''

/** The line of a row, with the columns in their order and nothing else. */
export const lineOf = (columns: readonly string[], row: Row, { format, guardFormulas = false }: TextOptions): string =>
  format === 'csv'
    ? csvLine(
        columns.map((column) => row[column]!),
        guardFormulas,
      )
    : `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column]])))}\n`
