/** The laws of reading: what is stored and what is folded again from the log give the same answers. */
import fc from 'fast-check'
import { customerOfStream } from '../../domain/customer/customer-id.js'
import {
  defaultLifecycleRules as rules,
  type LifecycleDocument,
} from '../../projections/lifecycle/lifecycle.read-model.js'
import type { ReadModel } from '../../projections/read-model.js'
import { ProjectionEngine } from '../../src/projecting/projection-engine.js'
import { CustomerQueries, modelNamed, type PageOptions } from '../../src/queries/customer-queries.js'
import type { PointInTime } from '../../src/queries/point-in-time.js'
import { KnownFigures } from '../../src/queries/known-figures.js'
import { PortfolioQuery } from '../../src/queries/portfolio-query.js'
import { arrivals, type Arriving } from '../arbitrary-history.js'
import { leavingOut } from '../leaving-out.js'
import { models, withStores } from '../open-stores.js'

const now = '2031-01-01T00:00:00.000Z'

/** Lets work ask about a log in which everything has arrived and is projected. */
const withLedger = (
  arriving: readonly Arriving[],
  work: (ledger: { customers: CustomerQueries; portfolio: PortfolioQuery; known: readonly string[] }) => Promise<void>,
  at = now,
) =>
  withStores(async ({ store, readModels }) => {
    if (arriving.length > 0)
      await store.appendMany(
        arriving.map(({ stream, event }) => ({ stream, events: [event], expected: 'any' as const })),
      )
    await new ProjectionEngine(store, readModels, models).catchUp()
    const clock = () => at
    const portfolio = new PortfolioQuery(store, readModels, models, new KnownFigures(store, models), rules, clock)
    const lifecycle = modelNamed(models, 'lifecycle') as ReadModel<LifecycleDocument>
    const customers = new CustomerQueries(store, readModels, lifecycle, rules, portfolio, clock)
    const known = [...new Set(arriving.flatMap(({ stream }) => customerOfStream(stream) ?? []))]
    await work({ customers, portfolio, known })
  })

test('the present, read from stored documents, is the refold as of now', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(), async (arriving) => {
      await withLedger(arriving, async ({ customers, portfolio, known }) => {
        const folded: PointInTime = { asOf: now, knownAt: now }
        for (const customer of known) {
          expect(await customers.value(customer)).toEqual(await customers.value(customer, folded))
          expect(await customers.loyalty(customer)).toEqual(await customers.loyalty(customer, folded))
          expect(await customers.lifecycle(customer)).toEqual(await customers.lifecycle(customer, folded))
          expect(await customers.file(customer)).toEqual(await customers.file(customer, folded))
        }
        expect(await portfolio.cohorts()).toEqual(await portfolio.cohorts(folded))
        const present = await portfolio.portfolio()
        expect(present).toEqual(await portfolio.portfolio(folded))
        for (const [currency, { customersInAll, revenue, customers: named }] of Object.entries(
          present.revenueAtRisk.currencies,
        )) {
          expect(named).toHaveLength(customersInAll)
          expect(named.reduce((sum, { revenue }) => sum + revenue, 0)).toBe(revenue)
          for (const { customer, revenue } of named)
            expect((await customers.value(customer)).currencies[currency]!.revenue).toBe(revenue)
        }
        expect(await portfolio.rfm()).toEqual(await portfolio.rfm(folded))
        expect(await portfolio.loyaltyProfit()).toEqual(await portfolio.loyaltyProfit(folded))
      })
    }),
    { numRuns: 50 },
  )
})

test('a point in time is the ledger that had nothing else in it', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(), fc.nat(), async (arriving, pick) => {
      // The instant of an event, where it matters most on which side of the line it falls.
      const asOf = arriving[pick % Math.max(1, arriving.length)]?.event.metadata.occurredAt ?? now
      const by = arriving.filter(({ event }) => event.metadata.occurredAt <= asOf)
      const answers = async (
        ledger: { customers: CustomerQueries; portfolio: PortfolioQuery },
        of: readonly string[],
        at: PointInTime,
      ) => {
        const said: object[] = [withoutPlaces(await ledger.portfolio.portfolio(at))]
        for (const customer of of)
          for (const view of ['value', 'loyalty', 'lifecycle', 'timeline'] as const)
            said.push(withoutPlaces(await ledger.customers[view](customer, at)))
        return said
      }
      await withLedger(
        by,
        async (then) => {
          const expected = await answers(then, then.known, {})
          await withLedger(arriving, async (whole) =>
            expect(await answers(whole, then.known, { asOf })).toEqual(expected),
          )
        },
        asOf,
      )
    }),
    { numRuns: 50 },
  )
})

test('what is added up day by day is the refold of the same day', async () => {
  await fc.assert(
    fc.asyncProperty(
      arrivals({ merging: true, discarding: true }),
      fc.array(fc.nat(160), { minLength: 1, maxLength: 3 }),
      async (arriving, days) => {
        await withLedger(arriving, async ({ customers, portfolio, known }) => {
          for (const day of days) {
            const asOf = new Date(Date.UTC(2024, 0, day + 1) - 1).toISOString()
            const refolded: PointInTime = { asOf, knownAt: now }
            expect(await portfolio.portfolio({ asOf })).toEqual(await portfolio.portfolio(refolded))
            expect(await portfolio.cohorts({ asOf })).toEqual(await portfolio.cohorts(refolded))
            for (const customer of known)
              expect(await customers.loyalty(customer, { asOf })).toEqual(await customers.loyalty(customer, refolded))
          }
        })
      },
    ),
    { numRuns: 60 },
  )
})

test('the pages of a timeline, forwards and backwards, are its touchpoints, each once', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(), fc.integer({ min: 1, max: 7 }), async (arriving, limit) => {
      await withLedger(arriving, async ({ customers, known }) => {
        for (const customer of known) {
          const { items } = await customers.timeline(customer, {}, { limit: 1_000 })
          const paged = async (order: 'asc' | 'desc') => {
            const found: object[] = []
            let options: PageOptions | undefined = { limit, order }
            while (options) {
              const page = await customers.timeline(customer, {}, options)
              found.push(...page.items)
              options = page.next === undefined ? undefined : { limit, order, cursor: page.next }
            }
            return found
          }
          expect(await paged('asc')).toEqual(items)
          expect(await paged('desc')).toEqual([...items].reverse())
        }
      })
    }),
    { numRuns: 50 },
  )
})

test('the bars of a waterfall add up to realized value, and the pages of a bar to the bar', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(), fc.integer({ min: 1, max: 4 }), async (arriving, limit) => {
      await withLedger(arriving, async ({ customers, known }) => {
        for (const customer of known) {
          const { currencies } = await customers.value(customer)
          const { currencies: waterfalls } = await customers.waterfall(customer, {}, { limit })
          expect(Object.keys(waterfalls)).toEqual(expect.arrayContaining(Object.keys(currencies)))
          for (const [currency, { bars, realized }] of Object.entries(waterfalls)) {
            const of = (name: string): number => bars.find(({ bar }) => bar === name)!.amount
            const sums = currencies[currency]
            expect(realized).toBe(sums?.net ?? 0)
            expect(bars.reduce((sum, { amount }) => sum + amount, 0)).toBe(realized)
            expect(of('grossRevenue') + of('discounts')).toBe(sums?.revenue ?? 0)
            for (const bar of ['refunds', 'concessions', 'costOfGoods', 'costToWin', 'costToServe'] as const)
              expect(of(bar)).toBe(0 - (sums?.[bar] ?? 0))
            for (const [index, bar] of bars.entries()) {
              const events = [...bar.events]
              let { next } = bar
              while (next !== undefined) {
                const page = (await customers.waterfall(customer, {}, { limit, cursor: next })).currencies[currency]!
                expect(page.bars.flatMap(({ events }) => events)).toEqual(page.bars[index]!.events)
                events.push(...page.bars[index]!.events)
                next = page.bars[index]!.next
              }
              expect(new Set(events.map(({ id }) => id)).size).toBe(bar.eventsInAll)
              expect(events.reduce((sum, { amount }) => sum + amount, 0)).toBe(bar.amount)
            }
          }
        }
      })
    }),
    { numRuns: 25 },
  )
})

/** Leaves out what only tells where an event stands in the log, and when it is asked. */
const withoutPlaces = (answer: object): object => leavingOut(answer, 'position', 'revision', 'knownAt')
