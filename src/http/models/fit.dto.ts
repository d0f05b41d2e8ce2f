/** What is asked of the fitting of models, and what it answers. */
import { ApiProperty, IntersectionType } from '@nestjs/swagger'
import type { PurchaseModelName } from '../../../domain/value/purchase-models.js'
import type { TimeUnit } from '../../../domain/value/purchase-pattern.js'
import { Currency, Day, OneOf, Optional, RatePerYear, Staff, Until } from '../fields.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'
import { WrittenTogetherDto } from '../writing/written.dto.js'
import { fittedToPurchases } from './model-path.js'
import { EstimateDto, HoldoutDto } from './models.dto.js'

const units = ['day', 'week', 'month']

class WindowDto {
  /** The last day that counts. */
  @Day()
  until!: string

  /** Only what this ledger had recorded by then: a day (to its end, UTC) or an instant. */
  @Optional()
  @Until()
  knownAt?: string
}

export class FitPurchasesQueryDto extends WindowDto {
  /** In what time is counted; weeks, where not given. */
  @Optional()
  @OneOf(units)
  unit?: TimeUnit
}

export class FitValuesQueryDto extends WindowDto {
  /** Wanted where customers bought in several. */
  @Optional()
  @Currency()
  currency?: string
}

class FittedDto extends EstimateDto {
  /** The last day of the window. */
  until!: string
  /** Only what had been recorded by then; everything where it is absent. */
  knownAt?: string
  /** The log was read up to here. */
  position!: number
  /** Different histories that were told apart. */
  distinctPatterns!: number
  /** How often the likelihood was worked out. */
  evaluations!: number
}

export class FittedPurchasesDto extends FittedDto {
  @ApiProperty({ enum: fittedToPurchases })
  model!: string
  /** In what time it counts. */
  @ApiProperty({ enum: units })
  unit!: TimeUnit
  /** Absent where nobody bought after the window. */
  holdout?: HoldoutDto
}

export class FittedValuesDto extends FittedDto {
  @ApiProperty({ enum: ['gamma-gamma'] })
  model!: 'gamma-gamma'
  /** The parameter v is in major units of it. */
  currency!: string
  /** Of customers who bought again, from −1 to 1, where it can be said: the model assumes 0. */
  frequencyValueCorrelation!: number | null
}

/** Repeat purchase days of all customers together. */
export class PeriodTotalDto {
  /** Counted from 1. */
  period!: number
  /** Within the period. */
  expected!: number
  /** Within the period. */
  actual!: number
  /** Since the first purchase of anybody. */
  cumulativeExpected!: number
  /** Since the first purchase of anybody. */
  cumulativeActual!: number
}

export class TrackingDto {
  /** The day on which anybody bought first: the periods follow it. */
  from!: string
  @ApiProperty({ enum: units })
  unit!: TimeUnit
  /** The last period that lies wholly within the window. */
  fittedPeriods!: number
  @ApiProperty({ type: [PeriodTotalDto] })
  periods!: readonly PeriodTotalDto[]
}

export class TrackedDto extends FittedPurchasesDto {
  tracking!: TrackingDto
}

export class PublishPotentialDto extends IntersectionType(EnvelopeDto, FitPurchasesQueryDto) {
  /** Of purchases; their values are fitted with it, currency by currency. */
  @OneOf(fittedToPurchases)
  model!: PurchaseModelName

  /** Discount rate per year; 0.1, where not given: 10 %. */
  @Optional()
  @RatePerYear()
  discountPerYear?: number

  /** The member of staff who decided. */
  @Optional()
  @Staff()
  by?: string
}

export class ValuesNotFittedDto {
  currency!: string
  /** Why, as the code of a problem. */
  code!: string
  message!: string
}

export class PublishedPotentialDto extends WrittenTogetherDto {
  /** Among the models of its name, from 1. */
  version!: number
  /** Currencies in which the value of a purchase is part of the model. */
  @ApiProperty({ type: [String] })
  currencies!: readonly string[]
  /** Currencies in which too little was bought to tell; absent where an earlier answer is repeated. */
  @ApiProperty({ type: [ValuesNotFittedDto] })
  withoutValues?: readonly ValuesNotFittedDto[]
}
