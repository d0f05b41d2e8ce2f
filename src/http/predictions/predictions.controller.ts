/** What customers will buy, predicted, kept, and compared with what they bought. */
import { Body, Controller, Get, Inject, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { ApiExtraModels, ApiTags } from '@nestjs/swagger'
import { parseHorizon } from '../../../projections/potential/horizon.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { EVENT_STORE } from '../../event-store/event-store.module.js'
import type { EventStore } from '../../event-store/event-store.js'
import { makePrediction, readPredictions } from '../../predicting/predictions.js'
import { CLOCK } from '../../ledger.module.js'
import type { Clock } from '../../clock.js'
import { Reads } from '../reading/reads.decorator.js'
import { decideForAll } from '../writing/decided-together.js'
import { WriteContext } from '../writing/write-request.js'
import { WritesTogether } from '../writing/writes.decorator.js'
import type { WrittenTogetherDto } from '../writing/written.dto.js'
import { MakePredictionDto, OutcomeDto, PredictionsDto } from './predictions.dto.js'

@Controller('predictions')
@ApiTags('models')
@ApiExtraModels(OutcomeDto)
export class PredictionsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** All predictions, each with what became of it. */
  @Get()
  @Reads(PredictionsDto, 'In the order in which they were made.')
  async list(): Promise<PredictionsDto> {
    const position = await this.store.head()
    return { position, predictions: await readPredictions(this.store) }
  }

  /**
   * Predict by the model in force what customers buy within the horizon.
   * @remarks Reads the whole log. The same model, days and horizon are predicted once. `touchledger prediction check` compares.
   */
  @Post()
  @WritesTogether({ 400: ['day-not-over', 'prediction-unbounded'], 422: ['no-model-active'] })
  async make(
    @Body() { asOf, horizon }: MakePredictionDto,
    @WriteContext() context: RequestContext,
  ): Promise<WrittenTogetherDto> {
    let written: WrittenTogetherDto = { events: [], repeated: false }
    await makePrediction(
      this.store,
      async (command) => (written = await decideForAll(this.commands, command, context)),
      { asOf, horizon: parseHorizon(horizon) },
      this.clock(),
    )
    return written
  }
}
