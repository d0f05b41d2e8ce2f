/** Costs of a period: recorded, then shared out among customers. */
import { Body, Controller, Get, Inject, Param, Post, Put } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import type { RequestContext } from '../../commands/command-runner.js'
import { ALLOCATE_COSTS, type AllocateCosts } from '../../costs/allocate-costs.token.js'
import { readCostPool } from '../../costs/known-cost-pools.js'
import { EVENT_STORE } from '../../event-store/event-store.module.js'
import type { EventStore } from '../../event-store/event-store.js'
import { Problems } from '../problems/problems.decorator.js'
import { decideForAll } from '../writing/decided-together.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { WritesTogether } from '../writing/writes.decorator.js'
import type { WrittenTogetherDto } from '../writing/written.dto.js'
import { AllocationDto, CostsDto, RecordCostsDto } from './costs.dto.js'

@Controller('cost-pools')
@ApiTags('costs')
export class CostsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ALLOCATE_COSTS) private readonly allocateCosts: AllocateCosts,
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
    422: ['cost-period-not-over', 'cost-not-shareable'],
    503: ['event-store-failed', 'event-store-stopped'],
  })
  allocate(@Param('pool') name: string): Promise<AllocationDto> {
    return this.allocateCosts(name)
  }
}
