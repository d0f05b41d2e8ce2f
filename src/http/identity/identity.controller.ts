/** Who is the same as whom. */
import { Body, Inject, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { WritesIdentity } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import { MergeCustomersDto, UnmergeCustomersDto } from './identity.dto.js'

@CustomerController('', 'customers')
export class IdentityController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /**
   * Say that the customer is the same as another, who stands for both from now on.
   * @remarks Nothing is moved or deleted: every read model shows the other one with both histories, and asking for this one
   * answers with the other and says so. What is recorded of this one later is recorded in its own stream.
   */
  @Post('merge')
  @WritesIdentity({ 400: ['customer-merged-into-itself'], 409: ['customer-already-merged'] })
  merge(
    @CustomerId() customer: string,
    @Body() body: MergeCustomersDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    const command = { type: 'MergeCustomers' as const, data: { ...data, customer, into: resolveCustomer(data.into) } }
    return this.commands.execute(new HandleCommand(customer, command, context))
  }

  /** Undo a merge: the customer is itself again, with everything that was recorded of it and of whom was merged into it. */
  @Post('unmerge')
  @WritesIdentity({ 409: ['customer-not-merged'] })
  unmerge(
    @CustomerId() customer: string,
    @Body() body: UnmergeCustomersDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    const command = { type: 'UnmergeCustomers' as const, data: { ...data, customer } }
    return this.commands.execute(new HandleCommand(customer, command, context))
  }
}
