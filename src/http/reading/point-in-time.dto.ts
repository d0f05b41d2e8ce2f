/** At which point in time, and how fresh, an answer is wanted. */
import { parseUntil } from '../../../domain/time.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import { Optional, Until, WholeNumberText } from '../fields.js'

export class PointInTimeDto {
  /** Only what had happened by then: a day (to its end, UTC) or an instant. */
  @Optional()
  @Until()
  asOf?: string

  /** Only what this ledger had recorded by then: a day (to its end, UTC) or an instant. */
  @Optional()
  @Until()
  knownAt?: string

  /** Answer once the log is reflected up to this position; waits for five seconds at most. */
  @Optional()
  @WholeNumberText(0, Number.MAX_SAFE_INTEGER)
  waitFor?: number
}

export const pointInTime = ({ asOf, knownAt }: PointInTimeDto): PointInTime => ({
  ...(asOf !== undefined && { asOf: parseUntil(asOf) }),
  ...(knownAt !== undefined && { knownAt: parseUntil(knownAt) }),
})
