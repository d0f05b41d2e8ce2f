/** How the server for tests misbehaves on demand, as the real client sees it. */
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { once } from 'node:events'
import { EventStoreDBClient, type Position, streamNameFilter } from '@eventstore/db-client'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import { credentials, status } from '@grpc/grpc-js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import { type EventStoreDBServer, startEventStoreDBServer } from './eventstoredb-server.js'
import {
  answeredTwice,
  checkpoints,
  cutAfter,
  cutAfterEffect,
  cutBeforeEffect,
  deadlineExceeded,
  held,
  notLeader,
  refused,
  silence,
  silenceAfter,
  slow,
  unavailable,
} from './faults.js'
import { all, connected, event, events, history, refusal, take } from './raw-client.js'

let server: EventStoreDBServer
let client: EventStoreDBClient
beforeEach(async () => {
  server = await startEventStoreDBServer({ writeTimeout: 100 })
  client = EventStoreDBClient.connectionString(server.connectionString)
  // The first append opens what all later ones share.
  await client.appendToStream('first', event())
})
afterEach(async () => {
  await client.dispose()
  await server.stop()
})

/** What is stored, whatever was answered. */
const stored = (stream: string) => (server.log.readable(stream) ?? []).map(({ id }) => id)

/** Whether a promise is settled when the server has answered something else since. */
const isSettledAfterAnother = async (promise: Promise<unknown>, other: EventStoreDBClient = client) => {
  let settled = false
  const settle = () => (settled = true)
  promise.then(settle, settle)
  for (let n = 0; n < 20; n += 1) await other.appendToStream('another', event())
  return settled
}

describe('An append', () => {
  test('meets a node that does not lead, and goes to the leader next', async () => {
    const leader = await startEventStoreDBServer()
    const fault = server.faults.next('append', notLeader({ host: '127.0.0.1', port: leader.port }))
    expect(await refusal(client.appendToStream('a', event()))).toMatchObject({
      type: 'not-leader',
      leader: { address: '127.0.0.1', port: leader.port },
    })
    expect(fault.times()).toBe(1)
    await client.appendToStream('a', event())
    expect(stored('a')).toEqual([])
    expect(leader.log.readable('a')).toHaveLength(1)
    await client.dispose()
    await leader.stop()
  })

  test('is refused as unavailable until the fault is lifted', async () => {
    const fault = server.faults.always('append', unavailable())
    for (let n = 0; n < 3; n += 1)
      expect(await refusal(client.appendToStream('a', event()))).toMatchObject({ type: 'unavailable' })
    expect(fault.times()).toBe(3)
    fault.lift()
    await client.appendToStream('a', event())
    expect(stored('a')).toHaveLength(1)
  })

  test('is refused as often as asked for, with any status', async () => {
    server.faults.next('append', refused(status.INTERNAL, 'Something broke'), 2)
    const outcomes: string[] = []
    for (let n = 0; n < 3; n += 1)
      await client.appendToStream('a', event()).then(
        () => outcomes.push('stored'),
        (error: Error) => outcomes.push(error.message),
      )
    expect(outcomes).toEqual(['13 INTERNAL: Something broke', '13 INTERNAL: Something broke', 'stored'])
  })

  test.each([true, false])('exceeds its deadline, alone, and is stored or not: %s', async (isStored) => {
    const waiting = held()
    const fault = server.faults.next('append', waiting)
    const another = client.appendToStream('b', event())
    await fault.struck
    server.faults.next('append', deadlineExceeded({ stored: isStored }))
    const late = event()
    expect(await refusal(client.appendToStream('a', late))).toMatchObject({ type: 'deadline-exceeded' })
    expect(stored('a')).toEqual(isStored ? [late.id] : [])
    waiting.release()
    expect(await another).toMatchObject({ success: true })
  })

  test('loses its connection before it is stored', async () => {
    server.faults.next('append', cutBeforeEffect())
    const cut = event()
    expect(await refusal(client.appendToStream('a', cut))).toMatchObject({
      type: 'unavailable',
      message: expect.stringContaining('Connection dropped'),
    })
    expect(stored('a')).toEqual([])
    await connected(client)
    await client.appendToStream('a', cut, { expectedRevision: 'no_stream' })
    expect(stored('a')).toEqual([cut.id])
  })

  test('loses its connection when it is stored, and is recognised afterwards', async () => {
    server.faults.next('append', cutAfterEffect())
    const cut = event()
    expect(await refusal(client.appendToStream('a', cut, { expectedRevision: 'no_stream' }))).toMatchObject({
      type: 'unavailable',
    })
    expect(stored('a')).toEqual([cut.id])
    await connected(client)
    expect(await client.appendToStream('a', cut, { expectedRevision: 'no_stream' })).toMatchObject({ success: true })
    expect(stored('a')).toEqual([cut.id])
  })

  test.each([
    ['before', cutBeforeEffect(), 0],
    ['after', cutAfterEffect(), 1],
  ])('by the call for one append loses its connection %s the effect', async (_, fault, count) => {
    server.faults.next('append', fault)
    const login = { username: 'admin', password: 'changeit' }
    const call = client.appendToStream('a', event(), { credentials: login })
    expect(await refusal(call)).toMatchObject({ type: 'unavailable' })
    expect(stored('a')).toHaveLength(count)
  })

  test.each([true, false])('is never answered while others are, and is stored or not: %s', async (isStored) => {
    const fault = server.faults.next('append', silence({ stored: isStored }))
    const unanswered = client.appendToStream('a', event())
    await fault.struck
    expect(await isSettledAfterAnother(unanswered)).toBe(false)
    expect(stored('a')).toHaveLength(isStored ? 1 : 0)
    server.dropConnections()
    expect(await refusal(unanswered)).toMatchObject({ type: 'unavailable' })
  })

  test('is stored and answered when its answer is released', async () => {
    const waiting = held()
    const fault = server.faults.next('append', waiting)
    const append = client.appendToStream('a', event())
    await fault.struck
    expect(stored('a')).toHaveLength(1)
    expect(await isSettledAfterAnother(append)).toBe(false)
    waiting.release()
    expect(await append).toMatchObject({ success: true })
  })

  test('that is slow is overtaken by a later one', async () => {
    server.faults.next('append', slow(200))
    const answered: string[] = []
    await Promise.all(
      ['slow', 'quick'].map((name) => client.appendToStream(name, event()).then(() => answered.push(name))),
    )
    expect(answered).toEqual(['quick', 'slow'])
  })

  test('by a deletion is stored, and its answer is lost', async () => {
    await client.appendToStream('a', event())
    server.faults.next('delete', cutAfterEffect())
    expect(await refusal(client.deleteStream('a'))).toMatchObject({ type: 'unavailable' })
    expect(server.log.readable('a')).toBeUndefined()
  })

  describe('on the wire', () => {
    // The client itself does not survive a second answer.
    let wire: streamsService.StreamsClient
    beforeEach(
      () => (wire = new streamsService.StreamsClient(`127.0.0.1:${server.port}`, credentials.createInsecure())),
    )
    afterEach(() => wire.close())

    /** Sends an append and takes so many answers: the revision, or the name of the error. */
    const answersTo = async (id: string, count: number): Promise<string[]> => {
      const call = wire.batchAppend()
      const message = new streams.BatchAppendReq.ProposedMessage().setId(new shared.UUID().setString(id))
      message.getMetadataMap().set('type', 'PurchaseCompleted').set('content-type', 'application/json')
      const options = new streams.BatchAppendReq.Options()
        .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from('a')))
        .setAny(new empty.Empty())
      const correlation = new shared.UUID().setString(randomUUID())
      const request = new streams.BatchAppendReq().setCorrelationId(correlation).setOptions(options).setIsFinal(true)
      call.write(request.setProposedMessagesList([message]))
      const answers: string[] = []
      for await (const answer of call as AsyncIterable<streams.BatchAppendResp>) {
        expect(answer.getCorrelationId()!.getString()).toBe(correlation.getString())
        const error = answer.getError()
        answers.push(error ? error.getDetails()!.getTypeName() : answer.getSuccess()!.getCurrentRevision())
        if (answers.length === count) break
      }
      return answers
    }

    test('is answered twice, and stored once', async () => {
      server.faults.next('append', answeredTwice())
      expect(await answersTo(randomUUID(), 2)).toEqual(['0', '0'])
      expect(stored('a')).toHaveLength(1)
    })

    test('is answered again when its time is over, if its id was no UUID', async () => {
      expect(await answersTo('purchase-1', 2)).toEqual(['event_store.client.BadRequest', 'event_store.client.Timeout'])
      expect(stored('a')).toEqual([])
    })
  })
})

describe('A read', () => {
  beforeEach(() => client.appendToStream('a', events(10)))

  /** What was read before it ended, and how it ended. */
  const readToTheEnd = async (read: AsyncIterable<unknown>) => {
    const delivered: unknown[] = []
    try {
      for await (const item of read) delivered.push(item)
    } catch (error) {
      return { delivered, error: error as Error }
    }
    return { delivered, error: undefined }
  }

  test('is refused', async () => {
    server.faults.next('read', unavailable())
    await expect(all(client.readStream('a'))).rejects.toMatchObject({ type: 'unavailable' })
    server.faults.next('read', deadlineExceeded())
    await expect(all(client.readAll())).rejects.toMatchObject({ type: 'deadline-exceeded' })
    expect(await history(client, 'a')).toHaveLength(10)
  })

  test.each(['readStream', 'readAll'] as const)('by %s loses its connection on the way', async (method) => {
    server.faults.next('read', cutAfter(3))
    const read = method === 'readStream' ? client.readStream('a') : client.readAll()
    const { delivered, error } = await readToTheEnd(read)
    expect(error).toMatchObject({ type: 'unavailable' })
    expect(delivered.length).toBeLessThanOrEqual(3)
    expect(await history(client, 'a')).toHaveLength(10)
  })

  test('delivers what was asked for before its connection is cut', async () => {
    server.faults.next('read', cutAfter(3))
    const wire = new streamsService.StreamsClient(`127.0.0.1:${server.port}`, credentials.createInsecure())
    const options = new streams.ReadReq.Options()
      .setAll(new streams.ReadReq.Options.AllOptions().setStart(new shared.Empty()))
      .setCount('100')
    const call = wire.read(new streams.ReadReq().setOptions(options))
    let delivered = 0
    call.on('data', () => (delivered += 1))
    const [error] = (await once(call, 'error').catch((error: unknown) => [error])) as [{ code: number }]
    expect(error.code).toBe(status.UNAVAILABLE)
    expect(delivered).toBe(3)
    wire.close()
  })

  test('stops on the way, over a connection that works', async () => {
    server.faults.next('read', silenceAfter(3))
    const read = client.readStream('a')
    const iterator = read[Symbol.asyncIterator]()
    for (let n = 0; n < 3; n += 1) expect((await iterator.next()).value).toMatchObject({ event: { data: { n } } })
    expect(await isSettledAfterAnother(iterator.next())).toBe(false)
    await read.cancel()
  })

  test('waits until it is released', async () => {
    const waiting = held()
    server.faults.next('read', waiting)
    const reading = history(client, 'a')
    expect(await isSettledAfterAnother(reading)).toBe(false)
    waiting.release()
    expect(await reading).toHaveLength(10)
  })
})

describe('A subscription', () => {
  /** What it delivers until it ends, and how it ends. */
  const follow = (fromPosition: Position | 'start' = 'start') => {
    const filter = streamNameFilter({ prefixes: ['a'] })
    const subscription = client.subscribeToAll({ fromPosition, filter })
    const delivered: unknown[] = []
    let last: Position | undefined
    let wake = () => {}
    const ended = new Promise<Error>((resolve) => subscription.once('error', resolve))
    subscription.on('data', ({ event }) => {
      delivered.push((event!.data as { n: number }).n)
      last = event!.position
      wake()
    })
    const until = async (count: number) => {
      while (delivered.length < count) await new Promise<void>((resolve) => (wake = resolve))
    }
    return { delivered, until, ended, last: () => last, unsubscribe: () => subscription.unsubscribe() }
  }

  test('is cut while it catches up, and goes on where it stood', async () => {
    await client.appendToStream('a', events(10))
    server.faults.next('subscribe', cutAfter(4))
    const first = follow()
    expect(await first.ended).toMatchObject({ type: 'unavailable' })
    expect(first.delivered).toEqual([0, 1, 2, 3].slice(0, first.delivered.length))
    await connected(client)
    const second = follow(first.last())
    await second.until(10 - first.delivered.length)
    expect([...first.delivered, ...second.delivered]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    await second.unsubscribe()
  })

  test('is cut live', async () => {
    server.faults.next('subscribe', cutAfter(2))
    const subscription = follow()
    await client.appendToStream('a', event({ n: 0 }))
    await subscription.until(1)
    await client.appendToStream('a', [event({ n: 1 }), event({ n: 2 })]).catch(() => {})
    expect(await subscription.ended).toMatchObject({ type: 'unavailable' })
    expect(subscription.delivered).not.toContain(2)
  })

  test('falls silent', async () => {
    await client.appendToStream('a', events(3))
    server.faults.next('subscribe', silenceAfter(2))
    const subscription = follow()
    await subscription.until(2)
    expect(await isSettledAfterAnother(Promise.race([subscription.until(3), subscription.ended]))).toBe(false)
    await subscription.unsubscribe()
  })

  test('meets a node that does not lead', async () => {
    server.faults.next('subscribe', notLeader({ host: '127.0.0.1', port: server.port }))
    expect(await follow().ended).toMatchObject({ type: 'not-leader' })
  })

  /** Subscribes with so many checkpoints more, and tells them as they come. */
  const withCheckpoints = (kind: 'after-every-event' | 'at-the-seam') => {
    server.faults.next('subscribe', checkpoints(kind))
    const reached: bigint[] = []
    let wake = () => {}
    const checkpointReached = (_: unknown, { commit }: Position) => {
      reached.push(commit)
      wake()
    }
    const filter = streamNameFilter({ prefixes: ['a'], checkpointInterval: 1_000, checkpointReached })
    const until = async (count: number) => {
      while (reached.length < count) await new Promise<void>((resolve) => (wake = resolve))
    }
    return { reached, until, subscription: client.subscribeToAll({ filter }) }
  }
  const positions = () => server.log.events.map(({ position }) => BigInt(position))

  test('has a checkpoint after every event, before anybody has handled one', async () => {
    await client.appendToStream('a', events(3))
    const { subscription, reached, until } = withCheckpoints('after-every-event')
    await until(positions().length)
    expect(reached).toEqual(positions())
    const handled = await take(subscription, 3)
    expect(handled.map(({ event }) => event!.position.commit)).toEqual(positions().slice(-3))
    await client.appendToStream('another', event())
    await until(positions().length)
    expect(reached).toEqual(positions())
  })

  test('has checkpoints at the seam, before and after it tells that it has caught up', async () => {
    await client.appendToStream('a', events(3))
    const { subscription, reached, until } = withCheckpoints('at-the-seam')
    const before: bigint[] = []
    subscription.once('caughtUp', () => before.push(...reached))
    await until(2)
    const end = positions().at(-1)
    expect(before).toEqual([end])
    expect(reached).toEqual([end, end])
    await client.appendToStream('a', event())
    expect((await take(subscription, 4)).map(({ event }) => event!.revision)).toEqual([0n, 1n, 2n, 3n])
    expect(reached).toEqual([end, end])
  })
})

describe('A server', () => {
  const isOpen = (port: number) =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })

  test('that is killed ends everything in flight, and keeps what was stored when it starts again', async () => {
    const before = event()
    await client.appendToStream('a', before)
    const fault = server.faults.next('append', silence())
    const inFlight = refusal(client.appendToStream('a', event()))
    const subscription = client.subscribeToAll()
    await take(subscription, 1)
    const ended = once(subscription, 'error').catch((error: unknown) => [error])
    await fault.struck

    await server.kill()
    expect(await isOpen(server.port)).toBe(false)
    expect(await inFlight).toMatchObject({ type: 'unavailable' })
    expect(await ended).toMatchObject([{ type: 'unavailable' }])
    expect((await refusal(client.appendToStream('a', event()))).message).toMatch(/^14 UNAVAILABLE/)

    await server.start()
    expect(await isOpen(server.port)).toBe(true)
    await connected(client)
    expect((await history(client, 'a')).map(({ id }) => id)).toEqual([before.id])
    await client.appendToStream('a', event(), { expectedRevision: 0n })
    expect(stored('a')).toHaveLength(2)
  })

  test('that is frozen accepts and answers nothing, until it thaws', async () => {
    const other = await startEventStoreDBServer()
    const elsewhere = EventStoreDBClient.connectionString(other.connectionString)
    await client.appendToStream('a', event({ n: 0 }))
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: ['a'] }) })
    const iterator = subscription[Symbol.asyncIterator]()
    await iterator.next()

    server.freeze()
    expect(await isOpen(server.port)).toBe(true)
    const append = client.appendToStream('a', event({ n: 1 }))
    const read = history(client, 'a')
    const next = iterator.next()
    expect(await isSettledAfterAnother(Promise.race([append, read, next]), elsewhere)).toBe(false)
    expect(stored('a')).toHaveLength(1)

    server.thaw()
    expect(await append).toMatchObject({ nextExpectedRevision: 1n })
    expect((await read).length).toBeGreaterThan(0)
    expect((await next).value).toMatchObject({ event: { revision: 1n } })
    await elsewhere.dispose()
    await other.stop()
  })

  test('that is frozen when a client comes answers it once it thaws', async () => {
    const fresh = await startEventStoreDBServer()
    fresh.freeze()
    const late = EventStoreDBClient.connectionString(fresh.connectionString)
    const append = late.appendToStream('a', event())
    expect(await isSettledAfterAnother(append)).toBe(false)
    fresh.thaw()
    expect(await append).toMatchObject({ success: true })
    await late.dispose()
    await fresh.stop()
  })

  test('that is frozen can be killed, and starts again as it should', async () => {
    server.freeze()
    const append = refusal(client.appendToStream('a', event()))
    await server.kill()
    expect(await append).toMatchObject({ type: 'unavailable' })
    await server.start()
    await connected(client)
    await client.appendToStream('a', event())
    expect(stored('a')).toHaveLength(1)
  })

  test('drops its connections and accepts new ones', async () => {
    const fault = server.faults.next('append', silence())
    const unanswered = refusal(client.appendToStream('a', event()))
    await fault.struck
    server.dropConnections()
    expect(await unanswered).toMatchObject({ type: 'unavailable' })
    await connected(client)
    await client.appendToStream('a', event())
    expect(stored('a')).toHaveLength(1)
  })

  test('does not tell what it supports', async () => {
    server.faults.next('features', unavailable())
    const fresh = EventStoreDBClient.connectionString(server.connectionString)
    expect(await refusal(fresh.appendToStream('a', event()))).toMatchObject({ code: status.UNAVAILABLE })
    await fresh.appendToStream('a', event())
    expect(stored('a')).toHaveLength(1)
    await fresh.dispose()
  })

  test('forgets its faults when it stops', async () => {
    server.faults.always('append', unavailable())
    await server.stop()
    await server.start()
    await connected(client)
    await client.appendToStream('a', event())
    expect(stored('a')).toHaveLength(1)
  })
})
