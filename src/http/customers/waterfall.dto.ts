/** How the realized value of one customer comes about. */
import { ApiProperty } from '@nestjs/swagger'
import { waterfallBars, type WaterfallBar } from '../../../projections/value/waterfall.js'
import { Optional, Reference, WholeNumberText } from '../fields.js'
import { AnsweredDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'

export class BarEventDto {
  /** The event’s id. */
  id!: string
  type!: string
  position!: number
  /** Instant. */
  occurredAt!: string
  /** What it adds to the bar, in minor units; below zero where it takes away. */
  amount!: number
}

export class BarDto {
  @ApiProperty({ enum: waterfallBars })
  bar!: WaterfallBar
  /** What it adds, in minor units: below zero where it takes away. */
  amount!: number
  /** All bars up to this one together. */
  level!: number
  /** How many events made it. */
  eventsInAll!: number
  /** A page of them, in the order they happened. */
  @ApiProperty({ type: [BarEventDto] })
  events!: readonly BarEventDto[]
  /** Cursor of the events that follow; absent where there are no more. */
  next?: string
}

export class CurrencyWaterfallDto {
  /** From left to right. */
  @ApiProperty({ type: [BarDto] })
  bars!: readonly BarDto[]
  /** All bars together: `net` of realized value. */
  realized!: number
}

export class WaterfallDto extends AnsweredDto {
  /** By ISO 4217 code. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/CurrencyWaterfallDto' } })
  currencies!: Record<string, CurrencyWaterfallDto>
}

export class WaterfallQueryDto extends PointInTimeDto {
  /** Events named of each bar; 100 where not given. */
  @Optional()
  @WholeNumberText(1, 1_000)
  limit?: number

  /** `next` of a bar: only the events of that bar are named, from where they ended. */
  @Optional()
  @Reference()
  cursor?: string
}
