/** Cases and their life. */
import { Body, Inject, Param, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { WriteContext, unwrap } from '../writing/write-request.js'
import { Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import { AssignCaseDto, CaseStepDto, HoldCaseDto, OpenCaseDto, ReopenCaseDto, ResolveCaseDto } from './cases.dto.js'

@CustomerController('/cases', 'service')
export class CasesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Open a case: the customer needs help. */
  @Post()
  @Writes({ 409: ['case-already-opened'] })
  open(
    @CustomerId() customer: string,
    @Body() body: OpenCaseDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'OpenCase', data }, context))
  }

  /** Make somebody responsible for the case. */
  @Post(':case/assignment')
  @Writes({ 404: ['case-unknown'], 422: ['case-completed'] })
  assign(
    @CustomerId() customer: string,
    @Param('case') name: string,
    @Body() body: AssignCaseDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'AssignCase', data: { ...data, case: name } }, context),
    )
  }

  /** Say that somebody works on the case. */
  @Post(':case/work')
  @Writes({ 404: ['case-unknown'], 422: ['case-completed'] })
  startWork(
    @CustomerId() customer: string,
    @Param('case') name: string,
    @Body() body: CaseStepDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'StartCaseWork', data: { ...data, case: name } }, context),
    )
  }

  /** Say that the case waits for somebody else. */
  @Post(':case/hold')
  @Writes({ 404: ['case-unknown'], 422: ['case-completed'] })
  putOnHold(
    @CustomerId() customer: string,
    @Param('case') name: string,
    @Body() body: HoldCaseDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'PutCaseOnHold', data: { ...data, case: name } }, context),
    )
  }

  /** Resolve the case: the need was met. */
  @Post(':case/resolution')
  @Writes({ 404: ['case-unknown'], 422: ['case-completed'] })
  resolve(
    @CustomerId() customer: string,
    @Param('case') name: string,
    @Body() body: ResolveCaseDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'ResolveCase', data: { ...data, case: name } }, context),
    )
  }

  /** Reopen the case: the need turned out not to be met. */
  @Post(':case/reopening')
  @Writes({ 404: ['case-unknown'], 422: ['case-not-completed'] })
  reopen(
    @CustomerId() customer: string,
    @Param('case') name: string,
    @Body() body: ReopenCaseDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'ReopenCase', data: { ...data, case: name } }, context),
    )
  }

  /** Close the case: it is finished with. */
  @Post(':case/closure')
  @Writes({ 404: ['case-unknown'], 422: ['case-not-resolved'] })
  close(
    @CustomerId() customer: string,
    @Param('case') name: string,
    @Body() body: CaseStepDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'CloseCase', data: { ...data, case: name } }, context),
    )
  }
}
