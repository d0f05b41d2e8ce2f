/** How a customer’s tier is told to people. */
import type { Score } from '../../projections/score/score.js'
import type { TierAt } from '../../projections/tier/tier-at.js'

/** With why, where it is not the one of the score. */
export const tierSaid = ({ score, tier, tierByScore, isHeld, override }: TierAt & Pick<Score, 'score'>): string => {
  const points = `${tier}, ${score.toFixed(2)} points of 100`
  if (isHeld) return `${points} (held: the score alone says ${tierByScore})`
  if (!override) return points
  const { by, reason, until } = override
  return `${points} (put there by ${by}${until === null ? '' : ` until ${until}`}: ${reason}; the score says ${tierByScore})`
}
