/** The two axes of time on which a customer or the portfolio can be read. */
import type { EventMetadata } from '../../domain/event.js'
import type { Instant } from '../../domain/time.js'

/** `asOf`: only what had happened by then. `knownAt`: only what this ledger had recorded by then. */
export interface PointInTime {
  readonly asOf?: Instant
  readonly knownAt?: Instant
}

/** Whether it is the present that is asked for: then the stored documents answer. */
export const isPresent = (at: PointInTime): boolean => at.asOf === undefined && at.knownAt === undefined

/** Whether an event belongs to the history as of that point. */
export const belongsTo = (
  at: PointInTime,
  { occurredAt, recordedAt }: Pick<EventMetadata, 'occurredAt' | 'recordedAt'>,
): boolean => (at.asOf === undefined || occurredAt <= at.asOf) && (at.knownAt === undefined || recordedAt <= at.knownAt)
