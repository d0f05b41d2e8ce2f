/** Where answers go: one JSON document or text for people, on stdout. */
import { formatAmount } from '../../domain/money.js'
import type { ReportedValue } from '../../projections/value/reported.js'
import type { Margin, Margins } from '../../projections/value/margins.js'

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

/** Margins for people: a line for every period. */
export const marginLines = ({ currencies }: Margins): string[] =>
  Object.entries(currencies).flatMap(([currency, { months24, months36, years }]) => {
    const line = ({ from, through, margin, marginShare }: Margin, improvement: number | null = null): string =>
      `${from} to ${through}: ${money(margin, currency)}` +
      (marginShare === null ? '' : ` (${percent(marginShare)})`) +
      (improvement === null ? '' : `, ${improvement < 0 ? '' : '+'}${money(improvement, currency)} year on year`)
    return [line(months24), line(months36), ...years.map((year) => line(year, year.improvement))]
  })

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

/** Realized value in reporting currencies, and what could not be converted. */
export const reportedLines = (reported: Readonly<Record<string, ReportedValue>>): string[] =>
  Object.entries(reported).map(([currency, { revenue, net, unconverted }]) => {
    const left = Object.entries(unconverted).map(([other, sums]) => `${money(sums.net, other)} net`)
    const without = left.length === 0 ? '' : `; without a rate: ${left.join(', ')}`
    return `Reported in ${currency}: revenue ${money(revenue, currency)}, net ${money(net, currency)}${without}`
  })
