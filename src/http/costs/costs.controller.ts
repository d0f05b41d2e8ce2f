/** Costs of a period: recorded, then shared out among customers. */
import { Body, Controller, Get, Inject, Param, Post, Put } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import type { RequestContext } from '../../commands/command-runner.js'
import { ALLOCATE_COSTS, WITHDRAW_COSTS, type AllocateCosts, type WithdrawCosts } from '../../costs/costs.token.js'
import { readCostPool } from '../../costs/known-cost-pools.js'
import { EVENT_STORE } from '../../event-store/event-store.module.js'
import type { EventStore } from '../../event-store/event-store.js'
import { Problems } from '../problems/problems.decorator.js'
import { decideForAll } from '../writing/decided-together.js'
import { plain, unwrap, WriteContext } from '../writing/write-request.js'
import { WritesTogether } from '../writing/writes.decorator.js'
import type { WrittenTogetherDto } from '../writing/written.dto.js'
import { AllocationDto, CostsDto, RecordCostsDto, WithdrawalDto, WithdrawCostsDto } from './costs.dto.js'

@Controller('cost-pools')
@ApiTags('costs')
export class CostsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ALLOCATE_COSTS) private readonly allocateCosts: AllocateCosts,
    @Inject(WITHDRAW_COSTS) private readonly withdrawCosts: WithdrawCosts,
  ) {}

  /** Record a cost of a period that is to be shared out among customers. */
  @Post()
  @WritesTogether({ 400: ['cost-period-reversed'], 409: ['cost-pool-recorded'] })
  record(@Body() body: RecordCostsDto, @WriteContext() headers: RequestContext): Promise<WrittenTogetherDto> {
    const { data, context } = unwrap(body, headers)
    return decideForAll(this.commands, { type: 'RecordCostPool', data }, context)
  }

  /** A recorded cost, and how far it is shared out. */
  @Get(':pool')
  @ApiOkResponse({ type: CostsDto, description: 'The cost, in minor units.' })
  @Problems({ 404: ['cost-pool-unknown'], 503: ['event-store-stopped'] })
  async pool(@Param('pool') name: string): Promise<CostsDto> {
    const { recorded, event: _event, ...standing } = await readCostPool(this.store, name)
    return { ...recorded, ...standing }
  }

  /**
   * Share a recorded cost out among customers: every part an event of its customer.
   * @remarks Asked again, it adds nothing; what was interrupted is completed.
   */
  @Put(':pool/allocation')
  @ApiOkResponse({ type: AllocationDto, description: 'The whole cost is allocated.' })
  @Problems({
    404: ['cost-pool-unknown'],
    422: ['cost-period-not-over', 'cost-not-shareable', 'cost-pool-withdrawn'],
    503: ['event-store-failed', 'event-store-stopped'],
  })
  allocate(@Param('pool') name: string): Promise<AllocationDto> {
    return this.allocateCosts(name)
  }

  /**
   * Withdraw a cost that was recorded wrongly: what was allocated of it is taken back, every part by an event of its customer.
   * @remarks Asked again, it adds nothing; what was interrupted is completed. What is right is recorded by another name.
   */
  @Put(':pool/withdrawal')
  @ApiOkResponse({ type: WithdrawalDto, description: 'Everything is taken back.' })
  @Problems({
    400: ['request-invalid'],
    404: ['cost-pool-unknown'],
    422: ['event-data-invalid'],
    503: ['event-store-failed', 'event-store-stopped'],
  })
  withdraw(
    @Param('pool') pool: string,
    @Body() body: WithdrawCostsDto,
    @WriteContext() context: RequestContext,
  ): Promise<WithdrawalDto> {
    return this.withdrawCosts({ pool, ...plain(body) }, context)
  }
}
