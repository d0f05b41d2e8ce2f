/** Saying that two customers are one, and taking it back. */
import { Body, Inject, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { decideTogether } from '../writing/decided-together.js'
import { WriteContext, unwrap } from '../writing/write-request.js'
import { WritesShared } from '../writing/writes.decorator.js'
import type { SharedWrittenDto } from '../writing/written.dto.js'
import { MergeCustomerDto, UnmergeCustomerDto } from './merges.dto.js'

@CustomerController('', 'customers')
export class MergesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /**
   * Merge the customer into another one: the two were found to be one.
   * @remarks Nothing is moved or deleted. From now on the other one’s history is that of both, and whoever asks for this
   * customer is answered with the other. Both must stand for themselves: one who was merged before is named with who
   * stands for it, as `survivor`.
   */
  @Post('merge')
  @WritesShared({ 400: ['customer-merged-into-itself'], 409: ['customer-already-merged'] })
  merge(
    @CustomerId() customer: string,
    @Body() body: MergeCustomerDto,
    @WriteContext() headers: RequestContext,
  ): Promise<SharedWrittenDto> {
    const { data, context } = unwrap(body, headers)
    const into = resolveCustomer(data.into)
    return decideTogether(
      this.commands,
      customer,
      { type: 'MergeCustomers', data: { ...data, customer, into } },
      context,
    )
  }

  /**
   * Take the customer’s merge back: the two are two again, each with its own history.
   * @remarks Customers who were merged into this one before stay with it.
   */
  @Post('unmerge')
  @WritesShared({ 422: ['customer-not-merged'] })
  unmerge(
    @CustomerId() customer: string,
    @Body() body: UnmergeCustomerDto,
    @WriteContext() headers: RequestContext,
  ): Promise<SharedWrittenDto> {
    const { data, context } = unwrap(body, headers)
    return decideTogether(this.commands, customer, { type: 'UnmergeCustomers', data: { ...data, customer } }, context)
  }
}
