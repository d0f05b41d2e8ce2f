/** The store in EventStoreDB when things go wrong: nothing acknowledged is lost, nothing comes twice, every call ends. */
import { randomUUID } from 'node:crypto'
import { status } from '@grpc/grpc-js'
import fc from 'fast-check'
import type { NewEvent, RecordedEvent } from '../../../domain/event.js'
import { startCluster } from '../../../test/eventstoredb/cluster.js'
import {
  startEventStoreDBServer,
  type EventStoreDBServer,
  type ServerOptions,
} from '../../../test/eventstoredb/eventstoredb-server.js'
import {
  answeredTwice,
  checkpoints,
  cutAfter,
  cutAfterEffect,
  cutBeforeEffect,
  deadlineExceeded,
  held,
  refused,
  silence,
  silenceAfter,
  slow,
  unavailable,
  type Fault,
} from '../../../test/eventstoredb/faults.js'
import type { EventBatch, EventStore, ExpectedRevision } from '../event-store.js'
import { openEventStoreDb } from './eventstoredb-event-store.js'
import type { LogLine } from './log-line.js'

/** Long enough for a few attempts. */
const timeLimitMs = 1_500

/** So long that nothing is made again, however busy the machine. */
const patientMs = 100_000

let server: EventStoreDBServer
let stores: EventStore[]
let lines: LogLine[]

beforeEach(() => {
  stores = []
  lines = []
})
afterEach(async () => {
  server.thaw()
  server.faults.clear()
  for (const store of stores) await store.stop()
  await server.stop()
})

const openAt = async (url: string, limitMs = timeLimitMs): Promise<EventStore> => {
  const store = await openEventStoreDb(url, {
    timeLimitMs: limitMs,
    log: (line) => lines.push(line),
  })
  stores.push(store)
  return store
}

const open = async (options?: ServerOptions, limitMs?: number): Promise<EventStore> => {
  server = await startEventStoreDBServer({ writeTimeout: 100, ...options })
  return openAt(server.connectionString, limitMs)
}

const event = (data: object = {}, type = 'PurchaseCompleted'): NewEvent => ({
  id: randomUUID(),
  type,
  data,
  metadata: {
    occurredAt: '1997-01-01T00:00:00.000Z',
    recordedAt: '2026-01-01T00:00:00.000Z',
    actor: 'spec',
    correlationId: 'c',
    causationId: 'c',
    schemaVersion: 1,
  },
})
const events = (count: number): NewEvent[] => Array.from({ length: count }, (_, n) => event({ n }))

const all = async <T>(iterable: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = []
  for await (const item of iterable) items.push(item)
  return items
}
const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id)
const history = async (store: EventStore, stream: string) => idsOf(await all(store.readStream(stream)))

const told = (name: LogLine['event']) => lines.filter(({ event }) => event === name)
const outage = (outcome?: 'unknown' | 'not-written') =>
  expect.objectContaining({
    kind: 'unavailable',
    code: 'event-store-unavailable',
    ...(outcome && { facts: expect.objectContaining({ outcome }) }),
  })

/** Follows a subscription until it has delivered so many events. */
const follow = (subscription: AsyncIterable<EventBatch>, count: number) => {
  const delivered: RecordedEvent[] = []
  const done = (async () => {
    for await (const { events, position } of subscription) {
      delivered.push(...events)
      expect(events.every((event) => event.position <= position)).toBe(true)
      if (delivered.length >= count) return
    }
  })()
  return { delivered, done }
}

const faults: [string, Fault][] = [
  ['the connection is cut before it is written', cutBeforeEffect()],
  ['the connection is cut before it is answered', cutAfterEffect()],
  ['there is no answer and it is not written', silence()],
  ['there is no answer and it is written', silence({ stored: true })],
  ['the server gives up and it is not written', deadlineExceeded()],
  ['the server gives up and it is written', deadlineExceeded({ stored: true })],
  ['the server is not ready', unavailable()],
  ['the server ends the call with an error of its own', refused(status.INTERNAL, 'oh')],
  ['the server ends the call because of another', refused(status.RESOURCE_EXHAUSTED, 'too much')],
  ['the server ends the call without a reason', refused(status.UNKNOWN, 'oh')],
]

describe('an append', () => {
  test.each(faults)('is made again and is there once when %s', async (_, fault) => {
    const store = await open()
    const [first, second, third] = [events(2), events(3), events(1)]
    server.faults.next('append', fault)
    expect(await store.append('a', first, 'none')).toMatchObject({ revision: 1, appended: 2 })
    server.faults.next('append', fault)
    const answer = await store.append('a', second, 1)
    expect(answer).toMatchObject({ revision: 4, appended: 3 })
    server.faults.next('append', fault, 2)
    expect(await store.append('a', third, 'any')).toMatchObject({ revision: 5, appended: 1 })
    expect(await history(store, 'a')).toEqual(idsOf([...first, ...second, ...third]))
    expect(await store.append('a', second, 1)).toEqual({ ...answer, appended: 0 })
    expect(told('retrying').length).toBeGreaterThanOrEqual(4)
    expect(told('retrying')[0]).toMatchObject({ call: 'appending to a', attempt: 2, waitMs: expect.any(Number) })
    expect(told('outcome-unknown')).toEqual([])
  })

  test.each(faults)('to many streams is made again and is there once when %s', async (_, fault) => {
    const store = await open()
    const appends = events(12).map((one, at) => ({ stream: `s-${at % 5}`, events: [one], expected: 'any' as const }))
    const strikes = server.faults.next('append', fault, 3)
    const answers = await store.appendMany(appends)
    expect(strikes.times()).toBe(3)
    expect(answers.map(({ revision, appended }) => [revision, appended])).toEqual(
      appends.map((_, at) => [Math.floor(at / 5), 1]),
    )
    expect(await store.appendMany(appends)).toEqual(answers.map((answer) => ({ ...answer, appended: 0 })))
    for (let at = 0; at < 5; at++)
      expect(await history(store, `s-${at}`)).toEqual(
        appends.filter(({ stream }) => stream === `s-${at}`).map(({ events: [one] }) => one!.id),
      )
  })

  test.each(faults)(
    'says that its outcome is not known, and the same again tells, when for long %s',
    async (_, fault) => {
      const store = await open()
      const known = events(2)
      await store.append('a', known, 'none')
      const strikes = server.faults.always('append', fault)
      const next = events(2)
      await expect(store.append('a', next, 1)).rejects.toEqual(outage('unknown'))
      await expect(store.append('b', next, 'none')).rejects.toEqual(outage('unknown'))
      expect(told('outcome-unknown')).toEqual([
        { event: 'outcome-unknown', stream: 'a' },
        { event: 'outcome-unknown', stream: 'b' },
      ])
      strikes.lift()
      const isStored = 'stored' in fault && fault.stored === true
      const [one, other] = [await store.append('a', next, 1), await store.append('b', next, 'none')]
      expect([one.revision, other.revision]).toEqual([3, 1])
      // What was given up may still arrive.
      for (const { appended } of [one, other]) expect(isStored ? [0] : [0, 2]).toContain(appended)
      expect(await history(store, 'a')).toEqual(idsOf([...known, ...next]))
      expect(await history(store, 'b')).toEqual(idsOf(next))
    },
  )

  test.each([
    ['is invalid', status.INVALID_ARGUMENT, 'event-store-failed'],
    ['is for others', status.PERMISSION_DENIED, 'event-store-access-denied'],
    ['comes from nobody known', status.UNAUTHENTICATED, 'event-store-access-denied'],
  ])('is not made again when the server says that it %s', async (_, code, expected) => {
    const store = await open()
    const strikes = server.faults.always('append', refused(code, 'no'))
    await expect(store.append('a', events(1), 'none')).rejects.toMatchObject({ code: expected })
    expect(strikes.times()).toBe(1)
    expect(told('retrying')).toEqual([])
  })

  test('that is answered twice is answered', async () => {
    const store = await open()
    server.faults.always('append', answeredTwice())
    const one = events(40)
    const answers = await Promise.all(one.map((event, at) => store.append(`s-${at % 7}`, [event], 'any')))
    expect(answers.every(({ appended }) => appended === 1)).toBe(true)
  })

  test('that is answered late is waited for, beside others', async () => {
    const store = await open({}, patientMs)
    const late = held()
    const waiting = server.faults.next('append', late)
    const first = store.append('a', events(1), 'none')
    await waiting.struck
    expect(await store.append('b', events(1), 'none')).toMatchObject({ revision: 0 })
    late.release()
    expect(await first).toMatchObject({ revision: 0, appended: 1 })
    expect(told('retrying')).toEqual([])
  })

  test('that is answered when nobody waits for it any more does no harm', async () => {
    const store = await open()
    const late = held()
    server.faults.next('append', late)
    const [one] = events(1)
    expect(await store.append('a', [one!], 'none')).toMatchObject({ revision: 0, appended: 1 })
    late.release()
    expect(await store.append('a', events(1), 0)).toMatchObject({ revision: 1 })
    expect(await history(store, 'a')).toHaveLength(2)
  })

  test('that is too large is refused here, and what is just small enough is taken', async () => {
    const store = await open()
    const sends = server.faults.always('append', {})
    const size = 1_048_576
    await expect(store.append('a', [event({ text: 'ż'.repeat(size / 2) })], 'none')).rejects.toMatchObject({
      kind: 'invalid',
      code: 'append-too-large',
      facts: { stream: 'a', size: expect.any(Number), limit: size },
    })
    const half = () => event({ text: 'x'.repeat(600_000) })
    await expect(
      store.appendMany([
        { stream: 'b', events: events(1), expected: 'any' },
        { stream: 'a', events: [half(), half()], expected: 'any' },
      ]),
    ).rejects.toMatchObject({ code: 'append-too-large', facts: { index: 1, limit: size } })
    expect(sends.times()).toBe(0)
    await expect(store.append('a', [event({ text: 'x'.repeat(size - 1_000) })], 'none')).resolves.toMatchObject({
      revision: 0,
    })
  })

  test.each([
    ['a stream', '$settings', 'PurchaseCompleted', 'stream-name-reserved'],
    ['a stream without a name', '', 'PurchaseCompleted', 'stream-name-reserved'],
    ['a type', 'a', '$metadata', 'event-type-reserved'],
  ])('to %s of the server’s own is refused here', async (_, stream, type, code) => {
    const store = await open()
    await expect(store.append(stream, [event({}, type)], 'any')).rejects.toMatchObject({ code })
  })
})

describe('many appends on their way', () => {
  test('are all there once when the server dies and comes back', async () => {
    const store = await open()
    await store.append('first', events(1), 'none')
    const slowly = server.faults.always('append', slow(2))
    const all = events(200)
    const answers = Promise.all(all.map((one, at) => store.append(`s-${at % 20}`, [one], 'any')))
    await slowly.struck
    await server.kill()
    slowly.lift()
    await server.start()
    for (const { appended } of await answers) expect(appended).toBe(1)
    const stored: string[] = []
    for (let at = 0; at < 20; at++) stored.push(...(await history(store, `s-${at}`)))
    expect(stored.sort()).toEqual(idsOf(all).sort())
    expect(lines.map(({ event }) => event)).toEqual(expect.arrayContaining(['connected', 'lost', 'retrying']))
    expect(told('connected')).toHaveLength(2)
  })

  test('do not end the process when a server that has stopped reading goes away', async () => {
    const store = await open()
    await store.append('first', events(1), 'none')
    server.freeze()
    const large = Array.from({ length: 100 }, () => event({ text: 'x'.repeat(100_000) }))
    const outcomes = Promise.allSettled(large.map((one, at) => store.append(`s-${at}`, [one], 'none')))
    await expect(store.head()).rejects.toEqual(outage())
    await server.kill()
    for (const outcome of await outcomes) expect(outcome).toEqual({ status: 'rejected', reason: outage() })
    await server.start()
    expect(await store.append('s-0', [large[0]!], 'none')).toMatchObject({ revision: 0 })
  })

  test('over one connection do not suffer from another that breaks', async () => {
    const store = await open({}, patientMs)
    const other = await startEventStoreDBServer()
    const theirs = await openEventStoreDb(other.connectionString, { timeLimitMs })
    await theirs.append('first', events(1), 'none')
    const late = held()
    const waiting = server.faults.next('append', late)
    const ours = store.append('a', events(1), 'none')
    await waiting.struck
    other.faults.next('append', cutBeforeEffect())
    await theirs.append('b', events(1), 'none')
    late.release()
    expect(await ours).toMatchObject({ revision: 0, appended: 1 })
    expect(told('retrying')).toEqual([])
    await theirs.stop()
    await other.stop()
  })

  test('are no more at once than allowed', async () => {
    server = await startEventStoreDBServer()
    const store = await openEventStoreDb(server.connectionString, { timeLimitMs: patientMs, concurrentAppends: 3 })
    stores.push(store)
    const late = held()
    const strikes = server.faults.always('append', late)
    const answers = Promise.all(events(9).map((one, at) => store.append(`s-${at}`, [one], 'none')))
    await strikes.struck
    for (let looks = 0; looks < 20; looks++) await store.head()
    expect(strikes.times()).toBe(3)
    late.release()
    expect(await answers).toHaveLength(9)
  })

  test('are fewer at once where they are large', async () => {
    server = await startEventStoreDBServer()
    const store = await openEventStoreDb(server.connectionString, { timeLimitMs: patientMs, concurrentAppends: 8 })
    stores.push(store)
    const late = held()
    const strikes = server.faults.always('append', late)
    const large = events(5).map((one) => ({ ...one, data: { text: 'x'.repeat(900_000) } }))
    const answers = Promise.all(large.map((one, at) => store.append(`s-${at}`, [one], 'none')))
    await strikes.struck
    for (let looks = 0; looks < 20; looks++) await store.head()
    expect(strikes.times()).toBe(2)
    late.release()
    expect(await answers).toHaveLength(5)
  })
})

describe('a frozen server', () => {
  test('ends every call in time, and what was asked is done when it is asked again', async () => {
    const store = await open()
    const known = events(3)
    await store.append('a', known, 'none')
    server.freeze()
    const next = events(1)
    const calls = [
      store.append('a', next, 2),
      store.append('new', next, 'none'),
      store.append('unknown', next, 'any'),
      store.appendMany([
        { stream: 'a', events: next, expected: 'any' },
        { stream: 'b', events: next, expected: 'any' },
      ]),
      store.head(),
      store.findEvent('a', known[1]!.id),
      all(store.readStream('a')),
      all(store.readAll()),
      all(store.readStreams('a', 1_000_000)),
      openEventStoreDb(server.connectionString, { timeLimitMs }),
    ]
    for (const outcome of await Promise.allSettled(calls))
      expect(outcome).toEqual({ status: 'rejected', reason: outage() })
    server.thaw()
    await expect(store.append('a', next, 2)).resolves.toMatchObject({ revision: 3 })
    await expect(store.append('new', next, 'none')).resolves.toMatchObject({ revision: 0 })
    expect(await history(store, 'a')).toEqual(idsOf([...known, ...next]))
  })

  test('does not hold up stopping', async () => {
    const store = await open()
    server.freeze()
    const append = store.append('a', events(1), 'none')
    const subscription = all(store.subscribe())
    await store.stop()
    await expect(append).rejects.toEqual(outage('unknown'))
    await expect(subscription).resolves.toEqual([])
    await expect(store.head()).rejects.toMatchObject({ code: 'event-store-stopped' })
  })

  test('that goes on in time is waited for', async () => {
    const store = await open()
    await store.append('a', events(1), 'none')
    server.freeze()
    const answers = Promise.all([store.append('a', events(2), 0), store.head(), history(store, 'a')])
    lines.length = 0
    server.thaw()
    const [append, head, ids] = await answers
    expect(append).toMatchObject({ revision: 2, appended: 2 })
    expect(head).toBeLessThanOrEqual(append.position)
    expect([1, 3]).toContain(ids.length)
  })
})

const readFaults: [string, (events: number) => Fault][] = [
  ['the connection is cut', cutAfter],
  ['nothing more comes', silenceAfter],
  ['the server gives up', (afterEvents) => ({ afterEvents, ending: 'timeout' })],
  ['the server ends the call', (afterEvents) => ({ ...unavailable(), afterEvents })],
]

describe('a read', () => {
  test.each(readFaults)('goes on where it was when %s', async (_, fault) => {
    const store = await open()
    const known = events(90)
    await store.append('a', known, 'none')
    await store.append('b', events(10), 'none')
    const recorded = idsOf(await all(store.readAll()))
    expect(recorded).toHaveLength(100)
    for (const after of [0, 1, 45, 89]) {
      server.faults.next('read', fault(after))
      expect(await history(store, 'a')).toEqual(idsOf(known))
      server.faults.next('read', fault(after))
      expect(idsOf(await all(store.readStream('a', { backwards: true })))).toEqual(idsOf(known).reverse())
      server.faults.next('read', fault(after))
      expect(idsOf(await all(store.readStream('a', { from: 10, limit: 50 })))).toEqual(idsOf(known).slice(10, 60))
      server.faults.next('read', fault(0))
      server.faults.next('read', fault(after))
      expect(idsOf(await all(store.readAll()))).toEqual(recorded)
      server.faults.next('read', fault(0))
      server.faults.next('read', fault(after))
      const streams = await all(store.readStreams('', 1_000_000))
      expect(streams.map((events) => events.length).sort()).toEqual([10, 90])
    }
    expect(told('retrying').length).toBeGreaterThanOrEqual(15)
  })

  test('gives up when nothing comes for long', async () => {
    const store = await open()
    await store.append('a', events(5), 'none')
    const strikes = server.faults.always('read', silenceAfter(0))
    await expect(history(store, 'a')).rejects.toEqual(outage())
    expect(strikes.times()).toBeGreaterThan(1)
  })

  test('is not made again when it is refused', async () => {
    const store = await open()
    const strikes = server.faults.always('read', refused(status.PERMISSION_DENIED, 'no'))
    await expect(history(store, 'a')).rejects.toMatchObject({ code: 'event-store-access-denied' })
    expect(strikes.times()).toBe(1)
  })
})

describe('a subscription', () => {
  const filters = [
    ['to everything', undefined],
    ['to some streams', { streamPrefixes: ['a'] }],
    ['to some types', { types: ['PurchaseCompleted'] }],
    ['to some types of some streams', { streamPrefixes: ['a'], types: ['PurchaseCompleted'] }],
  ] as const

  describe.each(filters)('%s', (_, filter) => {
    test.each(readFaults)('delivers everything once when again and again %s', async (_, fault) => {
      const store = await open({ statisticsEvery: 7 })
      const expected: string[] = []
      for (let at = 0; at < 20; at++) {
        const some = events(5)
        expected.push(...idsOf(some))
        await store.append(`a-${at % 3}`, some, 'any')
        await store.append('b', [event({}, 'CaseOpened')], 'any')
      }
      for (const after of [0, 1, 3, 40]) server.faults.next('subscribe', fault(after))
      const wanted = filter === undefined ? 120 : 100
      const { delivered, done } = follow(store.subscribe({ filter, batchSize: 7 }), wanted)
      await done
      const ids = idsOf(delivered.filter(({ type }) => type === 'PurchaseCompleted'))
      expect(ids).toEqual(expected)
      expect(delivered).toHaveLength(wanted)
      expect(told('resubscribed').length).toBeGreaterThanOrEqual(3)
    })

    test('goes on when the server dies and comes back while it is live', async () => {
      const store = await open()
      const first = events(5)
      await store.append('a', first, 'none')
      const { delivered, done } = follow(store.subscribe({ filter }), 15)
      const second = events(5)
      await store.append('a', second, 4)
      await server.kill()
      await server.start()
      const third = events(5)
      const { position } = await store.append('a', third, 9)
      await done
      expect(idsOf(delivered)).toEqual(idsOf([...first, ...second, ...third]))
      expect(delivered.at(-1)!.position).toBe(position)
    })

    test('notices that it has fallen silent', async () => {
      const store = await open()
      await store.append('a', events(3), 'none')
      server.faults.next('subscribe', silenceAfter(3))
      const { delivered, done } = follow(store.subscribe({ filter }), 6)
      await store.append('a', events(3), 2)
      await done
      expect(idsOf(delivered)).toEqual(await history(store, 'a'))
      expect(told('resubscribed')).toMatchObject([{ position: delivered[2]!.position }])
    })

    test.each(['after-every-event', 'at-the-seam'] as const)(
      'never says that it is further than it has delivered: checkpoints %s',
      async (where) => {
        const store = await open({ statisticsEvery: 3 })
        server.faults.always('subscribe', checkpoints(where))
        const wanted = new Map<string, number>()
        let last = 0
        const append = async (count: number): Promise<void> => {
          for (let at = 0; at < count; at++) {
            const one = event()
            const { position } = await store.append('a', [one], 'any')
            wanted.set(one.id, position)
            last = (await store.append('b', [event({}, 'CaseOpened')], 'any')).position
          }
        }
        await append(60)
        let appended = 60
        const delivered = new Set<string>()
        for await (const { events, position } of store.subscribe({ filter, batchSize: 3 })) {
          for (const { id, type } of events) if (type === 'PurchaseCompleted') delivered.add(id)
          for (const [id, at] of wanted) if (at <= position) expect(delivered).toContain(id)
          if (appended < 90) await append((appended += 3) && 3)
          else if (position >= last) break
        }
        expect(delivered.size).toBe(appended)
      },
    )
  })

  test('begins again after a filter without any event where that had come to', async () => {
    const store = await open()
    for (let at = 0; at < 5; at++) await store.append('b', events(40), 'any')
    const abort = new AbortController()
    const positions: number[] = []
    const subscribed = (async () => {
      for await (const { position } of store.subscribe({ filter: { streamPrefixes: ['a'] }, signal: abort.signal }))
        positions.push(position)
    })()
    const head = await store.head()
    await until(() => positions.at(-1)! >= head)
    server.dropConnections()
    await until(() => told('resubscribed').length > 0)
    expect(told('resubscribed')).toEqual([{ event: 'resubscribed', position: positions.at(-1) }])
    const { position } = await store.append('b', events(1), 'any')
    await until(() => positions.at(-1)! >= position)
    abort.abort()
    await subscribed
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
    expect(new Set(positions).size).toBe(positions.length)
  })

  test('outlives an outage longer than any call', async () => {
    const store = await open()
    await store.append('a', events(2), 'none')
    const { delivered, done } = follow(store.subscribe(), 4)
    await until(() => delivered.length === 2)
    await server.kill()
    await expect(store.head()).rejects.toEqual(outage())
    await server.start()
    await store.append('a', events(2), 1)
    await done
    expect(idsOf(delivered)).toEqual(await history(store, 'a'))
  })

  test('ends with an error that will not pass', async () => {
    const store = await open()
    server.faults.always('subscribe', refused(status.PERMISSION_DENIED, 'no'))
    await expect(all(store.subscribe())).rejects.toMatchObject({ code: 'event-store-access-denied' })
  })
})

describe('a cluster', () => {
  test.each(['connectionString', 'discoveryString', 'kurrentdb'] as const)(
    'is followed from leader to leader: %s',
    async (kind) => {
      const cluster = await startCluster(3, { writeTimeout: 100 })
      server = cluster.servers[0]!
      try {
        const url = kind === 'kurrentdb' ? cluster.discoveryString.replace('esdb', 'kurrentdb') : cluster[kind]
        const store = await openAt(url, 10_000)
        const all: NewEvent[] = []
        const append = async () => {
          const [one] = events(1) as [NewEvent]
          expect(await store.append('a', [one], all.length === 0 ? 'none' : all.length - 1)).toMatchObject({
            appended: 1,
          })
          all.push(one)
        }
        const { delivered, done } = follow(store.subscribe({ filter: { streamPrefixes: ['a'] } }), 4)
        await append()
        cluster.elect(cluster.servers[1]!)
        await append()
        await cluster.servers[1]!.kill()
        cluster.elect(cluster.servers[2]!)
        await append()
        await cluster.servers[1]!.start()
        // Who knows but one node cannot ask another while that one is frozen.
        if (kind === 'connectionString') cluster.leader().freeze()
        cluster.elect(cluster.servers[1]!)
        await append()
        cluster.servers[2]!.thaw()
        await done
        expect(idsOf(delivered)).toEqual(idsOf(all))
        expect(await history(store, 'a')).toEqual(idsOf(all))
        await store.stop()
      } finally {
        await cluster.stop()
      }
    },
  )

  test('that is gone altogether ends calls in time and not the process, and is found again', async () => {
    const cluster = await startCluster(2)
    server = cluster.servers[0]!
    try {
      const store = await openAt(cluster.connectionString)
      const one = events(1)
      await store.append('a', one, 'none')
      const subscription = follow(store.subscribe(), 2)
      await until(() => subscription.delivered.length === 1)
      for (const one of cluster.servers) await one.kill()
      const calls = [store.append('a', events(1), 0), store.head(), history(store, 'a')]
      for (const outcome of await Promise.allSettled(calls))
        expect(outcome).toEqual({ status: 'rejected', reason: outage() })
      for (const one of cluster.servers) await one.start()
      await store.append('a', events(1), 'any')
      await subscription.done
      expect(subscription.delivered[0]!.id).toBe(one[0]!.id)
      await store.stop()
    } finally {
      await cluster.stop()
    }
  })
})

test('whatever goes wrong in whatever order: everything acknowledged is there once, and is delivered once', async () => {
  const operations = ['append', 'read', 'subscribe'] as const
  const anyTrouble = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        operation: fc.constantFrom(...operations),
        fault: fc.integer({ min: 0, max: 9 }),
        after: fc.integer({ min: 0, max: 12 }),
      }),
    },
    fc.constantFrom('drop' as const, 'restart' as const),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(anyTrouble, { minLength: 12, maxLength: 12 }), async (troubles) => {
      const store = await open({ statisticsEvery: 5 })
      const acknowledged: { stream: string; id: string; revision: number; position: number }[] = []
      /** Appends as a caller would: the same again where the outcome is not known. */
      const append = async (stream: string, some: NewEvent[], expected: ExpectedRevision): Promise<void> => {
        for (;;) {
          try {
            const { revision, position } = await store.append(stream, some, expected)
            acknowledged.push({ stream, id: some.at(-1)!.id, revision, position })
            return
          } catch (error) {
            expect(error).toEqual(outage())
          }
        }
      }
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        for (let round = 0; round < 12; round++) {
          await append(`own-${writer}`, events(2), round === 0 ? 'none' : round * 2 - 1)
          await append('shared', events(1), 'any')
        }
      })
      const total = 4 * 12 * 3
      const { delivered, done } = follow(store.subscribe({ batchSize: 10 }), total)
      for (const trouble of troubles) {
        const before = acknowledged.length
        if (trouble === 'drop') server.dropConnections()
        else if (trouble === 'restart') {
          await server.kill()
          await server.start()
        } else {
          const { operation, fault, after } = trouble
          server.faults.next(
            operation,
            operation === 'append' ? faults[fault]![1] : readFaults[fault % readFaults.length]![1](after),
          )
        }
        await Promise.race([until(() => acknowledged.length > before), Promise.all(writers)])
      }
      server.faults.clear()
      await Promise.all(writers)
      await done
      const recorded = await all(store.readAll())
      expect(recorded).toHaveLength(total)
      expect(new Set(idsOf(recorded)).size).toBe(total)
      expect(delivered).toEqual(recorded)
      for (const answer of acknowledged) expect(recorded).toContainEqual(expect.objectContaining({ ...answer }))
      await store.stop()
      await server.stop()
    }),
    { numRuns: 8, endOnFailure: true },
  )
}, 120_000)

/** Waits for a condition; the test’s own time limit is its limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}
