/** What is said of models of customer value, and what can be asked of them. */
import { ApiProperty } from '@nestjs/swagger'
import { AnyObject, Label, Optional, Staff, Until } from '../fields.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

const figures = { type: 'object' as const, additionalProperties: { type: 'number' as const } }

export class EstimateDto {
  @ApiProperty(figures)
  parameters!: Record<string, number>
  /** One standard deviation of each parameter. */
  @ApiProperty(figures)
  standardErrors!: Record<string, number>
  /** Natural logarithm, all customers together. */
  logLikelihood!: number
  /** Customers it was fitted to. */
  customers!: number
}

export class HoldoutRowDto {
  /** Within the window; in the last row so many or more. */
  repeats!: number
  customers!: number
  /** Purchase days per customer. */
  expected!: number
  /** Purchase days per customer. */
  actual!: number
}

/** What the model expected of the time after its window, and what happened. */
export class HoldoutDto {
  /** The last day of the time after the window. */
  until!: string
  /** The length of that time, in the unit of the model. */
  horizon!: number
  /** Purchase days of all customers. */
  expected!: number
  /** Purchase days of all customers. */
  actual!: number
  @ApiProperty({ type: [HoldoutRowDto] })
  byRepeats!: HoldoutRowDto[]
}

export class PurchasesModelDto extends EstimateDto {
  @ApiProperty({ enum: ['bg-nbd', 'mbg-nbd', 'pareto-nbd'] })
  model!: 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd'
  /** In what time it counts. */
  @ApiProperty({ enum: ['day', 'week', 'month'] })
  unit!: 'day' | 'week' | 'month'
  /** Absent where nothing was known of the time after the window. */
  holdout?: HoldoutDto
}

export class ValuesModelDto extends EstimateDto {
  @ApiProperty({ enum: ['gamma-gamma'] })
  model!: 'gamma-gamma'
  /** The parameter v is in major units of it. */
  currency!: string
  /** Of customers who bought again, from −1 to 1: the model assumes 0. */
  frequencyValueCorrelation!: number | null
}

/** Which data a model was fitted to. */
export class ModelWindowDto {
  /** The last day that counted. */
  until!: string
  /** Only what had been recorded by then; everything where it is absent. */
  knownAt?: string
  /** The log was read up to here. */
  position!: number
}

export class InForceDto {
  /** Instant. */
  since!: string
  reason!: string
  /** The member of staff who decided. */
  by?: string
}

export class ModelDto {
  /** What it estimates: `potential` is profit still to come. */
  @ApiProperty({ enum: ['potential'] })
  kind!: 'potential'
  name!: string
  /** Among the models of its name, from 1. */
  version!: number
  /** Instant. */
  publishedAt!: string
  isActive!: boolean
  /** Null where another one is in force, or none. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/InForceDto' }], nullable: true })
  inForce!: InForceDto | null
  window!: ModelWindowDto
  purchases!: PurchasesModelDto
  /** The value of a purchase, one for each currency in which enough was bought to tell. */
  @ApiProperty({ type: [ValuesModelDto] })
  values!: ValuesModelDto[]
  /** Discount rate per year: 0.1 is 10 %. */
  discountPerYear!: number
  /** The member of staff who published it. */
  by?: string
}

/** Weighted indicators and tiers, as they were published. */
export class ValueModelDto {
  name!: string
  version!: number
  /** Instant. */
  publishedAt!: string
  isActive!: boolean
  /** Null where another one is in force, or none. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/InForceDto' }], nullable: true })
  inForce!: InForceDto | null
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  indicators!: readonly object[]
  /** The highest first; `from` is the least score of each. */
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  tiers!: readonly object[]
  /** The member of staff who published it. */
  by?: string
}

export class ModelsDto {
  /** The answer reflects the log up to this position. */
  position!: number
  @ApiProperty({ type: [ModelDto] })
  models!: readonly ModelDto[]
  /** By which customers are scored. */
  @ApiProperty({ type: [ValueModelDto] })
  valueModels!: readonly ValueModelDto[]
}

export class ModelsQueryDto {
  /** Only what this ledger had recorded by then: a day (to its end, UTC) or an instant. */
  @Optional()
  @Until()
  knownAt?: string
}

export class ActivateModelDto extends EnvelopeDto {
  /** Why; kept with the event. */
  @Label()
  reason!: string

  /** The member of staff who decided. */
  @Optional()
  @Staff()
  by?: string
}

export class PublishValueModelDto extends EnvelopeDto {
  /** `indicators` and `tiers`, as in the YAML file. */
  @AnyObject()
  definition!: Record<string, unknown>

  /** The member of staff who decided. */
  @Optional()
  @Staff()
  by?: string
}
