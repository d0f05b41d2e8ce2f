/** The answer about customers who bring least for the effort. */
import { ApiProperty } from '@nestjs/swagger'
import { EstimatedByDto } from '../customers/value.dto.js'
import { HorizonText, Optional, WholeNumberText } from '../fields.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'

/** Money in minor units of one currency. */
export class LowValueDto {
  customer!: string
  revenue!: number
  /** Cost to win and to serve. */
  effort!: number
  /** Revenue less refunds, concessions and all costs. */
  realized!: number
  /** Discounted; null without a model. */
  potential!: number | null
  /** Realized and potential together. */
  value!: number
}

/** Money in minor units. */
export class LowValueInCurrencyDto {
  /** All of so little value, listed or not. */
  customers!: number
  effort!: number
  value!: number
  /** The least value first. */
  @ApiProperty({ type: [LowValueDto] })
  listed!: readonly LowValueDto[]
}

/** What a customer brought and cost since it was decided, minor units. */
export class SinceThenDto {
  revenue!: number
  /** Cost to win and to serve. */
  effort!: number
  /** Revenue less refunds, concessions and all costs. */
  net!: number
}

export class DeprioritisedDto {
  customer!: string
  /** Day. */
  since!: string
  reason!: string
  /** The member of staff who proposed it. */
  by!: string
  /** The one who decided. */
  approvedBy!: string
  /** By currency, from the beginning of that day on. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/SinceThenDto' } })
  sinceThen!: Record<string, SinceThenDto>
}

export class LowValueReviewDto extends AnsweredAtDto {
  /** Null as long as none was activated: then only what was realized counts. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/EstimatedByDto' }], nullable: true })
  model!: EstimatedByDto | null
  /** As it was asked for. */
  horizon!: string
  /** The highest value that is low, minor units. */
  upTo!: number
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/LowValueInCurrencyDto' } })
  currencies!: Record<string, LowValueInCurrencyDto>
  /** On whom no more effort is spent, the latest hundred. */
  @ApiProperty({ type: [DeprioritisedDto] })
  deprioritised!: readonly DeprioritisedDto[]
}

export class LowValueQueryDto extends PointInTimeDto {
  /** How far ahead potential value looks: `lifetime`, or days, weeks, months or years such as `90d`, `39w`, `36m`, `3y`. */
  @Optional()
  @HorizonText()
  horizon?: string

  /** The highest value that is low, in minor units; 0 where not said. */
  @Optional()
  @WholeNumberText(-1_000_000_000, 1_000_000_000)
  upTo?: number

  /** How many are listed in each currency; 50 where not said. */
  @Optional()
  @WholeNumberText(1, 1_000)
  limit?: number
}
