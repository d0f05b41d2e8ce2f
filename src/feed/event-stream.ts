/** The live feed: Server-Sent Events from any position, catching up and then as they are appended. */
import type { EventBatch, EventFilter, EventStore } from '../event-store/event-store.js'
import { feedLine } from './feed-event.js'

/** Events written to the client at a time. */
const batchSize = 100
/** How long a client that lost the stream should wait before it resumes. */
const retryMs = 1_000

export interface EventStreamOptions {
  readonly after: number
  readonly filter: EventFilter
  /** A sign of life, and how far the filter has passed, at least this often. */
  readonly heartbeatMs: number
  readonly signal: AbortSignal
}

/**
 * Yields text for the client, one chunk per batch, until aborted.
 * Whoever consumes it sets the pace: the next batch is read when the one before was taken.
 */
export async function* eventStream(
  store: EventStore,
  { after, filter, heartbeatMs, signal }: EventStreamOptions,
): AsyncGenerator<string> {
  yield `retry: ${retryMs}\n\n`
  let passed = after
  const batches = store.subscribe({ after, filter, batchSize, signal })[Symbol.asyncIterator]()
  let next: Promise<IteratorResult<EventBatch>> | undefined
  while (!signal.aborted) {
    next ??= batches.next()
    const batch = await within(heartbeatMs, next)
    if (batch === 'late') {
      // An id without data moves the place where the client resumes, and nothing else.
      yield `: heartbeat\nid: ${passed}\n\n`
      continue
    }
    if (batch.done) return
    next = undefined
    passed = batch.value.position
    if (batch.value.events.length > 0) yield framesOf(batch.value)
  }
}

const framesOf = ({ events }: EventBatch): string =>
  events.map((event) => `id: ${event.position}\nevent: ${event.type}\ndata: ${feedLine(event)}\n\n`).join('')

const within = async <T>(ms: number, promise: Promise<T>): Promise<T | 'late'> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, ms, 'late')))
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
