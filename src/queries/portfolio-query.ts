/** What can be asked about all customers together: now from the stored sums, at the end of another day from those of each day. */
import { dayNumber, isEndOfDay, type Instant } from '../../domain/time.js'
import { standingsAt } from '../../projections/columns/standings.js'
import { lifecycle, type LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import { loyalty } from '../../projections/loyalty/loyalty.read-model.js'
import { againstBenchmarks, type AgainstBenchmark } from '../../projections/market/benchmark.js'
import { revenuesAt, rfmColumnsAt } from '../../projections/portfolio/amounts.js'
import { cohortFigures, cohortTable, type Cohort } from '../../projections/portfolio/cohorts.js'
import type { Concentration } from '../../projections/portfolio/concentration.js'
import {
  loyaltyProfit,
  type LoyaltyProfit,
  type LoyaltyProfitDocuments,
} from '../../projections/portfolio/loyalty-profit.js'
import {
  defaultRevenueAtRiskShare,
  LargestRevenues,
  RevenueShares,
  revenuesIn,
  type RevenueAtRisk,
} from '../../projections/portfolio/revenue-at-risk.js'
import { RfmBuyers, rfmTable, type Rfm, type RfmColumns } from '../../projections/portfolio/rfm.js'
import { portfolioFigures, portfolioOf, type Portfolio } from '../../projections/portfolio/portfolio.js'
import type { AnyReadModel, Contribution } from '../../projections/read-model.js'
import { Sums } from '../../projections/sums.js'
import { value, type ValueDocument } from '../../projections/value/value.read-model.js'
import type { Clock } from '../clock.js'
import { BoundedCache } from '../bounded-cache.js'
import type { EventStore } from '../event-store/event-store.js'
import type { ReadModelReader } from '../read-models/read-model-store.js'
import { documentsThen } from './documents-then.js'
import { AnsweredOnce } from './answered-once.js'
import { everyCustomer, type EveryCustomer } from './every-customer.js'
import type { KnownColumns, KnownFigures } from './known-figures.js'
import { knownMarket } from './known-market.js'
import { isPresent, type PointInTime } from './point-in-time.js'
import { rankingOf, rankingOfBuyers, type Rank, type Ranking, type RankRequest } from './ranking.js'

/** What every answer about all customers says of itself. */
export interface AnsweredAt {
  readonly asOf: Instant
  readonly knownAt: Instant
  /** The answer reflects the log up to here. */
  readonly position: number
}

export interface PortfolioAnswer extends Portfolio, AnsweredAt {
  /** Customers who hold so much of the revenue that losing one of them would hurt. */
  readonly revenueAtRisk: RevenueAtRisk
}

export interface RfmAnswer extends AnsweredAt, Rfm {}

export interface LoyaltyProfitAnswer extends AnsweredAt, LoyaltyProfit {
  /** Against the average of each industry that was recorded. */
  readonly benchmarks: readonly AgainstBenchmark[]
}

export interface CohortsAnswer extends AnsweredAt {
  readonly cohorts: readonly Cohort[]
}

interface SumsThen {
  readonly position: number
  readonly contributions: readonly Contribution[]
}

interface PortfolioThen extends SumsThen {
  /** Where it is not among the contributions. */
  readonly concentration?: Readonly<Record<string, Concentration>>
  readonly revenueAtRisk: RevenueAtRisk
}

interface PastPortfolio extends PortfolioThen {
  readonly ranking: Ranking
}

export class PortfolioQuery {
  readonly #loyaltyProfits = new AnsweredOnce<LoyaltyProfitAnswer>()
  /** By log position and point in time: the same question of the same log is answered once. */
  readonly #past = new BoundedCache<string, Promise<PastPortfolio>>(8)

  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModelReader,
    private readonly models: readonly AnyReadModel[],
    private readonly figures: KnownFigures,
    private readonly rules: LifecycleRules,
    private readonly clock: Clock,
    private readonly revenueAtRiskShare = defaultRevenueAtRiskShare,
  ) {}

  /** The portfolio figures; money in minor units per currency. */
  async portfolio(at: PointInTime = {}): Promise<PortfolioAnswer> {
    const now = this.clock()
    const asOf = at.asOf ?? now
    const { position, contributions, concentration, revenueAtRisk } = isPresent(at)
      ? await this.#stored()
      : await this.#then(at)
    return {
      asOf,
      knownAt: at.knownAt ?? now,
      position,
      ...portfolioOf(contributions, asOf.slice(0, 10), this.rules, concentration),
      revenueAtRisk,
    }
  }

  /** Customers by the month of their first purchase, and what became of them. */
  async cohorts(at: PointInTime = {}): Promise<CohortsAnswer> {
    const now = this.clock()
    const { position, contributions } = await this.#sumsOf(at, cohortFigures)
    return { asOf: at.asOf ?? now, knownAt: at.knownAt ?? now, position, cohorts: cohortTable(contributions) }
  }

  /** How recently, how often and for how much customers buy, in quintiles. */
  async rfm(at: PointInTime = {}): Promise<RfmAnswer> {
    const now = this.clock()
    const { asOf = now, knownAt } = at
    const answer = (position: number, buyers: RfmColumns): RfmAnswer => ({
      asOf,
      knownAt: knownAt ?? now,
      position,
      ...rfmTable(buyers),
    })
    if (!isPresent(at)) {
      const look = ({ columns, position }: KnownColumns): RfmAnswer =>
        answer(position, rfmColumnsAt(columns, standingsAt(columns, asOf, 1)))
      return knownAt === undefined ? this.figures.now(look) : this.figures.asKnownAt(knownAt, look)
    }
    const { store, readModels, models } = this
    return everyCustomer({ store, readModels, models }, at, [loyalty], async ({ position, customers }) => {
      const buyers = new RfmBuyers()
      for await (const { of } of customers()) for (const document of of(loyalty)) buyers.add(document)
      return answer(position, buyers)
    })
  }

  /** Whether loyal customers bring more than the others, and satisfied ones are loyal. */
  async loyaltyProfit(at: PointInTime = {}): Promise<LoyaltyProfitAnswer> {
    return this.#loyaltyProfits.to(at, await this.store.head(), () => this.#loyaltyProfit(at))
  }

  async #loyaltyProfit(at: PointInTime): Promise<LoyaltyProfitAnswer> {
    const { store, readModels, models, rules } = this
    const now = this.clock()
    const asOf = at.asOf ?? now
    const stages = lifecycle(rules)
    async function* documentsOf(
      customers: ReturnType<EveryCustomer['customers']>,
    ): AsyncIterable<LoyaltyProfitDocuments> {
      for await (const { customer, of } of customers)
        yield {
          lifecycle: of(stages)[0] ?? stages.initial(customer),
          loyalty: of(loyalty)[0] ?? loyalty.initial(customer),
          value: of(value)[0] ?? value.initial(customer),
        }
    }
    return everyCustomer(
      { store, readModels, models },
      at,
      [stages, loyalty, value],
      async ({ position, customers }) => {
        const found = await loyaltyProfit(documentsOf(customers()), asOf, rules)
        const known = at.knownAt === undefined ? { position } : { position, knownAt: at.knownAt }
        const { benchmarks } = await knownMarket(store, known)
        return {
          asOf,
          knownAt: at.knownAt ?? now,
          position,
          ...found,
          benchmarks: againstBenchmarks(found, benchmarks.values(), asOf.slice(0, 10)),
        }
      },
    )
  }

  /** Where values stand among all customers at a point in time that is not the present. */
  async ranksAt(at: PointInTime, requests: readonly RankRequest[]): Promise<readonly Rank[]> {
    const { ranking } = await this.#then(at)
    return requests.map((request) => ranking.rank(request))
  }

  /** The sums of figures at a point in time that is not the present. */
  async figuresAt(at: PointInTime, figures: readonly string[]): Promise<readonly (readonly Contribution[])[]> {
    const { contributions } = await this.#then(at)
    return figures.map((figure) => contributions.filter((contribution) => contribution.figure === figure))
  }

  async #stored(): Promise<PortfolioThen> {
    return this.readModels.snapshot(async ({ position, contributions, documents }) => {
      const wanted: Contribution[] = []
      for await (const contribution of contributions())
        if (portfolioFigures(contribution.figure)) wanted.push(contribution)
      const largest = new LargestRevenues()
      const shares = new RevenueShares(revenuesIn(wanted), this.revenueAtRiskShare)
      let unnamed = shares.customersInAll
      // Sums name nobody: the documents are gone through until all are found, and not at all where nobody holds so much.
      if (unnamed > 0)
        for await (const { customer, body } of documents(value.name)) {
          const found = revenuesIn(value.contributions!(body as ValueDocument)).filter((held) => shares.isAtRisk(held))
          largest.offer(customer, found)
          unnamed -= found.length
          if (unnamed === 0) break
        }
      return { position, contributions: wanted, revenueAtRisk: shares.named(largest) }
    })
  }

  /** The sums of the figures named. */
  async #sumsOf(at: PointInTime, figures: readonly string[]): Promise<SumsThen> {
    if (!isPresent(at)) {
      const { position, contributions } = await this.#then(at)
      return { position, contributions: contributions.filter(({ figure }) => figures.includes(figure)) }
    }
    const { position, figures: sums } = await this.readModels.read({ figures })
    return { position, contributions: sums.flat() }
  }

  async #then(at: PointInTime): Promise<PastPortfolio> {
    const position = await this.store.head()
    const key = `${position} ${at.asOf ?? ''} ${at.knownAt ?? ''}`
    const cached = this.#past.get(key)
    if (cached) return cached
    const then = this.#addedUp(at).then((found) => found ?? this.#refolded(at, position))
    this.#past.set(key, then)
    then.catch(() => this.#past.clear())
    return then
  }

  /** From what is known of each day; undefined where a day is cut in two, or less than all that is known is to count. */
  async #addedUp({ asOf, knownAt }: PointInTime): Promise<PastPortfolio | undefined> {
    if (asOf === undefined || knownAt !== undefined) return undefined
    return this.figures.nowWithSums(({ columns, sums, position }) => {
      const day = dayNumber(asOf.slice(0, 10))
      if (!isEndOfDay(asOf) && day <= sums.lastDay()) return undefined
      const standings = standingsAt(columns, asOf, 1)
      return {
        position,
        contributions: sums.upTo(day),
        ...revenuesAt(columns, standings, this.revenueAtRiskShare),
        ranking: rankingOfBuyers(rfmColumnsAt(columns, standings)),
      }
    })
  }

  async #refolded(at: PointInTime, position: number): Promise<PastPortfolio> {
    const contributing = this.models.filter(({ contributions }) => contributions)
    const contributionsOf = new Map(contributing.map(({ name, contributions }) => [name, contributions!]))
    const sums = new Sums()
    const largest = new LargestRevenues()
    for await (const { model, customer, body } of documentsThen(this.store, contributing, at, position)) {
      const added = contributionsOf.get(model)!(body)
      sums.tally(added)
      if (model === value.name) largest.offer(customer, revenuesIn(added))
    }
    const contributions = [...sums.values()]
    const revenueAtRisk = new RevenueShares(revenuesIn(contributions), this.revenueAtRiskShare).named(largest)
    return { position, contributions, revenueAtRisk, ranking: rankingOf(contributions) }
  }
}
