/** All customers with their tiers, folded from the log customer by customer, by the models in force. */
import type { Instant } from '../../domain/time.js'
import type { ValueModel } from '../../domain/value/value-model.js'
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import type { RenewalRate } from '../../projections/potential/contractual.js'
import { scoreAt, type Score } from '../../projections/score/score.js'
import { tierAt, type TierAt } from '../../projections/tier/tier-at.js'
import type { EventStore } from '../event-store/event-store.js'
import type { StoredHistory } from '../projecting/history.js'
import { scoredState, type TieredState } from '../scoring/scored-state.js'
import { historiesThen } from './histories-then.js'
import { activePotentialModel, valueModelInForce } from './known-models.js'
import { knownRenewals } from './known-renewals.js'
import { belongsTo } from './point-in-time.js'

/** A customer at an instant. */
export interface TieredCustomer {
  readonly state: TieredState
  /** Its tier and score by a model. */
  readonly by: (model: ValueModel) => TierAt & Pick<Score, 'score'>
}

export interface TieredCustomers {
  readonly position: number
  /** The model in force as far as it was known, whatever day is asked for. */
  readonly model: ValueModel
  /** One customer is in memory at a time. */
  readonly histories: () => AsyncIterable<StoredHistory>
  /** Undefined where nothing had happened by then. */
  readonly at: (stored: StoredHistory, asOf: Instant) => TieredCustomer | undefined
}

/** Of what had been recorded by then. @throws DomainError `value-model-none` */
export const tieredCustomers = async (
  store: EventStore,
  { lostAfterDays }: Pick<LifecycleRules, 'lostAfterDays'>,
  knownAt: Instant | undefined,
): Promise<TieredCustomers> => {
  const position = await store.head()
  const at = knownAt === undefined ? {} : { knownAt }
  const model = await valueModelInForce(store, { position, ...at })
  const potentialModel = await activePotentialModel(store, { position, ...at })
  const renewalsAt = await knownRenewals(store, { position, ...at })
  return {
    position,
    model,
    histories: () => historiesThen(store, at, position),
    at: ({ customer, events }, asOf) => {
      const then = events.filter((event) => belongsTo({ asOf }, event))
      if (then.length === 0) return undefined
      const state = scoredState({ customer, events: then })
      const day = asOf.slice(0, 10)
      const renewalRateOn = (): RenewalRate => renewalsAt(asOf)
      return {
        state,
        by: (model) => {
          const score = scoreAt(model, state, { day, potentialModel, lostAfterDays, renewalRateOn })
          return { score: score.score, ...tierAt(model, score, state.tiering, day) }
        },
      }
    },
  }
}
