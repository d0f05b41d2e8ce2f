/** Figures of markets and industries as others publish them, and what part of a market is ours. */
import { ApiProperty } from '@nestjs/swagger'
import { Day, NumberBetween, Nested, Optional, Reference, Staff, WholeNumber, WholeNumberText } from '../fields.js'
import { PriceDto } from '../money.dto.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

class PublishedFigureDto extends EnvelopeDto {
  /** First day of the period. */
  @Day()
  from!: string

  /** Last day of the period. */
  @Day()
  until!: string

  /** Who published it. */
  @Reference()
  publisher!: string

  /** The member of staff who recorded it. */
  @Optional()
  @Staff()
  by?: string
}

export class RecordMarketSizeDto extends PublishedFigureDto {
  /** Your name for it. */
  @Reference()
  market!: string

  /** What all suppliers together turned over; this, or `customers`, or both. */
  @Optional()
  @Nested(PriceDto)
  turnover?: PriceDto

  /** Customers of all suppliers together. */
  @Optional()
  @WholeNumber(0)
  customers?: number
}

export class RecordIndustryBenchmarkDto extends PublishedFigureDto {
  /** Your name for it. */
  @Reference()
  industry!: string

  /** Average profit as a share of revenue: 0.08 is 8 %. */
  @NumberBetween(-10, 1)
  margin!: number
}

export class MarketSharesQueryDto extends PointInTimeDto {
  /** Only this market. */
  @Optional()
  @Reference()
  market?: string

  /** How many periods; 12 where not said. */
  @Optional()
  @WholeNumberText(1, 120)
  limit?: number
}

/** Minor units of the currency that the market is told in. */
export class TurnoverShareDto {
  currency!: string
  /** Recognised in the period, less what was refunded in it. */
  ours!: number
  market!: number
  /** ours / market; null of a market of nothing. */
  share!: number | null
}

export class CustomerShareDto {
  /** Bought in the period. */
  bought!: number
  /** Customers of all suppliers; null where it is not known. */
  market!: number | null
  /** bought / market; null where that cannot be told. */
  share!: number | null
  /** Not lost by quietness as the period began. */
  before!: number
  /** Not lost by quietness at its end. */
  after!: number
  /** Of these, bought first in the period. */
  new!: number
  /** Of these, had been lost as the period began. */
  wonBack!: number
  /** Were not lost as it began, and are at its end. */
  lost!: number
  /** new + wonBack − lost. */
  netAdds!: number
}

export class MarketShareDto {
  market!: string
  from!: string
  until!: string
  publisher!: string
  by?: string
  /** Instant. */
  recordedAt!: string
  /** Id of the event. */
  event!: string
  /** Whether the period was over; else the figures are of its days so far. */
  isOver!: boolean
  /** Null where the turnover of the market is not known. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/TurnoverShareDto' }], nullable: true })
  turnover!: TurnoverShareDto | null
  customers!: CustomerShareDto
}

export class MarketSharesDto extends AnsweredAtDto {
  /** Days without a purchase after which a customer is lost. */
  lostAfterDays!: number
  /** The latest periods first. */
  @ApiProperty({ type: [MarketShareDto] })
  markets!: readonly MarketShareDto[]
}
