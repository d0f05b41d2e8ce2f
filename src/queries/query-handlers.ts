/** Nest’s query bus: every query is one line into CustomerQueries or PortfolioQuery. */
import { Inject } from '@nestjs/common'
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs'
import type { TreeBounds } from '../../projections/referral-tree.js'
import type { Horizon } from '../../projections/potential/horizon.js'
import {
  CustomerEquityQuery,
  type CustomerEquityAnswer,
  type CustomerEquityRequest,
  type ParetoAnswer,
  type ParetoRequest,
} from './customer-equity-query.js'
import { CustomerQueries, type PageOptions, type TimelinePage, type WaterfallAnswer } from './customer-queries.js'
import {
  PortfolioQuery,
  type CohortsAnswer,
  type LoyaltyProfitAnswer,
  type PortfolioAnswer,
  type RfmAnswer,
} from './portfolio-query.js'
import { ContractQuery, type ContractCalendar, type ContractCalendarRequest } from './contract-query.js'
import { LowValueQuery, type LowValueReview, type LowValueReviewRequest } from './low-value-query.js'
import { MarketQuery, type MarketShares, type MarketSharesRequest } from './market-query.js'
import { SaveDeskQuery, type SaveDeskAnswer, type SaveDeskRequest } from './save-desk-query.js'
import {
  PyramidQuery,
  type PyramidAnswer,
  type PyramidRequest,
  type WhatIfAnswer,
  type WhatIfRequest,
} from './pyramid-query.js'
import type { PointInTime } from './point-in-time.js'

type CustomerView = 'file' | 'loyalty' | 'lifecycle' | 'tier' | 'accounts'
type CustomerAnswer<V extends CustomerView> = Awaited<ReturnType<CustomerQueries[V]>>

/** One view of one customer at a point in time. */
export class CustomerQuery<V extends CustomerView> extends Query<CustomerAnswer<V>> {
  constructor(
    readonly view: V,
    readonly customer: string,
    readonly at: PointInTime,
  ) {
    super()
  }
}

/** The values of one customer at a point in time, looking so far ahead. */
export class ValueQuery extends Query<Awaited<ReturnType<CustomerQueries['value']>>> {
  constructor(
    readonly customer: string,
    readonly at: PointInTime,
    readonly horizon: Horizon,
  ) {
    super()
  }
}

/** The waterfall of one customer's realized value at a point in time. */
export class WaterfallQuery extends Query<WaterfallAnswer> {
  constructor(
    readonly customer: string,
    readonly at: PointInTime,
    readonly page: Omit<PageOptions, 'order'>,
  ) {
    super()
  }
}

/** Who was brought in by one customer, and by those in turn. */
export class ReferralsQuery extends Query<Awaited<ReturnType<CustomerQueries['referrals']>>> {
  constructor(
    readonly customer: string,
    readonly at: PointInTime,
    readonly bounds: TreeBounds,
  ) {
    super()
  }
}

/** A page of a customer’s touchpoints. */
export class TimelineQuery extends Query<TimelinePage> {
  constructor(
    readonly customer: string,
    readonly at: PointInTime,
    readonly page: PageOptions,
  ) {
    super()
  }
}

/** The figures over all customers at a point in time. */
export class PortfolioAt extends Query<PortfolioAnswer> {
  constructor(readonly at: PointInTime) {
    super()
  }
}

/** The value of all customers together. */
export class EquityQuery extends Query<CustomerEquityAnswer> {
  constructor(readonly request: CustomerEquityRequest) {
    super()
  }
}

/** Customers by tier. */
export class PyramidAt extends Query<PyramidAnswer> {
  constructor(readonly request: PyramidRequest) {
    super()
  }
}

/** The cohorts at a point in time. */
export class CohortsAt extends Query<CohortsAnswer> {
  constructor(readonly at: PointInTime) {
    super()
  }
}

/** Scores of recency, frequency and monetary value at a point in time. */
export class RfmAt extends Query<RfmAnswer> {
  constructor(readonly at: PointInTime) {
    super()
  }
}

/** Loyalty, satisfaction and profit beside each other at a point in time. */
export class LoyaltyProfitAt extends Query<LoyaltyProfitAnswer> {
  constructor(readonly at: PointInTime) {
    super()
  }
}

/** Who is about to leave and worth keeping at a point in time. */
export class SaveDeskAt extends Query<SaveDeskAnswer> {
  constructor(readonly request: SaveDeskRequest) {
    super()
  }
}

@QueryHandler(CustomerQuery)
class CustomerQueryHandler implements IQueryHandler<CustomerQuery<CustomerView>> {
  constructor(@Inject(CustomerQueries) private readonly customers: CustomerQueries) {}

  execute({ view, customer, at }: CustomerQuery<CustomerView>): Promise<CustomerAnswer<CustomerView>> {
    return this.customers[view](customer, at)
  }
}

@QueryHandler(ValueQuery)
class ValueQueryHandler implements IQueryHandler<ValueQuery> {
  constructor(@Inject(CustomerQueries) private readonly customers: CustomerQueries) {}

  execute({ customer, at, horizon }: ValueQuery): ReturnType<CustomerQueries['value']> {
    return this.customers.value(customer, at, horizon)
  }
}

@QueryHandler(WaterfallQuery)
class WaterfallQueryHandler implements IQueryHandler<WaterfallQuery> {
  constructor(@Inject(CustomerQueries) private readonly customers: CustomerQueries) {}

  execute({ customer, at, page }: WaterfallQuery): Promise<WaterfallAnswer> {
    return this.customers.waterfall(customer, at, page)
  }
}

@QueryHandler(ReferralsQuery)
class ReferralsQueryHandler implements IQueryHandler<ReferralsQuery> {
  constructor(@Inject(CustomerQueries) private readonly customers: CustomerQueries) {}

  execute({ customer, at, bounds }: ReferralsQuery): ReturnType<CustomerQueries['referrals']> {
    return this.customers.referrals(customer, at, bounds)
  }
}

@QueryHandler(TimelineQuery)
class TimelineQueryHandler implements IQueryHandler<TimelineQuery> {
  constructor(@Inject(CustomerQueries) private readonly customers: CustomerQueries) {}

  execute({ customer, at, page }: TimelineQuery): Promise<TimelinePage> {
    return this.customers.timeline(customer, at, page)
  }
}

@QueryHandler(PortfolioAt)
class PortfolioAtHandler implements IQueryHandler<PortfolioAt> {
  constructor(@Inject(PortfolioQuery) private readonly portfolio: PortfolioQuery) {}

  execute({ at }: PortfolioAt): Promise<PortfolioAnswer> {
    return this.portfolio.portfolio(at)
  }
}

/** The calendar of contracts. */
export class ContractCalendarAt extends Query<ContractCalendar> {
  constructor(readonly request: ContractCalendarRequest) {
    super()
  }
}

@QueryHandler(ContractCalendarAt)
class ContractCalendarAtHandler implements IQueryHandler<ContractCalendarAt> {
  constructor(@Inject(ContractQuery) private readonly contracts: ContractQuery) {}

  execute({ request }: ContractCalendarAt): Promise<ContractCalendar> {
    return this.contracts.calendar(request)
  }
}

/** What part of each market is ours. */
export class MarketSharesAt extends Query<MarketShares> {
  constructor(readonly request: MarketSharesRequest) {
    super()
  }
}

@QueryHandler(MarketSharesAt)
class MarketSharesAtHandler implements IQueryHandler<MarketSharesAt> {
  constructor(@Inject(MarketQuery) private readonly market: MarketQuery) {}

  execute({ request }: MarketSharesAt): Promise<MarketShares> {
    return this.market.shares(request)
  }
}

/** Who brings least for the effort. */
export class LowValueReviewAt extends Query<LowValueReview> {
  constructor(readonly request: LowValueReviewRequest) {
    super()
  }
}

@QueryHandler(LowValueReviewAt)
class LowValueReviewAtHandler implements IQueryHandler<LowValueReviewAt> {
  constructor(@Inject(LowValueQuery) private readonly lowValue: LowValueQuery) {}

  execute({ request }: LowValueReviewAt): Promise<LowValueReview> {
    return this.lowValue.review(request)
  }
}

/** Pareto's curve of profit or revenue. */
export class ParetoAt extends Query<ParetoAnswer> {
  constructor(readonly request: ParetoRequest) {
    super()
  }
}

@QueryHandler(ParetoAt)
class ParetoAtHandler implements IQueryHandler<ParetoAt> {
  constructor(@Inject(CustomerEquityQuery) private readonly equity: CustomerEquityQuery) {}

  execute({ request }: ParetoAt): Promise<ParetoAnswer> {
    return this.equity.pareto(request)
  }
}

@QueryHandler(EquityQuery)
class EquityQueryHandler implements IQueryHandler<EquityQuery> {
  constructor(@Inject(CustomerEquityQuery) private readonly equity: CustomerEquityQuery) {}

  execute({ request }: EquityQuery): Promise<CustomerEquityAnswer> {
    return this.equity.equity(request)
  }
}

/** What would change by a published model. */
export class WhatIfAt extends Query<WhatIfAnswer> {
  constructor(
    readonly name: string,
    readonly version: number,
    readonly request: WhatIfRequest,
  ) {
    super()
  }
}

@QueryHandler(WhatIfAt)
class WhatIfAtHandler implements IQueryHandler<WhatIfAt> {
  constructor(@Inject(PyramidQuery) private readonly pyramids: PyramidQuery) {}

  execute({ name, version, request }: WhatIfAt): Promise<WhatIfAnswer> {
    return this.pyramids.whatIfPublished(name, version, request)
  }
}

@QueryHandler(PyramidAt)
class PyramidAtHandler implements IQueryHandler<PyramidAt> {
  constructor(@Inject(PyramidQuery) private readonly pyramids: PyramidQuery) {}

  execute({ request }: PyramidAt): Promise<PyramidAnswer> {
    return this.pyramids.pyramid(request)
  }
}

@QueryHandler(CohortsAt)
class CohortsAtHandler implements IQueryHandler<CohortsAt> {
  constructor(@Inject(PortfolioQuery) private readonly portfolio: PortfolioQuery) {}

  execute({ at }: CohortsAt): Promise<CohortsAnswer> {
    return this.portfolio.cohorts(at)
  }
}

@QueryHandler(RfmAt)
class RfmAtHandler implements IQueryHandler<RfmAt> {
  constructor(@Inject(PortfolioQuery) private readonly portfolio: PortfolioQuery) {}

  execute({ at }: RfmAt): Promise<RfmAnswer> {
    return this.portfolio.rfm(at)
  }
}

@QueryHandler(LoyaltyProfitAt)
class LoyaltyProfitAtHandler implements IQueryHandler<LoyaltyProfitAt> {
  constructor(@Inject(PortfolioQuery) private readonly portfolio: PortfolioQuery) {}

  execute({ at }: LoyaltyProfitAt): Promise<LoyaltyProfitAnswer> {
    return this.portfolio.loyaltyProfit(at)
  }
}

@QueryHandler(SaveDeskAt)
class SaveDeskAtHandler implements IQueryHandler<SaveDeskAt> {
  constructor(@Inject(SaveDeskQuery) private readonly saveDesk: SaveDeskQuery) {}

  execute({ request }: SaveDeskAt): Promise<SaveDeskAnswer> {
    return this.saveDesk.desk(request)
  }
}

export const queryHandlers = [
  CustomerQueryHandler,
  ValueQueryHandler,
  ReferralsQueryHandler,
  WaterfallQueryHandler,
  TimelineQueryHandler,
  PortfolioAtHandler,
  EquityQueryHandler,
  ParetoAtHandler,
  LowValueReviewAtHandler,
  ContractCalendarAtHandler,
  MarketSharesAtHandler,
  PyramidAtHandler,
  WhatIfAtHandler,
  CohortsAtHandler,
  RfmAtHandler,
  LoyaltyProfitAtHandler,
  SaveDeskAtHandler,
]
