/** Reading streams and the log: chunk by chunk, going on after the last event delivered where the connection breaks. */
import {
  BACKWARDS,
  END,
  FORWARDS,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type ResolvedEvent,
  type StreamingRead,
} from '@eventstore/db-client'
import type { DomainError } from '../../../domain/errors.js'
import type { RecordedEvent } from '../../../domain/event.js'
import { streamDeleted, type ReadStreamOptions } from '../event-store.js'
import { Revisions } from '../revisions.js'
import { Arrivals, heldEvents } from './arrivals.js'
import type { Connection } from './connection.js'
import { Interrupted, storeUnavailable } from './failures.js'
import { TimeLimit } from './patience.js'
import { placeOf, positionOf } from './positions.js'
import { recordedEvent } from './stored-event.js'

const options = { requiresLeader: true }
const buffering = { highWaterMark: heldEvents }

const giveUp = (error: unknown): DomainError => storeUnavailable('Nothing was changed; read again later', error)

/** The stream is not there; what that means is for the reader to say. */
const missing = Symbol('missing')

export class Reader {
  constructor(
    private readonly connection: Connection,
    readonly timeLimitMs: number,
  ) {}

  /**
   * Chunks of a stream's events without a gap; nothing for one that is missing, whom `whenMissing` may look into.
   * @throws DomainError `stream-deleted` where events of it are missing
   */
  async *stream(
    stream: string,
    { from, backwards = false, limit = Infinity }: ReadStreamOptions = {},
    time = new TimeLimit(this.timeLimitMs),
    whenMissing = () => this.refuseDeleted(stream, time),
  ): AsyncGenerator<RecordedEvent[]> {
    if (limit <= 0 || (backwards && from !== undefined && from < 0)) return
    const revisions = new Revisions(stream, backwards, backwards ? from : Math.max(0, from ?? 0))
    let left = limit
    const request = (client: EventStoreDBClient): StreamingRead<ResolvedEvent> =>
      client.readStream(
        stream,
        {
          ...options,
          direction: backwards ? BACKWARDS : FORWARDS,
          fromRevision: revisions.next === undefined ? END : BigInt(revisions.next),
          maxCount: Math.min(left, Number.MAX_SAFE_INTEGER),
        },
        buffering,
      )
    for await (const chunk of this.#chunks(`reading ${stream}`, request, time)) {
      if (chunk === missing) return await whenMissing()
      const events = chunk.map(recordedEvent)
      revisions.met(events)
      left -= events.length
      yield events
      if (left <= 0 || revisions.next! < 0) return
    }
    revisions.ended()
  }

  /** Chunks of everything after a position, system events included, forwards. */
  async *after(position: number, time = new TimeLimit(this.timeLimitMs)): AsyncGenerator<AllStreamResolvedEvent[]> {
    let reached = position
    const request = (client: EventStoreDBClient): StreamingRead<AllStreamResolvedEvent> =>
      client.readAll({ ...options, fromPosition: reached > 0 ? placeOf(reached) : START }, buffering)
    for await (const chunk of this.#chunks('reading the log', request, time)) {
      if (chunk === missing) return
      // The server begins with the event at the position.
      const events = chunk.filter(({ event }) => event !== undefined && positionOf(event.position) > reached)
      if (events.length === 0) continue
      reached = positionOf(events.at(-1)!.event!.position)
      yield events
    }
  }

  /** Chunks of everything, system events included, from the end backwards. */
  async *backwards(time = new TimeLimit(this.timeLimitMs)): AsyncGenerator<AllStreamResolvedEvent[]> {
    let reached = Infinity
    let pageEvents = 4
    for (let complete = false; !complete;) {
      let come = 0
      const request = (client: EventStoreDBClient): StreamingRead<AllStreamResolvedEvent> =>
        client.readAll(
          {
            ...options,
            direction: BACKWARDS,
            fromPosition: reached === Infinity ? END : placeOf(reached),
            maxCount: pageEvents,
          },
          buffering,
        )
      for await (const chunk of this.#chunks('reading the log', request, time)) {
        if (chunk === missing) return
        const events = chunk.filter(({ event }) => event !== undefined && positionOf(event.position) < reached)
        if (events.length === 0) continue
        come += events.length
        reached = positionOf(events.at(-1)!.event!.position)
        yield events
      }
      complete = come === 0
      pageEvents = Math.min(pageEvents * 8, 1_000)
    }
  }

  /** @throws DomainError `stream-deleted` where a stream that is missing was there once */
  async refuseDeleted(stream: string, time: TimeLimit): Promise<void> {
    const request = (client: EventStoreDBClient): StreamingRead<ResolvedEvent> =>
      client.readStream(`$$${stream}`, { ...options, direction: BACKWARDS, fromRevision: END, maxCount: 1 }, buffering)
    for await (const chunk of this.#chunks(`reading ${stream}`, request, time)) {
      if (chunk === missing) return
      const { $tb } = chunk[0]!.event!.data as { $tb?: number }
      if ($tb !== undefined) throw streamDeleted(stream, null)
    }
  }

  /** What a read brings. The request is made anew where the connection breaks, from wherever its maker has come to. */
  async *#chunks<T extends ResolvedEvent | AllStreamResolvedEvent>(
    name: string,
    request: (client: EventStoreDBClient) => StreamingRead<T>,
    time: TimeLimit,
  ): AsyncGenerator<T[] | typeof missing> {
    for (let attempt = 1; ; attempt++) {
      const { stopping, link } = this.connection
      if (stopping.aborted) throw stopping.reason
      const read = request(link.client)
      const arrivals = new Arrivals<T>(read)
      const stop = (): void => arrivals.fail(stopping.reason as Error)
      stopping.addEventListener('abort', stop)
      try {
        while (await arrivals.more(time.attemptMs)) {
          const chunk: T[] = []
          for (let item; (item = arrivals.take()) !== undefined;) chunk.push(item)
          if (chunk.length === 0) continue
          this.connection.answered(link)
          attempt = 1
          yield chunk
          time.renew()
        }
        if (link.closed) throw new Interrupted('the connection was given up')
        this.connection.answered(link)
        return
      } catch (error) {
        if (error instanceof StreamNotFoundError) {
          this.connection.answered(link)
          yield missing
          return
        }
        if (error instanceof StreamDeletedError) throw streamDeleted(error.streamName, null)
        await this.connection.again(name, link, error, attempt, { limit: time, giveUp })
      } finally {
        stopping.removeEventListener('abort', stop)
        read.cancel().catch(() => undefined)
      }
    }
  }
}
