/** What can be asked for the low-value review: who brings least, and what became of those on whom no more effort is spent. */
import { customerOfStream, customerStream } from '../../domain/customer/customer-id.js'
import type { Instant } from '../../domain/time.js'
import { lowValueAt, type LowValueInCurrency } from '../../projections/customer-equity/low-value.js'
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import type { Horizon } from '../../projections/potential/horizon.js'
import { tiering, type Deprioritisation, type TieringDocument } from '../../projections/tier/tiering.js'
import { value, type ValueDocument } from '../../projections/value/value.read-model.js'
import type { Clock } from '../clock.js'
import type { EventStore } from '../event-store/event-store.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import { readStoredHistory } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import { estimatedBy, type EstimatedBy } from './customer-value.js'
import type { KnownColumns, KnownFigures } from './known-figures.js'
import { activePotentialModel } from './known-models.js'
import { belongsTo, type PointInTime } from './point-in-time.js'
import type { AnsweredAt } from './portfolio-query.js'

export interface LowValueReviewRequest extends PointInTime {
  readonly horizon: Horizon
  /** The highest value that is low, minor units: 0 where not said. */
  readonly upTo?: number
  /** How many are listed in each currency: 50 where not said. */
  readonly limit?: number
}

/** What a customer brought and cost since a day, minor units. */
export interface SinceThen {
  readonly revenue: number
  readonly effort: number
  readonly net: number
}

export interface Deprioritised extends Deprioritisation {
  readonly customer: string
  /** By currency, from the beginning of that day on. */
  readonly sinceThen: Readonly<Record<string, SinceThen>>
}

export interface LowValueReview extends AnsweredAt {
  /** Null as long as none was activated: then only what was realized counts. */
  readonly model: EstimatedBy | null
  readonly horizon: string
  readonly upTo: number
  readonly currencies: Readonly<Record<string, LowValueInCurrency>>
  /** On whom no more effort is spent, the latest hundred. */
  readonly deprioritised: readonly Deprioritised[]
}

const deprioritisedListed = 100
const decisions = { streamPrefixes: [customerStream('')], types: ['CustomerDeprioritised'] }

export class LowValueQuery {
  constructor(
    private readonly store: EventStore,
    private readonly figures: KnownFigures,
    private readonly rules: LifecycleRules,
    private readonly clock: Clock,
  ) {}

  /** By the model that was in force when it was known, whatever day is asked for. @throws DomainError `lifetime-unbounded` */
  async review({ horizon, upTo = 0, limit = 50, ...at }: LowValueReviewRequest): Promise<LowValueReview> {
    const now = this.clock()
    const { asOf = now, knownAt } = at
    const model = await activePotentialModel(this.store, knownAt === undefined ? {} : { knownAt })
    const { lostAfterDays } = this.rules
    const head = await this.store.head()
    const deprioritised = await this.#deprioritised({ ...at, asOf }, head)
    const except = new Set(deprioritised.map(({ customer }) => customer))
    const look = ({ columns, position }: KnownColumns) => ({
      position: Math.min(position, head),
      currencies: lowValueAt(columns, { asOf, horizon, lostAfterDays, model, upTo, limit, except }),
    })
    const found = await (knownAt === undefined ? this.figures.now(look) : this.figures.asKnownAt(knownAt, look))
    return {
      asOf,
      knownAt: knownAt ?? now,
      ...found,
      model: model ? estimatedBy(model) : null,
      horizon: horizon.text,
      upTo,
      deprioritised: deprioritised.slice(0, deprioritisedListed),
    }
  }

  async #deprioritised(at: PointInTime & { readonly asOf: Instant }, until: number): Promise<readonly Deprioritised[]> {
    const known = at.knownAt === undefined ? {} : { knownAt: at.knownAt }
    const identities = await readIdentities(this.store, until, (event) => belongsTo(known, event))
    const customers = new Set<string>()
    for await (const event of this.store.readAll({ until, filter: decisions }))
      if (belongsTo(at, event)) customers.add(identities.survivorOf(customerOfStream(event.stream)!))
    const listed: Deprioritised[] = []
    for (const customer of customers) {
      const stored = await readStoredHistory(this.store, identities, customer, until, (event) => belongsTo(at, event))
      const bodyOf = <D extends object>(name: string, asOf: Instant): D | undefined => {
        const events = stored.events.filter((event) => belongsTo({ asOf }, event))
        const { documents } = foldCustomer([tiering, value], { customer, events })
        return documents.find(({ model }) => model === name)?.body as D | undefined
      }
      const { deprioritised } = bodyOf<TieringDocument>(tiering.name, at.asOf) ?? tiering.initial(customer)
      if (!deprioritised) continue
      const before = new Date(Date.parse(`${deprioritised.since}T00:00:00.000Z`) - 1).toISOString()
      const sinceThen = difference(
        bodyOf<ValueDocument>(value.name, at.asOf) ?? value.initial(customer),
        bodyOf<ValueDocument>(value.name, before) ?? value.initial(customer),
      )
      listed.push({ customer, ...deprioritised, sinceThen })
    }
    return listed.sort((a, b) =>
      a.since === b.since ? (a.customer < b.customer ? -1 : 1) : a.since < b.since ? 1 : -1,
    )
  }
}

const difference = (now: ValueDocument, then: ValueDocument): Record<string, SinceThen> => {
  const since: Record<string, SinceThen> = {}
  for (const [currency, is] of Object.entries(now.currencies)) {
    const was = then.currencies[currency]
    const sums = {
      revenue: is.revenue - (was?.revenue ?? 0),
      effort: is.costToServe + is.costToWin - (was ? was.costToServe + was.costToWin : 0),
      net: is.net - (was?.net ?? 0),
    }
    if (sums.revenue !== 0 || sums.effort !== 0 || sums.net !== 0) since[currency] = sums
  }
  return since
}
