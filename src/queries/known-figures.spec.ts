import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { arrivals, type Arriving } from '../../test/arbitrary-history.js'
import { cdnowModel } from '../../test/given-models.js'
import { models, temporaryFolder, withStores } from '../../test/open-stores.js'
import { customerEquityAt, type CustomerEquity } from '../../projections/customer-equity/customer-equity.js'
import { parseHorizon } from '../../projections/potential/horizon.js'
import { dayNumber } from '../../domain/time.js'
import type { Contribution, ReadModel } from '../../projections/read-model.js'
import type { EventStore } from '../event-store/event-store.js'
import { FiguresFile } from './figures-file.js'
import { KnownFigures, type KnownColumns, type KnownSums } from './known-figures.js'

const horizon = parseHorizon('3y')
const equity = ({ columns }: KnownColumns): CustomerEquity =>
  customerEquityAt(columns, { asOf: '2024-04-15T00:00:00.000Z', horizon, lostAfterDays: 30, model: cdnowModel })

/** What is counted and summed in whole numbers; the rest differs in the last digit with the order of the customers. */
const exactly = ({ active, quiet, all }: CustomerEquity) =>
  [active, quiet, all].map(({ customers, currencies }) => ({ customers, currencies }))

/** The sums of some days, in one order. */
const sumsByDay = ({ sums }: KnownSums) =>
  [...Array(6).keys()].map((month) =>
    sums
      .upTo(dayNumber('2024-01-20') + 30 * month)
      .map(({ figure, key, add }) => [figure, key, nonZero(add)])
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  )

const nonZero = (add: Contribution['add']) =>
  Object.fromEntries(Object.entries(add).filter(([, amount]) => amount !== 0))

const append = (store: EventStore, arriving: readonly Arriving[]) =>
  store.appendMany(arriving.map(({ stream, event }) => ({ stream, events: [event], expected: 'any' as const })))

test('kept up to date, through late events, merges and discards, they are what is read from nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      arrivals({ merging: true, discarding: true }),
      fc.array(fc.nat(60), { maxLength: 4 }),
      async (arriving, cuts) =>
        withStores(async ({ store }) => {
          const kept = new KnownFigures(store, models)
          let from = 0
          for (const cut of [...cuts.sort((a, b) => a - b), arriving.length]) {
            if (cut > from) await append(store, arriving.slice(from, cut))
            from = Math.max(from, cut)
            const [position, now] = await kept.now((known) => [known.position, exactly(equity(known))] as const)
            expect(position).toBe(await store.head())
            const afresh = new KnownFigures(store, models)
            expect(now).toEqual(await afresh.now((known) => exactly(equity(known))))
            expect(await kept.nowWithSums(sumsByDay)).toEqual(await afresh.nowWithSums(sumsByDay))
          }
        }),
    ),
    { numRuns: 40 },
  )
})

/** On so many days of a month, for a hundred where not said. */
const purchase = (day: number, amount = 100): Arriving => ({
  stream: 'customer-6a1f0c5e-8a0e-5f6e-9d7d-0d6f7a1c2b3d',
  event: {
    id: `00000000-0000-4000-8000-00000000000${day}`,
    type: 'PurchaseCompleted',
    data: { total: { amount, currency: 'USD' } },
    metadata: {
      occurredAt: `2024-04-0${day}T00:00:00.000Z`,
      recordedAt: '2024-05-01T00:00:00.000Z',
      actor: 'spec',
      correlationId: 'c',
      causationId: 'c',
      schemaVersion: 1,
    },
  },
})

test('of a customer with an event that a fold cannot take, each day says what the folds could take of it', async () => {
  const refusing: ReadModel<{ spent: number }> = {
    name: 'refusing',
    version: 1,
    documentOf: 'customer',
    initial: () => ({ spent: 0 }),
    evolve: {
      PurchaseCompleted: (document, { data }) => {
        if (data.total.amount === 13) throw new Error('an unlucky amount')
        document.spent += data.total.amount
      },
    },
    contributions: ({ spent }) => [{ figure: 'spent', key: 'all', add: { spent } }],
  }
  await withStores(async ({ store }) => {
    // What happened last arrives before the one that cannot be taken, what happened first after it.
    await append(store, [purchase(7, 70), purchase(4, 13), purchase(2, 20), purchase(1, 10)])
    const known = new KnownFigures(store, [refusing])
    const spentBy = (day: number) =>
      known.nowWithSums(
        ({ sums }) =>
          sums.upTo(dayNumber(`2024-04-0${day}`)).find(({ figure }) => figure === 'spent')?.add['spent'] ?? 0,
      )
    expect([await spentBy(1), await spentBy(3), await spentBy(4), await spentBy(7)]).toEqual([10, 30, 0, 70])
  })
})

test('who asks at the same time is answered one after the other, each from one state of the log', async () => {
  await withStores(async ({ store }) => {
    const kept = new KnownFigures(store, models)
    const realized = (known: KnownColumns) => equity(known).all.currencies['USD']?.realized ?? 0
    await append(store, [purchase(1)])
    const before = kept.now(realized)
    const failed = kept.now(() => {
      throw new Error('looked away')
    })
    await append(store, [purchase(2)])
    const after = kept.now(realized)
    await expect(failed).rejects.toThrow('looked away')
    expect([100, 200]).toContain(await before)
    expect(await after).toBe(200)
  })
})

/** The same store, and how often the whole log was read from it. */
const countingReadings = (store: EventStore): readonly [EventStore, () => number] => {
  let readings = 0
  const counting = new Proxy(store, {
    get: (of, name) => {
      if (name === 'readStreams') readings += 1
      const found: unknown = Reflect.get(of, name, of)
      return typeof found === 'function' ? (found.bind(of) as unknown) : found
    },
  })
  return [counting, () => readings]
}

test('as it was known at an instant, the log is read once, until more was recorded by then', () =>
  withStores(async ({ store }) => {
    const recorded = (day: number, recordedAt: string): Arriving => {
      const { stream, event } = purchase(day)
      return { stream, event: { ...event, metadata: { ...event.metadata, recordedAt } } }
    }
    const realized = (known: KnownColumns) =>
      [known.position, equity(known).all.currencies['USD']?.realized ?? 0] as const
    const [counting, readings] = countingReadings(store)
    const figures = new KnownFigures(counting, models)
    const by = '2024-05-10T00:00:00.000Z'
    await append(store, [recorded(1, '2024-05-01T00:00:00.000Z'), recorded(2, '2024-05-11T00:00:00.000Z')])
    expect([await figures.asKnownAt(by, realized), readings()]).toEqual([[2, 100], 1])
    await append(store, [recorded(3, '2024-05-12T00:00:00.000Z')])
    expect([await figures.asKnownAt(by, realized), readings()]).toEqual([[3, 100], 1])
    expect([await figures.asKnownAt('2024-05-11T00:00:00.000Z', realized), readings()]).toEqual([[3, 200], 2])
    // Of another process, whose clock is behind.
    await append(store, [recorded(4, by)])
    expect([await figures.asKnownAt(by, realized), readings()]).toEqual([[4, 200], 3])
  }))

describe('kept for the next process', () => {
  const keptIn = (path: string, definition = 'these folds') => ({
    file: new FiguresFile(path),
    definition,
    leastEvents: 0,
  })
  /** Another process on the same file: what it says, and how often it read the whole log. */
  const next = async <T>(
    store: EventStore,
    kept: ReturnType<typeof keptIn>,
    ask: (known: KnownFigures) => Promise<T>,
  ): Promise<readonly [T, number]> => {
    const [counting, readings] = countingReadings(store)
    const figures = new KnownFigures(counting, models, kept)
    const answer = await ask(figures)
    await figures.onModuleDestroy()
    return [answer, readings()]
  }
  const everything = async (known: KnownFigures) =>
    [await known.nowWithSums(sumsByDay), await known.now((known) => exactly(equity(known)))] as const

  test('they are what is read from nothing, whatever came meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        arrivals({ merging: true, discarding: true }),
        fc.array(fc.nat(60), { maxLength: 4 }),
        async (arriving, cuts) =>
          withStores(async ({ store }) => {
            const kept = keptIn(join(temporaryFolder(), 'figures'))
            let from = 0
            for (const cut of [...cuts.sort((a, b) => a - b), arriving.length]) {
              if (cut > from) await append(store, arriving.slice(from, cut))
              from = Math.max(from, cut)
              const [found] = await next(store, kept, everything)
              expect(found).toEqual(await everything(new KnownFigures(store, models)))
            }
          }),
      ),
      { numRuns: 30 },
    )
  })

  test('the log is read once, and again where it is another one, folded otherwise, or the file is torn', async () => {
    const path = join(temporaryFolder(), 'figures')
    const revenue = (known: KnownFigures) =>
      known.nowWithSums((known) => equity(known).all.currencies['USD']?.realized ?? 0)
    await withStores(async ({ store }) => {
      await append(store, [purchase(1), purchase(2), purchase(3), purchase(4)])
      expect(await next(store, keptIn(path), revenue)).toEqual([400, 1])
      expect(await next(store, keptIn(path), revenue)).toEqual([400, 0])
      await append(store, [purchase(5)])
      expect(await next(store, keptIn(path), revenue)).toEqual([500, 0])
      expect(await next(store, keptIn(path, 'other folds'), revenue)).toEqual([500, 1])
      expect(await next(store, keptIn(path, 'other folds'), revenue)).toEqual([500, 0])
      const file = readFileSync(path)
      for (const torn of [file.subarray(0, file.length - 9), file.subarray(0, 2), turnedOver(file, file.length - 20)]) {
        writeFileSync(path, torn)
        expect(await next(store, keptIn(path, 'other folds'), revenue)).toEqual([500, 1])
      }
    })
    await withStores(async ({ store }) => {
      await append(
        store,
        [5, 4, 3, 2, 1].map((day) => purchase(day, 7)),
      )
      expect(await next(store, keptIn(path, 'other folds'), revenue)).toEqual([35, 1])
    })
  })

  test('of a log that was set back and went on otherwise, nothing is missing', async () => {
    const path = join(temporaryFolder(), 'figures')
    const realized = (known: KnownFigures) => known.now((known) => equity(known).all.currencies['USD']?.realized ?? 0)
    const published: Arriving = { stream: 'value-models', event: purchase(9).event }
    await withStores(async ({ store }) => {
      await append(store, [1, 2, 3, 4, 5].map((day) => purchase(day)).concat(published))
      expect(await next(store, keptIn(path), realized)).toEqual([500, 1])
    })
    await withStores(async ({ store }) => {
      await append(
        store,
        [1, 2, 3, 4, 5, 6].map((day) => purchase(day)),
      )
      expect(await next(store, keptIn(path), realized)).toEqual([600, 0])
    })
  })

  test('of the same file imported again, corrected, they are read again', async () => {
    const path = join(temporaryFolder(), 'figures')
    const realized = (known: KnownFigures) => known.now((known) => equity(known).all.currencies['USD']?.realized ?? 0)
    const imported = (first: number, recordedAt: string) =>
      [purchase(1, first), purchase(2), purchase(3)].map(({ stream, event }) => ({
        stream,
        event: { ...event, metadata: { ...event.metadata, recordedAt } },
      }))
    for (const [day, amount] of [100, 700].entries())
      await withStores(async ({ store }) => {
        await append(store, imported(amount, `2024-05-0${day + 1}T00:00:00.000Z`))
        expect(await next(store, keptIn(path), realized)).toEqual([amount + 200, 1])
      })
  })

  test('where they cannot be written, they are read again', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const kept = keptIn(join(folder, 'file', 'figures'))
    await withStores(async ({ store }) => {
      await append(store, [purchase(1)])
      for (const _ of [1, 2]) expect(await next(store, kept, (known) => known.now(() => 1))).toEqual([1, 1])
    })
  })
})

const turnedOver = (bytes: Buffer, at: number): Buffer => {
  const other = Buffer.from(bytes)
  other[at]! ^= 1
  return other
}
