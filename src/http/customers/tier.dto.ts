/** What can be asked and is said of a customer’s tier. */
import { ApiProperty } from '@nestjs/swagger'
import { Day, Label, Optional, Reference, Staff } from '../fields.js'
import { AnsweredDto } from '../reading/answered.dto.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'
import { TierOverrideDto } from './value.dto.js'

export class OverrideTierDto extends EnvelopeDto {
  /** One of the tiers of the model in force. */
  @Reference()
  tier!: string

  /** Why; kept with the event. */
  @Label()
  reason!: string

  /** The member of staff who decided. */
  @Staff()
  by!: string

  /** The last day on which it holds; until it is ended, where none is said. */
  @Optional()
  @Day()
  until?: string
}

export class DecisionDto extends EnvelopeDto {
  /** Why; kept with the event. */
  @Label()
  reason!: string

  /** The member of staff who decided. */
  @Staff()
  by!: string
}

export class DeprioritiseDto extends EnvelopeDto {
  /** Why; kept with the event. */
  @Label()
  reason!: string

  /** The member of staff who proposes it. */
  @Staff()
  by!: string

  /** The one who decides: another person. */
  @Staff()
  approvedBy!: string
}

/** By the model of customer value in force. */
export class TierByModelDto {
  name!: string
  version!: number
  /** 0 to 100, to two decimals. */
  score!: number
  /** As it counts: by a person’s word, held by hysteresis, or by the score. */
  tier!: string
  tierByScore!: string
  /** The score is lower than the tier asks for, but not for long or not by much. */
  isHeld!: boolean
  /** Null where nobody put the customer into a tier for that day. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/TierOverrideDto' }], nullable: true })
  override!: TierOverrideDto | null
}

export class TierModelDto {
  name!: string
  version!: number
}

/** The tier that was recorded last as time passed. */
export class RecordedTierDto {
  /** The event’s id. */
  event!: string
  tier!: string
  /** The day evaluated. */
  day!: string
  /** 0 to 100. */
  score!: number
  model!: TierModelDto
}

/** That no more effort is spent on the customer than it asks for. */
export class DeprioritisationDto {
  /** Day. */
  since!: string
  reason!: string
  /** The member of staff who proposed it. */
  by!: string
  /** The one who decided. */
  approvedBy!: string
}

export class RankChangeDto {
  /** Instant. */
  at!: string
  /** The event’s id. */
  event!: string
  @ApiProperty({ enum: ['tier', 'override', 'override ended', 'deprioritised', 'reinstated'] })
  what!: 'tier' | 'override' | 'override ended' | 'deprioritised' | 'reinstated'
  /** Tier; null where none was recorded before. */
  from!: string | null
  /** Tier; null of what is no tier. */
  to!: string | null
  /** 0 to 100; null where no score decided. */
  score!: number | null
  /** 0 to 100, when `from` was recorded; null where that is not known. */
  scoreBefore!: number | null
  reason!: string
  /** The member of staff; null where the score decided. */
  by!: string | null
  /** The last day of an override. */
  until!: string | null
}

export class CustomerTierDto extends AnsweredDto {
  /** Null as long as no model of customer value was activated. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/TierByModelDto' }], nullable: true })
  model!: TierByModelDto | null
  /** Null where none was. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/RecordedTierDto' }], nullable: true })
  recorded!: RecordedTierDto | null
  /** Null of a customer who is looked after like the others. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/DeprioritisationDto' }], nullable: true })
  deprioritised!: DeprioritisationDto | null
  /** The latest hundred, the earliest first. */
  @ApiProperty({ type: [RankChangeDto] })
  changes!: readonly RankChangeDto[]
}
