/** The port to the log: what the application asks of any event store. Adapters stand in the folders beside it. */
import { conflict, invalid, unavailable, type DomainError } from '../../domain/errors.js'
import type { NewEvent, RecordedEvent } from '../../domain/event.js'

/**
 * What a stream must be like for an append to be accepted: `any`; `none`, it has no events;
 * `exists`, it has some; or the revision of its last event.
 */
export type ExpectedRevision = 'any' | 'none' | 'exists' | number

/** Events for one stream, accepted whole or not at all. */
export interface StreamAppend {
  readonly stream: string
  readonly events: readonly NewEvent[]
  readonly expected: ExpectedRevision
}

/** The answer to an append. The same events again get the same answer, with `appended` 0. */
export interface Appended {
  /** Revision of the last of the events. */
  readonly revision: number
  /** Position of the last of the events. */
  readonly position: number
  /** How many events were new; what another process appended at the same moment may be counted as new here, too. */
  readonly appended: number
}

/** Which events a reader wants; several conditions must all hold. */
export interface EventFilter {
  /** The stream’s name starts with one of these; where there is none, nothing is wanted. */
  readonly streamPrefixes?: readonly string[]
  /** The event’s type is one of these. */
  readonly types?: readonly string[]
}

export interface ReadStreamOptions {
  /** First revision to read; forwards from 0 and backwards from the last when not given. */
  readonly from?: number
  readonly backwards?: boolean
  readonly limit?: number
}

export interface ReadAllOptions {
  /** Read events after this position; from the first when not given. */
  readonly after?: number
  /** Read events up to and including this position. */
  readonly until?: number
  readonly filter?: EventFilter
  readonly limit?: number
}

/** Names of streams between two others. */
export interface NameRange {
  /** Only names that come after this one. */
  readonly after?: string | undefined
  /** Only names that come before this one. */
  readonly before?: string | undefined
}

export interface SubscribeOptions {
  /** Deliver events after this position; 0 or absent: from the first. */
  readonly after?: number
  readonly filter?: EventFilter
  /** At most so many events in one batch. */
  readonly batchSize?: number
  /** Ends the subscription. */
  readonly signal?: AbortSignal
}

/** A part of a subscription: events in the order of the log, none left out between two batches. */
export interface EventBatch {
  readonly events: readonly RecordedEvent[]
  /** Everything up to here has been delivered or filtered out: safe to store as a checkpoint once `events` are handled. */
  readonly position: number
  /** Position of the log's last event when the batch was read, as far as it was known then; 0 for an empty log. */
  readonly head: number
}

/**
 * A log of immutable events in streams.
 * An append is durable when it resolves, all or nothing, and idempotent by event id within a stream, for ever.
 * Two events are the same when id, type, data and metadata agree, leaving out `recordedAt`
 * (and `occurredAt` where both say that they occurred when they were recorded): a retry is recorded later.
 * Positions grow; whether one follows the other without a gap is the adapter's matter.
 * A stream of which events were deleted is refused (`stream-deleted`) by whoever finds out, reading it or appending to it.
 */
export interface EventStore {
  /**
   * Appends to one stream.
   * @throws DomainError `wrong-expected-revision`, `event-id-reused`; `append-empty`, `event-id-malformed`,
   * `event-not-json` for what is no event; `append-too-large` where the store takes no more at once: 900 kB fit everywhere;
   * `stream-deleted`; `event-store-stopped`, `event-store-failed` when nothing could be written;
   * `event-store-unavailable` when the store is elsewhere and cannot be reached in time: where the facts say
   * `outcome: 'unknown'` it may be written, and the same append again tells and does no harm
   */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended>
  /**
   * Appends to many streams, each append whole or not at all, those of one stream in the order given.
   * What would be refused is refused before anything is written. Where the store can write several streams in one step
   * (the embedded one does), all are there at once, for readers too, and in the order given; where it cannot, an outage or
   * another process that writes one of the streams at that moment may leave some of them written: the same call again
   * completes it.
   * @throws DomainError as `append`; the facts name the `index` of the refused append
   */
  appendMany(appends: readonly StreamAppend[]): Promise<readonly Appended[]>
  /**
   * The events of one stream; nothing for a stream that does not exist.
   * @throws DomainError `stream-deleted` where some are missing
   */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>
  /**
   * The event with this id in a stream.
   * @throws DomainError `event-id-malformed`
   */
  findEvent(stream: string, id: string): Promise<RecordedEvent | undefined>
  /** Everything that is there when the reading begins, in the order of the log. */
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>
  /**
   * Streams whose name starts with `prefix`, each with all its events up to and including `until`, stream by stream, in the
   * order of their names (by code point).
   */
  readStreams(prefix: string, until: number, names?: NameRange): AsyncIterable<readonly RecordedEvent[]>
  /**
   * Catches up, then goes on live, until aborted. A batch without events tells how far a filter has passed.
   * An outage does not end it: it goes on where it was.
   */
  subscribe(options?: SubscribeOptions): AsyncIterable<EventBatch>
  /** Position of the last event; 0 for an empty log. */
  head(): Promise<number>
  /** Writes what is queued, ends the subscriptions and closes; whatever is asked afterwards is refused (`event-store-stopped`). */
  stop(): Promise<void>
}

/** The append met a stream in another state than it expected. `actual` is the last revision, or `none`. */
export const wrongExpectedRevision = (
  stream: string,
  expected: ExpectedRevision,
  actual: number | 'none',
  index: number,
): DomainError =>
  conflict('wrong-expected-revision', `${stream}: expected revision ${expected}, found ${actual}`, {
    stream,
    expected,
    actual,
    index,
  })

/** An event id that the stream knows came again with other content, or together with events that are new. */
export const eventIdReused = (stream: string, id: string, index: number): DomainError =>
  conflict('event-id-reused', `${stream}: event ${id} was appended before with other content`, { stream, id, index })

/** The stream’s beginning is gone, or all of it: somebody deleted what must not be. `firstRevision` is what is left, if anything. */
export const streamDeleted = (stream: string, firstRevision: number | null): DomainError =>
  conflict(
    'stream-deleted',
    firstRevision === null
      ? `${stream}: its events were deleted from the log`
      : `${stream}: its first events were deleted from the log; what is left begins at revision ${firstRevision}`,
    { stream, firstRevision },
  )

export const eventIdMalformed = (id: string, facts: Record<string, unknown> = {}): DomainError =>
  invalid('event-id-malformed', `"${id}" is not a UUID in lower case`, { ...facts, id })

export const eventStoreStopped = (): DomainError => unavailable('event-store-stopped', 'The event store is stopped')
