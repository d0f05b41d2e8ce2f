/** The value of all customers together at a day, beside a bare loop over the same columns with one closed form for each customer. */
import { customerEquityAt } from '../../projections/customer-equity/customer-equity.js'
import { ValueColumns } from '../../projections/columns/value-columns.js'
import { parseHorizon } from '../../projections/potential/horizon.js'
import { dayOfNumber } from '../../domain/time.js'
import { cdnowModel } from '../given-models.js'
import { perSecond, type Benchmark } from './measure.js'

const firstDay = 9_862
const days = 545

/** As many purchases of each customer as come to the number of rows; about half of them buy once. */
const generated = (rows: number, customers: number): ValueColumns => {
  const columns = new ValueColumns()
  let seed = 1
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  const most = Math.max(1, (2 * (2 * rows)) / customers - 2)
  for (let customer = 0; customer < customers; customer += 1) {
    const purchases = random() < 0.5 ? 1 : 1 + Math.floor(random() * most)
    const bought = Array.from({ length: purchases }, () => firstDay + Math.floor(random() * days)).sort((a, b) => a - b)
    columns.set(`c-${customer}`, {
      kind: 'person',
      lines: bought.map((number) => {
        const day = dayOfNumber(number)
        const amount = 100 + Math.floor(random() * 10_000)
        return {
          at: `${day}T00:00:00.000Z`,
          day,
          currency: 'USD',
          bought: amount,
          revenue: amount,
          monetary: amount,
          margin: Math.round(amount * 0.4),
          costToServe: 0,
          costToWin: 0,
        }
      }),
    })
  }
  return columns
}

export const equity: readonly Benchmark[] = [
  {
    name: 'customer-equity',
    unit: 'customers/s',
    better: 'more',
    measure: async ({ rows, customers }) => {
      const columns = generated(rows, customers)
      const asOf = '1998-06-30T23:59:59.999Z'
      const horizon = parseHorizon('3y')
      let sum = 0
      const { lines, customers: of } = columns
      const baseline = await perSecond(customers, () => {
        const { r, alpha, a, b } = cdnowModel.purchases.parameters as Record<'r' | 'alpha' | 'a' | 'b', number>
        for (let slot = 0; slot < columns.size; slot += 1) {
          const start = of.start[slot]!
          const count = of.count[slot]!
          let margin = 0
          for (let line = start; line < start + count; line += 1) margin += lines.margin[line]!
          const [first, last] = [lines.day[start]!, lines.day[start + count - 1]!]
          const odds = ((alpha + (firstDay + days - first) / 7) / (alpha + (last - first) / 7)) ** (r + count - 1)
          sum += margin / (1 + (a / (b + count - 2)) * odds)
        }
      })
      const request = { asOf, horizon, lostAfterDays: 365, model: cdnowModel }
      const ours = await perSecond(customers, () => {
        sum += customerEquityAt(columns, request).all.customers
      })
      if (!(sum > 0)) throw new Error('nothing was added up')
      return { ours, baseline }
    },
  },
]
