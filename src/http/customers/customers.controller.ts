/** The customer’s file: opening it, changing it. */
import { randomUUID } from 'node:crypto'
import { Body, Controller, Inject, Post, Res } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import { customerIdOf, derivedId } from '../../../domain/customer/customer-id.js'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { WriteContext, unwrap } from '../writing/write-request.js'
import { Registers, Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import {
  AssignCustomerDto,
  ChangeLifecycleStageDto,
  ChangeProfileDto,
  LinkSourceRecordDto,
  RegisterCustomerDto,
} from './customers.dto.js'

const newCustomerId = (body: RegisterCustomerDto, { idempotencyKey }: RequestContext): string => {
  if (body.source !== undefined && body.externalId !== undefined) return customerIdOf(body.source, body.externalId)
  return idempotencyKey === undefined ? randomUUID() : derivedId('customer of request', idempotencyKey)
}

@Controller('customers')
@ApiTags('customers')
export class CustomerRegistrationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /**
   * Register a customer.
   * @remarks The id derives from `source` and `externalId` where both are given, so that registering again finds the same
   * customer. Without `externalId`, `source` only says where the registration came from.
   */
  @Post()
  @Registers({ 400: ['source-record-incomplete'], 422: ['customer-already-registered'] })
  async register(
    @Body() body: RegisterCustomerDto,
    @WriteContext() headers: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    const record = body.externalId === undefined ? {} : { source: body.source, externalId: body.externalId }
    const written = await this.commands.execute(
      new HandleCommand(
        newCustomerId(body, headers),
        { type: 'RegisterCustomer', data: { ...data, ...record } },
        context,
      ),
    )
    void reply.header('Location', `/customers/${written.customer}`)
    return written
  }
}

@CustomerController('', 'customers')
export class CustomersController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Change a field of the profile. */
  @Post('profile')
  @Writes()
  changeProfile(
    @CustomerId() customer: string,
    @Body() body: ChangeProfileDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'ChangeProfileField', data }, context))
  }

  /** Say which record of a source system is this customer. */
  @Post('source-records')
  @Writes()
  linkSourceRecord(
    @CustomerId() customer: string,
    @Body() body: LinkSourceRecordDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { context } = unwrap(body, headers)
    const { source, externalId } = body
    return this.commands.execute(
      new HandleCommand(customer, { type: 'LinkSourceRecord', data: { source, externalId } }, context),
    )
  }

  /** Move the customer to another lifecycle stage, against what the rules would say. */
  @Post('lifecycle-stage')
  @Writes()
  changeLifecycleStage(
    @CustomerId() customer: string,
    @Body() body: ChangeLifecycleStageDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'ChangeLifecycleStage', data }, context))
  }

  /** Make a member of staff responsible for the customer. */
  @Post('assignment')
  @Writes()
  assign(
    @CustomerId() customer: string,
    @Body() body: AssignCustomerDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'AssignCustomer', data }, context))
  }
}
