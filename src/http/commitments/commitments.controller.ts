/** Promises to the customer, kept and broken. */
import { Body, Inject, Param, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { WriteContext, unwrap } from '../writing/write-request.js'
import { Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import { BreakCommitmentDto, FulfilCommitmentDto, MakeCommitmentDto } from './commitments.dto.js'

@CustomerController('/commitments', 'service')
export class CommitmentsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Promise the customer something. */
  @Post()
  @Writes({ 409: ['commitment-already-made'] })
  make(
    @CustomerId() customer: string,
    @Body() body: MakeCommitmentDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'MakeCommitment', data }, context))
  }

  /** Say that the promise was kept. */
  @Post(':commitment/fulfilment')
  @Writes({ 404: ['commitment-unknown'], 422: ['commitment-settled'] })
  fulfil(
    @CustomerId() customer: string,
    @Param('commitment') commitment: string,
    @Body() body: FulfilCommitmentDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'FulfilCommitment', data: { ...data, commitment } }, context),
    )
  }

  /** Say that the promise was not kept. */
  @Post(':commitment/breach')
  @Writes({ 404: ['commitment-unknown'], 422: ['commitment-settled'] })
  break(
    @CustomerId() customer: string,
    @Param('commitment') commitment: string,
    @Body() body: BreakCommitmentDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'BreakCommitment', data: { ...data, commitment } }, context),
    )
  }
}
