/** The two axes of time on which a customer or the portfolio can be read. */
import type { EventMetadata, RecordedEvent } from '../../domain/event.js'
import type { Instant } from '../../domain/time.js'

/** `asOf`: only what had happened by then. `knownAt`: only what this ledger had recorded by then. */
export interface PointInTime {
  readonly asOf?: Instant
  readonly knownAt?: Instant
}

/** Whether it is the present that is asked for: then the stored documents answer. */
export const isPresent = (at: PointInTime): boolean => at.asOf === undefined && at.knownAt === undefined

/** Whether something that happened and was recorded then is part of what is asked for. */
export const isWithin = (
  at: PointInTime,
  { occurredAt, recordedAt }: Pick<EventMetadata, 'occurredAt' | 'recordedAt'>,
): boolean => (at.asOf === undefined || occurredAt <= at.asOf) && (at.knownAt === undefined || recordedAt <= at.knownAt)

/**
 * Whether a stored event belongs to the history as of that point. That an event is left out corrects what is known of every
 * day, so it counts from when it was recorded, not from the day on which it was decided.
 */
export const belongsTo = (
  { asOf, knownAt }: PointInTime,
  { type, metadata }: Pick<RecordedEvent, 'type' | 'metadata'>,
) => isWithin({ ...(type !== 'EventDiscarded' && { asOf }), knownAt }, metadata)
