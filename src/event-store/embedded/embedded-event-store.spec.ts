/** The embedded store keeps the contract, and what only it promises. */
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { DatabaseSync } from '@photostructure/sqlite'
import type { NewEvent } from '../../../domain/event.js'
import { eventStoreContract } from '../../../test/contracts/event-store.contract.js'
import { temporaryFolder } from '../../../test/open-stores.js'
import type { EventStore } from '../event-store.js'
import { openEmbeddedEventStore } from './embedded-event-store.js'

eventStoreContract('the log in a SQLite file', async () => {
  const folder = temporaryFolder()
  let store = await openEmbeddedEventStore(folder)
  const others: EventStore[] = []
  return {
    store,
    reopen: async () => {
      await store.stop()
      store = await openEmbeddedEventStore(folder)
      return store
    },
    another: async () => {
      const other = await openEmbeddedEventStore(folder)
      others.push(other)
      return other
    },
    close: async () => {
      for (const one of [store, ...others]) await one.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    deleteBehindOurBack: async (stream) => deleteEvents(folder, stream, 'revision = 0'),
  }
})

/** Changes the file behind the store’s back. */
const tamperIn = (folder: string, sql: string): void => {
  const database = new DatabaseSync(join(folder, 'events.sqlite'))
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}

/** Deletes events of a stream as somebody would who knows the file. */
const deleteEvents = (folder: string, stream: string, which: string): void =>
  tamperIn(
    folder,
    `DROP TRIGGER events_are_not_deleted;
     DELETE FROM events WHERE stream = (SELECT no FROM streams WHERE name = '${stream}') AND ${which};`,
  )

describe('the log in a SQLite file', () => {
  let folder: string
  let stores: EventStore[]
  beforeEach(() => {
    folder = temporaryFolder()
    stores = []
  })
  afterEach(async () => {
    for (const store of stores) await store.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (): Promise<EventStore> => {
    const store = await openEmbeddedEventStore(folder)
    stores.push(store)
    return store
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

  const positions = async (store: EventStore): Promise<number[]> => {
    const found: number[] = []
    for await (const { position } of store.readAll()) found.push(position)
    return found
  }
  const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1)
  const revisions = async (store: EventStore, stream: string): Promise<number[]> => {
    const found: number[] = []
    for await (const { revision } of store.readStream(stream)) found.push(revision)
    return found
  }

  const tamper = (sql: string): void => tamperIn(folder, sql)

  describe('numbers positions', () => {
    test('from 1 in an empty log', async () => {
      const store = await open()
      expect(await store.head()).toBe(0)
      expect(await store.append('a', [event()], 'none')).toMatchObject({ position: 1 })
    })

    test('without a gap, whatever is refused or repeated', async () => {
      const store = await open()
      const known = event()
      await store.append('a', [known], 'none')
      await Promise.allSettled([
        store.append('a', [event()], 'none'),
        store.append('b', [event(), event()], 'any'),
        store.append('b', [event()], 0),
        store.appendMany([
          { stream: 'c', events: [event(), event()], expected: 'none' },
          { stream: 'a', events: [event()], expected: 7 },
        ]),
        store.append('a', [known], 'any'),
        store.append('a', [{ ...known, data: { other: true } }], 'any'),
        store.append('a', [event({ amount: 1n })], 'any'),
        store.append('c', [event()], 'none'),
      ])
      expect(await store.head()).toBe(4)
      expect(await positions(store)).toEqual(upTo(4))
      expect(await store.append('c', [event()], 0)).toMatchObject({ position: 5 })
    })

    test('without a gap after a statement that failed in the middle of an append', async () => {
      const store = await open()
      await store.append('a', [event()], 'none')
      tamper(`CREATE TRIGGER full BEFORE INSERT ON events WHEN json_extract(new.data, '$.refuse')
        BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
      const failure = expect.objectContaining({
        name: 'DomainError',
        kind: 'unavailable',
        code: 'event-store-failed',
        message: expect.stringContaining('disk is full'),
      })
      const outcomes = await Promise.allSettled([
        store.append('a', [event(), event()], 0),
        store.append('b', [event(), event({ refuse: true })], 'none'),
        store.append('c', [event({}, 'FirstOfItsType')], 'none'),
      ])
      expect(outcomes).toEqual([
        { status: 'fulfilled', value: { revision: 2, position: 3, appended: 2 } },
        { status: 'rejected', reason: failure },
        { status: 'fulfilled', value: { revision: 0, position: 4, appended: 1 } },
      ])
      expect(await store.append('b', [event({}, 'FirstOfItsType')], 'none')).toEqual({
        revision: 0,
        position: 5,
        appended: 1,
      })
      expect(await positions(store)).toEqual(upTo(5))
      expect(await revisions(store, 'b')).toEqual([0])
    })
  })

  describe('is shared by two processes', () => {
    test('each of which goes on where the other stopped', async () => {
      const [one, other] = [await open(), await open()]
      for (let round = 0; round < 3; round++) {
        await one.append('a', [event({}, `One${round}`)], 'any')
        await other.append('a', [event({}, `One${round}`), event({}, `Other${round}`)], round * 3)
        await other.append(`b-${round}`, [event()], 'none')
        await expect(one.append(`b-${round}`, [event()], 'none')).rejects.toMatchObject({
          code: 'wrong-expected-revision',
          facts: { actual: 0 },
        })
      }
      for (const store of [one, other]) {
        expect(await positions(store)).toEqual(upTo(12))
        expect(await revisions(store, 'a')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
        expect(await store.head()).toBe(12)
      }
      const types: string[] = []
      for await (const { type } of one.readStream('a')) types.push(type)
      expect(types).toEqual([0, 1, 2].flatMap((round) => [`One${round}`, `One${round}`, `Other${round}`]))
    })

    test('which know each other’s events as theirs', async () => {
      const [one, other] = [await open(), await open()]
      const known = event()
      const answer = await one.append('a', [known], 'none')
      expect(await other.append('a', [known], 'none')).toEqual({ ...answer, appended: 0 })
      await expect(one.append('a', [{ ...known, type: 'Other' }], 'any')).rejects.toMatchObject({
        code: 'event-id-reused',
      })
      await expect(other.append('a', [{ ...known, type: 'Other' }], 'any')).rejects.toMatchObject({
        code: 'event-id-reused',
      })
    })

    test('of which exactly one wins a race for a revision', async () => {
      const all = [await open(), await open()]
      await all[0]!.append('a', [event()], 'none')
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, (_, at) => all[at % 2]!.append('a', [event()], 0)),
      )
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await revisions(all[1]!, 'a')).toEqual([0, 1])
    })

    test('one subscribed to what the other appends', async () => {
      const [one, other] = [await open(), await open()]
      const seen: number[] = []
      let last = 0
      for (let at = 0; at < 3; at++) last = (await other.append('a', [event()], 'any')).position
      for await (const { events, position } of one.subscribe()) {
        seen.push(...events.map(({ position }) => position))
        if (position >= 9) break
        if (position >= last) for (let at = 0; at < 3; at++) last = (await other.append('a', [event()], 'any')).position
      }
      expect(seen).toEqual(upTo(9))
    })

    test('one waiting for what the other appends', async () => {
      const [one, other] = [await open(), await open()]
      const delivered = one.subscribe()[Symbol.asyncIterator]().next()
      await setImmediate()
      await other.append('a', [event()], 'none')
      expect(await delivered).toMatchObject({ value: { position: 1, head: 1 } })
    })

    test('that open the new file at the same moment', async () => {
      const all = await Promise.all(Array.from({ length: 4 }, open))
      await Promise.all(all.map((store, at) => store.append(`s-${at}`, [event()], 'none')))
      expect(await positions(all[0]!)).toEqual(upTo(4))
    })
  })

  describe('takes a batch as one', () => {
    test('in the order given, across its streams', async () => {
      const store = await open()
      const order = ['ada', 'bob', 'ada', 'cy', 'bob']
      const appends = order.map((stream) => ({ stream, events: [event(), event()], expected: 'any' as const }))
      const answers = await store.appendMany(appends)
      expect(answers.map(({ position }) => position)).toEqual([2, 4, 6, 8, 10])
      const read: string[] = []
      for await (const { id } of store.readAll()) read.push(id)
      expect(read).toEqual(appends.flatMap(({ events }) => events.map(({ id }) => id)))
    })

    test('that a reader sees whole or not at all', async () => {
      const store = await open()
      await store.append('a', [event(), event(), event()], 'none')
      const batch = () => ['b', 'c', 'd'].map((stream) => ({ stream, events: [event()], expected: 'any' as const }))
      let seen = 0
      for await (const _ of store.readAll()) {
        seen += 1
        if (seen === 2) await store.appendMany(batch())
      }
      expect([3, 6]).toContain(seen)
      const sizes = new Set<number>()
      const appending = Promise.all(Array.from({ length: 20 }, () => store.appendMany(batch())))
      for (let looks = 0; looks < 20; looks++) {
        sizes.add((await positions(store)).length % 3)
        await setImmediate()
      }
      await appending
      expect([...sizes]).toEqual([0])
    })
  })

  describe('refuses a stream of which somebody deleted', () => {
    const deletion = (firstRevision: number | null) => ({
      code: 'stream-deleted',
      facts: { stream: 'a', firstRevision },
    })

    test.each([
      ['the beginning', 'revision < 2', 2],
      ['everything', 'revision >= 0', null],
    ])('%s', async (_, which, first) => {
      const store = await open()
      await store.append('a', [event(), event(), event(), event()], 'none')
      await store.append('b', [event()], 'none')
      deleteEvents(folder, 'a', which)
      await expect(revisions(store, 'a')).rejects.toMatchObject(deletion(first))
      await expect(store.append('a', [event()], 'any')).rejects.toMatchObject(deletion(first))
      await expect(store.append('a', [event()], 'none')).rejects.toMatchObject(deletion(first))
      expect(await revisions(store, 'b')).toEqual([0])
      await expect(store.append('b', [event()], 0)).resolves.toMatchObject({ revision: 1 })
    })

    test('an event in the middle, where it is read', async () => {
      const store = await open()
      await store.append('a', [event(), event(), event()], 'none')
      deleteEvents(folder, 'a', 'revision = 1')
      await expect(revisions(store, 'a')).rejects.toMatchObject(deletion(2))
    })
  })

  describe('reads in pages', () => {
    test('whose order is that of the log, whatever the order of streams and types', async () => {
      const store = await open()
      const appended = Array.from({ length: 3_500 }, (_, at) => ({
        stream: `s-${(at * 7_919) % 101}`,
        events: [event({ at }, `T${(at * 31) % 17}`)],
        expected: 'any' as const,
      }))
      await store.appendMany(appended)
      const read: unknown[] = []
      for await (const { data } of store.readAll({ filter: { streamPrefixes: ['s-'] } })) read.push(data)
      expect(read).toEqual(appended.map(({ events }) => events[0]!.data))
      const byType: unknown[] = []
      const types = ['T16', 'T3', 'T0']
      for await (const { data } of store.readAll({ filter: { types } })) byType.push(data)
      expect(byType).toEqual(
        appended.filter(({ events }) => types.includes(events[0]!.type)).map(({ events }) => events[0]!.data),
      )
    })

    test('that hold few events where these are large', async () => {
      const store = await open()
      const small = Array.from({ length: 300 }, () => event())
      const large = Array.from({ length: 30 }, (_, at) => event({ text: String(at % 10).repeat(900_000) }))
      await store.append('a', [...large, ...small], 'none')
      let most = 0
      let read = 0
      for await (const { events } of store.subscribe()) {
        most = Math.max(most, Buffer.byteLength(JSON.stringify(events)))
        read += events.length
        if (read === 330) break
      }
      expect(most).toBeLessThan(6_000_000)
    })

    test('that pass a bounded stretch of the log, however rare what is looked for', async () => {
      const store = await open()
      for (let at = 0; at < 5; at++)
        await store.append(
          'many',
          Array.from({ length: 10_000 }, () => event()),
          'any',
        )
      await store.append('rare', [event()], 'none')
      const reached: number[] = []
      for await (const { events, position } of store.subscribe({ filter: { streamPrefixes: ['rare'] } })) {
        reached.push(position)
        if (events.length > 0) break
      }
      expect(reached.length).toBeGreaterThan(1)
      expect(reached).toEqual([...reached].sort((a, b) => a - b))
      expect(reached.at(-1)).toBe(50_001)
      const read: string[] = []
      for await (const { stream } of store.readAll({ filter: { streamPrefixes: ['rare'] } })) read.push(stream)
      expect(read).toEqual(['rare'])
    })
  })

  describe('wakes a subscription that waits, without having to look at the file again', () => {
    const setTimeoutOfNode = globalThis.setTimeout
    beforeEach(() => {
      globalThis.setTimeout = (() => setTimeoutOfNode(() => undefined, 0)) as unknown as typeof setTimeout
    })
    afterEach(() => {
      globalThis.setTimeout = setTimeoutOfNode
    })

    test('by an append', async () => {
      const store = await open()
      const delivered = store.subscribe()[Symbol.asyncIterator]().next()
      await store.append('a', [event()], 'none')
      expect(await delivered).toMatchObject({ value: { position: 1, head: 1 } })
    })

    test('when it is aborted', async () => {
      const abort = new AbortController()
      const ended = (await open()).subscribe({ signal: abort.signal })[Symbol.asyncIterator]().next()
      await setImmediate()
      abort.abort()
      expect(await ended).toMatchObject({ done: true })
    })

    test('when the store stops', async () => {
      const store = await open()
      const ended = store.subscribe()[Symbol.asyncIterator]().next()
      await setImmediate()
      await store.stop()
      expect(await ended).toMatchObject({ done: true })
    })
  })

  describe('guards its file', () => {
    test.each([
      ['an event', 'UPDATE events SET data = 1'],
      ['an event’s place', 'UPDATE events SET position = 7'],
      ['the name of a stream', `UPDATE streams SET name = 'b'`],
      ['the name of a type', `UPDATE types SET name = 'B'`],
    ])('against changing %s', async (_, change) => {
      const store = await open()
      await store.append('a', [event()], 'none')
      expect(() => tamper(change)).toThrow('immutable')
      expect(await revisions(store, 'a')).toEqual([0])
    })

    test.each(['events', 'streams', 'types'])('against deleting %s', async (table) => {
      const store = await open()
      await store.append('a', [event()], 'none')
      expect(() => tamper(`DELETE FROM ${table}`)).toThrow('immutable')
      expect(await revisions(store, 'a')).toEqual([0])
    })

    test('against an older version of the program', async () => {
      await (await open()).stop()
      tamper('PRAGMA user_version = 2')
      await expect(open()).rejects.toMatchObject({
        name: 'DomainError',
        code: 'log-format-unknown',
        message: expect.stringContaining('has format 2'),
      })
    })
  })
})
