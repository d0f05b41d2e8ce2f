/** Margins of the latest years, of a customer and of all together. */
import { ApiProperty } from '@nestjs/swagger'

export class MarginDto {
  /** The first month, `YYYY-MM`. */
  from!: string
  /** The last one. */
  through!: string
  /** Minor units. */
  revenue!: number
  /** Net of realized value, minor units. */
  margin!: number
  /** Of the revenue; null without any. */
  marginShare!: number | null
}

export class YearMarginDto extends MarginDto {
  /** The margin less that of the year before, minor units; null where there was nothing in that one. */
  improvement!: number | null
}

export class CurrencyMarginsDto {
  months24!: MarginDto
  months36!: MarginDto
  /** Three years of twelve whole months, the latest first. */
  @ApiProperty({ type: [YearMarginDto] })
  years!: readonly YearMarginDto[]
}

export class MarginsDto {
  /** The last month that was over on the day asked for, `YYYY-MM`. */
  through!: string
  /** By ISO 4217 code. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/CurrencyMarginsDto' } })
  currencies!: Record<string, CurrencyMarginsDto>
}
