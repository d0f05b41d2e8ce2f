/** Contracts: signed, amended, renewed, terminated. */
import { Body, Inject, Param, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import type { ContractCommand } from '../../../domain/contract/contract.subject.js'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import { AmendContractDto, RenewContractDto, SignContractDto, TerminateContractDto } from './contracts.dto.js'

@CustomerController('/contracts', 'sales')
export class ContractsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** The customer binds itself for a term. */
  @Post()
  @Writes({ 409: ['contract-already-signed'], 422: ['event-data-invalid'] })
  sign(
    @CustomerId() customer: string,
    @Body() body: SignContractDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.#decide(customer, { type: 'SignContract', data }, context)
  }

  /** What the customer pays by the contract changes. */
  @Post(':contract/amendments')
  @Writes({ 404: ['contract-unknown'], 422: ['contract-terminated', 'event-data-invalid'] })
  amend(
    @CustomerId() customer: string,
    @Param('contract') contract: string,
    @Body() body: AmendContractDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.#decide(customer, { type: 'AmendContract', data: { ...data, contract } }, context)
  }

  /** The contract goes on for another term. */
  @Post(':contract/renewals')
  @Writes({ 404: ['contract-unknown'], 422: ['contract-terminated', 'renewal-not-later'] })
  renew(
    @CustomerId() customer: string,
    @Param('contract') contract: string,
    @Body() body: RenewContractDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.#decide(customer, { type: 'RenewContract', data: { ...data, contract } }, context)
  }

  /** The contract ends, or is not renewed. */
  @Post(':contract/termination')
  @Writes({ 404: ['contract-unknown'], 422: ['contract-terminated', 'termination-outside-term'] })
  terminate(
    @CustomerId() customer: string,
    @Param('contract') contract: string,
    @Body() body: TerminateContractDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.#decide(customer, { type: 'TerminateContract', data: { ...data, contract } }, context)
  }

  #decide(customer: string, command: ContractCommand, context: RequestContext): Promise<WrittenDto> {
    return this.commands.execute(new HandleCommand(customer, command, context))
  }
}
