/** Answers about the value of one customer. */
import { ApiProperty } from '@nestjs/swagger'
import {
  walletBases,
  walletPeriods,
  type WalletBasis,
  type WalletPeriod,
} from '../../../domain/wallet/wallet.subject.js'
import { HorizonText, Optional } from '../fields.js'
import { AnsweredDto } from '../reading/answered.dto.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'
import { MarginsDto } from './margins.dto.js'

const byCurrency = { type: 'object', additionalProperties: { type: 'integer' } } as const
const expectedByCurrency = {
  type: 'object',
  nullable: true,
  additionalProperties: { $ref: '#/components/schemas/ExpectedInCurrencyDto' },
} as const

/** Money in minor units. */
export class ValueSumsDto {
  /** Recognised: a purchase at once, an order when fulfilled. */
  revenue!: number
  refunds!: number
  concessions!: number
  costOfGoods!: number
  costToServe!: number
  costToWin!: number
  /** Revenue less everything else. */
  net!: number
}

/** Minor units of the currency. */
export class SourceSumsDto {
  revenue!: number
  net!: number
}

export class ConvertedDto extends SourceSumsDto {
  /** The same in minor units of the reporting currency. */
  reported!: ValueSumsDto
}

/** Sums in minor units of the reporting currency, each amount by the rate that stands on its event. */
export class ReportedValueDto extends ValueSumsDto {
  /** By the currency it stood in. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/ConvertedDto' } })
  converted!: Record<string, ConvertedDto>
  /** What stands in other currencies without a rate; empty where all of it is converted. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/SourceSumsDto' } })
  unconverted!: Record<string, SourceSumsDto>
}

export class CurrencyValueDto extends ValueSumsDto {
  /** Purchases and orders in this currency, fulfilled or not. */
  sales!: number
  /** The same sums by month (`YYYY-MM`) of the business day. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/ValueSumsDto' } })
  months!: Record<string, ValueSumsDto>
}

export class RealizedValueDto {
  unit!: 'minor units by currency'
  /** Revenue less refunds, concessions and costs. */
  @ApiProperty(byCurrency)
  net!: Record<string, number>
  /** Whether the cost of goods is known of no recognised sale, of some, or of all. */
  costBasis!: 'none' | 'partial' | 'all'
}

export class ExpectedInCurrencyDto {
  /** Of the purchase days to come, how many are expected in this currency. */
  shareOfPurchases!: number
  /** Expected value of one purchase day, in minor units. */
  expectedValue!: number
  /** The model, or the customer’s own mean where the model says nothing of this currency. */
  valueBasis!: 'model' | 'own mean'
  /** What is left of revenue after refunds, concessions, cost of goods and cost to serve, as so far. */
  marginShare!: number
  /** Minor units, discounted. */
  expectedMargin!: number
}

/** In the time unit of the model. */
export class PurchasePatternDto {
  /** Purchase days after the first one. */
  repeats!: number
  /** From the first purchase day to the last one. */
  lastAt!: number
  /** From the first purchase day to the day asked for. */
  age!: number
}

export class EstimatedByDto {
  name!: string
  version!: number
  purchases!: 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd'
  /** In what time the model counts. */
  unit!: 'day' | 'week' | 'month'
  /** The last day of the data it was fitted to. */
  fittedUntil!: string
  /** Discount rate per year: 0.1 is 10 %. */
  discountPerYear!: number
}

export class OpportunityValueDto {
  opportunity!: string
  stage!: string | null
  /** Share won of closed opportunities that were ever in this stage; null where none was closed yet. */
  pWin!: number | null
  /** Its margin, else its amount, in minor units. */
  margin!: number
  currency!: string
  marginBasis!: 'margin' | 'amount'
}

export class PipelineValueDto {
  /** Σ pWin · margin, minor units by currency. */
  @ApiProperty(byCurrency)
  expectedMargin!: Record<string, number>
  /** Whether it adds to the lifetime value: not of customers who have bought before, whose pattern expects it already. */
  isBesidePattern!: boolean
  /** How many are open. */
  open!: number
  /** The first hundred, largest first. */
  @ApiProperty({ type: [OpportunityValueDto] })
  opportunities!: readonly OpportunityValueDto[]
}

export class PotentialUnitDto {
  pAlive!: 'probability'
  expectedPurchases!: 'purchase days within the horizon'
  expectedMargin!: 'minor units by currency, discounted'
}

/** How often contracts are renewed. */
export class RenewalRateDto {
  /** (renewed + 1) / (renewed + ended + 2). */
  probability!: number
  renewed!: number
  /** Contracts whose last day was over and that had not been renewed. */
  ended!: number
}

export class ContractValueDto {
  contract!: string
  /** Day. */
  until!: string
  /** Minor units of the currency. */
  marginPerDay!: number
  currency!: string
  /** Whether the contract says its margin, or it is the share that was left of the customer’s revenue so far. */
  @ApiProperty({ enum: ['contract', 'share so far'] })
  marginBasis!: 'contract' | 'share so far'
  renewalProbability!: number
  /** Whether the contract says so, or others do. */
  @ApiProperty({ enum: ['contract', 'other contracts'] })
  renewalBasis!: 'contract' | 'other contracts'
  /** Of the running term, within the horizon; discounted minor units. */
  runningTerm!: number
  /** Of terms to come; discounted minor units. */
  renewals!: number
  /** Of terms to come, once the next one is agreed; discounted minor units. */
  ifRenewed!: number
}

/** What is still to come by the contracts in force. */
export class ContractualPotentialDto {
  renewalRate!: RenewalRateDto
  /** The first hundred, by their name. */
  @ApiProperty({ type: [ContractValueDto] })
  contracts!: readonly ContractValueDto[]
}

/** Estimates are null of who has not bought yet. */
export class PotentialValueDto {
  unit!: PotentialUnitDto
  model!: EstimatedByDto
  /** As it was asked for. */
  horizon!: string
  /** Probability that the customer still buys at all. */
  pAlive!: number | null
  /** Purchase days within the horizon; null also where they have no bound. */
  expectedPurchases!: number | null
  /** The same, each counting less the later it comes. */
  discountedPurchases!: number | null
  /** Discounted, minor units by currency. */
  @ApiProperty({ ...byCurrency, nullable: true })
  expectedMargin!: Record<string, number> | null
  @ApiProperty(expectedByCurrency)
  currencies!: Record<string, ExpectedInCurrencyDto> | null
  pattern!: PurchasePatternDto | null
  /** Where expectedMargin comes from: a customer under contract is expected to do what the contract says. */
  @ApiProperty({ enum: ['pattern', 'contracts'] })
  basis!: 'pattern' | 'contracts'
  /** Null of who has none in force. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/ContractualPotentialDto' }], nullable: true })
  contracts!: ContractualPotentialDto | null
  pipeline!: PipelineValueDto
  /** The log position that it reflects. */
  position!: number
}

/** Profit of customers brought in, one level deep: credit, not income twice. */
export class ReferralValueDto {
  unit!: 'minor units by currency'
  /** Their realized net. */
  @ApiProperty(byCurrency)
  earned!: Record<string, number>
  /** What is still to come of them within the horizon, discounted; null as long as no model was activated. */
  @ApiProperty({ ...byCurrency, nullable: true })
  expected!: Record<string, number> | null
  /** How many they are. */
  customers!: number
  /** The log position that it reflects. */
  position!: number
}

/** How much of what the customer has to spend comes to us. */
export class ShareOfWalletDto {
  /** Of everything the customer can spend, or of what it spends on things such as ours. */
  @ApiProperty({ enum: walletBases })
  basis!: WalletBasis
  /** Who or what says so. */
  source!: string
  estimatedOn!: string
  /** The estimate, in minor units. */
  amount!: number
  currency!: string
  @ApiProperty({ enum: walletPeriods })
  per!: WalletPeriod
  /** The first month (`YYYY-MM`) whose revenue is compared with the estimate. */
  from!: string
  /** The last month: the one before the day asked for. */
  until!: string
  /** Recognised in those months, in minor units. */
  revenue!: number
  /** revenue / amount: above 1 where the estimate is too low. */
  share!: number
}

/** What one indicator brings to the score. */
export class ScoredIndicatorDto {
  indicator!: string
  figure!: string
  /** A number or a word; null where it is not known. */
  @ApiProperty({ oneOf: [{ type: 'number' }, { type: 'string' }], nullable: true })
  raw!: number | string | null
  /** 0 to 1; null where nothing is known of it. */
  normalised!: number | null
  weight!: number
  /** Of the weights that count; 0 where it is left out. */
  share!: number
  /** Of the score, to two decimals: they add up to it. */
  points!: number
}

/** A person put the customer into a tier, whatever the score says. */
export class TierOverrideDto {
  tier!: string
  reason!: string
  /** The member of staff. */
  by!: string
  /** Day. */
  since!: string
  /** The last day; null until it is ended. */
  until!: string | null
}

/** Points by a model of customer value; never added to money. */
export class ModelValueDto {
  name!: string
  version!: number
  /** 0 to 100, to two decimals. */
  score!: number
  /** As it counts: by a person’s word, held by hysteresis, or by the score. */
  tier!: string
  tierByScore!: string
  /** The score is lower than the tier asks for, but not for long or not by much. */
  isHeld!: boolean
  /** Null where nobody put the customer into a tier for that day. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/TierOverrideDto' }], nullable: true })
  override!: TierOverrideDto | null
  @ApiProperty({ type: [ScoredIndicatorDto] })
  breakdown!: readonly ScoredIndicatorDto[]
  /** The log position that it reflects. */
  position!: number
}

export class ValueDto extends AnsweredDto {
  /** Whether the cost of goods is known of no recognised sale, of some, or of all. */
  costBasis!: 'none' | 'partial' | 'all'
  recognisedSales!: number
  salesWithCost!: number
  /** By ISO 4217 code; money in minor units. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/CurrencyValueDto' } })
  currencies!: Record<string, CurrencyValueDto>
  /** By reporting currency, of those into which anything was converted; empty without any rate. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/ReportedValueDto' } })
  reported!: Record<string, ReportedValueDto>
  realized!: RealizedValueDto
  /** Of the latest years. */
  margins!: MarginsDto
  /** Null as long as no model was activated. */
  potential!: PotentialValueDto | null
  referral!: ReferralValueDto
  /**
   * Realized + potential + referral, minor units by currency; with the pipeline of who has not bought yet. Null as long as no
   * model was activated.
   */
  @ApiProperty({ ...byCurrency, nullable: true })
  lifetimeValue!: Record<string, number> | null
  /** Share of wallet by the latest estimate on each basis; empty without one. */
  @ApiProperty({ type: [ShareOfWalletDto] })
  wallet!: readonly ShareOfWalletDto[]
  /** Null as long as no model of customer value was activated. */
  @ApiProperty({ allOf: [{ $ref: '#/components/schemas/ModelValueDto' }], nullable: true })
  model!: ModelValueDto | null
}

export class ValueQueryDto extends PointInTimeDto {
  /** How far ahead potential value looks: `lifetime`, or days, weeks, months or years such as `90d`, `39w`, `36m`, `3y`. */
  @Optional()
  @HorizonText()
  horizon?: string
}
