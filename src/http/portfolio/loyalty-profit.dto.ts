/** The answer about loyalty, satisfaction and profit. */
import { ApiProperty } from '@nestjs/swagger'
import { satisfactionBands, type SatisfactionBand } from '../../../projections/portfolio/loyalty-profit.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'

export class GroupInCurrencyDto {
  /** Who brought in or cost anything in it. */
  customers!: number
  /** Recognised revenue less refunds, minor units. */
  revenue!: number
  net!: number
  /** net / revenue; null unless revenue is above 0. */
  margin!: number | null
  /** Minor units, rounded. */
  netPerCustomer!: number
}

class LoyaltyGroupDto {
  /** Who bought. */
  customers!: number
  /** Loyal supporters on the day; null of nobody, as are the other shares. */
  loyalShare!: number | null
  /** Bought on more than one day. */
  repeatShare!: number | null
  /** Neither lost nor given up on the day. */
  activeShare!: number | null
  purchaseDaysPerCustomer!: number | null
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/GroupInCurrencyDto' } })
  currencies!: Record<string, GroupInCurrencyDto>
}

class SatisfactionGroupDto extends LoyaltyGroupDto {
  /** What they say of us, from 0 to 100: below 50, below 75, from 75 on. */
  @ApiProperty({ enum: [...satisfactionBands] })
  satisfaction!: SatisfactionBand
}

/** Margin less that of the industry; null where there is no revenue to tell it. */
export class MarginAgainstDto {
  loyal!: number | null
  others!: number | null
}

class AgainstBenchmarkDto {
  industry!: string
  /** First day of its period. */
  from!: string
  /** Last day of its period. */
  until!: string
  /** Average profit of the industry as a share of revenue. */
  margin!: number
  publisher!: string
  by?: string
  /** Instant. */
  recordedAt!: string
  /** Id of the event. */
  event!: string
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/MarginAgainstDto' } })
  currencies!: Record<string, MarginAgainstDto>
}

export class LoyaltyProfitDto extends AnsweredAtDto {
  /** Loyal supporters on the day. */
  loyal!: LoyaltyGroupDto
  /** All others who bought. */
  others!: LoyaltyGroupDto
  @ApiProperty({ type: [SatisfactionGroupDto] })
  bySatisfaction!: readonly SatisfactionGroupDto[]
  /** Against the average of each industry that was recorded, of its latest period. */
  @ApiProperty({ type: [AgainstBenchmarkDto] })
  benchmarks!: readonly AgainstBenchmarkDto[]
}
