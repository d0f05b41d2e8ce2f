/** Where answers go: one JSON document or text for people, on stdout. */
import { formatAmount } from '../../domain/money.js'

/** Prints an answer as one JSON document, or as the text made of it. */
export const print = <T>(answer: T, { json }: { readonly json?: boolean }, text: (answer: T) => string): void => {
  process.stdout.write((json ? JSON.stringify(answer, undefined, 2) : text(answer)) + '\n')
}

/** Minor units for people: `USD 29.33`. */
export const money = (amount: number, currency: string): string => {
  const [whole, fraction] = formatAmount(amount, currency).split('.')
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${currency} ${fraction === undefined ? grouped : `${grouped}.${fraction}`}`
}

/** A share for people: `67.8%`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`

/** Rows as columns, the first row being the heading; numbers stand right. */
export const table = (rows: readonly (readonly (string | number)[])[]): string => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          typeof cell === 'number' ? String(cell).padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
