/** What can be asked about one customer: now from the stored documents, at another point in time by refold. */
import { customerStream } from '../../domain/customer/customer-id.js'
import { invalid, notFound } from '../../domain/errors.js'
import type { RecordedEvent } from '../../domain/event.js'
import type { ValueModel } from '../../domain/value/value-model.js'
import { dayNumber, isInstant, type Instant } from '../../domain/time.js'
import { satisfactionIndex } from '../../domain/feedback/satisfaction-index.js'
import { customer as customerFile, type CustomerDocument } from '../../projections/customer/customer.read-model.js'
import {
  stageAt,
  type LifecycleDocument,
  type LifecycleRules,
} from '../../projections/lifecycle/lifecycle.read-model.js'
import { continuityOf } from '../../projections/loyalty/continuity.js'
import {
  contractSumsOf,
  renewalRateAt,
  type ContractSums,
  type RenewalRate,
} from '../../projections/potential/contractual.js'
import { loyalty, loyaltyAt, quintile, type LoyaltyDocument } from '../../projections/loyalty/loyalty.read-model.js'
import { satisfactionPoints } from '../../projections/loyalty/satisfaction-points.js'
import { broughtInBy, referralTree, whoBroughtIn, type TreeBounds } from '../../projections/referral-tree.js'
import type { Referrals } from '../../projections/referrals.js'
import type { Identities } from '../../projections/identities.js'
import {
  closedByStage,
  opportunities,
  type OpportunityDocument,
} from '../../projections/opportunities/opportunities.read-model.js'
import { lifetime, type Horizon } from '../../projections/potential/horizon.js'
import { scoreAt } from '../../projections/score/score.js'
import { refold, type AnyReadModel, type FoldedDocument, type ReadModel } from '../../projections/read-model.js'
import { timeline, type TimelineDocument } from '../../projections/timeline/timeline.read-model.js'
import { marginsAt, type Margins } from '../../projections/value/margins.js'
import { value, type ValueDocument } from '../../projections/value/value.read-model.js'
import { wallet, type WalletDocument } from '../../projections/wallet/wallet.read-model.js'
import { waterfallOf } from '../../projections/value/waterfall.js'
import type { Clock } from '../clock.js'
import type { EventStore } from '../event-store/event-store.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import {
  contracts,
  endFigure,
  renewalFigure,
  type ContractDocument,
} from '../../projections/contracts/contracts.read-model.js'
import { reportedOf, type ReportedValue } from '../../projections/value/reported.js'
import { accounts, type AccountDocument } from '../../projections/accounts/accounts.read-model.js'
import { tierAt } from '../../projections/tier/tier-at.js'
import { tiering, type TieringDocument } from '../../projections/tier/tiering.js'
import { scoredState } from '../scoring/scored-state.js'
import { historyOf, readStoredHistory } from '../projecting/history.js'
import { CurrentFold, foldStream } from '../projecting/current-fold.js'
import { identitiesFold, readIdentities } from '../projecting/known-identities.js'
import type { ReadAnswer, ReadModelReader, ReadRequest } from '../read-models/read-model-store.js'
import { belongsTo, isPresent, isWithin, type PointInTime } from './point-in-time.js'
import { customersIn, referralsTold, type ReferralsTold } from './customer-referrals.js'
import {
  customerValue,
  referralValue,
  type BroughtIn,
  type CustomerValue,
  type ModelValue,
  type ValueState,
} from './customer-value.js'
import { pagedBars, readBarCursor, type PagedWaterfall } from './waterfall-pages.js'
import { activePotentialModel, activeValueModel, valueModelInForce } from './known-models.js'
import { referralsFold } from './known-referrals.js'
import type { PortfolioQuery } from './portfolio-query.js'
import type { Rank, RankRequest } from './ranking.js'

/** What every answer about a customer says of itself: of whom, as of when, as known when, from which log position. */
export interface Answered {
  readonly customer: string
  /** The customer that was asked for, where it was merged into the one that answers. */
  readonly askedFor?: string
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

export interface WaterfallAnswer extends Answered {
  /** By currency. */
  readonly currencies: Readonly<Record<string, PagedWaterfall>>
}

export interface TierAnswer extends Answered, Pick<TieringDocument, 'recorded' | 'deprioritised' | 'changes'> {
  /** The tier by the model in force; null without one. */
  readonly model: Omit<ModelValue, 'breakdown' | 'position'> | null
}

export interface AccountsAnswer extends Answered {
  readonly accounts: readonly (Omit<AccountDocument, 'value'> &
    Pick<ValueDocument, 'currencies' | 'costBasis'> & { readonly margins: Margins })[]
}

export interface ScoreAnswer extends Answered {
  readonly model: ModelValue
}

type TimelineRow = FoldedDocument<TimelineDocument>

interface WantedRows {
  readonly after: string | undefined
  readonly backwards: boolean
  readonly limit: number
}

/** Opportunities, contracts or accounts of one customer that are looked at; hardly anybody has as many. */
const documentsRead = 10_000

const monthsOf = ({ currencies }: Pick<ValueDocument, 'currencies'>) =>
  Object.fromEntries(Object.entries(currencies).map(([currency, { months }]) => [currency, months]))

export class CustomerQueries {
  readonly #identities: CurrentFold<Identities>
  readonly #referrals: CurrentFold<Referrals>

  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModelReader,
    private readonly lifecycleModel: ReadModel<LifecycleDocument>,
    private readonly rules: LifecycleRules,
    private readonly portfolio: PortfolioQuery,
    private readonly clock: Clock,
  ) {
    this.#identities = new CurrentFold(identitiesFold, store)
    this.#referrals = new CurrentFold(referralsFold, store)
  }

  /** The customer’s file, and who was merged into it. @throws DomainError `customer-unknown` */
  async file(
    customer: string,
    at: PointInTime = {},
  ): Promise<Answered & { readonly merged: readonly string[]; readonly file: CustomerDocument }> {
    const { body, ...answered } = await this.#document(customerFile, customer, at)
    const identities = await this.#identitiesAt(at, answered.position)
    return { ...answered, merged: identities.membersOf(answered.customer).slice(1), file: body }
  }

  /**
   * What the customer has brought in, and what is still to come within a horizon by the model in force; money in minor units.
   * The model is the one that was known, whatever day is asked for: an earlier day is estimated by what is known now.
   * @throws DomainError `customer-unknown`, `lifetime-unbounded`
   */
  async value(
    customer: string,
    at: PointInTime = {},
    horizon: Horizon = lifetime,
  ): Promise<
    Answered &
      Omit<ValueDocument, 'reported'> &
      CustomerValue & {
        readonly reported: Readonly<Record<string, ReportedValue>>
        readonly margins: Margins
        readonly model: ModelValue | null
      }
  > {
    const { state, contractSums, ...answered } = await this.#valueState(customer, at)
    const { position } = answered
    const known = at.knownAt === undefined ? { position } : { position, knownAt: at.knownAt }
    const model = await activePotentialModel(this.store, known)
    const broughtIn = await this.#broughtInBy(answered.customer, at, position)
    const isBound = [state, ...broughtIn.customers].some(({ contracts }) => contracts.length > 0)
    const day = answered.asOf.slice(0, 10)
    const renewalRate = renewalRateAt(isBound ? await contractSums() : contractSumsOf([]), day)
    const request = { asOf: answered.asOf, model, horizon, renewalRate }
    const referral = referralValue(broughtIn.customers, broughtIn.position, request)
    const valueModel = await activeValueModel(this.store, known)
    return {
      ...answered,
      ...state.value,
      reported: reportedOf(state.value),
      margins: marginsAt(monthsOf(state.value), answered.asOf.slice(0, 10)),
      ...customerValue(state, position, referral, request),
      model: valueModel ? await this.#scored(answered, at, valueModel) : null,
    }
  }

  /**
   * The score by the model in force as far as it was known, or by a draft; always from the log.
   * @throws DomainError `customer-unknown`, `value-model-none`
   */
  async score(customer: string, at: PointInTime = {}, draft?: ValueModel): Promise<ScoreAnswer> {
    const position = await this.store.head()
    const { knownAt } = at
    const model =
      draft ?? (await valueModelInForce(this.store, knownAt === undefined ? { position } : { position, knownAt }))
    const identities = await this.#identitiesAt(at, position)
    const answered = this.#answered(customer, identities.survivorOf(customer), at, position)
    return { ...answered, model: await this.#scored(answered, at, model) }
  }

  /** Which tier the customer is in and what was recorded of it; whether effort is spent on the customer. @throws DomainError `customer-unknown` */
  async tier(customer: string, at: PointInTime = {}): Promise<TierAnswer> {
    const { survivor, position, stored } = await this.#historyAt(customer, at)
    const answered = this.#answered(customer, survivor, at, position)
    const { documents } = foldCustomer([tiering], stored)
    const { recorded, deprioritised, changes } =
      (documents[0]?.body as TieringDocument | undefined) ?? tiering.initial(survivor)
    const model = await activeValueModel(this.store, {
      position,
      ...(at.knownAt !== undefined && { knownAt: at.knownAt }),
    })
    if (!model) return { ...answered, model: null, recorded, deprioritised, changes }
    const { breakdown: _breakdown, position: _position, ...tier } = await this.#scored(answered, at, model)
    return { ...answered, model: tier, recorded, deprioritised, changes }
  }

  /**
   * How realized value comes about: bar by bar, in minor units, each with the events that made it, of each bar a page.
   * With a cursor the events of its bar alone, from where it ended. @throws DomainError `customer-unknown`, `cursor-unreadable`
   */
  async waterfall(
    customer: string,
    at: PointInTime = {},
    { cursor, limit = 100 }: Omit<PageOptions, 'order'> = {},
  ): Promise<WaterfallAnswer> {
    const after = cursor === undefined ? undefined : readBarCursor(cursor)
    const { survivor, position, stored } = await this.#historyAt(customer, at)
    const waterfalls = waterfallOf(historyOf(stored), { limit, ...(after && { after }) })
    return { ...this.#answered(customer, survivor, at, position), currencies: pagedBars(waterfalls) }
  }

  /**
   * Who was brought in by the customer, by those in turn, and so on, and what each of them is credited for.
   * @throws DomainError `customer-unknown`
   */
  async referrals(customer: string, at: PointInTime, bounds: TreeBounds): Promise<Answered & ReferralsTold> {
    const { body: _value, ...answered } = await this.#document(value, customer, at)
    const { identities, referrals } = await this.#referralsAt(at, answered.position)
    const tree = referralTree(answered.customer, identities, referrals, bounds)
    const { position, customers } = await this.#valuesOf(customersIn(tree), at, answered.position, identities)
    return {
      ...answered,
      position: Math.min(position, answered.position),
      ...referralsTold(tree, customers, whoBroughtIn(answered.customer, identities, referrals)),
    }
  }

  /** The customer’s accounts, each with the realized value of what names it. @throws DomainError `customer-unknown` */
  async accounts(customer: string, at: PointInTime = {}): Promise<AccountsAnswer> {
    const { survivor, position, found } = isPresent(at)
      ? await this.#read(customer, (survivor) => ({
          pages: [{ model: accounts.name, customer: survivor, limit: documentsRead }],
        })).then(({ pages, ...answer }) => ({ ...answer, found: pages[0]! }))
      : await this.#refold([accounts], customer, at).then(({ documents, ...answer }) => ({
          ...answer,
          found: documents,
        }))
    if (found.length === 0) await this.#mustBeKnown(customer)
    const answered = this.#answered(customer, survivor, at, position)
    return {
      ...answered,
      accounts: (found as readonly { readonly body: AccountDocument }[])
        .map(({ body: { value, ...account } }) => ({
          ...account,
          currencies: value.currencies,
          costBasis: value.costBasis,
          margins: marginsAt(monthsOf(value), answered.asOf.slice(0, 10)),
        }))
        .sort((a, b) => (a.account < b.account ? -1 : a.account > b.account ? 1 : 0)),
    }
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
    const { bodies, ...answered } = await this.#documents([loyalty, value], customer, at)
    const [body, sums] = bodies as [LoyaltyDocument, ValueDocument]
    const day = answered.asOf.slice(0, 10)
    return {
      ...answered,
      ...loyaltyAt(body, day),
      continuity: continuityOf(sums, body.firstPurchaseDay, day),
      satisfactionIndex: satisfactionIndex(satisfactionPoints(body, sums, day, this.rules.lostAfterDays)),
      rfm: body.lastPurchaseDay === null ? null : await this.#quintiles(body, body.lastPurchaseDay, at),
    }
  }

  /** Touchpoints in the order they happened, or the other way round. @throws DomainError `customer-unknown`, `cursor-unreadable` */
  async timeline(customer: string, at: PointInTime = {}, options: PageOptions = {}): Promise<TimelinePage> {
    const { limit = 100, order = 'asc' } = options
    const after = options.cursor === undefined ? undefined : readCursor(options.cursor)
    const wanted = { after, backwards: order === 'desc', limit: limit + 1 }
    const { survivor, position, rows } = await this.#timelineRows(customer, at, wanted)
    if (rows.length === 0 && options.cursor === undefined) await this.#mustBeKnown(customer)
    const page = rows.slice(0, limit)
    return {
      ...this.#answered(customer, survivor, at, position),
      items: page.map(({ body }) => body),
      ...(rows.length > limit && { next: writeCursor(page.at(-1)!.part) }),
    }
  }

  /** Everything that the values of a customer are made of, in one state of the log. */
  async #valueState(
    customer: string,
    at: PointInTime,
  ): Promise<Answered & { readonly state: ValueState; readonly contractSums: () => Promise<ContractSums> }> {
    const figures = ['opportunities/status', closedByStage, endFigure, renewalFigure]
    if (isPresent(at)) {
      const answer = await this.#read(customer, (survivor) => ({
        documents: [
          { model: value.name, customer: survivor, part: '' },
          { model: loyalty.name, customer: survivor, part: '' },
          { model: wallet.name, customer: survivor, part: '' },
        ],
        pages: [opportunities, contracts].map(({ name }) => ({
          model: name,
          customer: survivor,
          limit: documentsRead,
        })),
        figures,
      }))
      const { survivor, position, documents, pages } = answer
      if (documents.every((document) => !document) && pages.every(({ length }) => length === 0))
        await this.#mustBeKnown(customer)
      const [byStatus, byStage, ends, renewals] = answer.figures
      return {
        ...this.#answered(customer, survivor, at, position),
        state: {
          value: (documents[0]?.body as ValueDocument | undefined) ?? value.initial(survivor),
          loyalty: (documents[1]?.body as LoyaltyDocument | undefined) ?? loyalty.initial(survivor),
          wallet: (documents[2]?.body as WalletDocument | undefined) ?? wallet.initial(survivor),
          opportunities: pages[0]!.map(({ body }) => body as OpportunityDocument),
          closed: { byStatus: byStatus!, byStage: byStage! },
          contracts: pages[1]!.map(({ body }) => body as ContractDocument),
        },
        contractSums: () => Promise.resolve({ ends: ends!, renewals: renewals! }),
      }
    }
    const folded = [value, loyalty, opportunities, wallet, contracts]
    const { survivor, position, documents } = await this.#refold(folded, customer, at)
    const bodiesOf = (model: AnyReadModel): object[] =>
      documents.filter((document) => document.model === model.name).map(({ body }) => body)
    const open = (bodiesOf(opportunities) as OpportunityDocument[]).filter(({ status }) => status === 'open')
    const [byStatus = [], byStage = []] =
      open.length === 0 ? [] : await this.portfolio.figuresAt(at, ['opportunities/status', closedByStage])
    return {
      ...this.#answered(customer, survivor, at, position),
      state: {
        value: (bodiesOf(value)[0] as ValueDocument | undefined) ?? value.initial(survivor),
        loyalty: (bodiesOf(loyalty)[0] as LoyaltyDocument | undefined) ?? loyalty.initial(survivor),
        wallet: (bodiesOf(wallet)[0] as WalletDocument | undefined) ?? wallet.initial(survivor),
        opportunities: open,
        closed: { byStatus, byStage },
        contracts: bodiesOf(contracts) as ContractDocument[],
      },
      contractSums: () => this.#contractSumsAt(at),
    }
  }

  /** What became of the contracts of all customers. */
  async #contractSumsAt(at: PointInTime): Promise<ContractSums> {
    const figures = [endFigure, renewalFigure]
    const [ends, renewals] = isPresent(at)
      ? (await this.readModels.read({ figures })).figures
      : await this.portfolio.figuresAt(at, figures)
    return { ends: ends!, renewals: renewals! }
  }

  /** What those whom a customer brought in are worth by now, each who stands for himself once. */
  async #broughtInBy(
    survivor: string,
    at: PointInTime,
    position: number,
  ): Promise<{ readonly position: number; readonly customers: readonly BroughtIn[] }> {
    const { identities, referrals } = await this.#referralsAt(at, position)
    return this.#valuesOf(broughtInBy(survivor, identities, referrals), at, position, identities)
  }

  async #referralsAt(at: PointInTime, position: number) {
    const belongs = (event: RecordedEvent): boolean => belongsTo(at, event)
    return {
      identities: await this.#identitiesAt(at, position),
      referrals: isPresent(at)
        ? await this.#referrals.at(position)
        : await foldStream(referralsFold, this.store, position, belongs),
    }
  }

  /** What customers are worth by now. */
  async #valuesOf(
    customers: readonly string[],
    at: PointInTime,
    position: number,
    identities: Identities,
  ): Promise<{ readonly position: number; readonly customers: readonly BroughtIn[] }> {
    if (customers.length === 0) return { position, customers: [] }
    if (!isPresent(at)) {
      const belongs = (event: RecordedEvent): boolean => belongsTo(at, event)
      const broughtIn: BroughtIn[] = []
      for (const customer of customers) {
        const stored = await readStoredHistory(this.store, identities, customer, position, belongs)
        const { documents } = foldCustomer([value, loyalty, contracts], stored)
        const bodiesOf = ({ name }: AnyReadModel) =>
          documents.filter(({ model }) => model === name).map(({ body }) => body)
        broughtIn.push(broughtInWith(customer, bodiesOf(value)[0], bodiesOf(loyalty)[0], bodiesOf(contracts)))
      }
      return { position, customers: broughtIn }
    }
    const answer = await this.readModels.read({
      documents: customers.flatMap((customer) =>
        [value, loyalty].map((model) => ({ model: model.name, customer, part: '' })),
      ),
      pages: customers.map((customer) => ({ model: contracts.name, customer, limit: documentsRead })),
    })
    return {
      position: answer.position,
      customers: customers.map((customer, i) =>
        broughtInWith(
          customer,
          answer.documents[2 * i]?.body,
          answer.documents[2 * i + 1]?.body,
          answer.pages[i]!.map(({ body }) => body),
        ),
      ),
    }
  }

  /** Of one whom an answer is about, by what the log held then. @throws DomainError `customer-unknown` */
  async #scored({ customer, asOf, position }: Answered, at: PointInTime, model: ValueModel): Promise<ModelValue> {
    const identities = await this.#identitiesAt(at, position)
    const belongs = (event: RecordedEvent): boolean => belongsTo(at, event)
    const stored = await readStoredHistory(this.store, identities, customer, position, belongs)
    if (stored.events.length === 0) await this.#mustBeKnown(customer)
    const known = at.knownAt === undefined ? { position } : { position, knownAt: at.knownAt }
    const state = scoredState(stored)
    const day = asOf.slice(0, 10)
    const potentialModel = await activePotentialModel(this.store, known)
    const sums = state.contracts.length > 0 ? await this.#contractSumsAt(at) : contractSumsOf([])
    const { lostAfterDays } = this.rules
    const renewalRateOn = (): RenewalRate => renewalRateAt(sums, day)
    const score = scoreAt(model, state, { day, potentialModel, lostAfterDays, renewalRateOn })
    const { name, version } = model
    return { name, version, ...score, ...tierAt(model, score, state.tiering, day), position }
  }

  /** A customer's documents as of another time than the present. */
  async #refold(models: readonly AnyReadModel[], customer: string, at: PointInTime) {
    const { survivor, position, stored } = await this.#historyAt(customer, at)
    return { survivor, position, documents: foldCustomer(models, stored).documents }
  }

  /** What the log holds of a customer at a point in time. @throws DomainError `customer-unknown` */
  async #historyAt(customer: string, at: PointInTime) {
    const position = await this.store.head()
    const identities = await this.#identitiesAt(at, position)
    const survivor = identities.survivorOf(customer)
    const belongs = (event: RecordedEvent): boolean => belongsTo(at, event)
    const stored = await readStoredHistory(this.store, identities, survivor, position, belongs)
    if (stored.events.length === 0) await this.#mustBeKnown(customer)
    return { survivor, position, stored }
  }

  /** Rows of a timeline beyond a part, as many as wanted where there are so many. */
  async #timelineRows(customer: string, at: PointInTime, wanted: WantedRows) {
    const rows: TimelineRow[] = []
    let { after } = wanted
    for (;;) {
      const limit = Math.max(wanted.limit - rows.length, at.knownAt === undefined ? 0 : 200)
      const { survivor, position, pages } = await this.#read(customer, (survivor) => ({
        pages: [
          {
            model: timeline.name,
            customer: survivor,
            limit,
            backwards: wanted.backwards,
            ...(after !== undefined && { after }),
            ...(at.asOf !== undefined && { until: at.asOf }),
          },
        ],
      }))
      if (rows.length === 0 && at.knownAt !== undefined) {
        const then = await this.#rowsThen(customer, survivor, position, at, wanted)
        if (then) return then
      }
      const page = pages[0]! as readonly TimelineRow[]
      rows.push(...page.filter(({ body }) => isWithin(at, body)))
      if (rows.length >= wanted.limit || page.length < limit) return { survivor, position, rows }
      after = page.at(-1)!.part
    }
  }

  /** The rows as of a time when other customers were merged than now; undefined when they were the same. */
  async #rowsThen(customer: string, survivor: string, position: number, at: PointInTime, wanted: WantedRows) {
    const [then, now] = [await this.#identitiesAt(at, position), await this.#identities.at(position)]
    const survivorThen = then.survivorOf(customer)
    if (String([...then.membersOf(survivorThen)].sort()) === String([...now.membersOf(survivor)].sort()))
      return undefined
    const stored = await readStoredHistory(this.store, then, survivorThen, position, (event) => belongsTo(at, event))
    const all = refold(timeline, survivorThen, historyOf(stored))
    if (wanted.backwards) all.reverse()
    const isBeyond = ({ part }: TimelineRow): boolean =>
      wanted.after === undefined || (wanted.backwards ? part < wanted.after : part > wanted.after)
    return { survivor: survivorThen, position, rows: all.filter(isBeyond).slice(0, wanted.limit) }
  }

  /** Asks about the customer who stands for the one asked for, as of the position that the answer reflects. */
  async #read(
    customer: string,
    request: (survivor: string) => ReadRequest,
  ): Promise<ReadAnswer & { readonly survivor: string }> {
    let survivor = (await this.#identities.now()).survivorOf(customer)
    for (;;) {
      const answer = await this.readModels.read(request(survivor))
      const then = (await this.#identities.at(answer.position)).survivorOf(customer)
      if (then === survivor) return { ...answer, survivor }
      survivor = then
    }
  }

  async #document<D extends object>(
    model: ReadModel<D>,
    customer: string,
    at: PointInTime,
  ): Promise<Answered & { readonly body: D }> {
    const { bodies, ...answered } = await this.#documents([model], customer, at)
    return { ...answered, body: bodies[0] as D }
  }

  /** A customer’s documents in several models, of one state of the ledger, in the order of the models. */
  async #documents(
    models: readonly AnyReadModel[],
    customer: string,
    at: PointInTime,
  ): Promise<Answered & { readonly bodies: readonly object[] }> {
    if (!isPresent(at)) {
      const { survivor, position, documents } = await this.#refold(models, customer, at)
      const bodies = models.map(
        ({ name, initial }) => documents.find(({ model }) => model === name)?.body ?? (initial(survivor) as object),
      )
      return { ...this.#answered(customer, survivor, at, position), bodies }
    }
    const { survivor, position, documents } = await this.#read(customer, (survivor) => ({
      documents: models.map(({ name }) => ({ model: name, customer: survivor, part: '' })),
    }))
    if (documents.every((document) => !document)) await this.#mustBeKnown(customer)
    const bodies = models.map(({ initial }, index) => documents[index]?.body ?? (initial(survivor) as object))
    return { ...this.#answered(customer, survivor, at, position), bodies }
  }

  /** Who was known to be the same as whom. When it happened plays no part: they were the same person all along. */
  #identitiesAt({ knownAt }: PointInTime, position: number): Promise<Identities> {
    return knownAt === undefined
      ? this.#identities.at(position)
      : readIdentities(this.store, position, ({ metadata: { recordedAt } }) => recordedAt <= knownAt)
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

  #answered(askedFor: string, customer: string, at: PointInTime, position: number): Answered {
    const now = this.clock()
    return {
      customer,
      ...(askedFor !== customer && { askedFor }),
      asOf: at.asOf ?? now,
      knownAt: at.knownAt ?? now,
      position,
    }
  }

  async #mustBeKnown(customer: string): Promise<void> {
    for await (const _first of this.store.readStream(customerStream(customer), { limit: 1 })) return
    throw notFound('customer-unknown', `Nothing is recorded of customer ${customer}`, { customer })
  }
}

const broughtInWith = (
  customer: string,
  sums: object | undefined,
  seen: object | undefined,
  bound: readonly object[],
): BroughtIn => ({
  customer,
  contracts: bound as readonly ContractDocument[],
  value: (sums as ValueDocument | undefined) ?? value.initial(customer),
  loyalty: (seen as LoyaltyDocument | undefined) ?? loyalty.initial(customer),
})

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
