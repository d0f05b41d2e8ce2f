/** The tier of a customer at a day: by the score, held by hysteresis, or by a person’s word (R49). */
import type { Day } from '../../domain/time.js'
import type { ValueModel } from '../../domain/value/value-model.js'
import type { Score } from '../score/score.js'
import type { TieringDocument, TierOverride } from './tiering.js'

export interface TierAt {
  readonly tier: string
  /** By the score alone. */
  readonly tierByScore: string
  /** The score is lower than the tier asks for, but not for long or not by much: hysteresis. */
  readonly isHeld: boolean
  /** Who put the customer into the tier, until when and why; null where nobody did. */
  readonly override: TierOverride | null
}

type TieredModel = Pick<ValueModel, 'tiers' | 'hysteresis'>

/** The place of a tier, the highest 0; -1 of one that the model does not have. */
export const rankOf = ({ tiers }: TieredModel, tier: string): number => tiers.findIndex(({ name }) => name === tier)

/** A word counts on the days it was given for, as long as the model has such a tier. */
const inForce = (model: TieredModel, override: TierOverride | null, day: Day): TierOverride | null =>
  override && (override.until === null || day <= override.until) && rankOf(model, override.tier) >= 0 ? override : null

/** Where the model has hysteresis, nobody falls below the tier recorded last until the fall is recorded. */
export const tierAt = (
  model: TieredModel,
  { tier: tierByScore }: Pick<Score, 'tier'>,
  { recorded, override }: Pick<TieringDocument, 'recorded' | 'override'>,
  day: Day,
): TierAt => {
  const place = recorded && model.hysteresis ? rankOf(model, recorded.tier) : -1
  const isHeld = place >= 0 && place < rankOf(model, tierByScore)
  const word = inForce(model, override, day)
  return {
    tier: word?.tier ?? (isHeld ? recorded!.tier : tierByScore),
    tierByScore,
    isHeld: isHeld && !word,
    override: word,
  }
}
