/** What can be asked of promises to the customer. */
import { Day, Label, Optional, Reference, Staff } from '../fields.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class MakeCommitmentDto extends EnvelopeDto {
  /** The promise’s id in your system. */
  @Reference()
  commitment!: string

  /** What was promised. */
  @Label()
  promise!: string

  /** The day by which. */
  @Optional()
  @Day()
  dueBy?: string

  @Optional()
  @Staff()
  by?: string
}

export class FulfilCommitmentDto extends EnvelopeDto {
  @Optional()
  @Staff()
  by?: string
}

export class BreakCommitmentDto extends EnvelopeDto {
  @Label()
  reason!: string

  @Optional()
  @Staff()
  by?: string
}
