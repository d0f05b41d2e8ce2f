/** The server for tests, driven by the real client: it answers as the real server was measured to. */
import { randomUUID } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AllStreamSubscription,
  type AllStreamResolvedEvent,
  EventStoreDBClient,
  type Position,
  eventTypeFilter,
  excludeSystemEvents,
  jsonEvent,
  streamNameFilter,
} from '@eventstore/db-client'
import { temporaryFolder } from '../open-stores.js'
import { selfSignedCertificate } from './certificate.js'
import { type EventStoreDBServer, type ServerOptions, startEventStoreDBServer } from './eventstoredb-server.js'
import { held } from './faults.js'
import { all, connected, event, events, history as historyOf, refusal, take } from './raw-client.js'

let server: EventStoreDBServer
let client: EventStoreDBClient

const begin = async (options?: ServerOptions) => {
  server = await startEventStoreDBServer(options)
  client = EventStoreDBClient.connectionString(server.connectionString)
}
const end = async () => {
  await client.dispose()
  await server.stop()
}
const beginAgain = async (options?: ServerOptions) => {
  await end()
  await begin(options)
}
beforeEach(() => begin())
afterEach(end)

const history = (stream: string) => historyOf(client, stream)
const idsOf = async (stream: string) => (await history(stream)).map(({ id }) => id)
const revisionsOf = async (stream: string) => (await history(stream)).map(({ revision }) => revision)
const log = async () => (await all(client.readAll())).map(({ event }) => event!)

describe('An append', () => {
  const a = event({ n: 1 })
  const b = event({ n: 2 })
  const x = event({ n: 3 })

  test('is answered with the revision and the position of its last event', async () => {
    const answer = await client.appendToStream('a', [a, b], { expectedRevision: 'no_stream' })
    const [, last] = await history('a')
    expect(answer).toEqual({ success: true, nextExpectedRevision: 1n, position: last!.position })
    expect(last).toMatchObject({ streamId: 'a', id: b.id, type: b.type, data: b.data, revision: 1n, isJson: true })
    expect(last!.position!.commit).toBe(last!.position!.prepare)
    expect(Math.abs(last!.created.getTime() - Date.now())).toBeLessThan(60_000)
  })

  test.each(['no_stream', 'any'] as const)('made again with %s is the same append', async (expectedRevision) => {
    const first = await client.appendToStream('a', [a, b], { expectedRevision: 'no_stream' })
    await client.appendToStream('a', x)
    expect(await client.appendToStream('a', [a, b], { expectedRevision })).toEqual(first)
    expect(await client.appendToStream('a', b, { expectedRevision: 0n })).toEqual(first)
    expect(await idsOf('a')).toEqual([a.id, b.id, x.id])
  })

  test.each(['no_stream', 'any'] as const)(
    'with %s that mixes known events with new ones is refused',
    async (expected) => {
      await client.appendToStream('a', [a, b])
      expect(await refusal(client.appendToStream('a', [a, b, x], { expectedRevision: expected }))).toMatchObject({
        type: 'wrong-expected-version',
        actualVersion: 1n,
      })
      expect(await idsOf('a')).toEqual([a.id, b.id])
    },
  )

  test('of a known id with other bytes succeeds, and the bytes are dropped', async () => {
    await client.appendToStream('a', a, { expectedRevision: 'no_stream' })
    const other = event({ n: 'other' }, a.id)
    expect(await client.appendToStream('a', other, { expectedRevision: 'no_stream' })).toMatchObject({ success: true })
    expect((await history('a')).map(({ data }) => data)).toEqual([a.data])
  })

  test('of an id known in another stream is written', async () => {
    await client.appendToStream('a', a)
    await client.appendToStream('b', a)
    expect(await idsOf('b')).toEqual([a.id])
  })

  test('of one id twice is written twice', async () => {
    await client.appendToStream('a', [a, a])
    expect(await idsOf('a')).toEqual([a.id, a.id])
  })

  describe('made again', () => {
    const restart = async () => {
      await client.dispose()
      await server.stop()
      await server.start()
      client = EventStoreDBClient.connectionString(server.connectionString)
      await connected(client)
    }

    test('at its revision is recognised after any number of others, and after a restart', async () => {
      await beginAgain({ recentIds: 10 })
      await client.appendToStream('a', a, { expectedRevision: 'no_stream' })
      await client.appendToStream('a', b, { expectedRevision: 0n })
      await client.appendToStream('b', events(20))
      await restart()
      await client.appendToStream('a', a, { expectedRevision: 'no_stream' })
      await client.appendToStream('a', b, { expectedRevision: 0n })
      expect(await idsOf('a')).toEqual([a.id, b.id])
    })

    test('with any is written again after many others', async () => {
      await beginAgain({ recentIds: 10 })
      await client.appendToStream('a', a)
      await client.appendToStream('b', events(9))
      await client.appendToStream('a', a)
      expect(await idsOf('a')).toEqual([a.id])
      await client.appendToStream('b', events(10))
      await client.appendToStream('a', a)
      expect(await idsOf('a')).toEqual([a.id, a.id])
    })

    test('with any is written again after a restart', async () => {
      const port = server.port
      await client.appendToStream('a', a)
      await restart()
      expect(server.port).toBe(port)
      await client.appendToStream('a', a)
      expect(await idsOf('a')).toEqual([a.id, a.id])
    })
  })

  test('of nothing succeeds and makes no stream', async () => {
    expect(await client.appendToStream('a', [])).toMatchObject({ success: true, nextExpectedRevision: 0n })
    await expect(history('a')).rejects.toMatchObject({ type: 'stream-not-found' })
  })

  test.each([
    [5n, 5n, 1n],
    [0n, 0n, 1n],
    ['no_stream' as const, 'no_stream', 1n],
  ])('at %s of a stream at 1 is refused', async (expectedRevision, expectedVersion, actualVersion) => {
    await client.appendToStream('a', [a, b])
    expect(await refusal(client.appendToStream('a', x, { expectedRevision }))).toMatchObject({
      type: 'wrong-expected-version',
      message: '',
      streamName: 'a',
      expectedVersion,
      actualVersion,
    })
  })

  test.each([0n, 'stream_exists' as const])('at %s of no stream is refused', async (expectedRevision) => {
    expect(await refusal(client.appendToStream('a', x, { expectedRevision }))).toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: expectedRevision,
      actualVersion: 'no_stream',
    })
  })

  test('of up to a mebibyte is accepted, of more is not', async () => {
    const sized = (bytes: number) => event({ text: 'x'.repeat(bytes) })
    await client.appendToStream('a', [sized(520_000), sized(520_000)])
    const tooLarge = await refusal(client.appendToStream('a', [sized(525_000), sized(525_000)]))
    expect(tooLarge).toMatchObject({ type: 'maximum-append-size-exceeded', maxAppendSize: 1_048_576, message: '' })
    const inParts = events(6).map(() => sized(1_000_000))
    expect(await refusal(client.appendToStream('a', inParts))).toMatchObject({ type: 'maximum-append-size-exceeded' })
    expect(await revisionsOf('a')).toEqual([0n, 1n])
  })

  test('of 20 MB breaks every append in flight', async () => {
    await client.appendToStream('a', a)
    const waiting = server.faults.next('append', held())
    const another = refusal(client.appendToStream('b', x))
    await waiting.struck
    const huge = refusal(client.appendToStream('a', event({ text: 'x'.repeat(20_000_000) })))
    expect(await huge).toMatchObject({ type: 'unknown', message: expect.stringMatching(/^8 RESOURCE_EXHAUSTED/) })
    expect(await another).toMatchObject({ message: expect.stringMatching(/^8 RESOURCE_EXHAUSTED/) })
    expect(await client.appendToStream('a', b)).toMatchObject({ nextExpectedRevision: 1n })
  })

  test.each([
    ['to a stream without a name', '', event()],
    ['of an id that is no UUID', 'a', event({}, 'purchase-1')],
  ])('%s is not recognised', async (_, stream, malformed) => {
    expect(await refusal(client.appendToStream(stream, malformed))).toMatchObject({
      type: 'unknown',
      message: 'Could not recognize BadRequest',
    })
  })

  test('waits for none before it, yet all are stored in the order sent', async () => {
    // The client itself lets the others overtake the one that opens its connection.
    await client.appendToStream('b', event())
    await Promise.all(Array.from({ length: 200 }, (_, n) => client.appendToStream('a', event({ n }))))
    expect((await history('a')).map(({ data }) => data)).toEqual(Array.from({ length: 200 }, (_, n) => ({ n })))
  })

  test('wins alone among twenty at one revision', async () => {
    const race = Array.from({ length: 20 }, () =>
      client.appendToStream('a', event(), { expectedRevision: 'no_stream' }),
    )
    const outcomes = await Promise.allSettled(race)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await revisionsOf('a')).toEqual([0n])
  })

  test('keeps names of any characters, metadata and bytes', async () => {
    const named = jsonEvent({ type: 'Купленo é', data: { 客户: 'ü' }, metadata: { channel: '電話' } })
    await client.appendToStream('customer-cdnow:客户 00004/é', named)
    expect(await history('customer-cdnow:客户 00004/é')).toMatchObject([
      { streamId: 'customer-cdnow:客户 00004/é', type: named.type, data: named.data, metadata: named.metadata },
    ])
  })

  test('that brings credentials goes another way, with the same answers', async () => {
    const credentials = { username: 'admin', password: 'changeit' }
    const first = await client.appendToStream('a', [a, b], { expectedRevision: 'no_stream', credentials })
    expect(first).toMatchObject({ success: true, nextExpectedRevision: 1n })
    expect(await client.appendToStream('a', [a, b], { expectedRevision: 'no_stream', credentials })).toEqual(first)
    expect(await refusal(client.appendToStream('a', x, { expectedRevision: 5n, credentials }))).toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: 5n,
      actualVersion: 1n,
    })
    const large = event({ text: 'x'.repeat(1_050_000) })
    expect(await refusal(client.appendToStream('a', large, { credentials }))).toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 1_048_576,
    })
    await client.tombstoneStream('a')
    expect(await refusal(client.appendToStream('a', x, { credentials }))).toMatchObject({
      type: 'stream-deleted',
      streamName: 'a',
    })
  })
})

describe('A stream', () => {
  test('is read from a revision, up to a count, in either direction', async () => {
    await client.appendToStream('a', events(5))
    const read = async (options: Parameters<typeof client.readStream>[1]) =>
      (await all(client.readStream('a', options))).map(({ event }) => Number(event!.revision))
    expect(await read({ fromRevision: 2n })).toEqual([2, 3, 4])
    expect(await read({ fromRevision: 1n, maxCount: 2 })).toEqual([1, 2])
    expect(await read({ direction: 'backwards', fromRevision: 'end' })).toEqual([4, 3, 2, 1, 0])
    expect(await read({ direction: 'backwards', fromRevision: 2n, maxCount: 2 })).toEqual([2, 1])
    expect(await read({ fromRevision: 5n })).toEqual([])
  })

  test('that is missing is not found', async () => {
    await expect(history('a')).rejects.toMatchObject({ type: 'stream-not-found', streamName: 'a' })
  })

  test('once deleted is not found, and begins again where its revisions stood', async () => {
    await client.appendToStream('a', events(3))
    await client.deleteStream('a')
    await expect(history('a')).rejects.toMatchObject({ type: 'stream-not-found' })
    expect(await client.appendToStream('a', event(), { expectedRevision: 'no_stream' })).toMatchObject({
      nextExpectedRevision: 3n,
    })
    await client.appendToStream('a', event())
    expect(await revisionsOf('a')).toEqual([3n, 4n])
    expect((await client.getStreamMetadata('a')).metadata).toEqual({ truncateBefore: 3 })
  })

  test('is deleted at its revision only', async () => {
    await client.appendToStream('a', events(3))
    await expect(client.deleteStream('a', { expectedRevision: 1n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: 1n,
      actualVersion: 2n,
    })
    await client.deleteStream('a', { expectedRevision: 2n })
    await expect(history('a')).rejects.toMatchObject({ type: 'stream-not-found' })
  })

  test('once tombstoned is over', async () => {
    await client.appendToStream('a', events(2))
    await client.tombstoneStream('a')
    const deleted = { type: 'stream-deleted', streamName: 'a' }
    await expect(history('a')).rejects.toMatchObject(deleted)
    expect(await refusal(client.appendToStream('a', event()))).toMatchObject(deleted)
    await expect(client.deleteStream('a')).rejects.toMatchObject(deleted)
    expect((await log()).at(-1)).toMatchObject({ streamId: 'a', type: '$streamDeleted', revision: 2n ** 63n - 1n })
  })

  test('keeps as many events as its metadata says', async () => {
    await client.setStreamMetadata('a', { maxCount: 2 })
    await client.appendToStream('a', events(5))
    expect(await revisionsOf('a')).toEqual([3n, 4n])
    await client.setStreamMetadata('a', { maxCount: 3 })
    expect(await revisionsOf('a')).toEqual([2n, 3n, 4n])
    expect((await client.getStreamMetadata('a')).metadata).toEqual({ maxCount: 3 })
    expect(await revisionsOf('$$a')).toEqual([1n])
  })
})

describe('Everything', () => {
  test('has positions that grow with gaps, and events of the system', async () => {
    await beginAgain({ firstPosition: 2 ** 33, statisticsEvery: 10 })
    await client.setStreamMetadata('a', { owner: 'ada' })
    await client.appendToStream('a', events(20))
    const positions = (await log()).map(({ position }) => position.commit)
    expect(positions[0]).toBeGreaterThanOrEqual(2n ** 33n)
    for (const [index, position] of positions.slice(1).entries())
      expect(position - positions[index]!).toBeGreaterThan(1n)
    const types = new Set((await log()).map(({ type }) => type))
    expect(types).toEqual(new Set(['$metadata', '$User', '$statsCollected', 'PurchaseCompleted']))
  })

  test('is read from a position, which is included forwards only', async () => {
    await client.appendToStream('a', events(3))
    const everything = await log()
    const middle = everything.at(-2)!
    const fromPosition = middle.position
    const ids = (read: AllStreamResolvedEvent[]) => read.map(({ event }) => event!.id)
    expect(ids(await all(client.readAll({ fromPosition })))).toEqual([middle.id, everything.at(-1)!.id])
    expect(ids(await all(client.readAll({ fromPosition, direction: 'backwards', maxCount: 1 })))).toEqual([
      everything.at(-3)!.id,
    ])
    expect(ids(await all(client.readAll({ fromPosition: 'end', direction: 'backwards' })))).toEqual(
      everything.map(({ id }) => id).toReversed(),
    )
  })
})

const saying = (subscription: AllStreamSubscription, what: 'confirmation' | 'caughtUp') =>
  new Promise<void>((resolve) => subscription.once(what, () => resolve()))

describe('A subscription', () => {
  test('to everything catches up, then goes on, with a writer at work all the while', async () => {
    let written = 0
    const write = async () => {
      for (; written < 1_000; written += 10)
        await client.appendToStream(
          'a',
          Array.from({ length: 10 }, (_, n) => event({ n: written + n })),
        )
    }
    const writing = write()
    await client.appendToStream('b', event())
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: ['a'] }) })
    const confirmed = saying(subscription, 'confirmation')
    const caughtUp = saying(subscription, 'caughtUp')
    const taken = await take(subscription, 1_000)
    await Promise.all([writing, confirmed, caughtUp])
    expect(taken.map(({ event }) => event!.data)).toEqual(Array.from({ length: 1_000 }, (_, n) => ({ n })))
  })

  test('goes on after a position, or from the end', async () => {
    await client.appendToStream('a', events(3))
    const [, , , second, third] = await log()
    const [next] = await take(client.subscribeToAll({ fromPosition: second!.position }), 1)
    expect(next!.event!.id).toBe(third!.id)
    const fromEnd = client.subscribeToAll({ fromPosition: 'end' })
    await saying(fromEnd, 'caughtUp')
    const later = event()
    await client.appendToStream('a', later)
    expect((await take(fromEnd, 1))[0]!.event!.id).toBe(later.id)
  })

  test('to a stream catches up after a revision, then goes on', async () => {
    await client.appendToStream('a', events(3))
    const subscription = client.subscribeToStream('a', { fromRevision: 0n })
    const iterator = subscription[Symbol.asyncIterator]()
    const next = async () => ((await iterator.next()).value as AllStreamResolvedEvent).event!.revision
    expect([await next(), await next()]).toEqual([1n, 2n])
    await client.appendToStream('b', event())
    await client.appendToStream('a', event())
    expect(await next()).toBe(3n)
  })

  test('to a stream waits for the stream to begin, and ends with it', async () => {
    const subscription = client.subscribeToStream('a')
    const iterator = subscription[Symbol.asyncIterator]()
    const first = iterator.next()
    await client.appendToStream('a', event())
    expect((await first).value).toMatchObject({ event: { revision: 0n } })
    const ended = expect(iterator.next()).rejects.toMatchObject({ type: 'stream-deleted', streamName: 'a' })
    await client.tombstoneStream('a')
    await ended
  })

  test.each([
    ['streams by prefix', streamNameFilter({ prefixes: ['a-', 'b-'] }), ['a-1 X', 'a-1 Y', 'b-1 X']],
    ['streams by pattern', streamNameFilter({ regex: '^.-2$' }), ['c-2 Y']],
    ['types by prefix', eventTypeFilter({ prefixes: ['Y'] }), ['a-1 Y', 'c-2 Y']],
    ['types by pattern', eventTypeFilter({ regex: '^[^$X]' }), ['a-1 Y', 'c-2 Y']],
    ['no events of the system', excludeSystemEvents(), ['a-1 X', 'a-1 Y', 'b-1 X', 'c-2 Y']],
  ])('delivers %s', async (_, filter, expected) => {
    for (const [stream, type] of [
      ['a-1', 'X'],
      ['a-1', 'Y'],
      ['b-1', 'X'],
      ['c-2', 'Y'],
    ] as const)
      await client.appendToStream(stream, event({}, randomUUID(), type))
    await client.setStreamMetadata('a-1', { owner: 'ada' })
    const taken = await take(client.subscribeToAll({ filter }), expected.length)
    expect(taken.map(({ event }) => `${event!.streamId} ${event!.type}`)).toEqual(expected)
  })

  describe('with a filter that matches nothing', () => {
    /** Subscribes, and tells the checkpoints as they come. */
    const checkpointsOf = (filter: { checkpointInterval?: number; maxSearchWindow?: number }) => {
      const reached: Position[] = []
      let wake = () => {}
      const subscription = client.subscribeToAll({
        filter: streamNameFilter({
          prefixes: ['nothing'],
          ...filter,
          checkpointReached: (_, position) => {
            reached.push(position)
            wake()
          },
        }),
      })
      subscription.on('data', () => {})
      const until = async (count: number) => {
        while (reached.length < count) await new Promise<void>((resolve) => (wake = resolve))
      }
      return { subscription, reached, until }
    }

    test('comes to checkpoints while it catches up', async () => {
      await client.appendToStream('a', events(98))
      const { subscription, reached } = checkpointsOf({})
      await saying(subscription, 'caughtUp')
      const positions = (await log()).map(({ position }) => position)
      // A page of 32 without a match tells where it began; the last page, at the end of the log, tells nothing.
      expect(positions).toHaveLength(100)
      expect(reached).toEqual([positions[0], positions[32], positions[64]])
    })

    test('comes to the end of the log by checkpoints once it is live', async () => {
      const { subscription, reached, until } = checkpointsOf({ checkpointInterval: 2, maxSearchWindow: 5 })
      await saying(subscription, 'caughtUp')
      await client.appendToStream('a', events(28))
      await until(3)
      const positions = (await log()).map(({ position }) => position)
      expect(positions).toHaveLength(30)
      expect(reached).toEqual([positions[9], positions[19], positions[29]])
    })
  })
})

const certificate = selfSignedCertificate()
const withCertificate = certificate ? describe : describe.skip

withCertificate('A server with TLS', () => {
  let folder: string
  const connect = (credentials = '') => {
    const ca = join(folder, 'ca.pem')
    writeFileSync(ca, certificate!.cert)
    const to = server.connectionString.replace('esdb://', `esdb://${credentials}`)
    return EventStoreDBClient.connectionString(`${to}&tlsCAFile=${encodeURIComponent(ca)}`)
  }
  beforeEach(async () => {
    folder = temporaryFolder()
    await beginAgain({ certificate, requireCredentials: { username: 'admin', password: 'changeit' } })
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('admits whom it knows', async () => {
    client = connect('admin:changeit@')
    await client.appendToStream('a', event())
    expect(await revisionsOf('a')).toEqual([0n])
  })

  test.each([
    ['nobody', ''],
    ['who mistypes', 'admin:change@'],
  ])('refuses %s', async (_, credentials) => {
    client = connect(credentials)
    expect(await refusal(client.appendToStream('a', event()))).toMatchObject({ type: 'access-denied' })
    await expect(history('a')).rejects.toMatchObject({ type: 'access-denied' })
    expect(server.log.readable('a')).toBeUndefined()
  })
})
