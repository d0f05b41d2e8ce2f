/** The store in EventStoreDB keeps the contract: on the server for tests, and on the real one that EVENTSTOREDB_URL names. */
import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import type { DomainError } from '../../../domain/errors.js'
import type { NewEvent } from '../../../domain/event.js'
import { eventStoreContract, type StoreUnderTest } from '../../../test/contracts/event-store.contract.js'
import { selfSignedCertificate } from '../../../test/eventstoredb/certificate.js'
import {
  startEventStoreDBServer,
  type EventStoreDBServer,
  type ServerOptions,
} from '../../../test/eventstoredb/eventstoredb-server.js'
import { temporaryFolder } from '../../../test/open-stores.js'
import { findEventStoreDb } from '../../../test/servers/find-eventstoredb.js'
import { describeWith } from '../../../test/servers/test-server.js'
import type { EventStore } from '../event-store.js'
import { clientConnectionString } from './connection-string.js'
import { openEventStoreDb, type EventStoreDbOptions } from './eventstoredb-event-store.js'

/** The store behind a connection string, whose streams somebody with a client of the server’s own can delete. */
const storeAt = async (url: string, stopServer?: () => Promise<void>): Promise<StoreUnderTest> => {
  const opened: EventStore[] = []
  const open = async (): Promise<EventStore> => {
    const store = await openEventStoreDb(url)
    opened.push(store)
    return store
  }
  let store = await open()
  return {
    store,
    another: open,
    reopen: async () => {
      await store.stop()
      return (store = await open())
    },
    close: async () => {
      for (const one of opened) await one.stop()
      await stopServer?.()
    },
    deleteBehindOurBack: async (stream) => {
      const client = EventStoreDBClient.connectionString(clientConnectionString(url))
      await client.deleteStream(stream)
      await client.dispose()
    },
  }
}

eventStoreContract('the log in a server that speaks like EventStoreDB', async () => {
  const server = await startEventStoreDBServer()
  return storeAt(server.connectionString, () => server.stop())
})

describeWith(await findEventStoreDb(), 'a real server', ({ url }) =>
  eventStoreContract('the log in EventStoreDB', () => storeAt(url)),
)

describe('the log in EventStoreDB', () => {
  let server: EventStoreDBServer
  let stores: EventStore[]
  let client: EventStoreDBClient | undefined

  beforeEach(() => {
    stores = []
  })
  afterEach(async () => {
    for (const store of stores) await store.stop()
    await client?.dispose()
    client = undefined
    await server.stop()
  })

  const openAt = async (url: string, options?: EventStoreDbOptions): Promise<EventStore> => {
    const store = await openEventStoreDb(url, options)
    stores.push(store)
    return store
  }
  const open = async (options?: ServerOptions): Promise<EventStore> => {
    server = await startEventStoreDBServer(options)
    client = EventStoreDBClient.connectionString(server.connectionString)
    return openAt(server.connectionString)
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

  describe('refuses a stream that somebody', () => {
    const deletion = (firstRevision: number | null) => ({
      name: 'DomainError',
      code: 'stream-deleted',
      facts: { stream: 'a', firstRevision },
    })

    const ways: [string, (client: EventStoreDBClient) => Promise<unknown>, number | null][] = [
      ['deleted', (client) => client.deleteStream('a'), null],
      ['deleted for good', (client) => client.tombstoneStream('a'), null],
      [
        'deleted and began anew',
        async (client) => {
          await client.deleteStream('a')
          await client.appendToStream('a', jsonEvent({ type: 'Other', data: {} }))
        },
        4,
      ],
      ['cut off', (client) => client.setStreamMetadata('a', { truncateBefore: 2 }), 2],
      ['cut off altogether', (client) => client.setStreamMetadata('a', { truncateBefore: 4 }), null],
      ['had keep its last events only', (client) => client.setStreamMetadata('a', { maxCount: 1 }), 3],
    ]

    test.each(ways)('%s', async (_, deleteIt, first) => {
      const writer = await open()
      await writer.append('a', events(4), 'none')
      await writer.append('b', events(1), 'none')
      await deleteIt(client!)
      for (const store of [writer, await openAt(server.connectionString)]) {
        await expect(all(store.readStream('a'))).rejects.toMatchObject(deletion(first))
        await expect(all(store.readStream('a', { backwards: true }))).rejects.toMatchObject({ code: 'stream-deleted' })
        // Nothing after a revision is what a stream that ended before it has, too.
        if (first !== null)
          await expect(all(store.readStream('a', { from: 1 }))).rejects.toMatchObject({ code: 'stream-deleted' })
      }
      for (const expected of ['exists', 3, 7] as const) {
        const store = await openAt(server.connectionString)
        await expect(store.append('a', events(1), expected)).rejects.toMatchObject(deletion(first))
        await expect(
          store.appendMany([
            { stream: 'b', events: events(1), expected: 'any' },
            { stream: 'a', events: events(1), expected },
          ]),
        ).rejects.toMatchObject(deletion(first))
        expect(await all(store.readStream('b'))).toHaveLength(1)
      }
      const store = await openAt(server.connectionString)
      await expect(store.append('a', events(1), 'any')).rejects.toMatchObject({ code: 'stream-deleted' })
    })

    test.each(['none', 'any'] as const)('deleted, where it is taken for a new one expecting %s', async (expected) => {
      await (await open()).append('a', events(3), 'none')
      await client!.deleteStream('a')
      const store = await openAt(server.connectionString)
      await expect(store.append('a', events(2), expected)).rejects.toMatchObject(deletion(3))
      await expect(store.append('a', events(1), 'any')).rejects.toMatchObject(deletion(3))
    })

    test('deleted while its last revision is remembered', async () => {
      const store = await open()
      await store.append('a', events(3), 'none')
      await client!.deleteStream('a')
      await expect(all(store.readStream('a'))).rejects.toMatchObject(deletion(null))
      await store.append('b', events(1), 'none')
      await expect(store.append('a', events(1), 1)).rejects.toMatchObject(deletion(null))
    })

    test('deleted, in what is read stream by stream', async () => {
      const store = await open()
      await store.append('a', events(3), 'none')
      await client!.deleteStream('a')
      await client!.appendToStream('b', jsonEvent({ type: 'Other', data: {} }))
      // Everything is there still, until somebody scavenges.
      expect(await all(store.readStreams('', await store.head()))).toHaveLength(2)
    })
  })

  test('shows nobody the events that the server writes for itself', async () => {
    const store = await open({ statisticsEvery: 2 })
    const appended = events(20)
    for (const one of appended) await store.append('a', [one], 'any')
    const last = await store.append('b', events(2), 'none')
    await client!.setStreamMetadata('c', { maxAge: 7 })
    await client!.appendToStream('$own', jsonEvent({ type: 'NotOurs', data: {} }))
    await client!.appendToStream('a', jsonEvent({ type: '$>', data: {} }), { expectedRevision: 19n })
    expect(await store.head()).toBe(last.position)
    expect(await store.head()).toBe(last.position)
    expect((await all(store.readAll())).map(({ stream }) => stream)).toEqual([...appended.map(() => 'a'), 'b', 'b'])
    for (const filter of [{}, { streamPrefixes: ['a'] }, { types: ['PurchaseCompleted', 'NotOurs', '$>'] }]) {
      const delivered: string[] = []
      for await (const { events, position } of store.subscribe({ filter })) {
        delivered.push(...events.map(({ type }) => type))
        if (position >= last.position) break
      }
      expect(new Set(delivered)).toEqual(new Set(['PurchaseCompleted']))
      expect(delivered).toHaveLength('streamPrefixes' in filter ? 20 : 22)
    }
  })

  test('gives what somebody else wrote as it is', async () => {
    const store = await open()
    const id = randomUUID()
    await client!.appendToStream('a', [
      jsonEvent({ id, type: 'Noted', data: { n: 1 }, metadata: { actor: 'somebody' } }),
      jsonEvent({ type: 'Noted', data: { n: 2 } }),
    ])
    expect(await all(store.readStream('a'))).toMatchObject([
      { id, type: 'Noted', data: { n: 1 }, metadata: { actor: 'somebody' }, revision: 0 },
      { type: 'Noted', data: { n: 2 }, metadata: {}, revision: 1 },
    ])
    expect(await store.findEvent('a', id)).toMatchObject({ revision: 0 })
    await expect(store.append('a', [{ ...event(), id }], 1)).rejects.toMatchObject({ code: 'event-id-reused' })
  })

  test('has the server recognise nothing but the same event', async () => {
    const store = await open()
    const one = event({ n: 1 })
    await store.append('a', [one], 'none')
    const fresh = () => openAt(server.connectionString)
    const later = { ...one, metadata: { ...one.metadata, recordedAt: '2027-01-01T00:00:00.000Z' } }
    expect(await (await fresh()).append('a', [later], 'none')).toMatchObject({ revision: 0, appended: 0 })
    for (const other of [
      { ...one, data: { n: 2 } },
      { ...one, type: 'RefundIssued' },
    ])
      await expect((await fresh()).append('a', [other], 'none')).rejects.toMatchObject({ code: 'event-id-reused' })
    const earlier = { ...one, metadata: { ...one.metadata, occurredAt: '1996-01-01T00:00:00.000Z' } }
    await expect((await fresh()).append('a', [earlier], 'none')).rejects.toMatchObject({ code: 'event-id-reused' })
    expect(server.log.readable('a')).toHaveLength(1)
  })

  test.each([0, 2 ** 32, 2 ** 33 + 12_345, Number.MAX_SAFE_INTEGER - 1_000_000])(
    'counts positions from %d',
    async (firstPosition) => {
      const store = await open({ firstPosition })
      const { position } = await store.append('a', events(2), 'none')
      const recorded = await all(store.readAll())
      expect(recorded.map(({ position }) => position)).toEqual([expect.any(Number), position])
      expect(position).toBeGreaterThan(firstPosition)
      expect((await all(store.readAll({ after: recorded[0]!.position }))).map(({ id }) => id)).toEqual([
        recorded[1]!.id,
      ])
    },
  )

  test('refuses positions that cannot be told apart any more', async () => {
    await expect(open({ firstPosition: 2 ** 53 })).rejects.toMatchObject({ code: 'position-too-large' })
  })

  test('keeps metadata fields of its own from being written', async () => {
    const store = await open()
    const { metadata, ...parts } = event()
    await expect(
      store.append('a', [{ ...parts, metadata: { ...metadata, eventId: 'x' } as NewEvent['metadata'] }], 'any'),
    ).rejects.toMatchObject({ code: 'event-metadata-reserved' })
  })

  describe('is opened', () => {
    const password = 'se%c:re/t?'

    test('over TLS, with the credentials that the server asks for, which it tells nobody', async () => {
      const certificate = selfSignedCertificate()
      if (!certificate) return
      const folder = temporaryFolder()
      const lines: string[] = []
      const log = (line: object): void => void lines.push(JSON.stringify(line))
      try {
        const file = join(folder, 'ca.pem')
        writeFileSync(file, certificate.cert)
        server = await startEventStoreDBServer({ certificate, requireCredentials: { username: 'ada', password } })
        const url = (secret: string) =>
          `kurrentdb://ada:${encodeURIComponent(secret)}@localhost:${server.port}?tls=true&tlsCAFile=${encodeURIComponent(file)}`
        const store = await openAt(url(password), { log })
        const known = events(2)
        await store.append('a', known, 'none')
        expect((await all(store.readStream('a'))).map(({ id }) => id)).toEqual(known.map(({ id }) => id))
        const { value } = await store.subscribe()[Symbol.asyncIterator]().next()
        expect(value).toMatchObject({ events: [{ stream: 'a' }, { stream: 'a' }] })
        const wrong = openAt(url('wr0ng'), { log })
        await expect(wrong).rejects.toMatchObject({ kind: 'unavailable', code: 'event-store-access-denied' })
        const error = (await wrong.catch((error: unknown) => error)) as DomainError
        expect(JSON.stringify([error.message, error.facts, lines])).not.toMatch(/wr0ng|se%c|se%25c/)
        expect(lines).toEqual(['{"event":"connected"}'])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })

    test('not where nobody answers', async () => {
      server = await startEventStoreDBServer()
      const { port } = server
      await server.stop()
      await expect(openAt(`esdb://ada:secret@127.0.0.1:${port}?tls=false`, { timeLimitMs: 500 })).rejects.toMatchObject(
        {
          kind: 'unavailable',
          code: 'event-store-unavailable',
          message: expect.not.stringContaining('secret'),
        },
      )
    })
  })
})
