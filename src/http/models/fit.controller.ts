/** Models of purchases and of their values, fitted to what customers bought; and one of potential value, fitted and published. */
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common'
import { ApiParam, ApiTags } from '@nestjs/swagger'
import { upcast } from '../../../domain/catalogue.js'
import type { RecordedEvent } from '../../../domain/event.js'
import { parseUntil } from '../../../domain/time.js'
import { valueModelsStream, type ValueEvent } from '../../../domain/value/value.events.js'
import { CommandRunner, type RequestContext } from '../../commands/command-runner.js'
import { EVENT_STORE } from '../../event-store/event-store.module.js'
import type { EventStore } from '../../event-store/event-store.js'
import type { FittedPotential } from '../../fitting/fit-models.js'
import { FITTINGS, type Fittings, type FittingWindow } from '../../fitting/fittings.js'
import { publicationOf } from '../../fitting/publish-potential.js'
import { together, type ProblemCodes } from '../problems/problems.decorator.js'
import { Reads } from '../reading/reads.decorator.js'
import { checkNoRevision } from '../writing/decided-together.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { WritesTogether } from '../writing/writes.decorator.js'
import {
  FitPurchasesQueryDto,
  FittedPurchasesDto,
  FittedValuesDto,
  FitValuesQueryDto,
  PublishedPotentialDto,
  PublishPotentialDto,
  TrackedDto,
} from './fit.dto.js'
import { fittedToPurchases, modelOfPurchases } from './model-path.js'

const notFitted: ProblemCodes = {
  422: [
    'fit-no-customers',
    'fit-too-few-repeat-buyers',
    'fit-runs-away',
    'fit-not-identified',
    'values-equal',
    'value-unbounded',
  ],
}

const windowOf = ({ until, knownAt }: { readonly until: string; readonly knownAt?: string }): FittingWindow => ({
  until,
  ...(knownAt !== undefined && { knownAt: parseUntil(knownAt) }),
})

const ModelOfPurchases = (): MethodDecorator =>
  ApiParam({ name: 'model', description: 'A model of purchases.', enum: fittedToPurchases })

@Controller('models')
@ApiTags('models')
export class FitController {
  constructor(
    @Inject(CommandRunner) private readonly runner: CommandRunner,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(FITTINGS) private readonly fittings: Fittings,
  ) {}

  /** The parameters under which the values of purchases until a day are likeliest. Nothing is recorded. */
  @Get('fit/gamma-gamma')
  @Reads(FittedValuesDto, 'The whole log is read: it takes a while.', {
    ...notFitted,
    400: ['currency-unknown', 'currency-missing'],
  })
  fitValues(@Query() { currency, ...window }: FitValuesQueryDto): Promise<FittedValuesDto> {
    return this.fittings.values(currency, windowOf(window))
  }

  /** The parameters under which the purchases until a day are likeliest, and how they foretell what came later. Nothing is recorded. */
  @Get('fit/:model')
  @ModelOfPurchases()
  @Reads(FittedPurchasesDto, 'The whole log is read: it takes a while.', { ...notFitted, 404: ['model-kind-unknown'] })
  async fitPurchases(
    @Param('model') model: string,
    @Query() { unit = 'week', ...window }: FitPurchasesQueryDto,
  ): Promise<FittedPurchasesDto> {
    return this.fittings.purchases(modelOfPurchases(model), unit, windowOf(window)) as Promise<FittedPurchasesDto>
  }

  /** The same, with the repeat purchases of every period, expected and actual. */
  @Get('fit/:model/tracking')
  @ModelOfPurchases()
  @Reads(TrackedDto, 'The whole log is read: it takes a while.', { ...notFitted, 404: ['model-kind-unknown'] })
  async track(
    @Param('model') model: string,
    @Query() { unit = 'week', ...window }: FitPurchasesQueryDto,
  ): Promise<TrackedDto> {
    return this.fittings.tracked(modelOfPurchases(model), unit, windowOf(window)) as Promise<TrackedDto>
  }

  /**
   * Fit a model of potential value and publish it as the next version of its name.
   * @remarks No figure changes before it is put into force. The values of purchases are fitted with it, in every currency in which enough was bought.
   */
  @Post('potential/:name')
  @ApiParam({ name: 'name', description: 'Your name for it, URL-encoded.', example: 'potential' })
  @WritesTogether(together(notFitted, { 422: ['lifetime-unbounded'] }), PublishedPotentialDto)
  async publish(
    @Param('name') name: string,
    @Body() body: PublishPotentialDto,
    @WriteContext() headers: RequestContext,
  ): Promise<PublishedPotentialDto> {
    checkNoRevision(headers)
    const { data, context } = unwrap(body, headers)
    const { model, unit = 'week', discountPerYear = 0.1, by } = data
    let fitted: FittedPotential | undefined
    const { revision: _revision, ...written } = await this.runner.workOutShared(
      'PublishPotentialModel',
      { name, ...data },
      async () => {
        fitted = await this.fittings.potential(model, unit, windowOf(data))
        return publicationOf(fitted, { name, discountPerYear, ...(by !== undefined && { by }) })
      },
      context,
    )
    const event = await this.store.findEvent(valueModelsStream, written.events[0]!.id)
    const { data: published } = upcast<Extract<ValueEvent, { type: 'PotentialModelPublished' }>>(event as RecordedEvent)
    return {
      ...written,
      version: published.version,
      currencies: published.values.map(({ currency }) => currency),
      ...(fitted && { withoutValues: fitted.withoutValues }),
    }
  }
}
