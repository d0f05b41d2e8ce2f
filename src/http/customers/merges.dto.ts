/** What can be asked of who is the same as whom. */
import { Label, Optional, Reference, Staff } from '../fields.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class UnmergeCustomerDto extends EnvelopeDto {
  /** Why. */
  @Label()
  reason!: string

  /** The member of staff who decided it. */
  @Optional()
  @Staff()
  by?: string
}

export class MergeCustomerDto extends UnmergeCustomerDto {
  /** The customer who stands for both from now on: by id, or `source:externalId`. */
  @Reference()
  into!: string
}
