/** Deciding an append from what is known about its stream: write it, answer that it is there already, or refuse it. */
import { invalid, type DomainError } from '../../../domain/errors.js'
import type { NewEvent } from '../../../domain/event.js'
import { appendEmpty, firstTwice, isMet } from '../append-rules.js'
import { eventIdReused, wrongExpectedRevision, type StreamAppend } from '../event-store.js'
import { appendTooLarge } from './failures.js'
import { isSame, outgoingEvent, sizeOf, type OutgoingEvent } from './stored-event.js'
import type { KnownEvent, KnownStream } from './stream-knowledge.js'

/** Most bytes that the server takes in one append. */
const largestAppend = 1_048_576

/** An append that can be sent. */
export interface PreparedAppend extends StreamAppend {
  readonly outgoing: readonly OutgoingEvent[]
  /** Bytes that it counts for. */
  readonly size: number
  /** Its place among those that were asked for together. */
  readonly index: number
  /** An id that it has twice. */
  readonly twice: string | undefined
}

/**
 * Checks all that can be checked without knowing the stream.
 * @throws DomainError `append-empty`, `event-id-malformed`, `event-not-json`, `append-too-large`, `stream-name-reserved`
 */
export const prepared = ({ stream, events, expected }: StreamAppend, index: number): PreparedAppend => {
  if (events.length === 0) throw appendEmpty(stream, index)
  if (stream === '' || stream.startsWith('$'))
    throw invalid('stream-name-reserved', `EventStoreDB keeps the stream name “${stream}” for itself`, {
      stream,
      index,
    })
  const outgoing = events.map((event: NewEvent) => outgoingEvent(event, stream, index))
  const size = sizeOf(outgoing)
  if (size > largestAppend) throw appendTooLarge(stream, size, largestAppend, index)
  return { stream, events, expected, outgoing, size, index, twice: firstTwice(events) }
}

/** Nothing that is known speaks against writing; the events are all there, this being the last of them; or no. */
export type Decision =
  | { readonly verdict: 'write' }
  | { readonly verdict: 'repeated'; readonly last: KnownEvent }
  | { readonly verdict: 'refused'; readonly error: DomainError }

const refused = (error: DomainError): Decision => ({ verdict: 'refused', error })

export const decide = (known: KnownStream, append: PreparedAppend): Decision => {
  const { stream, outgoing, expected, index, twice } = append
  if (twice !== undefined) return refused(eventIdReused(stream, twice, index))
  const found = outgoing.map(({ id }) => known.find(id))
  const first = found.findIndex((event) => event !== undefined)
  if (first >= 0) {
    for (const [at, { id, sameness }] of outgoing.entries()) {
      const event = found[at]
      if (!event) return refused(eventIdReused(stream, outgoing[first]!.id, index))
      if (!isSame(event.sameness, sameness)) return refused(eventIdReused(stream, id, index))
    }
    return { verdict: 'repeated', last: found.at(-1)! }
  }
  if (isMet(expected, known.revision)) return { verdict: 'write' }
  return refused(wrongExpectedRevision(stream, expected, known.revision < 0 ? 'none' : known.revision, index))
}
