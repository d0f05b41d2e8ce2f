/**
 * Tiers as time passes: whose score of a day belongs to another tier than the one recorded last is recorded to have changed.
 * A rise counts at once; a fall, when the score has been below the tier by so much and for so long as the model’s hysteresis says.
 */
import { dayNumber, dayOfNumber, type Day } from '../../domain/time.js'
import type { ValueModel } from '../../domain/value/value-model.js'
import { scoreAt, type ScoredState, type ScoreRequest } from '../score/score.js'
import type { Finding } from '../time-rule.js'
import { rankOf } from './tier-at.js'
import type { TieringDocument } from './tiering.js'

/** What is known of a customer as a day begins; undefined where nothing had happened by then. */
export type StateOfDay = (day: Day) => (ScoredState & { readonly tiering: TieringDocument }) | undefined

/** What is known of a customer’s rank, and the event known last. */
export interface TierHistory {
  readonly stateOf: StateOfDay
  readonly lastEvent: string
}

/** The rule’s name and version, and what it is set to. */
export const tierChangeRule = ({ hysteresis }: Pick<ValueModel, 'hysteresis'>) => ({
  name: 'tier',
  version: 2,
  parameters: { points: hysteresis?.points ?? 0, days: hysteresis?.days ?? 0 },
  records: ['CustomerTierChanged'] as const,
})

const points = (score: number): string => score.toFixed(2)

/** What a day has to say of a customer’s tier, as it begins; nothing once it is recorded. */
export const tierChange = (
  model: ValueModel,
  { stateOf, lastEvent }: TierHistory,
  day: Day,
  request: Omit<ScoreRequest, 'day'>,
): Finding | undefined => {
  const state = stateOf(day)
  if (!state) return undefined
  const scoreOn = (on: Day): number | undefined => {
    const known = on === day ? state : stateOf(on)
    return known && scoreAt(model, known, { ...request, day: on }).score
  }
  const { score, tier: to } = scoreAt(model, state, { ...request, day })
  const { recorded } = state.tiering
  const lowest = model.tiers.at(-1)!.name
  const from = recorded && rankOf(model, recorded.tier) >= 0 ? recorded.tier : lowest
  const [is, was] = [rankOf(model, to), rankOf(model, from)]
  if (is === was) return undefined
  const { name, version } = model
  const found = (reason: string): Finding => ({
    type: 'CustomerTierChanged',
    data: {
      model: { name, version },
      from: recorded?.tier ?? null,
      to,
      score,
      scoreBefore: recorded?.score ?? null,
      reason: reason + corrects(),
    },
    cause: lastEvent,
  })
  /** What was recorded stays as it was; where it was not right, the change says so. */
  const corrects = (): string => {
    if (recorded?.model.name !== name || recorded.model.version !== version) return ''
    const known = scoreOn(recorded.day)
    if (known === recorded.score) return ''
    const instead = known === undefined ? 'nothing had happened' : `the score was ${points(known)}`
    return `; on ${recorded.day} ${instead}, as is known now, not ${points(recorded.score)}`
  }
  if (is < was) return found(`score ${points(score)}: ${to} begins at ${model.tiers[is]!.from}`)
  const { points: tolerated, days } = tierChangeRule(model).parameters
  const line = model.tiers[was]!.from - tolerated
  for (let ago = 0; ago <= days; ago += 1) {
    const then = scoreOn(dayOfNumber(dayNumber(day) - ago))
    if (then === undefined || then >= line) return undefined
  }
  return found(`score ${points(score)}: below ${points(line)}` + (days > 0 ? ` for ${days} days` : ''))
}
