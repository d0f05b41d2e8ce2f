/** What can be asked of leads. */
import { Label, Labels, Optional, Reference, Staff } from '../fields.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class CaptureLeadDto extends EnvelopeDto {
  /** The lead’s id in your system. */
  @Reference()
  lead!: string

  /** Where the lead came from, such as `paid_search`. */
  @Optional()
  @Label()
  origin?: string

  @Optional()
  @Reference()
  landingPage?: string

  @Optional()
  @Staff()
  by?: string
}

export class QualifyLeadDto extends EnvelopeDto {
  @Optional()
  @Staff()
  by?: string

  @Optional()
  @Label()
  note?: string
}

export class DisqualifyLeadDto extends EnvelopeDto {
  @Label()
  reason!: string

  @Optional()
  @Staff()
  by?: string
}

export class ConvertLeadDto extends EnvelopeDto {
  /** The opportunity it became. */
  @Optional()
  @Reference()
  opportunity?: string

  /** Sales development representative: who prepared the deal. */
  @Optional()
  @Staff()
  developedBy?: string

  /** Sales representative: who closed it. */
  @Optional()
  @Staff()
  by?: string

  @Optional()
  @Label()
  segment?: string

  /** Further particulars, under names of your choice. */
  @Optional()
  @Labels()
  details?: Record<string, string>
}
