/** What can be asked of opportunities. */
import { Label, Nested, Optional, Reference, Staff } from '../fields.js'
import { MoneyDto } from '../money.dto.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class OpenOpportunityDto extends EnvelopeDto {
  /** The opportunity’s id in your system. */
  @Reference()
  opportunity!: string

  /** The stage of the sales process it starts in. */
  @Label()
  stage!: string

  /** What the deal would bring. */
  @Nested(MoneyDto)
  amount!: MoneyDto

  /** What the company expects to earn from it. */
  @Optional()
  @Nested(MoneyDto)
  margin?: MoneyDto

  @Optional()
  @Staff()
  by?: string
}

export class ChangeOpportunityStageDto extends EnvelopeDto {
  @Label()
  stage!: string

  @Optional()
  @Staff()
  by?: string
}

export class WinOpportunityDto extends EnvelopeDto {
  /** What was agreed; the amount it was opened with, where not given. */
  @Optional()
  @Nested(MoneyDto)
  amount?: MoneyDto

  @Optional()
  @Staff()
  by?: string
}

export class LoseOpportunityDto extends EnvelopeDto {
  @Label()
  reason!: string

  @Optional()
  @Staff()
  by?: string
}
