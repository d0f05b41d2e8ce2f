/** The market: its size as others publish it, the average of an industry, and the part of a market that is ours. */
import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import { ApiExtraModels, ApiTags } from '@nestjs/swagger'
import type { RequestContext } from '../../commands/command-runner.js'
import { MarketSharesAt } from '../../queries/query-handlers.js'
import { AwaitedPosition } from '../reading/awaited-position.pipe.js'
import { pointInTime } from '../reading/point-in-time.dto.js'
import { Reads } from '../reading/reads.decorator.js'
import { decideForAll } from '../writing/decided-together.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { WritesTogether } from '../writing/writes.decorator.js'
import type { WrittenTogetherDto } from '../writing/written.dto.js'
import {
  MarketSharesDto,
  MarketSharesQueryDto,
  RecordIndustryBenchmarkDto,
  RecordMarketSizeDto,
  TurnoverShareDto,
} from './market.dto.js'

@Controller('market')
@ApiTags('market')
@ApiExtraModels(TurnoverShareDto)
export class MarketController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** What part of each market is ours, and how many customers were gained and lost. */
  @Get()
  @Reads(MarketSharesDto, 'Money in minor units, shares from 0 to 1; straight from the log.')
  shares(@Query(AwaitedPosition) query: MarketSharesQueryDto): Promise<MarketSharesDto> {
    const { market, limit } = query
    return this.queries.execute(
      new MarketSharesAt({
        ...pointInTime(query),
        ...(market !== undefined && { market }),
        ...(limit !== undefined && { limit }),
      }),
    )
  }

  /** Record how large a market was in a period. Recorded again of the same period, it is corrected. */
  @Post('sizes')
  @WritesTogether({})
  size(@Body() body: RecordMarketSizeDto, @WriteContext() headers: RequestContext): Promise<WrittenTogetherDto> {
    const { data, context } = unwrap(body, headers)
    return decideForAll(this.commands, { type: 'RecordMarketSize', data }, context)
  }

  /** Record the average margin of an industry in a period. Recorded again of the same period, it is corrected. */
  @Post('benchmarks')
  @WritesTogether({})
  benchmark(
    @Body() body: RecordIndustryBenchmarkDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenTogetherDto> {
    const { data, context } = unwrap(body, headers)
    return decideForAll(this.commands, { type: 'RecordIndustryBenchmark', data }, context)
  }
}
