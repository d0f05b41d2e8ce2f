/** Churn: customers gained, lost and won back, month by month; who is quiet for too long is lost (R60, R61). */
import type { Stage } from '../../domain/customer/stage.js'
import { dayNumber, dayOfNumber, type Day } from '../../domain/time.js'
import { isActive, type LifecycleRules, type Turnover } from '../lifecycle/lifecycle.read-model.js'
import type { Contribution } from '../read-model.js'

export interface ChurnMonth extends Readonly<Turnover> {
  /** gained + wonBack − lost. */
  readonly net: number
  /** Customers at the end of the month. */
  readonly active: number
  /** Lost, of the customers at its beginning; null where there were none. */
  readonly churnRate: number | null
}

export interface Churn {
  /** Days without a purchase after which a customer is lost. */
  readonly windowDays: number
  readonly active: number
  /** Were customers and are none now. */
  readonly churned: number
  /** By month (`YYYY-MM`) in which anybody came or went. */
  readonly months: Readonly<Record<string, ChurnMonth>>
}

/** The last day from which quiet days may be counted so that whoever has been quiet since is lost by a day. */
export const quietUpTo = (asOf: Day, { lostAfterDays }: LifecycleRules): number => dayNumber(asOf) - lostAfterDays - 1

/** The churn as of a day: what is recorded, and those who have become quiet by then. */
export const churnOf = (
  turnover: readonly Contribution[],
  stages: readonly Contribution[],
  asOf: Day,
  rules: LifecycleRules,
): Churn => {
  const sums = new Map<string, Turnover>()
  const of = (month: string): Turnover => {
    let sum = sums.get(month)
    if (!sum) sums.set(month, (sum = { gained: 0, lost: 0, wonBack: 0 }))
    return sum
  }
  for (const { key, add } of turnover) {
    const sum = of(String(key))
    sum.gained += add.gained ?? 0
    sum.lost += add.lost ?? 0
    sum.wonBack += add.wonBack ?? 0
  }
  for (const { key, add } of stages) {
    const quietSince = key as number
    if (quietSince > quietUpTo(asOf, rules)) continue
    const sum = of(dayOfNumber(quietSince + rules.lostAfterDays + 1).slice(0, 7))
    for (const [stage, customers] of Object.entries(add) as [Stage, number][])
      if (isActive(stage)) sum.lost += customers
  }
  const months: Record<string, ChurnMonth> = {}
  let [active, ever] = [0, 0]
  for (const month of [...sums.keys()].sort()) {
    const { gained, lost, wonBack } = sums.get(month)!
    if (gained === 0 && lost === 0 && wonBack === 0) continue
    const net = gained + wonBack - lost
    const churnRate = active === 0 ? null : lost / active
    active += net
    ever += gained
    months[month] = { gained, lost, wonBack, net, active, churnRate }
  }
  return { windowDays: rules.lostAfterDays, active, churned: ever - active, months }
}
