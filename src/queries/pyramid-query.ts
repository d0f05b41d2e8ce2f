/** What can be asked about the tiers of all customers: folded from the log customer by customer, by one model. */
import { notFound } from '../../domain/errors.js'
import type { Instant } from '../../domain/time.js'
import type { ValueModel } from '../../domain/value/value-model.js'
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import { Migrations, Pyramid, type Migration, type TierOfPyramid } from '../../projections/score/pyramid.js'
import { scoreAt } from '../../projections/score/score.js'
import type { Clock } from '../clock.js'
import type { EventStore } from '../event-store/event-store.js'
import { storedHistories, type StoredHistory } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import { scoredState } from '../scoring/scored-state.js'
import { activePotentialModel, activeValueModel } from './known-models.js'
import { belongsTo, type PointInTime } from './point-in-time.js'
import type { AnsweredAt } from './portfolio-query.js'

export interface PyramidRequest extends PointInTime {
  /** An earlier day to compare with, by the same model. */
  readonly against?: Instant
}

export interface PyramidAnswer extends AnsweredAt {
  readonly model: Pick<ValueModel, 'name' | 'version'>
  /** The highest first. */
  readonly tiers: readonly TierOfPyramid[]
  /** The same at the earlier day, where one was asked for. */
  readonly before?: { readonly asOf: Instant; readonly tiers: readonly TierOfPyramid[] }
  /** From the tier at the earlier day to the tier at the later one. */
  readonly migrations?: readonly Migration[]
}

/** Of a customer's history, what had happened by a day. */
const until = ({ customer, events }: StoredHistory, asOf: Instant): StoredHistory => ({
  customer,
  events: events.filter(({ metadata }) => belongsTo({ asOf }, metadata)),
})

export class PyramidQuery {
  constructor(
    private readonly store: EventStore,
    private readonly rules: LifecycleRules,
    private readonly clock: Clock,
  ) {}

  /**
   * By the model in force as far as it was known, whatever day is asked for. One customer is in memory at a time.
   * @throws DomainError `value-model-none`
   */
  async pyramid({ asOf, knownAt, against }: PyramidRequest): Promise<PyramidAnswer> {
    const now = this.clock()
    const position = await this.store.head()
    const known = { position, ...(knownAt !== undefined && { knownAt }) }
    const model = await activeValueModel(this.store, known)
    if (!model)
      throw notFound(
        'value-model-none',
        'No model of customer value is in force: touchledger model publish starter --activate … makes one',
      )
    const potentialModel = await activePotentialModel(this.store, known)
    const { lostAfterDays } = this.rules
    const isKnown = (metadata: StoredHistory['events'][number]['metadata']): boolean =>
      knownAt === undefined || metadata.recordedAt <= knownAt
    const identities = await readIdentities(this.store, position, isKnown)
    const [at, before] = [new Pyramid(model), new Pyramid(model)]
    const migrations = new Migrations()

    /** The tier that the customer is put into; null where nothing had happened by then. */
    const place = (into: Pyramid, stored: StoredHistory, asOf: Instant): string | null => {
      const then = until(stored, asOf)
      if (then.events.length === 0) return null
      const state = scoredState(then)
      const { tier } = scoreAt(model, state, { day: asOf.slice(0, 10), potentialModel, lostAfterDays })
      into.add(tier, state.value)
      return tier
    }

    for await (const { customer, events } of storedHistories(this.store, identities, position)) {
      const stored = { customer, events: events.filter(({ metadata }) => isKnown(metadata)) }
      const to = place(at, stored, asOf ?? now)
      if (against === undefined) continue
      const from = place(before, stored, against)
      if (to !== null) migrations.add(from, to)
    }
    const { name, version } = model
    return {
      asOf: asOf ?? now,
      knownAt: knownAt ?? now,
      position,
      model: { name, version },
      tiers: at.tiers(),
      ...(against !== undefined && {
        before: { asOf: against, tiers: before.tiers() },
        migrations: migrations.list(model),
      }),
    }
  }
}
