/** The models by which the value of customers is estimated: which were published, and which is in force. */
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { ApiExtraModels, ApiParam, ApiTags } from '@nestjs/swagger'
import { parseUntil } from '../../../domain/time.js'
import type { ValueModel } from '../../../domain/value/value-model.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { EVENT_STORE } from '../../event-store/event-store.module.js'
import type { EventStore } from '../../event-store/event-store.js'
import { listModels } from '../../queries/known-models.js'
import { Reads } from '../reading/reads.decorator.js'
import { decideForAll } from '../writing/decided-together.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { WritesTogether } from '../writing/writes.decorator.js'
import type { WrittenTogetherDto } from '../writing/written.dto.js'
import { ModelVersion } from './model-path.js'
import {
  ActivateModelDto,
  PublishValueModelDto,
  HoldoutDto,
  HoldoutRowDto,
  InForceDto,
  ModelsDto,
  ModelsQueryDto,
} from './models.dto.js'

@Controller('models')
@ApiTags('models')
@ApiExtraModels(HoldoutDto, HoldoutRowDto, InForceDto)
export class ModelsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** All published models of customer value, and which is in force, since when and why. */
  @Get()
  @Reads(ModelsDto, 'In the order in which they were published.')
  list(@Query() { knownAt }: ModelsQueryDto): Promise<ModelsDto> {
    return listModels(this.store, knownAt === undefined ? undefined : parseUntil(knownAt))
  }

  /**
   * Estimate potential value by this model from now on.
   * @remarks A question with an earlier `knownAt` is answered by the model that was in force then.
   */
  @Post('potential/:name/:version/activate')
  @ApiParam({ name: 'name', description: 'The name under which it was published, URL-encoded.', example: 'potential' })
  @ApiParam({ name: 'version', description: 'Which of that name, from 1.', schema: { type: 'integer', minimum: 1 } })
  @WritesTogether({ 404: ['model-version-unknown'] })
  activate(
    @Param('name') name: string,
    @ModelVersion() version: number,
    @Body() body: ActivateModelDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenTogetherDto> {
    const { data, context } = unwrap(body, headers)
    return decideForAll(this.commands, { type: 'ActivatePotentialModel', data: { ...data, name, version } }, context)
  }

  /**
   * Publish a model by which customers are scored. What is published never changes.
   * @remarks The same model again changes nothing; another one under its name wants another version.
   */
  @Post('value/:name/:version')
  @ApiParam({ name: 'name', description: 'Its name, URL-encoded.', example: 'starter' })
  @ApiParam({ name: 'version', description: 'Your number for it, from 1.', schema: { type: 'integer', minimum: 1 } })
  @WritesTogether({ 404: ['model-version-unknown'], 409: ['model-version-published'], 422: ['event-data-invalid'] })
  publishValueModel(
    @Param('name') name: string,
    @ModelVersion() version: number,
    @Body() body: PublishValueModelDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenTogetherDto> {
    const { data, context } = unwrap(body, headers)
    const { definition, ...rest } = data
    // The shape is the domain's to check, before anything is recorded.
    const model = { ...definition, ...rest, name, version } as unknown as ValueModel
    return decideForAll(this.commands, { type: 'PublishValueModel', data: model }, context)
  }

  /** Score customers by this model from now on. */
  @Post('value/:name/:version/activate')
  @ApiParam({ name: 'name', description: 'The name under which it was published, URL-encoded.', example: 'starter' })
  @ApiParam({ name: 'version', description: 'Which of that name.', schema: { type: 'integer', minimum: 1 } })
  @WritesTogether({ 404: ['model-version-unknown'] })
  activateValueModel(
    @Param('name') name: string,
    @ModelVersion() version: number,
    @Body() body: ActivateModelDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenTogetherDto> {
    const { data, context } = unwrap(body, headers)
    return decideForAll(this.commands, { type: 'ActivateValueModel', data: { ...data, name, version } }, context)
  }
}
