/** What can be asked about one customer: now from the stored documents, at another point in time by refold. */
import { customerStream } from '../../domain/customer/customer-id.js'
import { invalid, notFound } from '../../domain/errors.js'
import { dayNumber, isInstant, type Instant } from '../../domain/time.js'
import { customer as customerFile, type CustomerDocument } from '../../projections/customer/customer.read-model.js'
import {
  stageAt,
  type LifecycleDocument,
  type LifecycleRules,
} from '../../projections/lifecycle/lifecycle.read-model.js'
import { loyalty, loyaltyAt, quintile, type LoyaltyDocument } from '../../projections/loyalty/loyalty.read-model.js'
import { refold, type AnyReadModel, type ReadModel } from '../../projections/read-model.js'
import { timeline, type TimelineDocument } from '../../projections/timeline/timeline.read-model.js'
import { value, type ValueDocument } from '../../projections/value/value.read-model.js'
import type { Clock } from '../clock.js'
import type { EventStore } from '../event-store/event-store.js'
import { readHistory } from '../projecting/history.js'
import type { ReadModelStore } from '../read-models/read-model-store.js'
import { belongsTo, isPresent, type PointInTime } from './point-in-time.js'
import type { PortfolioQuery } from './portfolio-query.js'
import type { Rank, RankRequest } from './ranking.js'

/** What every answer about a customer says of itself: of whom, as of when, as known when, from which log position. */
export interface Answered {
  readonly customer: string
  readonly asOf: Instant
  readonly knownAt: Instant
  /** The answer reflects the log up to here. */
  readonly position: number
}

export interface PageOptions {
  /** Where the page before ended; opaque. */
  readonly cursor?: string
  readonly limit?: number
  readonly order?: 'asc' | 'desc'
}

export interface TimelinePage extends Answered {
  readonly items: readonly TimelineDocument[]
  /** Cursor of the page that follows; absent on the last one. */
  readonly next?: string
}

export class CustomerQueries {
  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModelStore,
    private readonly lifecycleModel: ReadModel<LifecycleDocument>,
    private readonly rules: LifecycleRules,
    private readonly portfolio: PortfolioQuery,
    private readonly clock: Clock,
  ) {}

  /** The customer’s file. @throws DomainError `customer-unknown` */
  async file(customer: string, at: PointInTime = {}): Promise<Answered & { readonly file: CustomerDocument }> {
    const { body, ...answered } = await this.#document(customerFile, customer, at)
    return { ...answered, file: body }
  }

  /** Realized value, money in minor units. @throws DomainError `customer-unknown` */
  async value(customer: string, at: PointInTime = {}): Promise<Answered & ValueDocument> {
    const { body, ...answered } = await this.#document(value, customer, at)
    return { ...answered, ...body }
  }

  /** Lifecycle stages up to the point in time, each with the event that caused it. @throws DomainError `customer-unknown` */
  async lifecycle(
    customer: string,
    at: PointInTime = {},
  ): Promise<Answered & ReturnType<typeof stageAt> & { rules: LifecycleRules }> {
    const { body, ...answered } = await this.#document(this.lifecycleModel, customer, at)
    return { ...answered, ...stageAt(body, answered.asOf, this.rules), rules: this.rules }
  }

  /** Loyalty figures at the point in time, with quintiles among everybody who bought by then. @throws DomainError `customer-unknown` */
  async loyalty(customer: string, at: PointInTime = {}) {
    const { body, ...answered } = await this.#document(loyalty, customer, at)
    return {
      ...answered,
      ...loyaltyAt(body, answered.asOf.slice(0, 10)),
      rfm: body.lastPurchaseDay === null ? null : await this.#quintiles(body, body.lastPurchaseDay, at),
    }
  }

  /** Touchpoints in the order they happened, or the other way round. @throws DomainError `customer-unknown`, `cursor-unreadable` */
  async timeline(customer: string, at: PointInTime = {}, options: PageOptions = {}): Promise<TimelinePage> {
    const { limit = 100, order = 'asc' } = options
    const items: { part: string; body: TimelineDocument }[] = []
    let after = options.cursor === undefined ? undefined : readCursor(options.cursor)
    let position = 0
    let exhausted = false
    while (items.length <= limit && !exhausted) {
      const wanted = Math.max(limit + 1 - items.length, at.knownAt === undefined ? 0 : 200)
      const answer = await this.readModels.read({
        pages: [
          {
            model: timeline.name,
            customer,
            limit: wanted,
            backwards: order === 'desc',
            ...(after !== undefined && { after }),
            ...(at.asOf !== undefined && { until: at.asOf }),
          },
        ],
      })
      position = answer.position
      const rows = answer.pages[0]! as readonly { part: string; body: TimelineDocument }[]
      items.push(...rows.filter(({ body }) => belongsTo(at, body)))
      exhausted = rows.length < wanted
      after = rows.at(-1)?.part
    }
    if (items.length === 0 && options.cursor === undefined) await this.#mustBeKnown(customer)
    const page = items.slice(0, limit)
    return {
      ...this.#answered(customer, at, position),
      items: page.map(({ body }) => body),
      ...(items.length > limit && { next: writeCursor(page.at(-1)!.part) }),
    }
  }

  async #document<D extends object>(
    model: ReadModel<D>,
    customer: string,
    at: PointInTime,
  ): Promise<Answered & { readonly body: D }> {
    if (!isPresent(at)) {
      const position = await this.store.head()
      const history = await readHistory(this.store, customer, position, (metadata) => belongsTo(at, metadata))
      if (history.length === 0) await this.#mustBeKnown(customer)
      const body = refold(model, customer, history)[0]?.body ?? model.initial(customer)
      return { ...this.#answered(customer, at, position), body }
    }
    const { position, documents } = await this.readModels.read({
      documents: [{ model: model.name, customer, part: '' }],
    })
    if (!documents[0]) await this.#mustBeKnown(customer)
    return {
      ...this.#answered(customer, at, position),
      body: (documents[0]?.body as D | undefined) ?? model.initial(customer),
    }
  }

  async #quintiles(document: LoyaltyDocument, lastPurchaseDay: string, at: PointInTime) {
    const requests: RankRequest[] = [
      { figure: 'lastPurchaseDay', key: dayNumber(lastPurchaseDay), measure: 'customers' },
      { figure: 'purchaseDays', key: document.purchaseDays, measure: 'customers' },
    ]
    const currencies = Object.keys(document.monetary)
    for (const currency of currencies)
      requests.push({ figure: `monetary/${currency}`, key: document.monetary[currency]!, measure: 'customers' })
    const ranks = isPresent(at)
      ? (await this.readModels.read({ ranks: requests })).ranks
      : await this.portfolio.ranksAt(at, requests)
    const [recency, frequency, ...monetary] = ranks.map(({ below, total }: Rank) => quintile(below, total)) as [
      number,
      number,
      ...number[],
    ]
    return {
      recency,
      frequency,
      monetary: Object.fromEntries(currencies.map((currency, index) => [currency, monetary[index]!])),
      among: ranks[0]!.total,
    }
  }

  #answered(customer: string, at: PointInTime, position: number): Answered {
    const now = this.clock()
    return { customer, asOf: at.asOf ?? now, knownAt: at.knownAt ?? now, position }
  }

  async #mustBeKnown(customer: string): Promise<void> {
    for await (const _first of this.store.readStream(customerStream(customer), { limit: 1 })) return
    throw notFound('customer-unknown', `Nothing is recorded of customer ${customer}`, { customer })
  }
}

const writeCursor = (part: string): string => Buffer.from(part).toString('base64url')

const readCursor = (cursor: string): string => {
  const part = Buffer.from(cursor, 'base64url').toString()
  if (!isInstant(part.slice(0, 24)) || !/^\/\d{16}$/.test(part.slice(24)))
    throw invalid('cursor-unreadable', 'The cursor is not one that this ledger gave out')
  return part
}

/** Erases the document type of a read model that the module finds by name. */
export const modelNamed = (models: readonly AnyReadModel[], name: string): AnyReadModel =>
  models.find((model) => model.name === name)!
