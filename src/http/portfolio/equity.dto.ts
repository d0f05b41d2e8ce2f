/** The answer about the value of all customers together. */
import { ApiProperty, IntersectionType } from '@nestjs/swagger'
import { EstimatedByDto } from '../customers/value.dto.js'
import { HorizonText, OneOf, Optional, Until } from '../fields.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'
import { ScoredByDto } from './pyramid.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'

export class EquityInCurrencyDto {
  /** Those who had bought or cost anything in it. */
  customers!: number
  /** Revenue less refunds, concessions and all costs; minor units. */
  realized!: number
  /** Discounted, minor units; null as long as no model was activated. */
  potential!: number | null
}

export class EquityPartDto {
  /** Those who had bought by the day. */
  customers!: number
  /** How many of them are expected to buy still: the sum of their probabilities. Null without a model. */
  alive!: number | null
  /** Purchase days within the horizon; null without a model, and where they have no bound. */
  expectedPurchases!: number | null
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/EquityInCurrencyDto' } })
  currencies!: Record<string, EquityInCurrencyDto>
}

export class EquityByKindDto {
  person!: EquityPartDto
  organisation!: EquityPartDto
  unknown!: EquityPartDto
}

class EquityPartsDto {
  /** Who bought within the window on whose end a customer is lost. */
  active!: EquityPartDto
  /** The active ones by kind. */
  byKind!: EquityByKindDto
  /** Who has not bought for longer. */
  quiet!: EquityPartDto
  all!: EquityPartDto
  /** The active ones by tier, the highest first, where they were asked for. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/EquityPartDto' } })
  byTier?: Record<string, EquityPartDto>
}

export class EquityBeforeDto extends EquityPartsDto {
  asOf!: string
}

export class EquityChangeDto {
  /** Minor units. */
  realized!: number
  potential!: number | null
}

export class EquityDto extends IntersectionType(AnsweredAtDto, EquityPartsDto) {
  unit!: 'minor units by currency; potential discounted'
  /** As it was asked for. */
  horizon!: string
  /** Days without a purchase after which a customer is not active. */
  lostAfterDays!: number
  model!: EstimatedByDto | null
  /** By which model of customer value the tiers are, where they were asked for. */
  tiersBy?: ScoredByDto
  /** At the earlier day, where one was asked for, by the same model. */
  before?: EquityBeforeDto
  /** What has changed since then of the active customers, by currency. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/EquityChangeDto' } })
  change?: Record<string, EquityChangeDto>
}

export class EquityQueryDto extends PointInTimeDto {
  /** How far ahead potential value looks: `lifetime`, or days, weeks, months or years such as `90d`, `39w`, `36m`, `3y`. */
  @Optional()
  @HorizonText()
  horizon?: string

  /** An earlier day (to its end, UTC) or instant to compare with. */
  @Optional()
  @Until()
  against?: string

  /** Whether customers are told apart by tier: that wants a model of customer value in force, and reads the whole log. */
  @Optional()
  @OneOf(['true', 'false'])
  byTier?: 'true' | 'false'
}
