/** What can be read about all customers together. */
import { Controller, Get, Inject, Query } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { ApiExtraModels, ApiTags } from '@nestjs/swagger'
import { PortfolioAt } from '../../queries/query-handlers.js'
import { ValueSumsDto } from '../customers/value.dto.js'
import { AwaitedPosition } from '../reading/awaited-position.pipe.js'
import { pointInTime, PointInTimeDto } from '../reading/point-in-time.dto.js'
import { Reads } from '../reading/reads.decorator.js'
import {
  ConcentrationDto,
  LeadsWonDto,
  PortfolioDto,
  StageAmountsDto,
  SurveyFiguresOfMeasureDto,
  WonDto,
} from './portfolio.dto.js'

@Controller('portfolio')
@ApiTags('portfolio')
@ApiExtraModels(ConcentrationDto, LeadsWonDto, StageAmountsDto, SurveyFiguresOfMeasureDto, ValueSumsDto, WonDto)
export class PortfolioController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  /** The figures over all customers. */
  @Get()
  @Reads(PortfolioDto, 'Money in minor units per currency, durations in days, shares from 0 to 1.')
  portfolio(@Query(AwaitedPosition) query: PointInTimeDto): Promise<PortfolioDto> {
    return this.queries.execute(new PortfolioAt(pointInTime(query)))
  }
}
