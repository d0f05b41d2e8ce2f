/** The answer about customers by tier. */
import { ApiProperty } from '@nestjs/swagger'
import { Optional, Until } from '../fields.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'

export class TierMoneyDto {
  /** Recognised, minor units. */
  revenue!: number
  /** Revenue less refunds, concessions and all costs, minor units. */
  net!: number
  /** Of the revenue of all tiers; null unless that is above 0. */
  revenueShare!: number | null
  /** Of the net of all tiers; null unless that is above 0. */
  netShare!: number | null
}

export class TierDto {
  tier!: string
  /** The least score. */
  from!: number
  customers!: number
  /** Of them, those whose score is lower, but not for long or not by much. */
  held!: number
  /** Of them, those whom a person put there. */
  overridden!: number
  /** Of all customers; null without any. */
  share!: number | null
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/TierMoneyDto' } })
  currencies!: Record<string, TierMoneyDto>
}

export class ScoredByDto {
  name!: string
  version!: number
}

export class PyramidBeforeDto {
  asOf!: string
  @ApiProperty({ type: [TierDto] })
  tiers!: readonly TierDto[]
}

export class MigrationDto {
  /** Null of customers of whom nothing had happened by the earlier day. */
  from!: string | null
  to!: string
  customers!: number
}

export class PyramidDto extends AnsweredAtDto {
  model!: ScoredByDto
  /** The highest first. */
  @ApiProperty({ type: [TierDto] })
  tiers!: readonly TierDto[]
  /** At the earlier day, where one was asked for, by the same model. */
  before?: PyramidBeforeDto
  /** From the tier at the earlier day to the tier at the later one. */
  @ApiProperty({ type: [MigrationDto] })
  migrations?: readonly MigrationDto[]
}

export class PyramidQueryDto extends PointInTimeDto {
  /** An earlier day (to its end, UTC) or instant to compare with. */
  @Optional()
  @Until()
  against?: string
}
