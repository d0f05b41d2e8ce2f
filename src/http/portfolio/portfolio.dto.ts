/** The answer about all customers together. */
import { ApiProperty } from '@nestjs/swagger'
import type { Stage } from '../../../domain/customer/stage.js'
import { surveyMeasures, type SurveyMeasure } from '../../../domain/feedback/feedback.subject.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'
import { MarginsDto } from '../customers/margins.dto.js'
import { ReportedValueDto, ValueSumsDto } from '../customers/value.dto.js'

const counts = { type: 'object' as const, additionalProperties: { type: 'integer' as const } }
const byName = (schema: string) => ({
  type: 'object' as const,
  additionalProperties: { $ref: `#/components/schemas/${schema}` },
})

export class ParetoPointDto {
  /** Share of the customers, best first. */
  customers!: number
  /** Share of the revenue they hold. */
  revenue!: number
}

export class ConcentrationDto {
  customers!: number
  /** From 0, all alike, towards 1; null without revenue. */
  gini!: number | null
  /** Herfindahl–Hirschman index, up to 1: one holds everything; null without revenue. */
  hhi!: number | null
  /** Share of revenue held by the largest customer; null without revenue. */
  largestShare!: number | null
  /** Share of revenue held by the top 20% of customers, rounded up; null without revenue. */
  top20Share!: number | null
  @ApiProperty({ type: [ParetoPointDto] })
  pareto!: readonly ParetoPointDto[]
}

export class CustomerAtRiskDto {
  customer!: string
  /** Minor units. */
  revenue!: number
  /** Of all revenue in the currency. */
  share!: number
}

export class CurrencyAtRiskDto {
  /** How many customers hold so much. */
  customersInAll!: number
  /** What they hold together, in minor units. */
  revenue!: number
  revenueShare!: number
  /** The largest first, a hundred at most. */
  @ApiProperty({ type: [CustomerAtRiskDto] })
  customers!: readonly CustomerAtRiskDto[]
}

export class RevenueAtRiskDto {
  /** Customers with this share of the revenue or more. */
  share!: number
  /** By currency; those without such a customer are left out. */
  @ApiProperty(byName('CurrencyAtRiskDto'))
  currencies!: Record<string, CurrencyAtRiskDto>
}

export class LeadsWonDto {
  leads!: number
  won!: number
}

export class WonDto {
  won!: number
}

export class FunnelDto {
  leads!: number
  won!: number
  wonBeforeContact!: number
  /** Days from capture to deal, the middle one; null without a deal. */
  medianDaysToWon!: number | null
  @ApiProperty(counts)
  byStatus!: Record<string, number>
  @ApiProperty(byName('LeadsWonDto'))
  byOrigin!: Record<string, LeadsWonDto>
  @ApiProperty(byName('WonDto'))
  byRepresentative!: Record<string, WonDto>
  @ApiProperty(byName('WonDto'))
  byDeveloper!: Record<string, WonDto>
  @ApiProperty(byName('WonDto'))
  bySegment!: Record<string, WonDto>
}

export class StageAmountsDto {
  opportunities!: number
  /** Minor units. */
  amount!: number
  /** Minor units. */
  margin!: number
}

export class PipelineDto {
  @ApiProperty(counts)
  byStatus!: Record<string, number>
  /** By status, then `currency/stage`. */
  @ApiProperty({ type: 'object', additionalProperties: byName('StageAmountsDto') })
  amounts!: Record<string, Record<string, StageAmountsDto>>
}

export class OrderFiguresDto {
  @ApiProperty(counts)
  byStatus!: Record<string, number>
  @ApiProperty(counts)
  steps!: Record<string, number>
  @ApiProperty(counts)
  cancelledBecause!: Record<string, number>
  /** Minor units by currency. */
  @ApiProperty({ type: 'object', additionalProperties: counts })
  money!: Record<string, Record<string, number>>
}

export class CaseFiguresDto {
  cases!: number
  @ApiProperty(counts)
  byStatus!: Record<string, number>
  @ApiProperty(counts)
  bySourceStatus!: Record<string, number>
  /** How often each status was entered. */
  @ApiProperty(counts)
  changes!: Record<string, number>
  handOffs!: number
  reopenings!: number
}

export class IntervalDto {
  low!: number
  high!: number
}

export class SurveyFiguresDto {
  answers!: number
  /** Null without answers. */
  mean!: number | null
  /** Of the mean, at 95% confidence; null below two answers. */
  interval!: IntervalDto | null
  /** Answers by score. */
  @ApiProperty(counts)
  distribution!: Record<string, number>
}

export class SurveyFiguresOfMeasureDto extends SurveyFiguresDto {
  measure!: string
}

export class NpsDto {
  answers!: number
  /** Promoters less detractors, per hundred answers; null without answers. */
  score!: number | null
  /** Of the score, at 95% confidence; null below two answers. */
  interval!: IntervalDto | null
  promoters!: number
  passives!: number
  detractors!: number
}

export class AttitudesDto {
  identification!: SurveyFiguresDto
  belonging!: SurveyFiguresDto
  trust!: SurveyFiguresDto
}

/** One measure in one wave of a survey. */
export class WaveDto extends SurveyFiguresDto {
  survey!: string
  /** Null where waves are counted together. */
  wave!: string | null
  @ApiProperty({ enum: surveyMeasures })
  measure!: SurveyMeasure
  /** Customers who were asked. */
  asked!: number
  /** Those of them who answered. */
  answered!: number
  /** Of the customers who were asked; null where nobody is known to have been. */
  responseRate!: number | null
  /** Where recommendation was asked for. */
  nps!: NpsDto | null
}

/** `answers`, `mean`, `interval` and `distribution` are of satisfaction (CSAT). */
export class SatisfactionDto extends SurveyFiguresDto {
  nps!: NpsDto
  ces!: SurveyFiguresDto
  attitudes!: AttitudesDto
  @ApiProperty(byName('SurveyFiguresOfMeasureDto'))
  bySurvey!: Record<string, SurveyFiguresOfMeasureDto>
  @ApiProperty({ type: [WaveDto] })
  waves!: readonly WaveDto[]
}

export class ChurnMonthDto {
  /** Customers by a first deal. */
  gained!: number
  lost!: number
  /** Lost ones who came back. */
  wonBack!: number
  /** gained + wonBack − lost. */
  net!: number
  /** Customers at the end of the month. */
  active!: number
  /** Lost, of the customers at its beginning; null where there were none. */
  churnRate!: number | null
}

export class ChurnDto {
  /** Days without a purchase after which a customer is lost. */
  windowDays!: number
  active!: number
  /** Were customers and are none now. */
  churned!: number
  /** By month (`YYYY-MM`) in which anybody came or went. */
  @ApiProperty(byName('ChurnMonthDto'))
  months!: Record<string, ChurnMonthDto>
}

export class PortfolioDto extends AnsweredAtDto {
  /** Customers with a file. */
  customers!: number
  /** Customers who bought or ordered. */
  buyers!: number
  /** Customers who bought on more than one day. */
  repeatCustomers!: number
  /** Share of the buyers. */
  repeatRate!: number | null
  purchases!: number
  purchaseDays!: number
  /** Recognised revenue, minor units by currency. */
  @ApiProperty(counts)
  revenue!: Record<string, number>
  /** Sums of realized value, minor units by currency. */
  @ApiProperty(byName('ValueSumsDto'))
  value!: Record<string, ValueSumsDto>
  /** The same by reporting currency, of those into which anything was converted; empty without any rate. */
  @ApiProperty(byName('ReportedValueDto'))
  reported!: Record<string, ReportedValueDto>
  /** Of the latest years, all customers together. */
  margins!: MarginsDto
  /** Of the currency in which most customers bought. */
  gini!: number | null
  /** Of the currency in which most customers bought. */
  top20Share!: number | null
  /** By currency. */
  @ApiProperty(byName('ConcentrationDto'))
  concentration!: Record<string, ConcentrationDto>
  /** Customers who hold so much of the revenue that losing one of them would hurt. */
  revenueAtRisk!: RevenueAtRiskDto
  /** By month of the first purchase: customers buying in that month and in each month after it. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'array', items: { type: 'integer' } } })
  cohorts!: Record<string, number[]>
  /** Customers by lifecycle stage. */
  @ApiProperty(counts)
  stages!: Partial<Record<Stage, number>>
  churn!: ChurnDto
  funnel!: FunnelDto
  pipeline!: PipelineDto
  orders!: OrderFiguresDto
  cases!: CaseFiguresDto
  satisfaction!: SatisfactionDto
}
