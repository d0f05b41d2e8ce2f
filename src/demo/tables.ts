/** The files of the demo company: their columns and rows. */
import { momentOf, written, type Moment } from './moment.js'
import { lastDay } from './figures.js'

/** Each file and its columns; the first column of time puts the rows in order. Money is in euros with two decimals. */
export const columns = {
  customers: ['customer', 'registered_at', 'kind', 'region', 'industry'],
  leads: [
    'lead',
    'customer',
    'captured_at',
    'origin',
    'developer',
    'qualified_at',
    'disqualified_at',
    'reason',
    'converted_at',
    'opportunity',
    'representative',
    'segment',
  ],
  opportunities: ['opportunity', 'customer', 'at', 'event', 'stage', 'amount', 'margin', 'reason', 'representative'],
  assignments: ['customer', 'at', 'to', 'from', 'reason'],
  purchases: ['purchase', 'customer', 'at', 'channel', 'units', 'total', 'cost_of_goods'],
  orders: ['order', 'customer', 'at', 'channel', 'goods', 'shipping', 'promised_by', 'representative'],
  'order-events': ['order', 'customer', 'at', 'event', 'revenue', 'cost_of_goods', 'reason'],
  payments: ['payment', 'customer', 'at', 'kind', 'order', 'purchase', 'amount', 'method', 'reason'],
  interactions: ['customer', 'at', 'channel', 'direction', 'subject', 'outcome', 'who', 'about'],
  cases: ['case', 'customer', 'at', 'event', 'who', 'note'],
  'survey-answers': ['survey', 'customer', 'at', 'answer', 'measure', 'score', 'lowest', 'highest', 'comment'],
  commitments: ['commitment', 'customer', 'at', 'event', 'promise', 'due_by', 'reason', 'who'],
  concessions: ['customer', 'at', 'cost', 'reason', 'who'],
  costs: ['customer', 'at', 'purpose', 'cost', 'basis'],
  'late-refunds': ['refund', 'customer', 'at', 'order', 'purchase', 'amount', 'reason', 'who'],
} as const

export type Table = keyof typeof columns
export type Row<T extends Table> = { readonly [C in (typeof columns)[T][number]]?: string }
export type Tables = { readonly [T in Table]: readonly Row<T>[] }

/** Takes down what happens in the company. Nothing that would happen after its last day is kept. */
export interface Books {
  /** Whether that moment has come. */
  readonly reached: (moment: Moment) => boolean
  readonly add: <T extends Table>(table: T, at: Moment, row: Row<T>) => void
  /** The rows in order of time; rows of one moment as they were added. */
  readonly tables: () => Tables
}

export const openBooks = (): Books => {
  const end = momentOf(`${lastDay} 23:59`)
  const rows = Object.fromEntries(
    Object.keys(columns).map((table) => [table, [] as { at: Moment; row: Row<Table> }[]]),
  ) as Record<Table, { at: Moment; row: Row<Table> }[]>
  return {
    reached: (moment) => moment <= end,
    add: (table, at, row) => {
      if (at <= end) rows[table].push({ at, row: { ...row, [timeColumn(table)]: written(at) } })
    },
    tables: () =>
      Object.fromEntries(
        Object.entries(rows).map(([table, list]) => [table, list.sort((a, b) => a.at - b.at).map(({ row }) => row)]),
      ) as unknown as Tables,
  }
}

const timeColumn = (table: Table): string => columns[table].find((column) => column === 'at' || column.endsWith('_at'))!

/** Cents as the files write them: `2933` → `29.33`. */
export const euros = (cents: number): string => (cents / 100).toFixed(2)
