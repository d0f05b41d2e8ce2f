/** The log of a server for tests, in memory: streams, positions, and which event ids an append is recognised by. */
import { randomUUID } from 'node:crypto'
import {
  type StreamMetadata,
  firstVisible,
  isSoftDeleted,
  metadataIn,
  softDeleted,
  undeleted,
} from './stream-metadata.js'

/** What a stream must be like for an append: a number is the revision of its last event. */
export type Expected = 'any' | 'no_stream' | 'stream_exists' | number

/** An event as a client proposes it. */
export interface ProposedEvent {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

/** An event in its place. The revision of a tombstone is `Infinity`. */
export interface LoggedEvent extends ProposedEvent {
  readonly stream: string
  readonly revision: number
  readonly position: number
  readonly created: number
}

/** The answer to a write. `revision` and `position` are missing where nothing was asked to be written. */
export type Written =
  | { readonly result: 'written'; readonly revision?: number; readonly position?: number }
  | { readonly result: 'wrong-expected-version'; readonly actual: number | undefined }
  | { readonly result: 'stream-deleted' }

export interface LogOptions {
  /** Position before the first event; beyond 2³² to see who cuts positions short. */
  readonly firstPosition?: number
  /** How many ids appends that expect `any` are recognised by, the last ones, until the next restart. */
  readonly recentIds?: number
  /** After so many events the server writes one about itself. */
  readonly statisticsEvery?: number
}

interface Stream {
  readonly events: LoggedEvent[]
  metadata: StreamMetadata
  tombstoned: boolean
}

const bytes = (text: string): Uint8Array => Buffer.from(text)

const systemEvent = (type: string, data = '{}'): ProposedEvent => ({
  id: randomUUID(),
  type,
  contentType: 'application/json',
  data: bytes(data),
  metadata: bytes(''),
})

/** What an event counts for against the limit of an append, and moves the log forward by. */
export const sizeOf = ({ type, data, metadata }: ProposedEvent): number =>
  data.length + metadata.length + 2 * type.length

const isMetadataStream = (stream: string) => stream.startsWith('$$')

export class Log {
  readonly events: LoggedEvent[] = []
  private readonly streams = new Map<string, Stream>()
  /** Where each of the last ids was written; an id written to two streams is remembered in the last one. */
  private readonly recent = new Map<string, LoggedEvent>()
  private readonly listeners = new Set<() => void>()
  private readonly recentIds: number
  private readonly statisticsEvery: number
  private nextPosition: number
  private sinceStatistics = 0

  constructor({ firstPosition = 0, recentIds = 100_000, statisticsEvery = 200 }: LogOptions = {}) {
    this.nextPosition = firstPosition
    this.recentIds = recentIds
    this.statisticsEvery = statisticsEvery
    this.write('$$$stats-127.0.0.1:2113', [systemEvent('$metadata', '{"$maxAge":86400}')])
    this.write('$users', [systemEvent('$User', '"admin"')])
  }

  append(name: string, proposed: readonly ProposedEvent[], expected: Expected): Written {
    const stream = this.streams.get(name)
    if (stream?.tombstoned) return { result: 'stream-deleted' }
    if (proposed.length === 0) return { result: 'written' }
    const decision = this.decide(name, proposed, expected)
    if (decision === 'refused') return { result: 'wrong-expected-version', actual: this.lastRevision(name) }
    if (decision !== 'accepted') return { result: 'written', revision: decision.revision, position: decision.position }

    const wasDeleted = this.isSoftDeleted(name)
    const last = this.write(name, proposed)
    if (wasDeleted) this.writeMetadata(name, undeleted(stream!.metadata, last.revision - proposed.length + 1))
    if (isMetadataStream(name)) this.undeleteWithMetadata(name.slice(2))
    this.writeStatistics(proposed.length)
    this.announce()
    return { result: 'written', revision: last.revision, position: last.position }
  }

  /** Hides what the stream holds; it may begin again, its revisions go on. */
  softDelete(name: string, expected: Expected): Written {
    const refusal = this.refuseDeletion(name, expected)
    if (refusal) return refusal
    const { position } = this.writeMetadata(name, softDeleted(this.streams.get(name)?.metadata ?? {}))
    this.announce()
    return { result: 'written', position }
  }

  /** Ends the stream for good. */
  tombstone(name: string, expected: Expected): Written {
    const refusal = this.refuseDeletion(name, expected)
    if (refusal) return refusal
    const { position } = this.log(name, Infinity, systemEvent('$streamDeleted'))
    this.streamOf(name).tombstoned = true
    this.announce()
    return { result: 'written', position }
  }

  isTombstoned(name: string): boolean {
    return this.streams.get(name)?.tombstoned ?? false
  }

  /** The events of a stream that can be read, or nothing when there is no such stream. */
  readable(name: string): readonly LoggedEvent[] | undefined {
    const stream = this.streams.get(name)
    if (!stream || stream.events.length === 0 || isSoftDeleted(stream.metadata)) return undefined
    const first = firstVisible(isMetadataStream(name) ? { $maxCount: 1 } : stream.metadata, stream.events.length)
    return first === 0 ? stream.events : stream.events.slice(first)
  }

  /** Index in `events` of the first event at or after a position. */
  indexFrom(position: number): number {
    let low = 0
    let high = this.events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.events[middle]!.position < position) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Calls back after each write, until told otherwise. */
  onWritten(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** What a restart does: appends that expect `any` are not recognised any more. */
  forgetRecentIds(): void {
    this.recent.clear()
  }

  /** Accepted, refused, or the last event of the same append made earlier. */
  private decide(name: string, proposed: readonly ProposedEvent[], expected: Expected) {
    const events = this.streams.get(name)?.events ?? []
    const last = events.length - 1
    if (expected === 'stream_exists' && (last < 0 || this.isSoftDeleted(name))) return 'refused'

    if (expected === 'any' || expected === 'stream_exists') {
      const known = proposed.map(({ id }) => this.recent.get(id)).filter((event) => event?.stream === name)
      if (known.length === proposed.length) return known.at(-1)!
      // Only a first event that is known shows that something is wrong.
      return this.recent.get(proposed[0]!.id)?.stream === name ? 'refused' : 'accepted'
    }

    const after = expected === 'no_stream' ? -1 : expected
    if (after === last) return 'accepted'
    const found = proposed.findIndex(({ id }, index) => events[after + 1 + index]?.id !== id)
    if (found === -1) return events[after + proposed.length]!
    return found === 0 && expected === 'no_stream' && this.isSoftDeleted(name) ? 'accepted' : 'refused'
  }

  private refuseDeletion(name: string, expected: Expected): Written | undefined {
    if (this.isTombstoned(name)) return { result: 'stream-deleted' }
    const actual = this.lastRevision(name)
    const asExpected =
      expected === 'any' ||
      (expected === 'stream_exists' && actual !== undefined) ||
      (expected === 'no_stream' && actual === undefined) ||
      expected === actual
    return asExpected ? undefined : { result: 'wrong-expected-version', actual }
  }

  private lastRevision(name: string): number | undefined {
    return this.streams.get(name)?.events.at(-1)?.revision
  }

  private isSoftDeleted(name: string): boolean {
    return isSoftDeleted(this.streams.get(name)?.metadata ?? {})
  }

  private undeleteWithMetadata(name: string): void {
    const stream = this.streamOf(name)
    const wasDeleted = this.streams
      .get(`$$${name}`)!
      .events.slice(-2, -1)
      .some((event) => isSoftDeleted(metadataIn(event)))
    if (wasDeleted && !isSoftDeleted(stream.metadata))
      this.writeMetadata(name, undeleted(stream.metadata, stream.events.length))
  }

  private writeMetadata(name: string, metadata: string): LoggedEvent {
    return this.write(`$$${name}`, [systemEvent('$metadata', metadata)])
  }

  private writeStatistics(events: number): void {
    this.sinceStatistics += events
    if (this.sinceStatistics < this.statisticsEvery) return
    this.sinceStatistics = 0
    this.write('$stats-127.0.0.1:2113', [systemEvent('$statsCollected', '{"proc-mem":1}')])
  }

  private streamOf(name: string): Stream {
    let stream = this.streams.get(name)
    if (!stream) this.streams.set(name, (stream = { events: [], metadata: {}, tombstoned: false }))
    return stream
  }

  private write(name: string, proposed: readonly ProposedEvent[]): LoggedEvent {
    const stream = this.streamOf(name)
    for (const event of proposed) {
      const logged = this.log(name, stream.events.length, event)
      stream.events.push(logged)
      if (isMetadataStream(name)) this.streamOf(name.slice(2)).metadata = metadataIn(logged)
    }
    return stream.events.at(-1)!
  }

  private log(stream: string, revision: number, event: ProposedEvent): LoggedEvent {
    const logged = { ...event, stream, revision, position: this.nextPosition, created: Date.now() }
    this.nextPosition += 120 + stream.length + sizeOf(event)
    this.events.push(logged)
    this.recent.delete(event.id)
    this.recent.set(event.id, logged)
    if (this.recent.size > this.recentIds) this.recent.delete(this.recent.keys().next().value!)
    return logged
  }

  private announce(): void {
    for (const listener of [...this.listeners]) listener()
  }
}
