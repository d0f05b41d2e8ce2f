import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { customerStream } from '../../domain/customer/customer-id.js'
import type { RecordedEvent } from '../../domain/event.js'
import { customer, day, definition, recorded, schedule, sourcesOf, tell } from '../../test/given-days.js'
import { happened, purchase } from '../../test/given-events.js'
import { temporaryFolder } from '../../test/open-stores.js'
import { openEmbeddedEventStore } from '../event-store/embedded/embedded-event-store.js'
import type { EventStore } from '../event-store/event-store.js'
import { openEmbeddedReadModels } from '../read-models/embedded/embedded-read-model-store.js'
import type { ReadModelStore } from '../read-models/read-model-store.js'
import { evaluateThrough, yesterday, type EvaluationSources } from './evaluate-days.js'

const now = '2024-06-01T00:10:00.000Z'
const made = (at: string, dueBy: string) =>
  happened('CommitmentMade', at, { commitment: 'P-1', promise: 'a call', dueBy })

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

const evaluate = (through: string, other: Partial<EvaluationSources> = {}) =>
  evaluateThrough({ ...sourcesOf(stores, now), ...other }, through)

const historyOf = async (name: string): Promise<RecordedEvent[]> => {
  const history: RecordedEvent[] = []
  for await (const event of stores.store.readStream(customerStream(customer(name)))) history.push(event)
  return history
}

test('a day is evaluated: what happens with it is recorded at its beginning, with rule, version, parameters and reason', async () => {
  await tell(stores, ['a', purchase(day(0))], ['b', purchase(day(2))], ['c', made(day(1), day(5))])
  const evaluation = await evaluate(day(6))
  const rules = [
    { rule: 'quietness', version: 1, parameters: { lostAfterDays: 5 }, appended: 1 },
    { rule: 'commitment-due', version: 1, parameters: {}, appended: 1 },
  ]
  // Three facts and the beginning of the schedule.
  expect(evaluation).toEqual({ through: day(6), days: [{ day: day(6), position: 4, rules }], completed: true })
  const at = { occurredAt: '2024-01-07T00:00:00.000Z' }
  expect(await recorded(stores)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        ...at,
        stream: customerStream(customer('a')),
        type: 'CustomerWentQuiet',
        data: {
          day: day(6),
          quietSince: day(0),
          wentQuietOn: day(6),
          rule: 'quietness',
          ruleVersion: 1,
          parameters: { lostAfterDays: 5 },
          reason: 'no purchase for 5 days',
        },
      }),
      expect.objectContaining({ ...at, stream: `customer-${customer('c')}`, type: 'CommitmentFellDue' }),
    ]),
  )
  expect(await schedule(stores)).toEqual([
    { type: 'ScheduleBegun', data: { from: day(6) } },
    { type: 'DayEvaluated', data: evaluation.days[0] },
  ])
})

test('what follows from an event names it as its cause, and all of one day belong together', async () => {
  await tell(stores, ['a', purchase(day(0))], ['b', purchase(day(0))])
  await evaluate(day(6))
  const [events, others] = [await historyOf('a'), await historyOf('b')]
  expect(events[1]!.metadata).toMatchObject({ causationId: events[0]!.id, recordedAt: now, actor: 'scheduler' })
  expect(others[1]!.metadata.correlationId).toBe(events[1]!.metadata.correlationId)
})

test('the same day again adds nothing, and neither does an earlier one', async () => {
  await tell(stores, ['a', purchase(day(0))])
  await evaluate(day(6))
  const head = await stores.store.head()
  for (const through of [day(6), day(3)])
    expect(await evaluate(through)).toEqual({ through, days: [], completed: true })
  expect(await stores.store.head()).toBe(head)
})

test('missed days are evaluated one by one, each as it found the customers', async () => {
  await evaluate(day(0))
  await tell(stores, ['a', purchase(day(0))], ['b', purchase(day(1))], ['a', purchase(day(8))], ['b', purchase(day(6))])
  const { days } = await evaluate(day(14))
  expect(days.map((evaluated) => [evaluated.day, evaluated.rules[0]!.appended])).toEqual(
    Array.from({ length: 14 }, (_, index) => [day(index + 1), [6, 12, 14].includes(index + 1) ? 1 : 0]),
  )
  expect((await recorded(stores)).map(({ stream, data }) => [stream, data]).sort()).toEqual(
    [
      ['a', day(0), day(6)],
      ['b', day(6), day(12)],
      ['a', day(8), day(14)],
    ]
      .map(([name, quietSince, on]) => [
        `customer-${customer(name!)}`,
        expect.objectContaining({ quietSince, wentQuietOn: on, day: on }) as object,
      ])
      .sort(),
  )
})

test('what was known late is corrected with the next day', async () => {
  await tell(stores, ['a', purchase(day(0))])
  await evaluate(day(6))
  await tell(stores, ['a', purchase(day(3))])
  await evaluate(day(7))
  const types = (await recorded(stores)).map(({ type, data }) => [type, (data as { day: string }).day])
  expect(types.sort()).toEqual([
    ['CustomerQuietnessCorrected', day(7)],
    ['CustomerWentQuiet', day(6)],
  ])
  await evaluate(day(8))
  expect(await recorded(stores)).toHaveLength(2)
  await evaluate(day(9))
  expect(await recorded(stores)).toHaveLength(3)
})

test('a day that was left half done and is known better since is completed without saying anything twice', async () => {
  await tell(stores, ['a', purchase(day(0))])
  await expect(
    evaluate(day(9), { store: failing(stores.store, (stream) => stream === 'schedule', 1) }),
  ).rejects.toThrow('no more')
  expect(await recorded(stores)).toHaveLength(1)
  await tell(stores, ['a', purchase(day(2))])
  // Quiet by what is known now, too, and since another day: the day has said that already.
  expect((await evaluate(day(9))).days[0]!.rules[0]).toMatchObject({ appended: 1 })
  expect((await recorded(stores)).map(({ type }) => type).sort()).toEqual([
    'CustomerQuietnessCorrected',
    'CustomerWentQuiet',
  ])
  await evaluate(day(10))
  expect(await recorded(stores)).toHaveLength(3)
  expect((await recorded(stores)).map(({ data }) => data)).toContainEqual(
    expect.objectContaining({ quietSince: day(2), wentQuietOn: day(8), day: day(10) }),
  )
})

test('more findings than are kept in memory come portion by portion', async () => {
  const names = Array.from({ length: 23 }, (_, index) => `c${index}`)
  await tell(stores, ...names.map((name) => [name, purchase(day(0))] as const))
  await tell(stores, ...names.slice(0, 9).map((name) => [name, purchase(day(7))] as const))
  const documents: number[] = []
  const { days } = await evaluate(day(6), {
    portionSize: 5,
    batchSize: 2,
    onProgress: (progress) => documents.push(progress.documents),
  })
  expect(days[0]!.rules[0]).toMatchObject({ appended: 23 })
  expect(documents.at(-1)).toBe(23)
  expect(new Set((await recorded(stores)).map(({ stream }) => stream)).size).toBe(23)
})

test('a day that has not begun is refused', async () => {
  await expect(evaluate('2024-06-02')).rejects.toMatchObject({ code: 'day-in-future', kind: 'invalid' })
  await evaluate('2024-06-01')
  expect(yesterday(() => now)).toBe('2024-05-31')
})

test('nothing is evaluated while the read models are folded by other definitions', async () => {
  await expect(evaluate(day(6), { definition: 'newer' })).rejects.toMatchObject({ code: 'read-models-outdated' })
})

test('it stops between two batches, and completes the day the next time', async () => {
  await tell(stores, ...['a', 'b', 'c'].map((name) => [name, purchase(day(0))] as const))
  const stop = new AbortController()
  const stopped = await evaluate(day(6), {
    batchSize: 1,
    signal: stop.signal,
    onProgress: ({ appended }) => appended === 2 && stop.abort(),
  })
  expect(stopped).toEqual({ through: day(6), days: [], completed: false })
  expect(await recorded(stores)).toHaveLength(2)
  expect((await evaluate(day(6))).days[0]!.rules[0]).toMatchObject({ appended: 1 })
  expect(await recorded(stores)).toHaveLength(3)
})

test('two processes at once say everything once', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `c${index}`)
  await tell(stores, ...names.map((name, index) => [name, purchase(day(index % 9))] as const))
  const days = (await Promise.all([1, 2, 3].map(() => evaluate(day(14), { batchSize: 3 })))).flatMap(({ days }) => days)
  await tell(stores, ...names.map((name, index) => [name, purchase(day(15 + (index % 3)))] as const))
  days.push(
    ...(await Promise.all([1, 2, 3].map(() => evaluate(day(30), { batchSize: 3 })))).flatMap(({ days }) => days),
  )
  expect(days.map((evaluated) => evaluated.day).sort()).toEqual(
    Array.from({ length: 17 }, (_, index) => day(14 + index)),
  )
  expect((await recorded(stores)).map(({ stream }) => stream).sort()).toEqual(
    names.flatMap((name) => [`customer-${customer(name)}`, `customer-${customer(name)}`]).sort(),
  )
})

/** A store that takes so many appends to streams that are meant, then no more. */
const failing = (store: EventStore, meant: (stream: string) => boolean, takes: number): EventStore => {
  let taken = 0
  const take = (stream: string): void => {
    if (meant(stream) && ++taken > takes) throw new Error('no more')
  }
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'append')
        return async (...[stream, events, expected]: Parameters<EventStore['append']>) => {
          take(stream)
          return target.append(stream, events, expected)
        }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
