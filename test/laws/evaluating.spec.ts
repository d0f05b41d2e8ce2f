/** The laws of evaluating days, on generated histories and real stores. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { openEmbeddedEventStore } from '../../src/event-store/embedded/embedded-event-store.js'
import type { EventStore } from '../../src/event-store/event-store.js'
import { verify } from '../../src/projecting/verify.js'
import { openEmbeddedReadModels } from '../../src/read-models/embedded/embedded-read-model-store.js'
import { evaluateThrough } from '../../src/scheduling/evaluate-days.js'
import { portionAfter } from '../../src/scheduling/portion.js'
import { day, definition, recorded, schedule, sourcesOf, tell, type Stores } from '../given-days.js'
import { businessDay, happened, purchase, type Happened } from '../given-events.js'
import { temporaryFolder } from '../open-stores.js'

const daysInAll = 24

/** Something that happened with a customer, on a day and with so many days until it is recorded. */
interface Told {
  readonly name: string
  readonly on: number
  readonly late: number
  readonly event: Happened
}

const promise = fc.constantFrom('P-1', 'P-2')
const moment = (on: number, hour: number): string => `${day(on)}T${String(hour).padStart(2, '0')}:00:00.000Z`

/** No two of one customer at the same instant, where only the order of arrival could tell them apart. */
const told = (lateness: fc.Arbitrary<number>): fc.Arbitrary<Told[]> => {
  const when = fc.record({ on: fc.nat(daysInAll - 1), hour: fc.constantFrom(0, 3, 12, 23) })
  const event = when.chain(({ on, hour }) => {
    const at = moment(on, hour)
    return fc
      .oneof(
        { weight: 5, arbitrary: fc.constant(purchase(at)) },
        // By clocks of the business where the day before is not over yet.
        fc.constant(purchase(at, 1, {}, businessDay(day(hour < 5 ? on - 1 : on), 'America/New_York'))),
        fc
          .constantFrom('given up' as const, 'existing' as const)
          .map((stage) => happened('LifecycleStageChanged', at, { stage, reason: 'a talk' })),
        fc
          .tuple(promise, fc.integer({ min: 0, max: 6 }))
          .map(([commitment, until]) =>
            happened('CommitmentMade', at, { commitment, promise: 'a call', dueBy: day(on + until) }),
          ),
        promise.map((commitment) => happened('CommitmentFulfilled', at, { commitment })),
      )
      .map((event) => ({ on, event }))
  })
  return fc.uniqueArray(
    fc
      .record({ name: fc.constantFrom('a', 'b', 'c'), event, late: lateness })
      .map(({ name, event, late }) => ({ name, late, ...event })),
    { minLength: 10, maxLength: 30, selector: ({ name, event }) => `${name} ${event.metadata.occurredAt}` },
  )
}

/** Runs work on a fresh ledger. */
const withLedger = async <T>(work: (stores: Stores) => Promise<T>): Promise<T> => {
  const folder = temporaryFolder()
  const store = await openEmbeddedEventStore(join(folder, 'log'))
  const readModels = openEmbeddedReadModels(join(folder, 'read-models'), definition)
  try {
    return await work({ store, readModels })
  } finally {
    await store.stop()
    await readModels.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A store that fails with every append after some, or when it has made it. */
const failing = (store: EventStore, after: number, when: 'before' | 'afterwards'): EventStore => {
  let appends = 0
  const failOr = async <T>(append: () => Promise<T>): Promise<T> => {
    const fails = ++appends > after
    if (fails && when === 'before') throw new Error('crashed')
    const answer = await append()
    if (fails) throw new Error('crashed')
    return answer
  }
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      const bound = value.bind(target) as (...args: unknown[]) => Promise<unknown>
      return name === 'append' || name === 'appendMany' ? (...args: unknown[]) => failOr(() => bound(...args)) : bound
    },
  })
}

/** Evaluates through a day, shortly after it was over; begins with day 0. */
const evaluate = (stores: Stores, through: number, store = stores.store) =>
  evaluateThrough({ ...sourcesOf(stores, `${day(through + 1)}T00:05:00.000Z`), store, batchSize: 1 }, day(through))

/** What is recorded between two evaluations is what arrived until the days of the second one were over. */
const live = async (stores: Stores, facts: readonly Told[], evaluations: readonly number[], run = evaluate) => {
  let before = -1
  for (const through of evaluations) {
    const arrived = facts.filter(({ on, late }) => on + late > before && on + late <= through)
    await tell(stores, ...arrived.map(({ name, event }) => [name, event] as const))
    await run(stores, through)
    before = through
  }
}

const everyDay = Array.from({ length: daysInAll }, (_, index) => index)
/** The first day, the last, and some between. */
const someDays = fc.subarray(everyDay.slice(1, -1), { maxLength: 6 }).map((between) => [0, ...between, daysInAll - 1])

/** Rule, customer, type of event, what it is about, and day: what may be there only once. */
const places = (events: Awaited<ReturnType<typeof recorded>>): string[] =>
  events.map(({ stream, type, data }) => {
    const { rule, day, commitment, corrects } = data as Record<string, unknown>
    return JSON.stringify([stream, type, rule, day, commitment, corrects])
  })

const expectOnce = async (stores: Stores): Promise<void> => {
  const found = places(await recorded(stores))
  expect(new Set(found).size).toBe(found.length)
}

const expectEveryDayDone = async (stores: Stores): Promise<void> => {
  const events = await schedule(stores)
  expect(events.map(({ type, data }) => [type, 'day' in data ? data.day : data.from])).toEqual([
    ['ScheduleBegun', day(0)],
    ...everyDay.map((number) => ['DayEvaluated', day(number)]),
  ])
}

test('days evaluated one by one, after pauses, twice, or interrupted by any append, record the same, once', async () => {
  let events = 0
  await fc.assert(
    fc.asyncProperty(
      told(fc.constant(0)),
      someDays,
      fc.array(fc.tuple(fc.nat(6), fc.constantFrom('before' as const, 'afterwards' as const)), { maxLength: 8 }),
      async (facts, pauses, crashes) => {
        const expected = await withLedger(async (stores) => {
          await live(stores, facts, everyDay)
          await expectOnce(stores)
          await expectEveryDayDone(stores)
          return recorded(stores)
        })
        events += expected.length
        await withLedger(async (stores) => {
          await live(stores, facts, pauses)
          expect(await recorded(stores)).toEqual(expected)
          await expectEveryDayDone(stores)
        })
        await withLedger(async (stores) => {
          const remaining = [...crashes]
          await live(stores, facts, pauses, async (_, through) => {
            for (let crash = remaining.shift(); crash; crash = through % 2 === 0 ? remaining.shift() : undefined) {
              const store = failing(stores.store, ...crash)
              await evaluate(stores, through, store).catch((error: Error) => expect(error.message).toBe('crashed'))
            }
            await evaluate(stores, through)
            return evaluate(stores, through)
          })
          expect(await recorded(stores)).toEqual(expected)
          await expectEveryDayDone(stores)
        })
      },
    ),
    { numRuns: 15 },
  )
  expect(events).toBeGreaterThan(25)
}, 300_000)

test('whatever arrives late, what is recorded and not taken back is what an evaluation that knew it all says', async () => {
  let corrections = 0
  await fc.assert(
    fc.asyncProperty(told(fc.nat(9)), someDays, async (facts, pauses) => {
      const settled = daysInAll + 12
      // Nothing happens any more, and everything has arrived: what there was to correct is corrected.
      const known = await withLedger(async (stores) => {
        await live(
          stores,
          facts.map((fact) => ({ ...fact, late: 0 })),
          [...everyDay, settled],
        )
        return standing(await recorded(stores))
      })
      await withLedger(async (stores) => {
        await live(stores, facts, [...pauses, settled])
        const events = await recorded(stores)
        await expectOnce(stores)
        corrections += events.filter(({ type }) => type.endsWith('Corrected')).length
        const found = standing(events)
        // What was over before it was known of is not told any more; nothing stands that is not so.
        expect(known).toEqual(expect.arrayContaining(found))
        const { rules, models } = sourcesOf(stores, `${day(settled + 1)}T00:05:00.000Z`)
        for (const rule of rules)
          expect(await portionAfter(stores.readModels, rule, day(settled), undefined, 1)).toMatchObject({ found: [] })
        expect(await verify({ ...stores, models })).toMatchObject({ equal: true })
      })
    }),
    { numRuns: 25 },
  )
  expect(corrections).toBeGreaterThan(5)
}, 300_000)

/** What is said of customers and commitments, and not taken back. */
const standing = (events: Awaited<ReturnType<typeof recorded>>): string[] => {
  const corrected = new Set(events.flatMap(({ data }) => ('corrects' in data ? [data.corrects] : [])))
  return events
    .filter((event) => !('corrects' in event.data) && !corrected.has((event as unknown as { id: string }).id))
    .map(({ stream, type, data }) => {
      const { quietSince, wentQuietOn, commitment, dueOn } = data as Record<string, unknown>
      return JSON.stringify([stream, type, quietSince, wentQuietOn, commitment, dueOn])
    })
    .sort()
}
