/** Saying that a customer was brought in by another one, and taking it back. */
import { Body, Inject, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { decideTogether } from '../writing/decided-together.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { WritesShared } from '../writing/writes.decorator.js'
import type { SharedWrittenDto } from '../writing/written.dto.js'
import { ReferCustomerDto, UnreferCustomerDto } from './referrals.dto.js'

@CustomerController('', 'customers')
export class ReferralsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /**
   * Say that the customer was brought in by another one.
   * @remarks A customer is brought in by one other at most. What it brings in from now on, and did before, is the other’s
   * referral value: credit beside its own value, and in no total.
   */
  @Post('refer')
  @WritesShared({
    400: ['customer-referred-itself'],
    409: ['customer-already-referred'],
    422: ['referral-in-circle'],
  })
  refer(
    @CustomerId() customer: string,
    @Body() body: ReferCustomerDto,
    @WriteContext() headers: RequestContext,
  ): Promise<SharedWrittenDto> {
    const { data, context } = unwrap(body, headers)
    const command = {
      type: 'ConvertReferral',
      data: { ...data, customer, referrer: resolveCustomer(data.referrer) },
    } as const
    return decideTogether(this.commands, customer, command, context)
  }

  /** Take it back that the customer was brought in by another one. */
  @Post('unrefer')
  @WritesShared({ 422: ['customer-not-referred'] })
  unrefer(
    @CustomerId() customer: string,
    @Body() body: UnreferCustomerDto,
    @WriteContext() headers: RequestContext,
  ): Promise<SharedWrittenDto> {
    const { data, context } = unwrap(body, headers)
    const command = { type: 'WithdrawReferral', data: { ...data, customer } } as const
    return decideTogether(this.commands, customer, command, context)
  }
}
