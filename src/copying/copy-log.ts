/** Copying a whole log from one event store to another, and proving that nothing got lost or changed on the way. */
import { conflict, type DomainError } from '../../domain/errors.js'
import type { NewEvent, RecordedEvent } from '../../domain/event.js'
import type { EventStore, StreamAppend } from '../event-store/event-store.js'
import { LogDigest } from './log-digest.js'

const eventsPerBatch = 1_000

/** How far a copy is; `eventsTotal` is not known before the source has been counted. */
export interface CopyProgress {
  readonly step: 'counting' | 'copying' | 'verifying'
  readonly events: number
  readonly eventsTotal: number
}

export interface CopyOptions {
  readonly from: EventStore
  readonly to: EventStore
  readonly onProgress?: (progress: CopyProgress) => void
  /** Ends the copy after the batch that is being written. */
  readonly signal?: AbortSignal
}

/** What a copy did. */
export interface Copied {
  /** Events in the source, and after a completed copy in the target. */
  readonly events: number
  /** Those of them that were not in the target before. */
  readonly copied: number
  /** The digest of both logs; null when the copy was stopped before the end. */
  readonly hash: string | null
  /** False when it was stopped: the same copy again goes on where it was. */
  readonly completed: boolean
}

/**
 * Copies every event that is in the source when the copy begins, as it is stored, to the same revision of the same stream.
 * A target that holds a part of the log already is completed.
 * @throws DomainError `copy-target-foreign` when the target holds events that the source does not have, before anything is
 * written; `copy-differs` when the two do not hold the same in the end
 */
export const copyLog = async ({ from, to, onProgress = () => undefined, signal }: CopyOptions): Promise<Copied> => {
  const until = await from.head()
  const source = await digestOf(
    from,
    until,
    (events) => onProgress({ step: 'counting', events, eventsTotal: events }),
    signal,
  )
  const present = await eventsIn(from, to, source.events)
  let copied = 0
  // Batches are written one after the other: of the events that are there, all but those of the last batch are the first ones.
  const skipped = Math.max(0, present - eventsPerBatch)
  let done = 0
  for await (const batch of batches(from, until)) {
    if (signal?.aborted) return { events: source.events, copied, hash: null, completed: false }
    done += batch.length
    if (done > skipped) for (const { appended } of await to.appendMany(appendsOf(batch))) copied += appended
    onProgress({ step: 'copying', events: done, eventsTotal: source.events })
  }
  const target = await digestOf(
    to,
    await to.head(),
    (events) => onProgress({ step: 'verifying', events, eventsTotal: source.events }),
    signal,
  )
  if (signal?.aborted) return { events: source.events, copied, hash: null, completed: false }
  if (source.hash() !== target.hash()) throw copyDiffers(source, target)
  return { events: source.events, copied, hash: source.hash(), completed: true }
}

const digestOf = async (
  store: EventStore,
  until: number,
  onProgress: (events: number) => void,
  signal: AbortSignal | undefined,
): Promise<LogDigest> => {
  const digest = new LogDigest()
  for await (const event of store.readAll({ until })) {
    digest.add(event)
    if (digest.events % eventsPerBatch !== 0) continue
    onProgress(digest.events)
    if (signal?.aborted) break
  }
  return digest
}

/** How many events of the source the target has. */
const eventsIn = async (from: EventStore, to: EventStore, most: number): Promise<number> => {
  let events = 0
  let last: RecordedEvent | undefined
  const isForeign = async ({ stream, id, revision }: RecordedEvent): Promise<boolean> =>
    (await from.findEvent(stream, id))?.revision !== revision
  for await (const event of to.readAll()) {
    if (events === 0 && (await isForeign(event))) throw targetForeign(event)
    events += 1
    if (events > most) throw targetForeign(event)
    last = event
  }
  if (last && (await isForeign(last))) throw targetForeign(last)
  return events
}

const batches = async function* (store: EventStore, until: number): AsyncIterable<readonly RecordedEvent[]> {
  let batch: RecordedEvent[] = []
  for await (const event of store.readAll({ until })) {
    batch.push(event)
    if (batch.length < eventsPerBatch) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Neighbours of one stream go together. Each event expects the revision before its own, so that it gets its own again. */
const appendsOf = (batch: readonly RecordedEvent[]): StreamAppend[] => {
  const appends: (StreamAppend & { readonly events: NewEvent[] })[] = []
  for (const { stream, revision, id, type, data, metadata } of batch) {
    const event = { id, type, data, metadata }
    const last = appends.at(-1)
    if (last?.stream === stream) last.events.push(event)
    else appends.push({ stream, events: [event], expected: revision === 0 ? 'none' : revision - 1 })
  }
  return appends
}

const targetForeign = ({ stream, id }: RecordedEvent): DomainError =>
  conflict(
    'copy-target-foreign',
    `The target holds events that the source does not have, such as ${id} of ${stream}: copy into an empty one`,
    { stream, id },
  )

const copyDiffers = (source: LogDigest, target: LogDigest): DomainError =>
  conflict(
    'copy-differs',
    `The copy is not what was copied: ${source.events} events with digest ${source.hash()} became ${target.events} with ${target.hash()}`,
    { events: source.events, hash: source.hash(), copiedEvents: target.events, copiedHash: target.hash() },
  )
