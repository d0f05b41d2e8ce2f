/** What can be asked about the value of all customers together: what they have brought in, and what is still to come of them. */
import type { Instant } from '../../domain/time.js'
import type { ValueModel } from '../../domain/value/value-model.js'
import { customerEquityAt, type CustomerEquity } from '../../projections/customer-equity/customer-equity.js'
import { paretoAt, type ParetoBasis, type ParetoInCurrency } from '../../projections/customer-equity/pareto.js'
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import type { Horizon } from '../../projections/potential/horizon.js'
import type { Clock } from '../clock.js'
import type { EventStore } from '../event-store/event-store.js'
import { estimatedBy, type EstimatedBy } from './customer-value.js'
import { activePotentialModel } from './known-models.js'
import type { KnownColumns, KnownFigures } from './known-figures.js'
import type { PointInTime } from './point-in-time.js'
import { tieredCustomers } from './tiered-customers.js'

export interface CustomerEquityRequest extends PointInTime {
  readonly horizon: Horizon
  /** An earlier day to compare with, by the same model. */
  readonly against?: Instant
  /** Whether customers are told apart by tier: that wants a model of customer value, and reads the whole log. */
  readonly byTier?: boolean
}

/** The difference between the day asked for and the earlier one, by currency. */
export type EquityChange = Record<string, { readonly realized: number; readonly potential: number | null }>

export interface CustomerEquityAnswer extends CustomerEquity {
  readonly asOf: Instant
  readonly knownAt: Instant
  readonly position: number
  readonly unit: 'minor units by currency; potential discounted'
  readonly horizon: string
  /** Days without a purchase after which a customer is not active. */
  readonly lostAfterDays: number
  /** Null as long as no model was activated. */
  readonly model: EstimatedBy | null
  /** By which the tiers are, where they were asked for. */
  readonly tiersBy?: Pick<ValueModel, 'name' | 'version'>
  readonly before?: CustomerEquity & { readonly asOf: Instant }
  /** What has changed since then of the active customers. */
  readonly change?: EquityChange
}

export interface ParetoRequest extends PointInTime {
  readonly by: ParetoBasis
}

export interface ParetoAnswer {
  readonly asOf: Instant
  readonly knownAt: Instant
  readonly position: number
  readonly by: ParetoBasis
  readonly currencies: Readonly<Record<string, ParetoInCurrency>>
}

const changeOf = (now: CustomerEquity, before: CustomerEquity): EquityChange => {
  const change: EquityChange = {}
  const [is, was] = [now.active.currencies, before.active.currencies]
  for (const currency of new Set([...Object.keys(is), ...Object.keys(was)])) {
    const difference = (of: 'realized' | 'potential'): number => (is[currency]?.[of] ?? 0) - (was[currency]?.[of] ?? 0)
    const isEstimated = (is[currency] ?? was[currency])!.potential !== null
    change[currency] = { realized: difference('realized'), potential: isEstimated ? difference('potential') : null }
  }
  return change
}

export class CustomerEquityQuery {
  constructor(
    private readonly store: EventStore,
    private readonly figures: KnownFigures,
    private readonly rules: LifecycleRules,
    private readonly clock: Clock,
  ) {}

  /**
   * By the model that was in force when it was known, whatever day is asked for. Straight from the log, not from the stored
   * read models.
   * @throws DomainError `lifetime-unbounded`, `value-model-none`
   */
  async equity({ asOf, knownAt, horizon, against, byTier }: CustomerEquityRequest): Promise<CustomerEquityAnswer> {
    const now = this.clock()
    const model = await activePotentialModel(this.store, knownAt === undefined ? {} : { knownAt })
    const { lostAfterDays } = this.rules
    const days = [asOf ?? now, ...(against === undefined ? [] : [against])]
    const tiers = byTier ? await this.#tiersAt(days, knownAt) : undefined
    const look = ({ columns, position }: KnownColumns): CustomerEquityAnswer => {
      const at = (asOf: Instant): CustomerEquity => {
        const of = tiers?.at.get(asOf)
        const known = tiers && of && { names: tiers.names, of: (customer: string) => of.get(customer) ?? tiers.lowest }
        return customerEquityAt(columns, { asOf, horizon, model, lostAfterDays, ...(known && { tiers: known }) })
      }
      const equity = at(asOf ?? now)
      const before = against === undefined ? undefined : at(against)
      return {
        asOf: asOf ?? now,
        knownAt: knownAt ?? now,
        position: Math.min(position, tiers?.position ?? position),
        unit: 'minor units by currency; potential discounted',
        horizon: horizon.text,
        lostAfterDays,
        model: model ? estimatedBy(model) : null,
        ...(tiers && { tiersBy: tiers.by }),
        ...equity,
        ...(before && { before: { asOf: against!, ...before }, change: changeOf(equity, before) }),
      }
    }
    return this.#look(knownAt, look)
  }

  /** How much of profit, or of revenue, the best customers hold, and how much of the effort goes to them. */
  async pareto({ asOf, knownAt, by }: ParetoRequest): Promise<ParetoAnswer> {
    const now = this.clock()
    const at = asOf ?? now
    return this.#look(knownAt, ({ columns, position }) => ({
      asOf: at,
      knownAt: knownAt ?? now,
      position,
      by,
      currencies: paretoAt(columns, at, by),
    }))
  }

  /** The place of each customer's tier at instants; of those in the lowest one nothing is kept. */
  async #tiersAt(instants: readonly Instant[], knownAt: Instant | undefined) {
    const customers = await tieredCustomers(this.store, this.rules, knownAt)
    const { name, version, tiers } = customers.model
    const names = tiers.map(({ name }) => name)
    const lowest = names.length - 1
    const at = new Map(instants.map((instant) => [instant, new Map<string, number>()]))
    for await (const stored of customers.histories())
      for (const [instant, places] of at) {
        const found = customers.at(stored, instant)
        const place = found ? names.indexOf(found.by(customers.model).tier) : lowest
        if (place < lowest) places.set(stored.customer, place)
      }
    return { by: { name, version }, names, lowest, at, position: customers.position }
  }

  #look<T>(knownAt: Instant | undefined, look: (known: KnownColumns) => T): Promise<T> {
    return knownAt === undefined ? this.figures.now(look) : this.figures.asKnownAt(knownAt, look)
  }
}
