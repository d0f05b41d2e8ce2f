import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { day, definition, recorded, schedule, sourcesOf, tell } from '../../test/given-days.js'
import { purchase } from '../../test/given-events.js'
import { temporaryFolder } from '../../test/open-stores.js'
import { openEmbeddedEventStore } from '../event-store/embedded/embedded-event-store.js'
import type { EventStore } from '../event-store/event-store.js'
import { openEmbeddedReadModels } from '../read-models/embedded/embedded-read-model-store.js'
import type { ReadModelStore } from '../read-models/read-model-store.js'
import { DailyEvaluation } from './daily-evaluation.js'
import type { EvaluationSources } from './evaluate-days.js'

let folder: string
let stores: { store: EventStore; readModels: ReadModelStore }
beforeEach(async () => {
  folder = temporaryFolder()
  stores = {
    store: await openEmbeddedEventStore(join(folder, 'log')),
    readModels: openEmbeddedReadModels(join(folder, 'read-models'), definition),
  }
})
afterEach(async () => {
  await stores.store.stop()
  await stores.readModels.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A server whose waits last until it is told to look again, at an instant. */
const server = (
  startsAt: string,
  other: Partial<EvaluationSources> = {},
  followUp: (now: string) => Promise<void> = () => Promise.resolve(),
) => {
  let now = startsAt
  let look: () => void = () => undefined
  let waiting: () => void
  let waits = new Promise<void>((resolve) => (waiting = resolve))
  const failures: unknown[] = []
  const evaluated: string[] = []
  const daily = new DailyEvaluation(
    { ...sourcesOf(stores, startsAt), clock: () => now, ...other },
    {
      evaluated: ({ days }) => evaluated.push(...days.map(({ day }) => day)),
      followUp,
      failed: (error) => failures.push(error),
    },
    (_, signal) =>
      new Promise((resolve) => {
        look = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
        waiting()
      }),
  )
  return {
    daily,
    failures,
    evaluated,
    /** Starts it and waits until it has nothing more to do. */
    started: () => {
      daily.start()
      return waits
    },
    looksAt: (at: string) => {
      now = at
      waits = new Promise((resolve) => (waiting = resolve))
      look()
      return waits
    },
  }
}

const done = async () =>
  (await schedule(stores)).flatMap(({ type, data }) => (type === 'DayEvaluated' ? [data.day] : []))

test('a server evaluates the days that it missed when it starts, then each day shortly after it is over', async () => {
  await tell(stores, ['a', purchase(day(0))])
  const first = server(`${day(4)}T12:00:00.000Z`)
  await first.started()
  expect(await done()).toEqual([day(3)])
  await first.daily.stop()

  const { daily, evaluated, started, looksAt } = server(`${day(7)}T23:50:00.000Z`)
  await started()
  expect(await done()).toEqual([day(3), day(4), day(5), day(6)])
  expect(await recorded(stores)).toHaveLength(1)
  await looksAt(`${day(8)}T00:04:59.000Z`)
  expect(await done()).toHaveLength(4)
  await looksAt(`${day(8)}T00:05:00.000Z`)
  expect((await done()).at(-1)).toBe(day(7))
  await looksAt(`${day(8)}T12:00:00.000Z`)
  expect(await done()).toHaveLength(5)
  expect(evaluated).toEqual([day(4), day(5), day(6), day(7)])
  await daily.stop()
})

test('it says nothing about a ledger without events', async () => {
  const { daily, started } = server(`${day(4)}T12:00:00.000Z`)
  await started()
  expect(await stores.store.head()).toBe(0)
  await daily.stop()
})

test('what failed is told and tried again', async () => {
  await tell(stores, ['a', purchase(day(0))])
  const { catchUp } = sourcesOf(stores, '')
  let fails = true
  const { daily, failures, started, looksAt } = server(`${day(7)}T12:00:00.000Z`, {
    catchUp: (signal) => (fails ? Promise.reject(new Error('no disk')) : catchUp(signal)),
  })
  await started()
  expect(failures).toEqual([new Error('no disk')])
  expect(daily.failure).toEqual(new Error('no disk'))
  fails = false
  await looksAt(`${day(7)}T12:01:00.000Z`)
  expect(daily.failure).toBeUndefined()
  expect(await done()).toEqual([day(6)])
  await daily.stop()
})

test('it stops while it is at work, and has nothing to tell of it', async () => {
  await tell(stores, ['a', purchase(day(0))])
  let begun: () => void
  const atWork = new Promise<void>((resolve) => (begun = resolve))
  const { daily, failures } = server(`${day(7)}T12:00:00.000Z`, {
    catchUp: (signal) =>
      new Promise((_, reject) => {
        signal!.addEventListener('abort', () => reject(new Error('stopped')), { once: true })
        begun()
      }),
  })
  daily.start()
  await atWork
  await daily.stop()
  expect(failures).toEqual([])
  expect(await done()).toEqual([])
})

test('each day is followed up once, when it is evaluated; again where that failed', async () => {
  await tell(stores, ['a', purchase(day(0))])
  const followed: string[] = []
  const { daily, failures, started, looksAt } = server(`${day(4)}T12:00:00.000Z`, {}, (now) => {
    followed.push(now)
    return followed.length === 2 ? Promise.reject(new Error('busy')) : Promise.resolve()
  })
  await started()
  await looksAt(`${day(4)}T13:00:00.000Z`)
  expect(followed).toEqual([`${day(4)}T11:55:00.000Z`])
  await looksAt(`${day(5)}T00:05:00.000Z`)
  expect(failures).toEqual([new Error('busy')])
  await looksAt(`${day(5)}T00:06:00.000Z`)
  await looksAt(`${day(5)}T00:07:00.000Z`)
  expect(followed.slice(1)).toEqual([`${day(5)}T00:00:00.000Z`, `${day(5)}T00:01:00.000Z`])
  await daily.stop()
})
