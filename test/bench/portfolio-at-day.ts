/** All portfolio figures at a past day, beside a bare loop that adds up and sorts the revenue of every customer by that day. */
import { dayNumber, dayOfNumber } from '../../domain/time.js'
import { standingsAt } from '../../projections/columns/standings.js'
import { ValueColumns } from '../../projections/columns/value-columns.js'
import { valueLines } from '../../projections/columns/value-lines.js'
import { defaultLifecycleRules as rules } from '../../projections/lifecycle/lifecycle.read-model.js'
import { revenuesAt, rfmColumnsAt } from '../../projections/portfolio/amounts.js'
import { DailySums } from '../../projections/portfolio/daily-sums.js'
import { addDays, ContributingModels, contributionsByDay } from '../../projections/portfolio/history-by-day.js'
import { portfolioOf } from '../../projections/portfolio/portfolio.js'
import { rfmTable } from '../../projections/portfolio/rfm.js'
import { readModels } from '../../projections/read-models.js'
import { refold, type HistoryEvent } from '../../projections/read-model.js'
import { perSecond, type Benchmark } from './measure.js'
import { purchase } from './purchase.js'

const firstDay = dayNumber('1997-01-01')
const days = 545

interface Known {
  readonly columns: ValueColumns
  readonly sums: DailySums
}

/** So many purchases of so many customers, half of whom bought once. */
const generate = (rows: number, customers: number): Known => {
  const columns = new ValueColumns()
  const sums = new DailySums()
  const models = new ContributingModels(readModels(rules))
  const one = purchase()
  let seed = 1
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  const most = Math.max(1, (4 * rows) / customers - 2)
  for (let index = 0; index < customers; index += 1) {
    const customer = `c-${index}`
    const bought = Array.from({ length: random() < 0.5 ? 1 : 1 + Math.floor(random() * most) }, () =>
      Math.floor(random() * days),
    ).sort((a, b) => a - b)
    const history = bought.map(
      (day, position) =>
        ({
          ...one,
          customer,
          stream: `customer-${customer}`,
          revision: position,
          position,
          data: { total: { amount: 100 + Math.floor(random() * 10_000), currency: 'USD' } },
          metadata: { ...one.metadata, occurredAt: `${dayOfNumber(firstDay + day)}T00:00:00.000Z` },
        }) as HistoryEvent,
    )
    for (const { body } of refold(valueLines, customer, history)) columns.set(customer, body)
    addDays(sums, contributionsByDay(models, customer, history), 1)
  }
  return { columns, sums }
}

let generated: { readonly size: string; readonly known: Known } | undefined

/** Made once for all runs. */
const knownOf = (rows: number, customers: number): Known => {
  const size = `${rows} ${customers}`
  if (generated?.size !== size) generated = { size, known: generate(rows, customers) }
  return generated.known
}

const asOf = '1998-03-31T23:59:59.999Z'
const share = 0.1

const against = (name: string, work: (known: Known) => number): Benchmark => ({
  name,
  unit: 'customers/s',
  better: 'more',
  measure: async ({ rows, customers }) => {
    const known = knownOf(rows, customers)
    const { columns } = known
    let sum = 0
    const baseline = await perSecond(customers, () => {
      const until = Date.parse(asOf)
      const revenues = new Float64Array(columns.size)
      const { lines, customers: of } = columns
      for (let slot = 0; slot < columns.size; slot += 1) {
        const end = of.start[slot]! + of.count[slot]!
        for (let line = of.start[slot]!; line < end && lines.at[line]! <= until; line += 1)
          revenues[slot]! += lines.revenue[line]!
      }
      sum += revenues.sort().at(-1)!
    })
    const ours = await perSecond(customers, () => void (sum += work(known)))
    if (!(sum > 0)) throw new Error('nothing was added up')
    return { ours, baseline }
  },
})

export const portfolioAtDay: readonly Benchmark[] = [
  against('portfolio-at-day', ({ columns, sums }) => {
    const standings = standingsAt(columns, asOf, 1)
    const { concentration, revenueAtRisk } = revenuesAt(columns, standings, share)
    const day = asOf.slice(0, 10)
    return portfolioOf(sums.upTo(dayNumber(day)), day, rules, concentration).buyers + revenueAtRisk.share
  }),
  against('rfm-at-day', ({ columns }) => rfmTable(rfmColumnsAt(columns, standingsAt(columns, asOf, 1))).customers),
]
