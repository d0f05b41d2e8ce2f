/** The answer about how much the best customers hold. */
import { ApiProperty } from '@nestjs/swagger'
import { OneOf, Optional } from '../fields.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'

export const paretoBases = ['profit', 'revenue'] as const

export class CurvePointDto {
  /** Share of the customers, best first. */
  customers!: number
  /** How many they are, rounded up. */
  customersInAll!: number
  /** What they hold, minor units. */
  amount!: number
  /** Of what all hold; null unless that is above 0. Above 1 where others bring losses. */
  share!: number | null
  /** Of the cost to win and to serve; null where none is known. */
  effortShare!: number | null
}

export class LosingDto {
  customers!: number
  /** Their losses, minor units. */
  amount!: number
}

export class CurveDto {
  /** Who had bought, or cost, anything in the currency. */
  customers!: number
  /** What all hold, minor units. */
  amount!: number
  /** Cost to win and to serve, minor units. */
  effort!: number
  losing!: LosingDto
  /** Tenth by tenth. */
  @ApiProperty({ type: [CurvePointDto] })
  points!: readonly CurvePointDto[]
}

export class ParetoDto extends AnsweredAtDto {
  @ApiProperty({ enum: paretoBases })
  by!: (typeof paretoBases)[number]
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/CurveDto' } })
  currencies!: Record<string, CurveDto>
}

export class ParetoQueryDto extends PointInTimeDto {
  /** Of what: profit where it is not said. */
  @Optional()
  @OneOf(paretoBases)
  by?: (typeof paretoBases)[number]
}
