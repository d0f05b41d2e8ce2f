/** What can be read about all customers together. */
import { Controller, Get, Inject, Query } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { ApiExtraModels, ApiTags } from '@nestjs/swagger'
import { parseUntil } from '../../../domain/time.js'
import { lifetime, parseHorizon } from '../../../projections/potential/horizon.js'
import {
  CohortsAt,
  EquityQuery,
  LoyaltyProfitAt,
  ParetoAt,
  PortfolioAt,
  PyramidAt,
  RfmAt,
  ContractCalendarAt,
  LowValueReviewAt,
  SaveDeskAt,
  WhatIfAt,
} from '../../queries/query-handlers.js'
import { CurrencyMarginsDto } from '../customers/margins.dto.js'
import { ValueSumsDto } from '../customers/value.dto.js'
import { AwaitedPosition } from '../reading/awaited-position.pipe.js'
import { pointInTime, PointInTimeDto } from '../reading/point-in-time.dto.js'
import { Reads } from '../reading/reads.decorator.js'
import { CohortsDto } from './cohorts.dto.js'
import { MovedInCurrencyDto, MovedMoneyDto, WhatIfDto, WhatIfQueryDto } from './what-if.dto.js'
import { CurveDto, ParetoDto, ParetoQueryDto } from './pareto.dto.js'
import { PyramidDto, PyramidQueryDto, TierMoneyDto } from './pyramid.dto.js'
import { ContractCalendarDto, ContractCalendarQueryDto } from '../contracts/contracts.dto.js'
import { LowValueInCurrencyDto, LowValueQueryDto, LowValueReviewDto, SinceThenDto } from './low-value.dto.js'
import { EquityChangeDto, EquityDto, EquityInCurrencyDto, EquityQueryDto } from './equity.dto.js'
import { GroupInCurrencyDto, LoyaltyProfitDto, MarginAgainstDto } from './loyalty-profit.dto.js'
import {
  ChurnMonthDto,
  ConcentrationDto,
  CurrencyAtRiskDto,
  LeadsWonDto,
  PortfolioDto,
  StageAmountsDto,
  SurveyFiguresOfMeasureDto,
  WonDto,
} from './portfolio.dto.js'
import { RfmCurrencyDto, RfmDto } from './rfm.dto.js'
import { DeskInCurrencyDto, SaveDeskDto, SaveDeskQueryDto } from './save-desk.dto.js'

@Controller('portfolio')
@ApiTags('portfolio')
@ApiExtraModels(
  ChurnMonthDto,
  ConcentrationDto,
  CurrencyAtRiskDto,
  CurrencyMarginsDto,
  CurveDto,
  DeskInCurrencyDto,
  EquityChangeDto,
  EquityInCurrencyDto,
  GroupInCurrencyDto,
  LeadsWonDto,
  LowValueInCurrencyDto,
  MarginAgainstDto,
  MovedInCurrencyDto,
  MovedMoneyDto,
  RfmCurrencyDto,
  SinceThenDto,
  StageAmountsDto,
  SurveyFiguresOfMeasureDto,
  TierMoneyDto,
  ValueSumsDto,
  WonDto,
)
export class PortfolioController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  /** The figures over all customers. */
  @Get()
  @Reads(PortfolioDto, 'Money in minor units per currency, durations in days, shares from 0 to 1.')
  portfolio(@Query(AwaitedPosition) query: PointInTimeDto): Promise<PortfolioDto> {
    return this.queries.execute(new PortfolioAt(pointInTime(query)))
  }

  /** Customer equity: what all customers have brought in, and what is still to come of them by the model in force. */
  @Get('equity')
  @Reads(EquityDto, 'Money in minor units per currency; straight from the log.', {
    404: ['value-model-none'],
    422: ['lifetime-unbounded'],
  })
  equity(@Query(AwaitedPosition) query: EquityQueryDto): Promise<EquityDto> {
    const { horizon, against, byTier } = query
    return this.queries.execute(
      new EquityQuery({
        byTier: byTier === 'true',
        ...pointInTime(query),
        horizon: horizon === undefined ? lifetime : parseHorizon(horizon),
        ...(against !== undefined && { against: parseUntil(against) }),
      }),
    )
  }

  /** The pyramid: customers by the tier of their score by the model in force, what each tier holds, and who moved. */
  @Get('pyramid')
  @Reads(PyramidDto, 'Money in minor units per currency, shares from 0 to 1; straight from the log.', {
    404: ['value-model-none'],
  })
  pyramid(@Query(AwaitedPosition) query: PyramidQueryDto): Promise<PyramidDto> {
    const { against } = query
    return this.queries.execute(
      new PyramidAt({ ...pointInTime(query), ...(against !== undefined && { against: parseUntil(against) }) }),
    )
  }

  /** Customers by the month of their first purchase, how many of them buy later, and for how much. */
  @Get('cohorts')
  @Reads(CohortsDto, 'Money in minor units per currency, shares from 0 to 1.')
  cohorts(@Query(AwaitedPosition) query: PointInTimeDto): Promise<CohortsDto> {
    return this.queries.execute(new CohortsAt(pointInTime(query)))
  }

  /** Customers by how recently, how often and for how much they bought, in quintiles, and the segments that follow. */
  @Get('rfm')
  @Reads(RfmDto, 'Money in minor units per currency, shares from 0 to 1.')
  rfm(@Query(AwaitedPosition) query: PointInTimeDto): Promise<RfmDto> {
    return this.queries.execute(new RfmAt(pointInTime(query)))
  }

  /** Loyal customers beside the others, and customers by what they say of us: how loyal they are, and what they bring. */
  @Get('loyalty')
  @Reads(LoyaltyProfitDto, 'Money in minor units per currency, shares from 0 to 1.')
  loyalty(@Query(AwaitedPosition) query: PointInTimeDto): Promise<LoyaltyProfitDto> {
    return this.queries.execute(new LoyaltyProfitAt(pointInTime(query)))
  }

  /** Profitable customers who are about to leave, those first with whom most would go, why, and what was done to keep them. */
  @Get('save-desk')
  @Reads(SaveDeskDto, 'Money in minor units per currency, probabilities from 0 to 1.', {
    422: ['potential-model-inactive', 'lifetime-unbounded'],
  })
  saveDesk(@Query(AwaitedPosition) query: SaveDeskQueryDto): Promise<SaveDeskDto> {
    const { horizon, minRisk, limit } = query
    return this.queries.execute(
      new SaveDeskAt({
        ...pointInTime(query),
        horizon: horizon === undefined ? lifetime : parseHorizon(horizon),
        ...(minRisk !== undefined && { minRisk }),
        ...(limit !== undefined && { limit }),
      }),
    )
  }

  /** What would change by a published model of customer value that is not in force: who moves, and how much revenue moves. */
  @Get('what-if')
  @Reads(WhatIfDto, 'Money in minor units per currency, scores from 0 to 100; straight from the log.', {
    404: ['value-model-none', 'model-version-unknown'],
  })
  whatIf(@Query(AwaitedPosition) query: WhatIfQueryDto): Promise<WhatIfDto> {
    const { model, version, limit = 20 } = query
    return this.queries.execute(new WhatIfAt(model, version, { ...pointInTime(query), limit }))
  }

  /** The calendar of contracts: which begin, must be given notice of, and end. */
  @Get('contracts')
  @Reads(ContractCalendarDto, 'Dates in order; money in minor units.')
  contracts(@Query(AwaitedPosition) query: ContractCalendarQueryDto): Promise<ContractCalendarDto> {
    const { from, days } = query
    return this.queries.execute(
      new ContractCalendarAt({
        ...pointInTime(query),
        ...(from !== undefined && { from }),
        ...(days !== undefined && { days }),
      }),
    )
  }

  /** Customers who still buy and bring least for the effort, and those on whom no more is spent: what came of it. */
  @Get('low-value')
  @Reads(LowValueReviewDto, 'Money in minor units per currency; straight from the log.', {
    422: ['lifetime-unbounded'],
  })
  lowValue(@Query(AwaitedPosition) query: LowValueQueryDto): Promise<LowValueReviewDto> {
    const { horizon, upTo, limit } = query
    return this.queries.execute(
      new LowValueReviewAt({
        ...pointInTime(query),
        horizon: horizon === undefined ? lifetime : parseHorizon(horizon),
        ...(upTo !== undefined && { upTo }),
        ...(limit !== undefined && { limit }),
      }),
    )
  }

  /** How much of profit, or of revenue, the best customers hold, and how much of the effort goes to them. */
  @Get('pareto')
  @Reads(ParetoDto, 'Money in minor units per currency, shares from 0 to 1; straight from the log.')
  pareto(@Query(AwaitedPosition) query: ParetoQueryDto): Promise<ParetoDto> {
    return this.queries.execute(new ParetoAt({ ...pointInTime(query), by: query.by ?? 'profit' }))
  }
}
