/** Who is about to leave and worth keeping, at any point in time: all customers are gone through, a few are kept. */
import { ruleBroken } from '../../domain/errors.js'
import type { Instant } from '../../domain/time.js'
import { cases } from '../../projections/cases/cases.read-model.js'
import { contracts } from '../../projections/contracts/contracts.read-model.js'
import { commitments } from '../../projections/commitments/commitments.read-model.js'
import { lifecycle, type LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import { loyalty } from '../../projections/loyalty/loyalty.read-model.js'
import { opportunities } from '../../projections/opportunities/opportunities.read-model.js'
import type { Horizon } from '../../projections/potential/horizon.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import type { DeskDocuments } from '../../projections/save-desk/at-risk.js'
import { saveDesk, type SaveDesk } from '../../projections/save-desk/save-desk.js'
import { value } from '../../projections/value/value.read-model.js'
import type { Clock } from '../clock.js'
import type { EventStore } from '../event-store/event-store.js'
import type { ReadModelReader } from '../read-models/read-model-store.js'
import { AnsweredOnce } from './answered-once.js'
import { estimatedBy, type EstimatedBy } from './customer-value.js'
import { everyCustomer, type EveryCustomer } from './every-customer.js'
import { activePotentialModel } from './known-models.js'
import { knownRenewals } from './known-renewals.js'
import type { PointInTime } from './point-in-time.js'

export interface SaveDeskRequest extends PointInTime {
  readonly horizon: Horizon
  /** How likely a customer must have left to be about to leave: 0.25 where not said. */
  readonly minRisk?: number
  /** How many are listed in each currency: 50 where not said. */
  readonly limit?: number
}

export interface SaveDeskAnswer extends SaveDesk {
  readonly asOf: Instant
  readonly knownAt: Instant
  /** The answer reflects the log up to here. */
  readonly position: number
  readonly model: EstimatedBy
  readonly horizon: string
  readonly minRisk: number
}

/** Our choice: whoever has left with a probability of one in four is worth a call. */
const usualMinRisk = 0.25
const usualLimit = 50

export class SaveDeskQuery {
  readonly #desks = new AnsweredOnce<SaveDeskAnswer>()

  constructor(
    private readonly store: EventStore,
    private readonly readModels: Pick<ReadModelReader, 'snapshot'>,
    private readonly models: readonly AnyReadModel[],
    private readonly rules: LifecycleRules,
    private readonly clock: Clock,
  ) {}

  /** By the model that was in force when it was known. @throws DomainError `potential-model-inactive`, `lifetime-unbounded` */
  async desk(request: SaveDeskRequest): Promise<SaveDeskAnswer> {
    return this.#desks.to(request, await this.store.head(), () => this.#desk(request))
  }

  async #desk({
    horizon,
    minRisk = usualMinRisk,
    limit = usualLimit,
    ...at
  }: SaveDeskRequest): Promise<SaveDeskAnswer> {
    const { store, readModels, models, rules } = this
    const now = this.clock()
    const asOf = at.asOf ?? now
    const stages = lifecycle(rules)
    async function* documentsOf(customers: ReturnType<EveryCustomer['customers']>): AsyncIterable<DeskDocuments> {
      for await (const { customer, of } of customers)
        yield {
          customer,
          lifecycle: of(stages)[0] ?? stages.initial(customer),
          loyalty: of(loyalty)[0] ?? loyalty.initial(customer),
          value: of(value)[0] ?? value.initial(customer),
          cases: of(cases),
          commitments: of(commitments),
          opportunities: of(opportunities),
          contracts: of(contracts),
        }
    }
    const wanted = [stages, loyalty, value, cases, commitments, opportunities, contracts]
    return everyCustomer({ store, readModels, models }, at, wanted, async ({ position, customers }) => {
      const known = at.knownAt === undefined ? { position } : { position, knownAt: at.knownAt }
      const model = await activePotentialModel(store, known)
      if (!model)
        throw ruleBroken(
          'potential-model-inactive',
          'No model of potential value was in force: fit one, publish it and put it into force',
        )
      const renewalRate = (await knownRenewals(store, known))(asOf)
      const request = { asOf, model, horizon, minRisk, limit, rules, renewalRate }
      return {
        asOf,
        knownAt: at.knownAt ?? now,
        position,
        model: estimatedBy(model),
        horizon: horizon.text,
        minRisk,
        ...(await saveDesk(documentsOf(customers()), request)),
      }
    })
  }
}
