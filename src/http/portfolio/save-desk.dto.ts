/** The answer about customers who are about to leave. */
import { ApiProperty } from '@nestjs/swagger'
import { stages, type Stage } from '../../../domain/customer/stage.js'
import { EstimatedByDto } from '../customers/value.dto.js'
import { HorizonText, Optional, ShareText, WholeNumberText } from '../fields.js'
import { AnsweredAtDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'

class QuietDto {
  /** Since the last purchase day. */
  days!: number
  /** Mean of the gaps between purchase days. */
  usualDays!: number
}

class RiskReasonsDto {
  /** Quiet for longer than usual; null where not, and for who has no gap yet. */
  quiet!: QuietDto | null
  openCases!: number
  /** Surveys whose last answer lies in the worse half of its scale, for recommendation from 0 to 6. */
  lowAnswers!: number
  /** Broken, or due and not kept. */
  brokenCommitments!: number
  lostOpportunities!: number
}

class SaveActionDto {
  day!: string
  action!: string
  reason!: string
  /** The member of staff. */
  by!: string
}

class AtRiskDto {
  /** The customer’s id. */
  customer!: string
  @ApiProperty({ enum: [...stages] })
  stage!: Stage
  /** Probability that the customer still buys at all, by the pattern of purchases; null of who has not bought. */
  pAlive!: number | null
  /** 1 − pAlive; of a customer under contract, that the contract least likely to be renewed is not. */
  churnRisk!: number
  /** Under contract: the first day on which one of those at risk ends. */
  contractEnds!: string | null
  /** What the customer has brought in so far, minor units. */
  net!: number
  /** Whether the cost of goods is known of no recognised sale, of some, or of all. */
  costBasis!: 'none' | 'partial' | 'all'
  /** Still to come within the horizon, discounted; minor units. */
  expectedMargin!: number
  /** churnRisk · expectedMargin; under contract, what renewals of those at risk would bring, each as likely as it is not renewed. */
  valueAtRisk!: number
  lastPurchaseDay!: string | null
  reasons!: RiskReasonsDto
  /** How often the customer was lost before. */
  losses!: number
  /** How often it came back. */
  winBacks!: number
  /** How often something was done to keep the customer. */
  saveActions!: number
  lastSaveAction!: SaveActionDto | null
}

export class DeskInCurrencyDto {
  /** All who are about to leave, listed or not. */
  customersAtRisk!: number
  /** Of all of them, minor units. */
  expectedMargin!: number
  valueAtRisk!: number
  /** The highest value at risk first. */
  @ApiProperty({ type: [AtRiskDto] })
  customers!: readonly AtRiskDto[]
}

class SaveOutcomesDto {
  /** For whom something was done. */
  customers!: number
  actions!: number
  /** Of the customers: bought on a day after the last action. */
  boughtSince!: number
  /** Have not, and are lost or given up. */
  gone!: number
}

class WinBacksDto {
  /** Who came back. */
  customers!: number
  winBacks!: number
}

export class SaveDeskDto extends AnsweredAtDto {
  model!: EstimatedByDto
  /** As it was asked for. */
  horizon!: string
  minRisk!: number
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/DeskInCurrencyDto' } })
  currencies!: Record<string, DeskInCurrencyDto>
  saveActions!: SaveOutcomesDto
  /** Of all customers. */
  winBacks!: WinBacksDto
}

export class SaveDeskQueryDto extends PointInTimeDto {
  /** How far ahead expected margin looks: `lifetime`, or days, weeks, months or years such as `90d`, `39w`, `36m`, `3y`. */
  @Optional()
  @HorizonText()
  horizon?: string

  /** How likely a customer must have left to be about to leave; 0.25 where not said. */
  @Optional()
  @ShareText()
  minRisk?: number

  /** How many are listed in each currency; 50 where not said. */
  @Optional()
  @WholeNumberText(1, 1_000)
  limit?: number
}
