/** What customers hold at an instant, amount by amount: what figures need that sums of contributions would be too many for. */
import { concentrationOf, type Concentration } from './concentration.js'
import type { ValueColumns } from '../columns/value-columns.js'
import type { Standings } from '../columns/standings.js'
import type { Contribution } from '../read-model.js'
import { LargestRevenues, RevenueShares, type HeldRevenue, type RevenueAtRisk } from './revenue-at-risk.js'
import type { RfmColumns } from './rfm.js'

/** Figures with a key for every amount that anybody holds; they are read from columns instead. */
export const hasAmounts = ({ figure }: Pick<Contribution, 'figure'>): boolean =>
  figure.startsWith('revenue/') || figure.startsWith('monetary/')

type Account = Standings['accounts']

/** By currency, the rows of the accounts that count. */
const rowsByCurrency = (
  { currencies }: Pick<ValueColumns, 'currencies'>,
  accounts: Account,
  counts: (row: number) => boolean,
): ReadonlyMap<string, Int32Array> => {
  const sizes = currencies.map(() => 0)
  for (let row = 0; row < accounts.rows; row += 1) if (counts(row)) sizes[accounts.currency[row]!]! += 1
  const rows = sizes.map((size) => new Int32Array(size))
  sizes.fill(0)
  for (let row = 0; row < accounts.rows; row += 1)
    if (counts(row)) {
      const currency = accounts.currency[row]!
      rows[currency]![sizes[currency]!++] = row
    }
  return new Map(currencies.map((name, i) => [name, rows[i]!] as const).filter(([, held]) => held.length > 0))
}

const picked = (column: ArrayLike<number>, rows: Int32Array): Float64Array => {
  const values = new Float64Array(rows.length)
  for (let at = 0; at < rows.length; at += 1) values[at] = column[rows[at]!]!
  return values
}

/** How revenue is spread over the customers who bought, by currency, and who holds so much of it that losing one would hurt. */
export const revenuesAt = (
  columns: ValueColumns,
  { accounts }: Standings,
  share: number,
): {
  readonly concentration: Readonly<Record<string, Concentration>>
  readonly revenueAtRisk: RevenueAtRisk
} => {
  const byCurrency = [...rowsByCurrency(columns, accounts, (row) => accounts.share[row]! > 0)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const concentration: Record<string, Concentration> = {}
  const held: HeldRevenue[] = []
  for (const [currency, rows] of byCurrency) {
    const revenues = picked(accounts.revenue, rows).sort()
    concentration[currency] = concentrationOf({ revenues })
    for (let from = 0; from < revenues.length;) {
      let end = from + 1
      while (revenues[end] === revenues[from]) end += 1
      held.push({ currency, revenue: revenues[from]!, customers: end - from })
      from = end
    }
  }
  const shares = new RevenueShares(held, share)
  const largest = new LargestRevenues()
  if (shares.customersInAll > 0) {
    const names = columns.names()
    for (const [currency, rows] of byCurrency)
      for (const row of rows) {
        const one = { currency, revenue: accounts.revenue[row]!, customers: 1 }
        if (shares.isAtRisk(one)) largest.offer(names[accounts.slot[row]!]!, [one])
      }
  }
  return { concentration, revenueAtRisk: shares.named(largest) }
}

/** How recently, how often and for how much everybody had bought. */
export const rfmColumnsAt = (columns: ValueColumns, { accounts, buyers }: Standings): RfmColumns => {
  const isHeld = (row: number): boolean => accounts.buyer[row]! >= 0 && !Number.isNaN(accounts.monetary[row]!)
  const purchaseDays = new Int32Array(buyers.rows)
  for (let row = 0; row < buyers.rows; row += 1) purchaseDays[row] = buyers.patterns.repeats[row]! + 1
  return {
    lastPurchaseDay: buyers.last.subarray(0, buyers.rows),
    purchaseDays,
    currencies: new Map(
      [...rowsByCurrency(columns, accounts, isHeld)].map(([currency, rows]) => [
        currency,
        { buyer: picked(accounts.buyer, rows), monetary: picked(accounts.monetary, rows) },
      ]),
    ),
  }
}
