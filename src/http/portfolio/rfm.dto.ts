/** The answer about recency, frequency and monetary value. */
import { ApiProperty } from '@nestjs/swagger'
import { rfmSegments, type RfmSegment } from '../../../projections/portfolio/rfm.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'

class RfmDayBandDto {
  /** 1 lowest, 5 highest. */
  score!: number
  /** The earliest last purchase day that has it. */
  from!: string
  customers!: number
}

class RfmBandDto {
  /** 1 lowest, 5 highest. */
  score!: number
  /** The lowest value that has it. */
  from!: number
  customers!: number
}

class RfmSumDto {
  customers!: number
  /** Of the customers in this currency. */
  shareOfCustomers!: number
  /** Recognised revenue less refunds, minor units. */
  revenue!: number
  /** Null unless the revenue of all is above 0. */
  shareOfRevenue!: number | null
}

class RfmSegmentDto extends RfmSumDto {
  /** By recency and frequency. */
  @ApiProperty({ enum: [...rfmSegments] })
  segment!: RfmSegment
}

class RfmCellDto extends RfmSegmentDto {
  recency!: number
  frequency!: number
  monetary!: number
}

export class RfmCurrencyDto {
  /** Who bought in it. */
  customers!: number
  revenue!: number
  /** By revenue less refunds of a customer, minor units. */
  @ApiProperty({ type: [RfmBandDto] })
  monetary!: readonly RfmBandDto[]
  /** The best first. */
  @ApiProperty({ type: [RfmSegmentDto] })
  segments!: readonly RfmSegmentDto[]
  /** Scores that somebody has, the best first. */
  @ApiProperty({ type: [RfmCellDto] })
  cells!: readonly RfmCellDto[]
}

export class RfmDto extends AnsweredAtDto {
  /** Who bought. */
  customers!: number
  /** By last purchase day. */
  @ApiProperty({ type: [RfmDayBandDto] })
  recency!: readonly RfmDayBandDto[]
  /** By purchase days. */
  @ApiProperty({ type: [RfmBandDto] })
  frequency!: readonly RfmBandDto[]
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/RfmCurrencyDto' } })
  currencies!: Record<string, RfmCurrencyDto>
}
