/** Answers about one customer. */
import { ApiProperty } from '@nestjs/swagger'
import { stages, type Stage } from '../../../domain/customer/stage.js'
import { surveyMeasures, type SurveyMeasure } from '../../../domain/feedback/feedback.subject.js'
import { satisfactionFactors, type SatisfactionFactor } from '../../../domain/feedback/satisfaction-index.js'
import { OneOf, Optional, Reference, WholeNumberText } from '../fields.js'
import { AnsweredDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'
import { DeprioritisationDto } from './tier.dto.js'

export class SourceRecordDto {
  source!: string
  externalId!: string
}

export class CustomerFileDto {
  /** Null where facts were recorded and nobody registered the customer. */
  kind!: 'person' | 'organisation' | null
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  profile!: Record<string, string>
  /** Where source systems know the customer; the latest hundred. */
  sourceRecords!: SourceRecordDto[]
  sourceRecordsInAll!: number
  /** The member of staff who is responsible. */
  owner!: string | null
  /** Instant. */
  ownerSince!: string | null
  /** That no more effort is spent on the customer than it asks for; null of one looked after like the others. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/DeprioritisationDto' }], nullable: true })
  deprioritised!: DeprioritisationDto | null
}

export class CauseDto {
  /** The event’s id. */
  id!: string
  type!: string
  position!: number
}

export class StageChangeDto {
  @ApiProperty({ enum: stages })
  stage!: Stage
  /** Instant. */
  at!: string
  reason!: string
  /** The event that brought it; for a loss by quietness, the last purchase. */
  cause!: CauseDto
}

export class LifecycleRulesDto {
  version!: number
  /** Days with a purchase that make an existing customer. */
  existingFromPurchaseDays!: number
  /** Days with a purchase that make a loyal supporter. */
  loyalFromPurchaseDays!: number
  /** Days without a purchase after which a customer counts as lost. */
  lostAfterDays!: number
}

export class LifecycleViewDto {
  @ApiProperty({ enum: stages, nullable: true })
  stage!: Stage | null
  /** Instant. */
  since!: string | null
  /** The latest hundred changes, oldest first. */
  changes!: StageChangeDto[]
  changesInAll!: number
  /** How often the customer was lost, or given up, after a deal. */
  losses!: number
  /** How often it came back. */
  winBacks!: number
  /** The thresholds in force. */
  rules!: LifecycleRulesDto
}

export class LifecycleDto extends AnsweredDto implements LifecycleViewDto {
  @ApiProperty({ enum: stages, nullable: true })
  stage!: Stage | null
  /** Instant. */
  since!: string | null
  /** The latest hundred changes, oldest first. */
  changes!: StageChangeDto[]
  changesInAll!: number
  /** How often the customer was lost, or given up, after a deal. */
  losses!: number
  /** How often it came back. */
  winBacks!: number
  /** The thresholds in force. */
  rules!: LifecycleRulesDto
}

export class CustomerDto extends AnsweredDto {
  /** Ids of customers who were merged into this one. */
  @ApiProperty({ type: [String] })
  merged!: readonly string[]
  file!: CustomerFileDto
  lifecycle!: LifecycleViewDto
}

export class TouchpointRowDto {
  /** The event’s id. */
  id!: string
  type!: string
  /** The business day it counts for. */
  day!: string
  /** Instant. */
  occurredAt!: string
  /** Instant. */
  recordedAt!: string
  /** Recorded more than a day after it happened. */
  late!: boolean
  /** Whole days from happening to recording. */
  lateByDays!: number
  channel?: string
  source?: string
  /** The member of staff concerned, else the account that recorded it. */
  who!: string
  position!: number
  /** Place in the customer’s stream, from 0. */
  revision!: number
  /** The event’s data; money in minor units. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  details!: object
}

export class TimelineDto extends AnsweredDto {
  @ApiProperty({ type: [TouchpointRowDto] })
  items!: readonly TouchpointRowDto[]
  /** Cursor of the page that follows; absent on the last one. */
  next?: string
}

/** Gaps between consecutive purchase days, in days. */
export class GapsDto {
  count!: number
  meanDays!: number | null
  minDays!: number | null
  maxDays!: number | null
}

/** Fifths from 1 to 5, 5 being the best. */
export class CustomerRfmDto {
  recency!: number
  frequency!: number
  /** By currency. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  monetary!: Record<string, number>
  /** Among how many customers who bought. */
  among!: number
}

export class SurveyScaleDto {
  min!: number
  max!: number
}

export class SurveyScoreDto {
  score!: number
  scale!: SurveyScaleDto
  /** Instant. */
  at!: string
}

export class SurveyAnswersDto {
  @ApiProperty({ enum: surveyMeasures })
  measure!: SurveyMeasure
  answers!: number
  /** Of all scores. */
  sum!: number
  /** How many answers gave each score. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  scores!: Record<string, number>
  last!: SurveyScoreDto
}

export class WaveAnswersDto {
  @ApiProperty({ enum: surveyMeasures })
  measure!: SurveyMeasure
  survey!: string
  /** Null where waves are counted together. */
  wave!: string | null
  /** How often the customer was asked. */
  asked!: number
  answers!: number
  /** How many answers gave each score. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  scores!: Record<string, number>
}

export class CurrencyContinuityDto {
  /** Months with a net value above 0. */
  positiveMonths!: number
  /** Of the months; null while none is over. */
  share!: number | null
}

/** In how many of the months since the first purchase the customer brought more than it cost. */
export class ContinuityDto {
  /** Whole months from that of the first purchase to the last one that is over. */
  months!: number
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/CurrencyContinuityDto' } })
  currencies!: Record<string, CurrencyContinuityDto>
}

export class SatisfactionModelNameDto {
  /** `ours`: weights of our choice, where no other model is published. */
  name!: string
  version!: number
}

export class WeighedFactorDto {
  @ApiProperty({ enum: satisfactionFactors })
  factor!: SatisfactionFactor
  /** What the customer said, or did. */
  kind!: 'explicit' | 'implicit'
  /** From 0 to 100, 100 being the best. */
  points!: number
  weight!: number
  /** Of the weights of all factors that are known. */
  share!: number
  /** What it brings to the index. */
  adds!: number
}

export class SatisfactionIndexDto {
  model!: SatisfactionModelNameDto
  /** From 0 to 100; null where no factor is known. */
  index!: number | null
  @ApiProperty({ type: [WeighedFactorDto] })
  factors!: readonly WeighedFactorDto[]
  /** Factors that are not known: the others are weighed as if these did not count. */
  @ApiProperty({ enum: satisfactionFactors, isArray: true })
  missing!: readonly SatisfactionFactor[]
}

export class LoyaltyDto extends AnsweredDto {
  purchases!: number
  /** Days with a purchase or an order. */
  purchaseDays!: number
  /** Bought on more than one day. */
  repeat!: boolean
  firstPurchaseDay!: string | null
  lastPurchaseDay!: string | null
  /** Days from the last purchase day to the day asked for. */
  recencyDays!: number | null
  /** Days from the first purchase day to the day asked for. */
  tenureDays!: number | null
  gaps!: GapsDto
  /** Shape of a gamma distribution of the gaps: 1 is random, above 1 regular; null with fewer than two gaps, or with equal ones. */
  regularity!: number | null
  /** Months (`YYYY-MM`) with a purchase day. */
  activeMonths!: string[]
  /** Recognised revenue less refunds, minor units by currency. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  monetary!: Record<string, number>
  /** By `measure/survey`. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/SurveyAnswersDto' } })
  surveys!: Record<string, SurveyAnswersDto>
  /** What was asked and answered in waves of surveys. */
  @ApiProperty({ type: [WaveAnswersDto] })
  waves!: WaveAnswersDto[]
  /** Cases opened. */
  cases!: number
  /** Null where the customer has not bought. */
  continuity!: ContinuityDto | null
  satisfactionIndex!: SatisfactionIndexDto
  /** Null where the customer has not bought. */
  rfm!: CustomerRfmDto | null
}

export class TimelineQueryDto extends PointInTimeDto {
  /** Touchpoints in a page; 100 where not given. */
  @Optional()
  @WholeNumberText(1, 1_000)
  limit?: number

  /** `next` of the page before. */
  @Optional()
  @Reference()
  cursor?: string

  /** Earliest first (where not given), or latest first. */
  @Optional()
  @OneOf(['asc', 'desc'])
  order?: 'asc' | 'desc'
}
