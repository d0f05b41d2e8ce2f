/** Appends to EventStoreDB and reading from it, beside its own client that appends and reads the same events. */
import { randomUUID } from 'node:crypto'
import {
  ANY,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
  type AllStreamResolvedEvent,
  type AppendExpectedRevision,
  type JSONType,
} from '@eventstore/db-client'
import type { NewEvent } from '../../domain/event.js'
import { clientConnectionString } from '../../src/event-store/eventstoredb/connection-string.js'
import { openEventStoreDb } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import type { EventStore } from '../../src/event-store/event-store.js'
import { foldedStreams } from '../../src/projecting/history.js'
import { atOnce, inTurns, type Benchmark, type Rates } from './measure.js'
import { purchase, streamsOf } from './purchase.js'

interface Both {
  readonly store: EventStore
  readonly client: EventStoreDBClient
}

const withBoth = async <T>(url: string, work: (both: Both) => Promise<T>): Promise<T> => {
  const store = await openEventStoreDb(url)
  const client = EventStoreDBClient.connectionString(clientConnectionString(url))
  try {
    return await work({ store, client })
  } finally {
    await store.stop()
    await client.dispose()
  }
}

const rounds = 6

const bareEvent = ({ id, type, data, metadata }: NewEvent) => jsonEvent({ id, type, data: data as JSONType, metadata })

const appendBare = (
  client: EventStoreDBClient,
  stream: string,
  event: NewEvent,
  expectedRevision: AppendExpectedRevision,
): Promise<unknown> => client.appendToStream(stream, bareEvent(event), { expectedRevision })

/** Streams that were written by the same process before, or that nobody has written, or that others have written. */
type Streams = 'known' | 'new' | 'unknown'

const knownStreams = 500

const appendRate = (concurrency: number, appends: number, streams: Streams) => (_: unknown, url: string) =>
  withBoth(url, async ({ store, client }): Promise<Rates> => {
    const run = randomUUID()
    const perRound = Math.ceil(appends / rounds)
    const fresh = (whose: string, round: number): readonly string[] =>
      streamsOf(`${run}-${whose}-${streams === 'known' ? '' : round}`, streams === 'known' ? knownStreams : perRound)
    const places = (whose: string) => Array.from({ length: rounds + 1 }, (_, round) => fresh(whose, round))
    const [ourPlaces, theirPlaces] = [places('ours'), places('bare')]
    const events = Array.from({ length: perRound }, purchase)
    const written = { known: [ourPlaces[0]!, theirPlaces[0]!], new: [], unknown: [...ourPlaces, ...theirPlaces] }[
      streams
    ]
    for (const all of written)
      await atOnce(64, all.length, (index) => appendBare(client, all[index]!, purchase(), NO_STREAM))
    const place = (all: readonly (readonly string[])[], round: number, index: number) =>
      all[round]![index % all[round]!.length]!
    // The same content under another id each round: no append is a repetition.
    const eventFor = (index: number): NewEvent => ({ ...events[index]!, id: randomUUID() })
    const expected =
      streams === 'new' ? ({ ours: 'none', bare: NO_STREAM } as const) : ({ ours: 'any', bare: ANY } as const)
    return inTurns(
      rounds,
      perRound,
      (round) =>
        atOnce(concurrency, perRound, (index) =>
          store.append(place(ourPlaces, round, index), [eventFor(index)], expected.ours),
        ),
      (round) =>
        atOnce(concurrency, perRound, (index) =>
          appendBare(client, place(theirPlaces, round, index), eventFor(index), expected.bare),
        ),
    )
  })

const eventsToRead = 30_000
const eventsPerStream = 20

/** Writes events to read; answers the position after which they stand. */
const written = async ({ store, client }: Both): Promise<number> => {
  const after = await store.head()
  const streams = streamsOf(randomUUID(), eventsToRead / eventsPerStream)
  await atOnce(16, streams.length, (index) =>
    client.appendToStream(streams[index]!, Array.from({ length: eventsPerStream }, purchase).map(bareEvent)),
  )
  return after
}

const placeAfter = (position: number) =>
  position === 0 ? START : { commit: BigInt(position), prepare: BigInt(position) }

/** Whether the events that were to be read have come, and no more; something else may have been written before. */
const complete = (taken: number): boolean => {
  if (taken > eventsToRead) throw new Error(`${taken} events were read, not ${eventsToRead}`)
  return taken === eventsToRead
}

const isToRead = ({ event }: AllStreamResolvedEvent, after: number): boolean =>
  event !== undefined && !event.type.startsWith('$') && event.position.commit > after

const readRate = (_: unknown, url: string) =>
  withBoth(url, async (both) => {
    const after = await written(both)
    return inTurns(
      rounds,
      eventsToRead,
      async () => {
        let taken = 0
        for await (const event of both.store.readAll({ after })) if (event.position > after) taken += 1
        if (!complete(taken)) throw new Error(`only ${taken} events were read`)
      },
      async () => {
        let taken = 0
        for await (const resolved of both.client.readAll({ fromPosition: placeAfter(after) }))
          if (isToRead(resolved, after)) taken += 1
        if (!complete(taken)) throw new Error(`only ${taken} events were read`)
      },
    )
  })

/** As the projection engine subscribes. */
const catchUpRate = (_: unknown, url: string) =>
  withBoth(url, async (both) => {
    const after = await written(both)
    return inTurns(
      rounds,
      eventsToRead,
      async () => {
        let taken = 0
        for await (const { events } of both.store.subscribe({ after, filter: foldedStreams, batchSize: 5_000 })) {
          taken += events.length
          if (complete(taken)) return
        }
      },
      async () => {
        const subscription = both.client.subscribeToAll({
          fromPosition: placeAfter(after),
          filter: streamNameFilter({ prefixes: foldedStreams.streamPrefixes }),
        })
        let taken = 0
        for await (const resolved of subscription) {
          if (isToRead(resolved, after)) taken += 1
          if (complete(taken)) break
        }
        await subscription.unsubscribe()
      },
    )
  })

const append = (name: string, concurrency: number, appends: number, streams: Streams): Benchmark => ({
  name: `eventstoredb-${name}-${concurrency}`,
  on: 'EventStoreDB',
  unit: 'appends/s',
  better: 'more',
  measure: appendRate(concurrency, appends, streams),
})

export const eventstoredb: readonly Benchmark[] = [
  append('append', 1, 3_000, 'known'),
  append('append', 64, 12_000, 'known'),
  append('append', 256, 12_000, 'known'),
  append('append-new', 64, 12_000, 'new'),
  append('append-unknown', 64, 6_000, 'unknown'),
  { name: 'eventstoredb-read', on: 'EventStoreDB', unit: 'events/s', better: 'more', measure: readRate },
  { name: 'eventstoredb-catch-up', on: 'EventStoreDB', unit: 'events/s', better: 'more', measure: catchUpRate },
]
