/** The log in EventStoreDB or KurrentDB, one node or a cluster, through the official client. */
import type { NewEvent, RecordedEvent } from '../../../domain/event.js'
import {
  eventIdMalformed,
  eventStoreStopped,
  streamDeleted,
  type Appended,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type NameRange,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StreamAppend,
  type SubscribeOptions,
} from '../event-store.js'
import { isUuid } from '../../../domain/customer/customer-id.js'
import { Appender } from './appending.js'
import { Connection } from './connection.js'
import { clientConnectionString } from './connection-string.js'
import { matches } from './filtering.js'
import { Head } from './head.js'
import type { Log } from './log-line.js'
import { positionOf } from './positions.js'
import { Reader } from './reading.js'
import { Spool } from './spool.js'
import { isSystemEvent, recordedEvent } from './stored-event.js'
import { StreamKnowledge } from './stream-knowledge.js'
import { Subscriber } from './subscription.js'

export interface EventStoreDbOptions {
  /** No call takes longer than this without anything happening. */
  readonly timeLimitMs?: number
  /** So many appends are on their way at once, fewer large ones; others wait for their turn. */
  readonly concurrentAppends?: number
  /** Is told what happens with the connection. */
  readonly log?: Log
}

class EventStoreDbEventStore implements EventStore {
  readonly #appender: Appender
  readonly #reader: Reader
  readonly #knowledge: StreamKnowledge
  readonly #head: Head
  readonly #subscriber: Subscriber
  #stopping: Promise<void> | undefined

  constructor(
    private readonly connection: Connection,
    timeLimitMs: number,
    concurrentAppends: number,
  ) {
    this.#reader = new Reader(connection, timeLimitMs)
    this.#knowledge = new StreamKnowledge(this.#reader)
    this.#head = new Head(this.#reader)
    this.#appender = new Appender(connection, this.#reader, this.#knowledge, this.#head, timeLimitMs, concurrentAppends)
    this.#subscriber = new Subscriber(connection, this.#reader, this.#head)
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    return this.#appender.append({ stream, events, expected })
  }

  async appendMany(appends: readonly StreamAppend[]): Promise<readonly Appended[]> {
    return appends.length === 0 ? [] : this.#appender.appendMany(appends)
  }

  async *readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent> {
    this.#refuseStopped()
    for await (const events of this.#reader.stream(stream, options)) yield* events
  }

  async findEvent(stream: string, id: string): Promise<RecordedEvent | undefined> {
    this.#refuseStopped()
    if (!isUuid(id)) throw eventIdMalformed(id)
    const revision = await this.#appender.revisionOf(stream, id)
    if (revision === undefined) return undefined
    for await (const [event] of this.#reader.stream(stream, { from: revision, limit: 1 })) return event
    return undefined
  }

  async *readAll({
    after = 0,
    until = Infinity,
    limit = Infinity,
    filter = {},
  }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    this.#refuseStopped()
    const end = Math.min(until, await this.#head.read())
    let left = limit
    if (left <= 0 || after >= end) return
    for await (const chunk of this.#reader.after(after))
      for (const resolved of chunk) {
        const position = positionOf(resolved.event!.position)
        if (position > end) return
        const event = isSystemEvent(resolved) ? undefined : recordedEvent(resolved)
        if (event && matches(filter, event)) {
          yield event
          left -= 1
        }
        if (left <= 0 || position === end) return
      }
  }

  async *readStreams(prefix: string, until: number, names: NameRange = {}): AsyncIterable<readonly RecordedEvent[]> {
    const spool = new Spool()
    try {
      for await (const event of this.readAll({ until, filter: { streamPrefixes: [prefix] } })) spool.add(event)
      for (const events of spool.streams(names)) {
        this.#refuseStopped()
        const gap = events.findIndex(({ revision }, at) => revision !== at)
        if (gap >= 0) throw streamDeleted(events[0]!.stream, events[gap]!.revision)
        yield events
      }
    } finally {
      spool.close()
    }
  }

  subscribe(options?: SubscribeOptions): AsyncIterable<EventBatch> {
    return this.#subscriber.subscribe(options)
  }

  async head(): Promise<number> {
    this.#refuseStopped()
    return this.#head.read()
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#appender.stop().then(() => this.connection.stop())
    return this.#stopping
  }

  #refuseStopped(): void {
    if (this.#stopping) throw eventStoreStopped()
  }
}

/**
 * Opens the log that a connection string names: `esdb://`, `esdb+discover://` for a cluster, or `kurrentdb` for `esdb`.
 * @throws DomainError `connection-string-unreadable`; `event-store-unavailable`, `event-store-access-denied` when the
 * server does not answer, or not to us
 */
export const openEventStoreDb = async (
  connectionString: string,
  { timeLimitMs = 10_000, concurrentAppends = 256, log = () => undefined }: EventStoreDbOptions = {},
): Promise<EventStore> => {
  const connection = new Connection(clientConnectionString(connectionString), timeLimitMs, log)
  const store = new EventStoreDbEventStore(connection, timeLimitMs, concurrentAppends)
  try {
    await store.head()
    return store
  } catch (error) {
    connection.stop()
    throw error
  }
}
