import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { customerIdOf } from '../../domain/customer/customer-id.js'
import { defaultLifecycleRules as rules } from '../../projections/lifecycle/lifecycle.read-model.js'
import type { LifecycleDocument } from '../../projections/lifecycle/lifecycle.read-model.js'
import type { ReadModel } from '../../projections/read-model.js'
import { withStores } from '../../test/open-stores.js'
import { systemClock } from '../clock.js'
import { importFiles } from '../importing/import-files.js'
import { loadMapping } from '../importing/mapping.js'
import { ProjectionEngine } from '../projecting/projection-engine.js'
import { verify } from '../projecting/verify.js'
import { CustomerQueries, modelNamed } from '../queries/customer-queries.js'
import { KnownFigures } from '../queries/known-figures.js'
import { PortfolioQuery } from '../queries/portfolio-query.js'
import { makeCompany } from './company.js'
import { lateFile, writeCompany } from './company-files.js'
import { plain } from './paint.js'
import { lateImport, summarise } from './summary.js'
import { summaryText } from './summary-text.js'

const company = { seed: 1, customers: 150 }

/** Imports the company's files into fresh stores, the late one last, and lets the specs look. */
const withCompany = <T>(
  work: (imported: {
    readonly sources: Parameters<typeof summarise>[0]
    readonly verified: () => ReturnType<typeof verify>
    readonly importAgain: () => Promise<{ rows: number; appended: number; rejected: number }>
    readonly first: { rows: number; appended: number; rejected: number }
  }) => Promise<T>,
): Promise<T> =>
  withStores(async ({ store, readModels, models }) => {
    const folder = mkdtempSync(join(tmpdir(), 'touchledger-demo-'))
    try {
      await writeCompany(folder, company, () => makeCompany(company))
      const engine = new ProjectionEngine(store, readModels, models)
      const importAll = async () => {
        const counts = { rows: 0, appended: 0, rejected: 0 }
        for (const [mapping, path] of [
          ['demo', folder],
          [lateImport, join(folder, lateFile)],
        ] as const) {
          const report = await importFiles({
            mapping: await loadMapping(mapping),
            path,
            store,
            clock: systemClock,
            rejectsFolder: join(folder, 'rejects'),
          })
          counts.rows += report.rows
          counts.appended += report.appended
          counts.rejected += report.rejected
          await engine.catchUp()
        }
        return counts
      }
      const first = await importAll()
      const portfolio = new PortfolioQuery(
        store,
        readModels,
        models,
        new KnownFigures(store, models),
        rules,
        systemClock,
      )
      const lifecycle = modelNamed(models, 'lifecycle') as ReadModel<LifecycleDocument>
      const customers = new CustomerQueries(store, readModels, lifecycle, rules, portfolio, systemClock)
      return await work({
        sources: { store, readModels, portfolio, customers },
        verified: () => verify({ store, readModels, models }),
        importAgain: importAll,
        first,
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

describe('the demo company, imported through the front door', () => {
  test('has no row rejected, adds nothing the second time, and its read models are what the log says', () =>
    withCompany(async ({ first, importAgain, verified }) => {
      expect(first.rejected).toBe(0)
      expect(first.appended).toBeGreaterThan(first.rows)
      expect(await importAgain()).toEqual({ rows: first.rows, appended: 0, rejected: 0 })
      expect((await verified())?.equal).toBe(true)
    }))

  test('tells its stories in the read models', () =>
    withCompany(async ({ sources: { customers } }) => {
      const asOf = '2025-12-31T23:59:59.999Z'
      const id = (number: string) => customerIdOf('demo', number)
      const stages = async (number: string) =>
        (await customers.lifecycle(id(number), { asOf })).changes.map(({ stage }) => stage)
      expect(await stages('00001')).toEqual([
        'potential',
        'first deal',
        'existing',
        'lost',
        'won back',
        'loyal supporter',
      ])
      expect((await stages('00002')).at(-1)).toBe('lost')
      expect((await customers.file(id('00002'))).file.owner).toBe('rep-01')
      expect((await stages('00003')).at(-1)).toBe('loyal supporter')
      const taken = (await customers.value(id('00005'))).currencies.EUR!
      // Only the two small purchases are left of it: 24.90 and 38.80.
      expect(taken).toMatchObject({ revenue: 63_70, costOfGoods: 0, net: 63_70 })
      expect((await customers.value(id('00006'))).currencies.EUR!.refunds).toBe(35_75)
    }))

  test('is summed up with a refund that was not known before the later file', () =>
    withCompany(async ({ sources }) => {
      const summary = await summarise(sources, company)
      expect(summary.portfolio.customers).toBe(150)
      expect(summary.pyramid.reduce((sum, { customers }) => sum + customers, 0)).toBe(summary.portfolio.buyers)
      expect(summary.pyramid.reduce((sum, { revenue }) => sum + revenue, 0)).toBe(summary.portfolio.revenue.EUR)
      const { value, before, sentences } = summary.story
      expect(before!.net - value.net).toBe(97_50)
      expect(before!.revenue).toBe(value.revenue)
      expect(sentences.filter(({ late }) => late).map(({ text }) => text)).toEqual(['refunded EUR 97.50: billed twice'])
    }))

  test('is shown within 80 and 120 columns', () =>
    withCompany(async ({ sources }) => {
      const summary = await summarise(sources, company)
      for (const width of [80, 120]) {
        const text = summaryText(summary, width, plain)
        expect(text).toContain('▸ won back: bought again')
        expect(text).not.toMatch(/NaN|undefined|null|Infinity/)
        expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(width)
      }
    }))
})
