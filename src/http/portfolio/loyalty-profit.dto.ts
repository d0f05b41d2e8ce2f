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

export class LoyaltyProfitDto extends AnsweredAtDto {
  /** Loyal supporters on the day. */
  loyal!: LoyaltyGroupDto
  /** All others who bought. */
  others!: LoyaltyGroupDto
  @ApiProperty({ type: [SatisfactionGroupDto] })
  bySatisfaction!: readonly SatisfactionGroupDto[]
}
