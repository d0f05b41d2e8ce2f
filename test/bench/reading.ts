/** Reading: one customer refolded, one customer’s documents, the portfolio; beside the bare SELECT and parse. */
import { DatabaseSync } from '@photostructure/sqlite'
import { customerIdOf, customerStream } from '../../domain/customer/customer-id.js'
import { refold } from '../../projections/read-model.js'
import { Identities } from '../../projections/identities.js'
import { historyOf, readStoredHistory } from '../../src/projecting/history.js'
import { ProjectionEngine } from '../../src/projecting/projection-engine.js'
import { CustomerQueries, modelNamed } from '../../src/queries/customer-queries.js'
import { KnownFigures } from '../../src/queries/known-figures.js'
import { PortfolioQuery } from '../../src/queries/portfolio-query.js'
import { importPurchases, liveFile, logFile, models, openLedger, purchasesFile, recordedAt, rules } from './ledger.js'
import { percentile, perSecond, type Benchmark, type Ground } from './measure.js'

const reads = 2_000
const customerAt = (index: number): string =>
  customerIdOf('cdnow', String(1 + ((index * 7_919) % 20_000)).padStart(5, '0'))

const withProjected = async <T>(
  ground: Ground,
  work: (
    ledger: Awaited<ReturnType<typeof openLedger>> & { customers: CustomerQueries; portfolio: PortfolioQuery },
  ) => Promise<T>,
): Promise<T> => {
  const ledger = await openLedger(ground.folder)
  await importPurchases(ledger.store, purchasesFile(ground), ground.folder)
  await new ProjectionEngine(ledger.store, ledger.readModels, models).catchUp()
  const clock = () => recordedAt
  const portfolio = new PortfolioQuery(
    ledger.store,
    ledger.readModels,
    models,
    new KnownFigures(ledger.store, models),
    rules,
    clock,
  )
  const customers = new CustomerQueries(
    ledger.store,
    ledger.readModels,
    modelNamed(models, 'lifecycle'),
    rules,
    portfolio,
    clock,
  )
  const result = await work({ ...ledger, customers, portfolio })
  await ledger.store.stop()
  await ledger.readModels.stop()
  return result
}

const refolding = (ground: Ground) =>
  withProjected(ground, async ({ store }) => {
    const ours = await perSecond(reads, async () => {
      for (let index = 0; index < reads; index++) {
        const customer = customerAt(index)
        const history = historyOf(await readStoredHistory(store, new Identities(), customer))
        for (const model of models) refold(model, customer, history)
      }
    })
    const bare = new DatabaseSync(logFile(ground.folder), { readOnly: true })
    const events = bare.prepare(
      'SELECT data, metadata FROM events WHERE stream = (SELECT no FROM streams WHERE name = ?) ORDER BY revision',
    )
    const baseline = await perSecond(reads, () => {
      for (let index = 0; index < reads; index++)
        for (const row of events.all(customerStream(customerAt(index))) as { data: string; metadata: string }[]) {
          JSON.parse(row.data)
          JSON.parse(row.metadata)
        }
    })
    bare.close()
    return { ours, baseline }
  })

const customerReads = (ground: Ground) =>
  withProjected(ground, async ({ customers }) => {
    const timed = async (read: (customer: string) => unknown): Promise<number> => {
      const took: number[] = []
      for (let index = 0; index < reads; index++) {
        const start = performance.now()
        await read(customerAt(index))
        took.push(performance.now() - start)
      }
      return percentile(took, 0.99)
    }
    const ours = Math.max(
      await timed((customer) => customers.timeline(customer)),
      await timed((customer) => customers.value(customer)),
      await timed((customer) => customers.loyalty(customer)),
    )
    const bare = new DatabaseSync(logFile(ground.folder), { readOnly: true })
    const events = bare.prepare(
      'SELECT data, metadata FROM events WHERE stream = (SELECT no FROM streams WHERE name = ?) ORDER BY revision',
    )
    const baseline = await timed((customer) => JSON.stringify(events.all(customerStream(customer))))
    bare.close()
    return { ours, baseline }
  })

const portfolioQueries = (ground: Ground) =>
  withProjected(ground, async ({ portfolio }) => {
    const queries = 20
    const ours = await perSecond(queries, async () => {
      for (let query = 0; query < queries; query++) await portfolio.portfolio()
    })
    const bare = new DatabaseSync(liveFile(ground.folder), { readOnly: true })
    const sums = bare.prepare('SELECT * FROM contributions ORDER BY figure, key, measure')
    const baseline = await perSecond(queries, () => {
      for (let query = 0; query < queries; query++) sums.all()
    })
    bare.close()
    return { ours, baseline }
  })

export const reading: readonly Benchmark[] = [
  { name: 'refold', unit: 'customers/s', better: 'more', measure: refolding },
  { name: 'read-p99', unit: 'ms', better: 'less', measure: customerReads },
  { name: 'portfolio', unit: 'queries/s', better: 'more', measure: portfolioQueries },
]
