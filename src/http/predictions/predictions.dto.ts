/** What was predicted, and what became of it. */
import { ApiProperty } from '@nestjs/swagger'
import { Day, HorizonText } from '../fields.js'

const spend = { type: 'object' as const, additionalProperties: { type: 'number' as const } }

export class PredictedTenthDto {
  /** 1: those of whom most is expected. */
  decile!: number
  customers!: number
  /** Purchase days. */
  purchases!: number
  /** What they are for, before refunds and costs; minor units by currency. */
  @ApiProperty(spend)
  spend!: Record<string, number>
}

export class ObservedTenthDto extends PredictedTenthDto {
  /** Those who bought at all. */
  buyers!: number
}

export class OutcomeDto {
  /** Instant. */
  observedAt!: string
  /** The log was read up to here. */
  position!: number
  /** Purchase days of all. */
  purchases!: number
  @ApiProperty(spend)
  spend!: Record<string, number>
  /** The same customers, tenth by tenth. */
  @ApiProperty({ type: [ObservedTenthDto] })
  deciles!: readonly ObservedTenthDto[]
  /** Actual by expected purchases, less 1: 0.1 is a tenth more than was predicted. Null where none were. */
  bias!: number | null
  /** Mean of the difference, purchase days of a customer. */
  meanAbsoluteError!: number
  /** Root of the mean of its square. */
  rootMeanSquareError!: number
}

export class PredictingModelDto {
  name!: string
  version!: number
}

export class PredictionDto {
  /** Its name: model, version, and the two days. */
  prediction!: string
  model!: PredictingModelDto
  /** Instant. */
  madeAt!: string
  /** Of what had happened by the end of this day, and stood in the log by the position. */
  asOf!: string
  position!: number
  /** The last day that it speaks of. */
  until!: string
  /** Those who had bought by `asOf`. */
  customers!: number
  /** Purchase days of all. */
  purchases!: number
  @ApiProperty(spend)
  spend!: Record<string, number>
  @ApiProperty({ type: [PredictedTenthDto] })
  deciles!: readonly PredictedTenthDto[]
  /** The member of staff who made it. */
  by?: string
  /** Null as long as it was not compared. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/OutcomeDto' }], nullable: true })
  outcome!: OutcomeDto | null
}

export class PredictionsDto {
  /** The answer reflects the log up to this position. */
  position!: number
  @ApiProperty({ type: [PredictionDto] })
  predictions!: readonly PredictionDto[]
}

export class MakePredictionDto {
  /** Of what had happened by the end of this day; it must be over. */
  @Day()
  asOf!: string

  /** How far ahead: days, weeks, months or years such as `90d`, `39w`, `12m`, `1y`. */
  @HorizonText()
  horizon!: string
}
