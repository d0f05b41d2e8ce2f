/** Whose tier is another one as a day begins: customer by customer from the log, by the model of value in force. */
import { setImmediate } from 'node:timers/promises'
import { dayNumber, dayOfNumber, type Day } from '../../domain/time.js'
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import { tierChange, tierChangeRule } from '../../projections/tier/tier-change.rule.js'
import { foundBy } from '../../projections/time-rule.js'
import type { EventStore } from '../event-store/event-store.js'
import { historyEvent, storedHistories, type StoredHistory } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import { activePotentialModel, activeValueModel } from '../queries/known-models.js'
import { knownRenewals } from '../queries/known-renewals.js'
import { scoredState } from '../scoring/scored-state.js'
import { customerOfStream } from '../../domain/customer/customer-id.js'
import type { Found } from './portion.js'

/** The rule by the model in force, and what it finds. */
export interface TierChanges {
  readonly rule: ReturnType<typeof tierChangeRule>
  /** Ends early when aborted. */
  readonly found: (day: Day, signal?: AbortSignal) => AsyncIterable<Found>
}

const customersInABreath = 200

/** Of the log up to a position; undefined where no model is in force. */
export const tierChangesBy = async (
  store: EventStore,
  { lostAfterDays }: Pick<LifecycleRules, 'lostAfterDays'>,
  position: number,
): Promise<TierChanges | undefined> => {
  const model = await activeValueModel(store, { position })
  if (!model) return undefined
  const rule = tierChangeRule(model)
  const renewalsAt = await knownRenewals(store, { position })
  const request = {
    potentialModel: await activePotentialModel(store, { position }),
    lostAfterDays,
    // As the day begins.
    renewalRateOn: (day: Day) => renewalsAt(`${dayOfNumber(dayNumber(day) - 1)}T23:59:59.999Z`),
  }
  /** What a day found of a customer as it began. */
  const stateOf = ({ customer, events }: StoredHistory, day: Day) => {
    const found = events.filter((event) =>
      foundBy(day, rule, historyEvent(event, customerOfStream(event.stream)!, customer)),
    )
    return found.length === 0 ? undefined : scoredState({ customer, events: found })
  }
  async function* found(day: Day, signal?: AbortSignal): AsyncIterable<Found> {
    const identities = await readIdentities(store, position)
    let seen = 0
    for await (const stored of storedHistories(store, identities, position)) {
      if (signal?.aborted) return
      const history = { stateOf: (on: Day) => stateOf(stored, on), lastEvent: stored.events.at(-1)!.id }
      const finding = tierChange(model!, history, day, request)
      if (finding) yield { customer: stored.customer, part: '', finding }
      if ((seen += 1) % customersInABreath === 0) await setImmediate()
    }
  }
  return { rule, found }
}
