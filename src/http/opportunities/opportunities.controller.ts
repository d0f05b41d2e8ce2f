/** Opportunities and how they end. */
import { Body, Inject, Param, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { WriteContext, unwrap } from '../writing/write-request.js'
import { Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import {
  ChangeOpportunityStageDto,
  LoseOpportunityDto,
  OpenOpportunityDto,
  WinOpportunityDto,
} from './opportunities.dto.js'

@CustomerController('/opportunities', 'sales')
export class OpportunitiesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Open an opportunity: a possible deal is pursued. */
  @Post()
  @Writes({ 409: ['opportunity-already-opened'] })
  open(
    @CustomerId() customer: string,
    @Body() body: OpenOpportunityDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'OpenOpportunity', data }, context))
  }

  /** Move the opportunity to another stage of the sales process. */
  @Post(':opportunity/stage')
  @Writes({ 404: ['opportunity-unknown'], 422: ['opportunity-not-open'] })
  changeStage(
    @CustomerId() customer: string,
    @Param('opportunity') opportunity: string,
    @Body() body: ChangeOpportunityStageDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'ChangeOpportunityStage', data: { ...data, opportunity } }, context),
    )
  }

  /** Win the opportunity: the customer agreed. */
  @Post(':opportunity/win')
  @Writes({ 404: ['opportunity-unknown'], 422: ['opportunity-not-open'] })
  win(
    @CustomerId() customer: string,
    @Param('opportunity') opportunity: string,
    @Body() body: WinOpportunityDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'WinOpportunity', data: { ...data, opportunity } }, context),
    )
  }

  /** Lose the opportunity. */
  @Post(':opportunity/loss')
  @Writes({ 404: ['opportunity-unknown'], 422: ['opportunity-not-open'] })
  lose(
    @CustomerId() customer: string,
    @Param('opportunity') opportunity: string,
    @Body() body: LoseOpportunityDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'LoseOpportunity', data: { ...data, opportunity } }, context),
    )
  }
}
