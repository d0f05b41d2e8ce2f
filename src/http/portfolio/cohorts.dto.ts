/** The answer about cohorts. */
import { ApiProperty } from '@nestjs/swagger'
import { AnsweredAtDto } from '../reading/answered.dto.js'

export class CohortMonthDto {
  /** `YYYY-MM`. */
  month!: string
  /** Months since the cohort’s own, which is 0. */
  after!: number
  /** Customers of the cohort who bought in it. */
  customers!: number
  /** Share of the cohort. */
  rate!: number
  /** Recognised revenue less refunds, minor units by currency. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  revenue!: Record<string, number>
}

export class CohortDto {
  /** Month of the first purchase, `YYYY-MM`. */
  cohort!: string
  customers!: number
  /** Every month up to the last one in which anybody bought or revenue came or went. */
  @ApiProperty({ type: [CohortMonthDto] })
  months!: readonly CohortMonthDto[]
}

export class CohortsDto extends AnsweredAtDto {
  /** Earliest first. */
  @ApiProperty({ type: [CohortDto] })
  cohorts!: readonly CohortDto[]
}
