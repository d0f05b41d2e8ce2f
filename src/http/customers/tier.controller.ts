/** A customer’s tier: a person’s word against the score, and whom no more effort is spent on. */
import { Body, Get, Inject, Post, Query } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import { ApiExtraModels } from '@nestjs/swagger'
import type { TierCommand } from '../../../domain/tier/tier.decider.js'
import type { Clock } from '../../clock.js'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { EVENT_STORE } from '../../event-store/event-store.module.js'
import type { EventStore } from '../../event-store/event-store.js'
import { CLOCK } from '../../ledger.module.js'
import { CustomerQuery } from '../../queries/query-handlers.js'
import { checkOverride } from '../../scoring/check-override.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { AwaitedPosition } from '../reading/awaited-position.pipe.js'
import { pointInTime, PointInTimeDto } from '../reading/point-in-time.dto.js'
import { ReadsCustomer } from '../reading/reads.decorator.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import {
  CustomerTierDto,
  DecisionDto,
  DeprioritisationDto,
  DeprioritiseDto,
  OverrideTierDto,
  RecordedTierDto,
  TierByModelDto,
} from './tier.dto.js'
import { TierOverrideDto } from './value.dto.js'

@CustomerController('', 'customers')
@ApiExtraModels(DeprioritisationDto, RecordedTierDto, TierByModelDto, TierOverrideDto)
export class TierController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Which tier the customer is in, and what was recorded and decided of it. */
  @Get('tier')
  @ReadsCustomer(CustomerTierDto, 'Straight from the log; scores from 0 to 100.')
  tier(@CustomerId() customer: string, @Query(AwaitedPosition) query: PointInTimeDto): Promise<CustomerTierDto> {
    return this.queries.execute(new CustomerQuery('tier', customer, pointInTime(query)))
  }

  /** Put the customer into a tier, whatever the score says, until a day or until it is ended. */
  @Post('tier-override')
  @Writes({ 404: ['value-model-none'], 422: ['tier-unknown', 'override-over', 'event-data-invalid'] })
  async overrideTier(
    @CustomerId() customer: string,
    @Body() body: OverrideTierDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    await checkOverride(this.store, data, context.occurredAt ?? this.clock())
    return this.#decide(customer, { type: 'OverrideTier', data }, context)
  }

  /** From here on the tier follows from the score again. */
  @Post('tier-override/end')
  @Writes({ 422: ['tier-not-overridden', 'event-data-invalid'] })
  endOverride(
    @CustomerId() customer: string,
    @Body() body: DecisionDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.#decide(customer, { type: 'EndTierOverride', data }, context)
  }

  /** Spend no more effort on the customer than it asks for; one proposes it, another decides. */
  @Post('deprioritisation')
  @Writes({ 422: ['customer-deprioritised', 'event-data-invalid'] })
  deprioritise(
    @CustomerId() customer: string,
    @Body() body: DeprioritiseDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.#decide(customer, { type: 'DeprioritiseCustomer', data }, context)
  }

  /** Look after the customer like the others again. */
  @Post('deprioritisation/end')
  @Writes({ 422: ['customer-not-deprioritised', 'event-data-invalid'] })
  reinstate(
    @CustomerId() customer: string,
    @Body() body: DecisionDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.#decide(customer, { type: 'ReinstateCustomer', data }, context)
  }

  #decide(customer: string, command: TierCommand, context: RequestContext): Promise<WrittenDto> {
    return this.commands.execute(new HandleCommand(customer, command, context))
  }
}
