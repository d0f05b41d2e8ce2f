/** A log that is copied is the same log. */
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import type { NewEvent, RecordedEvent } from '../../domain/event.js'
import { startEventStoreDBServer, type EventStoreDBServer } from '../../test/eventstoredb/eventstoredb-server.js'
import { temporaryFolder } from '../../test/open-stores.js'
import type { EventStore } from '../event-store/event-store.js'
import { openEmbeddedEventStore } from '../event-store/embedded/embedded-event-store.js'
import { openEventStoreDb } from '../event-store/eventstoredb/eventstoredb-event-store.js'
import { copyLog } from './copy-log.js'

let folder: string
let server: EventStoreDBServer | undefined
let opened: EventStore[]
beforeEach(() => {
  folder = temporaryFolder()
  opened = []
})
afterEach(async () => {
  for (const store of opened) await store.stop()
  await server?.stop()
  server = undefined
  rmSync(folder, { recursive: true, force: true })
})

const embedded = async (name: string): Promise<EventStore> => {
  const store = await openEmbeddedEventStore(join(folder, name))
  opened.push(store)
  return store
}

const elsewhere = async (): Promise<EventStore> => {
  server ??= await startEventStoreDBServer()
  const store = await openEventStoreDb(server.connectionString)
  opened.push(store)
  return store
}

const event = (n: number): NewEvent => ({
  id: randomUUID(),
  type: n % 3 === 0 ? 'RefundIssued' : 'PurchaseCompleted',
  data: { n, text: 'Łódź 東京 😀', amount: { amount: 29_33, currency: 'USD' } },
  metadata: {
    occurredAt: '1997-01-01T00:00:00.000Z',
    recordedAt: `2026-01-01T00:00:00.${String(n % 1_000).padStart(3, '0')}Z`,
    actor: 'spec',
    correlationId: 'c',
    causationId: 'c',
    schemaVersion: 1,
  },
})

/** Appends events to a few dozen streams, mixed. */
const fill = async (store: EventStore, events: number): Promise<void> => {
  const appends = Array.from({ length: events }, (_, n) => ({
    stream: `customer-${(n * n) % 37}`,
    events: [event(n)],
    expected: 'any' as const,
  }))
  await store.appendMany(appends)
}

const all = async (store: EventStore): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = []
  for await (const event of store.readAll()) events.push(event)
  return events
}

/** What must be the same wherever the log is: everything but positions, stream by stream. */
const streamsOf = (events: readonly RecordedEvent[]) => {
  const streams: Record<string, object[]> = {}
  for (const { position: _position, stream, ...event } of events) (streams[stream] ??= []).push(event)
  return streams
}

describe('a log is copied', () => {
  test('to another file: the same events at the same positions', async () => {
    const [from, to] = [await embedded('a'), await embedded('b')]
    await fill(from, 2_345)
    const copied = await copyLog({ from, to })
    expect(copied).toEqual({
      events: 2_345,
      copied: 2_345,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      completed: true,
    })
    expect(await all(to)).toEqual(await all(from))
    expect(await copyLog({ from: to, to: await embedded('c') })).toEqual(copied)
  })

  test('to EventStoreDB and back: the same events at the same revisions', async () => {
    const [from, to, back] = [await embedded('a'), await elsewhere(), await embedded('b')]
    await fill(from, 1_500)
    const there = await copyLog({ from, to })
    expect(there).toMatchObject({ copied: 1_500, completed: true })
    expect(streamsOf(await all(to))).toEqual(streamsOf(await all(from)))
    expect(await copyLog({ from: to, to: back })).toEqual(there)
    expect(streamsOf(await all(back))).toEqual(streamsOf(await all(from)))
  })

  test('when there is nothing in it', async () => {
    expect(await copyLog({ from: await embedded('a'), to: await embedded('b') })).toMatchObject({
      events: 0,
      copied: 0,
      completed: true,
    })
  })

  test('again with what came since, and nothing else', async () => {
    const [from, to] = [await embedded('a'), await embedded('b')]
    await fill(from, 1_200)
    await copyLog({ from, to })
    expect(await copyLog({ from, to })).toMatchObject({ events: 1_200, copied: 0, completed: true })
    await from.append('customer-1', [event(9)], 'any')
    expect(await copyLog({ from, to })).toMatchObject({ events: 1_201, copied: 1, completed: true })
    expect(await all(to)).toEqual(await all(from))
  })

  test.each([
    ['another file', () => embedded('b')],
    ['EventStoreDB', elsewhere],
  ])('to %s as far as it gets, and on from there', async (_, open) => {
    const [from, to] = [await embedded('a'), await open()]
    await fill(from, 4_500)
    for (const batches of [1, 2]) {
      const stop = new AbortController()
      let seen = 0
      const stopped = await copyLog({
        from,
        to,
        signal: stop.signal,
        onProgress: ({ step, events }) => {
          if (step === 'copying' && (seen = events) === batches * 1_000) stop.abort()
        },
      })
      expect(stopped).toMatchObject({ completed: false, hash: null })
      expect(await all(to)).toHaveLength(seen)
    }
    expect(await copyLog({ from, to })).toMatchObject({ events: 4_500, copied: 2_500, completed: true })
    expect(streamsOf(await all(to))).toEqual(streamsOf(await all(from)))
  })

  test('while more is appended: what was there at first', async () => {
    const [from, to] = [await embedded('a'), await embedded('b')]
    await fill(from, 1_500)
    let appended = 0
    const copied = await copyLog({
      from,
      to,
      onProgress: () => void from.append('customer-x', [event((appended += 1))], 'any'),
    })
    expect(appended).toBeGreaterThan(2)
    expect(copied).toMatchObject({ events: 1_500, copied: 1_500, completed: true })
  })
})

describe('a copy is refused', () => {
  test('into a log that holds something else, and leaves it as it is', async () => {
    const [from, to] = [await embedded('a'), await embedded('b')]
    await fill(from, 10)
    await fill(to, 3)
    const before = await all(to)
    await expect(copyLog({ from, to })).rejects.toMatchObject({
      code: 'copy-target-foreign',
      facts: { id: before[0]!.id },
    })
    expect(await all(to)).toEqual(before)
  })

  test('into a log that has gone on by itself', async () => {
    const [from, to] = [await embedded('a'), await embedded('b')]
    await fill(from, 10)
    await copyLog({ from, to })
    await to.append('customer-1', [event(1)], 'any')
    await expect(copyLog({ from, to })).rejects.toMatchObject({ code: 'copy-target-foreign' })
  })

  test.each([
    ['of those appended last, which are appended once more', 2_990, 'event-id-reused'],
    ['long ago', 5, 'copy-differs'],
  ])('as no copy when an event in the target was changed: one %s', async (_, position, code) => {
    const [from, to] = [await embedded('a'), await embedded('b')]
    await fill(from, 3_000)
    await copyLog({ from, to })
    const file = new DatabaseSync(join(folder, 'b', 'events.sqlite'))
    file.exec(`DROP TRIGGER events_are_not_changed;
      UPDATE events SET data = replace(data, '2933', '2934') WHERE position = ${position}`)
    file.close()
    await from.append('customer-1', [event(11)], 'any')
    await expect(copyLog({ from, to })).rejects.toMatchObject({ code })
  })
})
