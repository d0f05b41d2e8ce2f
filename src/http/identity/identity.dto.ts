/** What is said of who is the same as whom. */
import { Label, Optional, Reference, Staff } from '../fields.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class UnmergeCustomersDto extends EnvelopeDto {
  /** Why; kept with the event. */
  @Label()
  reason!: string

  /** The member of staff who decided. */
  @Optional()
  @Staff()
  by?: string
}

export class MergeCustomersDto extends UnmergeCustomersDto {
  /** The customer who stands for both: id, or `source:externalId`. */
  @Reference()
  into!: string
}
