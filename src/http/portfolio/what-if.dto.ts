/** The answer about what would change by another model of customer value. */
import { ApiProperty } from '@nestjs/swagger'
import { Optional, Reference, WholeNumberText } from '../fields.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'
import { ScoredByDto, TierDto } from './pyramid.dto.js'

export class MovedMoneyDto {
  /** Recognised, minor units. */
  revenue!: number
  /** Revenue less refunds, concessions and all costs, minor units. */
  net!: number
}

export class MovedInCurrencyDto {
  /** What all customers hold. */
  all!: MovedMoneyDto
  /** What those hold who move. */
  moved!: MovedMoneyDto
}

export class MoveDto {
  /** The tier by the model in force. */
  from!: string
  /** The tier by the draft; the same where customers stay. */
  to!: string
  customers!: number
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/MovedMoneyDto' } })
  currencies!: Record<string, MovedMoneyDto>
}

export class MoverDto {
  /** The customer’s id. */
  customer!: string
  from!: string
  to!: string
  /** 0 to 100. */
  fromScore!: number
  /** 0 to 100. */
  toScore!: number
}

export class TiersByModelDto {
  @ApiProperty({ type: [TierDto] })
  active!: readonly TierDto[]
  @ApiProperty({ type: [TierDto] })
  draft!: readonly TierDto[]
}

export class WhatIfDto extends AnsweredAtDto {
  active!: ScoredByDto
  draft!: ScoredByDto
  customers!: number
  /** Of those, who would be in a tier of another name. */
  moved!: number
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/MovedInCurrencyDto' } })
  currencies!: Record<string, MovedInCurrencyDto>
  tiers!: TiersByModelDto
  @ApiProperty({ type: [MoveDto] })
  moves!: readonly MoveDto[]
  /** Whose scores differ most. */
  @ApiProperty({ type: [MoverDto] })
  movers!: readonly MoverDto[]
}

export class WhatIfQueryDto extends PointInTimeDto {
  /** The name of a published model of customer value. */
  @Reference()
  model!: string

  /** Which of that name. */
  @WholeNumberText(1, 999_999_999)
  version!: number

  /** How many of those who move are named: 20 where it is not said. */
  @Optional()
  @WholeNumberText(0, 1000)
  limit?: number
}
