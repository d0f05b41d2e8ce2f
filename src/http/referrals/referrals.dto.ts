/** What can be asked of who brought in whom. */
import { Label, Optional, Reference, Staff } from '../fields.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class ReferCustomerDto extends EnvelopeDto {
  /** The customer who brought this one in: by id, or `source:externalId`. */
  @Reference()
  referrer!: string

  /** Which recommendation it came of. */
  @Optional()
  @Reference()
  referral?: string

  /** The member of staff who found it out. */
  @Optional()
  @Staff()
  by?: string
}

export class UnreferCustomerDto extends EnvelopeDto {
  /** Why. */
  @Label()
  reason!: string

  /** The member of staff who found it out. */
  @Optional()
  @Staff()
  by?: string
}
