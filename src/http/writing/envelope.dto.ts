/** What every write may say beside its content. */
import { Day, Instant, Nested, Optional, Reference, Zone } from '../fields.js'

export class BusinessDayDto {
  /** The business’s calendar day. */
  @Day()
  date!: string

  /** The time zone it was cut in. */
  @Zone()
  zone!: string
}

/** What every write may say, whatever it calls its source. */
export class MomentDto {
  /** When it happened; now, where not given. Up to five minutes ahead is taken as clocks that differ. */
  @Optional()
  @Instant()
  occurredAt?: string

  /** Where the customer and the company met, such as `shop`, `phone`, `email`. */
  @Optional()
  @Reference()
  channel?: string

  /** The business day it counts for, where days are not cut in UTC. */
  @Optional()
  @Nested(BusinessDayDto)
  businessDay?: BusinessDayDto
}

export class EnvelopeDto extends MomentDto {
  /** The system it came from. */
  @Optional()
  @Reference()
  source?: string
}
