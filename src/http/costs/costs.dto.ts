/** Costs of a period that are shared out among customers. */
import { ApiProperty } from '@nestjs/swagger'
import { costKeys, type CostKey } from '../../../domain/cost/cost.events.js'
import { Day, Label, Nested, OneOf, Optional, Reference, Staff } from '../fields.js'
import { PriceDto } from '../money.dto.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class RecordCostsDto extends EnvelopeDto {
  /** Your name for it. */
  @Reference()
  pool!: string

  /** First day of the period. */
  @Day()
  from!: string

  /** Last day of the period. */
  @Day()
  until!: string

  @Nested(PriceDto)
  cost!: PriceDto

  /** What it is shared out by. */
  @OneOf(costKeys)
  key!: CostKey

  @OneOf(['win', 'serve'])
  purpose!: 'win' | 'serve'

  @Optional()
  @Label()
  reason?: string

  /** The member of staff who asks for it. */
  @Optional()
  @Staff()
  by?: string
}

export class CostsAllocatedDto {
  /** Customers to whom a part of it was allocated. */
  customers!: number
  /** What it was shared out by, of all customers together. */
  units!: number
}

export class WithdrawCostsDto {
  /** Why; kept with the event. */
  @Label()
  reason!: string

  /** The member of staff who decided. */
  @Optional()
  @Staff()
  by?: string
}

export class CostsWithdrawnDto {
  reason!: string
  by?: string
}

export class CostsReversedDto {
  /** Parts that were taken back. */
  parts!: number
}

export class WithdrawalDto extends CostsReversedDto {
  pool!: string
  /** Events appended by this request: none where all was done before. */
  appended!: number
  completed!: boolean
}

export class CostsDto {
  pool!: string
  from!: string
  until!: string
  cost!: PriceDto
  @ApiProperty({ enum: costKeys })
  key!: CostKey
  purpose!: 'win' | 'serve'
  reason?: string
  by?: string
  /** The log position by which it is shared out; absent before that was begun. */
  position?: number
  /** Absent before the whole of it was allocated. */
  allocated?: CostsAllocatedDto
  /** Absent where it counts. */
  withdrawn?: CostsWithdrawnDto
  /** Absent before all parts of a withdrawn cost were taken back. */
  reversed?: CostsReversedDto
}

export class AllocationDto extends CostsAllocatedDto {
  pool!: string
  /** By what the log held up to here. */
  position!: number
  /** Events appended by this request: none where all was done before. */
  appended!: number
  completed!: boolean
}
