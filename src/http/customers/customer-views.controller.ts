/** What can be read about one customer. */
import { Get, Inject, Query, Res } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { ApiExtraModels } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import { customerStream } from '../../../domain/customer/customer-id.js'
import { lifetime, parseHorizon } from '../../../projections/potential/horizon.js'
import { treeBounds } from '../../../projections/referral-tree.js'
import { EVENT_STORE } from '../../event-store/event-store.module.js'
import type { EventStore } from '../../event-store/event-store.js'
import { isPresent } from '../../queries/point-in-time.js'
import {
  CustomerQuery,
  ReferralsQuery,
  TimelineQuery,
  ValueQuery,
  WaterfallQuery,
} from '../../queries/query-handlers.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { AwaitedPosition } from '../reading/awaited-position.pipe.js'
import { pointInTime, PointInTimeDto } from '../reading/point-in-time.dto.js'
import { ReadsCustomer } from '../reading/reads.decorator.js'
import {
  CurrencyContinuityDto,
  CustomerDto,
  LifecycleDto,
  LoyaltyDto,
  SurveyAnswersDto,
  TimelineDto,
  TimelineQueryDto,
} from './customer-views.dto.js'
import { CurrencyMarginsDto } from './margins.dto.js'
import { CurrencyWaterfallDto, WaterfallDto, WaterfallQueryDto } from './waterfall.dto.js'
import { ReferralTreeDto, ReferralTreeQueryDto } from './referral-tree.dto.js'
import {
  CurrencyValueDto,
  ExpectedInCurrencyDto,
  ContractualPotentialDto,
  ConvertedDto,
  ReportedValueDto,
  SourceSumsDto,
  ModelValueDto,
  ScoredIndicatorDto,
  ValueDto,
  ValueQueryDto,
  ValueSumsDto,
} from './value.dto.js'

@CustomerController('', 'customers')
@ApiExtraModels(
  CurrencyContinuityDto,
  CurrencyMarginsDto,
  CurrencyValueDto,
  CurrencyWaterfallDto,
  ExpectedInCurrencyDto,
  ContractualPotentialDto,
  ConvertedDto,
  ReportedValueDto,
  SourceSumsDto,
  ModelValueDto,
  ScoredIndicatorDto,
  SurveyAnswersDto,
  ValueSumsDto,
)
export class CustomerViewsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /**
   * The customer’s file and lifecycle.
   * @remarks `ETag` is the revision of the customer’s stream, for `If-Match`; it is absent at another point in time, and
   * while the answer is behind the stream.
   */
  @Get()
  @ReadsCustomer(CustomerDto, 'The file and the lifecycle.')
  async file(
    @CustomerId() customer: string,
    @Query(AwaitedPosition) query: PointInTimeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerDto> {
    const at = pointInTime(query)
    const { file, merged, ...answered } = await this.queries.execute(new CustomerQuery('file', customer, at))
    const { stage, since, changes, changesInAll, losses, winBacks, rules, position } = await this.queries.execute(
      new CustomerQuery('lifecycle', customer, at),
    )
    const reflected = Math.min(answered.position, position)
    if (isPresent(at))
      for await (const last of this.store.readStream(customerStream(customer), { backwards: true, limit: 1 }))
        if (last.position <= reflected) void reply.header('ETag', `"${last.revision}"`)
    return {
      ...answered,
      position: reflected,
      merged,
      file,
      lifecycle: { stage, since, changes, changesInAll, losses, winBacks, rules },
    }
  }

  /** The customer’s touchpoints and changes of rank in the order they happened, page by page. */
  @Get('timeline')
  @ReadsCustomer(TimelineDto, 'A page of touchpoints and changes of rank; money in minor units.', {
    400: ['cursor-unreadable'],
  })
  timeline(@CustomerId() customer: string, @Query(AwaitedPosition) query: TimelineQueryDto): Promise<TimelineDto> {
    const { asOf: _asOf, knownAt: _knownAt, waitFor: _waitFor, ...page } = query
    return this.queries.execute(new TimelineQuery(customer, pointInTime(query), page))
  }

  /** What the customer has brought in and cost, what is still to come, and its score by the models in force. */
  @Get('value')
  @ReadsCustomer(ValueDto, 'Realized value per currency and month, and potential value; money in minor units.', {
    422: ['lifetime-unbounded'],
  })
  value(@CustomerId() customer: string, @Query(AwaitedPosition) query: ValueQueryDto): Promise<ValueDto> {
    return this.queries.execute(
      new ValueQuery(
        customer,
        pointInTime(query),
        query.horizon === undefined ? lifetime : parseHorizon(query.horizon),
      ),
    )
  }

  /** How realized value comes about, bar by bar, with the events that made each. */
  @Get('waterfall')
  @ReadsCustomer(WaterfallDto, 'Bars from gross revenue to realized value, by currency; money in minor units.', {
    400: ['cursor-unreadable'],
  })
  waterfall(@CustomerId() customer: string, @Query(AwaitedPosition) query: WaterfallQueryDto): Promise<WaterfallDto> {
    const { asOf: _asOf, knownAt: _knownAt, waitFor: _waitFor, ...page } = query
    return this.queries.execute(new WaterfallQuery(customer, pointInTime(query), page))
  }

  /**
   * Who was brought in by the customer, by those in turn, and so on, and what each is credited for.
   * @remarks Credit is one level deep: it is not income twice, and in no total over customers.
   */
  @Get('referrals')
  @ReadsCustomer(ReferralTreeDto, 'The tree, those nearest to the customer first; money in minor units.')
  referrals(
    @CustomerId() customer: string,
    @Query(AwaitedPosition) query: ReferralTreeQueryDto,
  ): Promise<ReferralTreeDto> {
    const { depth = treeBounds.depth, limit = treeBounds.most } = query
    return this.queries.execute(new ReferralsQuery(customer, pointInTime(query), { depth, most: limit }))
  }

  /** How often, how regularly and how recently the customer buys, for how much, and what the customer says of us. */
  @Get('loyalty')
  @ReadsCustomer(LoyaltyDto, 'Loyalty figures; durations in days, money in minor units.')
  loyalty(@CustomerId() customer: string, @Query(AwaitedPosition) query: PointInTimeDto): Promise<LoyaltyDto> {
    return this.queries.execute(new CustomerQuery('loyalty', customer, pointInTime(query)))
  }

  /** Which stage the relationship is in, since when, and which event brought it there. */
  @Get('lifecycle')
  @ReadsCustomer(LifecycleDto, 'The stage and its changes; thresholds in days.')
  lifecycle(@CustomerId() customer: string, @Query(AwaitedPosition) query: PointInTimeDto): Promise<LifecycleDto> {
    return this.queries.execute(new CustomerQuery('lifecycle', customer, pointInTime(query)))
  }
}
