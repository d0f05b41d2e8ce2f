/** Events that a fold cannot take. */
import { Body, Controller, Get, Inject, Param, Post, Put } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger'
import { customerOfStream, resolveCustomer } from '../../../domain/customer/customer-id.js'
import type { AnyReadModel } from '../../../projections/read-model.js'
import { RecordFacts } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { EVENT_STORE } from '../../event-store/event-store.module.js'
import type { EventStore } from '../../event-store/event-store.js'
import { mustBeParked } from '../../projecting/parked.js'
import { putRight } from '../../projecting/put-right.js'
import { READ_MODEL_STORE, READ_MODELS } from '../../read-models/read-models.module.js'
import type { ReadModelParts } from '../../read-models/read-model-parts.js'
import { Problems } from '../problems/problems.decorator.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import { DiscardParkedDto, ParkedDto } from './parked.dto.js'

const customerParameter = { name: 'customer', description: 'The customer’s id, or `source:externalId`, URL-encoded.' }

@Controller('parked')
@ApiTags('operations')
export class ParkedController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EVENT_STORE) readonly store: EventStore,
    @Inject(READ_MODEL_STORE) readonly readModels: ReadModelParts,
    @Inject(READ_MODELS) readonly models: readonly AnyReadModel[],
  ) {}

  /** Events that a fold cannot take: each holds up its customer, and nobody else. */
  @Get()
  @ApiOkResponse({ type: ParkedDto, description: 'What is parked, by log position.' })
  @Problems({ 503: ['read-models-unavailable'] })
  async list(): Promise<ParkedDto> {
    const { position } = await this.readModels.checkpoint()
    return { position, parked: await this.readModels.parked() }
  }

  /** Fold a parked customer again, after the cause was mended. */
  @Put(':customer')
  @ApiParam(customerParameter)
  @ApiOkResponse({ type: ParkedDto, description: 'What is parked of the customer still.' })
  @Problems({ 400: ['customer-address-unreadable'], 404: ['nothing-parked'], 409: ['checkpoint-moved'] })
  async retry(@Param('customer') address: string): Promise<ParkedDto> {
    const { customer } = mustBeParked(await this.readModels.parked(), resolveCustomer(address))
    return putRight([customer], this)
  }

  /** Leave the event that holds up a customer out of its history; it stays in the log. */
  @Post(':customer/discard')
  @ApiParam(customerParameter)
  @Writes({ 404: ['nothing-parked'] })
  async discard(
    @Param('customer') address: string,
    @Body() body: DiscardParkedDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    const { id, stream } = mustBeParked(await this.readModels.parked(), resolveCustomer(address))
    const fact = { type: 'EventDiscarded', data: { ...data, event: id } }
    const [written] = await this.commands.execute(
      new RecordFacts([{ customer: customerOfStream(stream)!, facts: [fact] }], context),
    )
    return written!
  }
}
