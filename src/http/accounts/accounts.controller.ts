/** Accounts of a customer: opened and closed, and what each has brought in. */
import { Body, Get, Inject, Param, Post, Query } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerQuery } from '../../queries/query-handlers.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { AwaitedPosition } from '../reading/awaited-position.pipe.js'
import { pointInTime, PointInTimeDto } from '../reading/point-in-time.dto.js'
import { ReadsCustomer } from '../reading/reads.decorator.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import { AccountsDto, CloseAccountDto, OpenAccountDto } from './accounts.dto.js'

@CustomerController('/accounts', 'customers')
export class AccountsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** The customer’s accounts, each with the realized value and the margins of what names it. */
  @Get()
  @ReadsCustomer(AccountsDto, 'Money in minor units per currency.')
  accounts(@CustomerId() customer: string, @Query(AwaitedPosition) query: PointInTimeDto): Promise<AccountsDto> {
    return this.queries.execute(new CustomerQuery('accounts', customer, pointInTime(query)))
  }

  /** Open an account; purchases, orders and costs may then name it. */
  @Post()
  @Writes({ 409: ['account-already-opened'] })
  open(
    @CustomerId() customer: string,
    @Body() body: OpenAccountDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'OpenAccount', data }, context))
  }

  /** Say that the account is used no more. */
  @Post(':account/closure')
  @Writes({ 404: ['account-unknown'], 422: ['account-closed'] })
  close(
    @CustomerId() customer: string,
    @Param('account') account: string,
    @Body() body: CloseAccountDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'CloseAccount', data: { ...data, account } }, context),
    )
  }
}
