/** The score of a customer at a day by a model of value: points from 0 to 100, and which indicator brought how many (R45). */
import { satisfactionIndex } from '../../domain/feedback/satisfaction-index.js'
import { dayNumber, type Day } from '../../domain/time.js'
import { pathOf, type ComputedFigure, type ValueIndicator, type ValueModel } from '../../domain/value/value-model.js'
import type { CustomerDocument } from '../customer/customer.read-model.js'
import type { LoyaltyDocument } from '../loyalty/loyalty.read-model.js'
import { satisfactionPoints } from '../loyalty/satisfaction-points.js'
import type { ContractDocument } from '../contracts/contracts.read-model.js'
import type { RenewalRate } from '../potential/contractual.js'
import { expectedMarginOf } from '../potential/expected-margin.js'
import { lifetime } from '../potential/horizon.js'
import type { PotentialModel } from '../potential-models.js'
import type { ValueDocument } from '../value/value.read-model.js'
import type { ContactDocument } from './contact.js'

/** What is known of the customer. */
export interface ScoredState {
  readonly customer: CustomerDocument
  readonly value: ValueDocument
  readonly loyalty: LoyaltyDocument
  readonly contact: ContactDocument
  readonly contracts: readonly ContractDocument[]
}

/** At what is looked, and by what. */
export interface ScoreRequest {
  readonly day: Day
  /** Where none is in force, potential value is not known. */
  readonly potentialModel: PotentialModel | undefined
  /** Days without a purchase after which a customer counts as gone. */
  readonly lostAfterDays: number
  /** How often contracts of all customers had been renewed by a day. */
  readonly renewalRateOn: (day: Day) => RenewalRate
}

type Raw = number | string | null

export interface ScoredIndicator {
  readonly indicator: string
  readonly figure: string
  /** Null where it is not known. */
  readonly raw: Raw
  /** 0 to 1; null where nothing is known of it. */
  readonly normalised: number | null
  readonly weight: number
  /** Of the weights that count; 0 where it is left out. */
  readonly share: number
  /** Of the score, to two decimals: they add up to it. */
  readonly points: number
}

export interface Score {
  /** 0 to 100, to two decimals. */
  readonly score: number
  readonly tier: string
  readonly breakdown: readonly ScoredIndicator[]
}

const daysSince = (then: Day | null, day: Day): number | null =>
  then === null ? null : Math.max(0, dayNumber(day) - dayNumber(then))

const computed: Readonly<
  Record<ComputedFigure, (state: ScoredState, request: ScoreRequest, indicator: ValueIndicator) => Raw>
> = {
  amount: ({ loyalty }, _, { currency }) => loyalty.monetary[currency!] ?? 0,
  realized: ({ value }, _, { currency }) => value.currencies[currency!]?.net ?? 0,
  potential: (state, { day, potentialModel: model, renewalRateOn }, { currency }) => {
    if (!model) return null
    const { amounts } = expectedMarginOf(state, { model, day, horizon: lifetime, renewalRate: renewalRateOn(day) })
    return amounts ? (amounts[currency!] ?? 0) : null
  },
  frequency: ({ loyalty }) => loyalty.purchaseDays,
  recency: ({ loyalty }, { day }) => daysSince(loyalty.lastPurchaseDay, day),
  tenure: ({ loyalty }, { day }) => daysSince(loyalty.firstPurchaseDay, day),
  'contact-recency': ({ contact }, { day }) => daysSince(contact.lastDay, day),
  contacts: ({ contact }, { day }, { windowDays }) => {
    const after = dayNumber(day) - windowDays!
    return Object.keys(contact.days).reduce((sum, on) => (dayNumber(on) > after ? sum + contact.days[on]! : sum), 0)
  },
  satisfaction: ({ loyalty, value }, { day, lostAfterDays }) =>
    satisfactionIndex(satisfactionPoints(loyalty, value, day, lostAfterDays)).index,
  breadth: ({ contact }) => Object.keys(contact.products).length,
  characteristic: ({ customer }, _, { field }) =>
    Object.hasOwn(customer.profile, field!) ? customer.profile[field!]! : null,
}

const atPath = (document: object, keys: readonly string[]): Raw => {
  let found: unknown = document
  for (const key of keys)
    found = typeof found === 'object' && found !== null && Object.hasOwn(found, key) ? found[key as never] : undefined
  return typeof found === 'number' || typeof found === 'string' ? found : null
}

const rawOf = (indicator: ValueIndicator, state: ScoredState, request: ScoreRequest): Raw => {
  const path = pathOf(indicator.figure)
  return path
    ? atPath(state[path.document], path.keys)
    : computed[indicator.figure as ComputedFigure](state, request, indicator)
}

const within = (share: number): number => Math.min(1, Math.max(0, share))

/** From 0 to 1; null where the scale says nothing of such a value. */
export const normalise = ({ kind, min, max, steps, points, otherwise }: ValueIndicator['scale'], raw: Raw) => {
  if (raw === null) return null
  if (kind === 'table') {
    const found = Object.hasOwn(points!, String(raw)) ? points![String(raw)] : otherwise
    return found === undefined ? null : found / 100
  }
  if (typeof raw !== 'number') return null
  switch (kind) {
    case 'linear':
      return within((raw - min!) / (max! - min!))
    case 'inverse':
      return within((max! - raw) / (max! - min!))
    case 'logarithmic':
      return within(Math.log1p(Math.max(0, raw - min!)) / Math.log1p(max! - min!))
    case 'steps':
      return (steps!.findLast(({ from }) => raw >= from)?.points ?? 0) / 100
  }
}

/**
 * Whole hundredths of a point that add up to the rounded sum: of what is cut off, the largest parts are given back first, of
 * equals the earlier one.
 */
const hundredths = (exact: readonly number[]): { readonly sum: number; readonly parts: readonly number[] } => {
  const sum = Math.round(exact.reduce((sum, part) => sum + part, 0))
  const parts = exact.map(Math.floor)
  const cut = exact.map((part, i) => ({ i, rest: part - parts[i]! })).sort((a, b) => b.rest - a.rest || a.i - b.i)
  const left = sum - parts.reduce((sum, part) => sum + part, 0)
  for (const { i } of cut.slice(0, left)) parts[i]! += 1
  return { sum, parts }
}

/** The weight of what is not known counts with no points, or goes to the others; who has none at all scores 0. */
export const scoreAt = (
  { indicators, tiers }: Pick<ValueModel, 'indicators' | 'tiers'>,
  state: ScoredState,
  request: ScoreRequest,
): Score => {
  const seen = indicators.map((indicator) => {
    const raw = rawOf(indicator, state, request)
    const normalised = normalise(indicator.scale, raw)
    return { indicator, raw, normalised, counts: normalised !== null || indicator.missing !== 'leave-out' }
  })
  const whole = seen.reduce((sum, { indicator, counts }) => (counts ? sum + indicator.weight : sum), 0)
  const shares = seen.map(({ indicator, counts }) => (counts ? indicator.weight / whole : 0))
  const { sum, parts } = hundredths(seen.map(({ normalised }, i) => 10_000 * shares[i]! * (normalised ?? 0)))
  const score = sum / 100
  return {
    score,
    tier: tiers.find(({ from }) => score >= from)!.name,
    breakdown: seen.map(({ indicator: { name, figure, weight }, raw, normalised }, i) => ({
      indicator: name,
      figure,
      raw,
      normalised,
      weight,
      share: shares[i]!,
      points: parts[i]! / 100,
    })),
  }
}
