/** Leads and what becomes of them. */
import { Body, Inject, Param, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { WriteContext, unwrap } from '../writing/write-request.js'
import { Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import { CaptureLeadDto, ConvertLeadDto, DisqualifyLeadDto, QualifyLeadDto } from './leads.dto.js'

@CustomerController('/leads', 'sales')
export class LeadsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Capture a lead: somebody showed interest. */
  @Post()
  @Writes({ 409: ['lead-already-captured'] })
  capture(
    @CustomerId() customer: string,
    @Body() body: CaptureLeadDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'CaptureLead', data }, context))
  }

  /** Find the lead worth pursuing. */
  @Post(':lead/qualification')
  @Writes({ 404: ['lead-unknown'], 422: ['lead-not-open'] })
  qualify(
    @CustomerId() customer: string,
    @Param('lead') lead: string,
    @Body() body: QualifyLeadDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'QualifyLead', data: { ...data, lead } }, context))
  }

  /** Give the lead up. */
  @Post(':lead/disqualification')
  @Writes({ 404: ['lead-unknown'], 422: ['lead-not-open'] })
  disqualify(
    @CustomerId() customer: string,
    @Param('lead') lead: string,
    @Body() body: DisqualifyLeadDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'DisqualifyLead', data: { ...data, lead } }, context),
    )
  }

  /** Say that the lead became a deal. */
  @Post(':lead/conversion')
  @Writes({ 404: ['lead-unknown'], 422: ['lead-not-open'] })
  convert(
    @CustomerId() customer: string,
    @Param('lead') lead: string,
    @Body() body: ConvertLeadDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'ConvertLead', data: { ...data, lead } }, context))
  }
}
