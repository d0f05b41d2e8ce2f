/** What can be asked about the market: which part of it the business holds. */
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import { marketShareOf, type MarketShare } from '../../projections/market/market-share.js'
import type { Clock } from '../clock.js'
import type { EventStore } from '../event-store/event-store.js'
import type { KnownColumns, KnownFigures } from './known-figures.js'
import { knownMarket } from './known-market.js'
import type { PointInTime } from './point-in-time.js'
import type { AnsweredAt } from './portfolio-query.js'

export interface MarketSharesRequest extends PointInTime {
  /** Only this one. */
  readonly market?: string
  /** Periods that are told: 12 where not said. */
  readonly limit?: number
}

export interface MarketShares extends AnsweredAt {
  /** Days without a purchase after which a customer is lost. */
  readonly lostAfterDays: number
  /** The latest periods first, of one day by market. */
  readonly markets: readonly MarketShare[]
}

const usualPeriods = 12

export class MarketQuery {
  constructor(
    private readonly store: EventStore,
    private readonly figures: KnownFigures,
    private readonly rules: LifecycleRules,
    private readonly clock: Clock,
  ) {}

  /** Of all periods that had begun by then, whatever day they were recorded on. */
  async shares({ market, limit = usualPeriods, ...at }: MarketSharesRequest = {}): Promise<MarketShares> {
    const now = this.clock()
    const { asOf = now, knownAt } = at
    const { lostAfterDays } = this.rules
    const { sizes } = await knownMarket(this.store, knownAt === undefined ? {} : { knownAt })
    const wanted = [...sizes.values()]
      .filter((size) => size.from <= asOf.slice(0, 10) && (market === undefined || size.market === market))
      .sort((one, other) =>
        one.until === other.until ? (one.market < other.market ? -1 : 1) : one.until > other.until ? -1 : 1,
      )
      .slice(0, limit)
    const look = ({ columns, position }: KnownColumns): MarketShares => ({
      asOf,
      knownAt: knownAt ?? now,
      position,
      lostAfterDays,
      markets: wanted.map((size) => marketShareOf(columns, size, { asOf, lostAfterDays })),
    })
    return knownAt === undefined ? this.figures.now(look) : this.figures.asKnownAt(knownAt, look)
  }
}
