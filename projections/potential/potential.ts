/**
 * Potential value: profit still to come by the present pattern of buying, at a day, by a published model (R44). Worked out
 * when it is asked for and never stored: it changes as time passes.
 */
import { decimalsOf } from '../../domain/money.js'
import type { Day } from '../../domain/time.js'
import { gammaGamma, type GammaGammaParameter } from '../../domain/value/gamma-gamma.js'
import type { Parameters } from '../../domain/value/likelihood.js'
import { purchaseModels } from '../../domain/value/purchase-models.js'
import { continuousRate, patternBetween, type PurchasePattern } from '../../domain/value/purchase-pattern.js'
import type { Bought, LoyaltyDocument } from '../loyalty/loyalty.read-model.js'
import type { PotentialModel } from '../potential-models.js'
import type { ValueDocument, ValueSums } from '../value/value.read-model.js'
import { horizonIn, type Horizon } from './horizon.js'

/** What is expected in one currency; money in minor units of it. */
export interface ExpectedInCurrency {
  /** Of the purchase days to come, how many are expected in this currency: as of those there were. */
  readonly shareOfPurchases: number
  /** Expected value of one purchase day. */
  readonly expectedValue: number
  /** Where that comes from: the model, or the customer's own mean where the model says nothing of this currency. */
  readonly valueBasis: 'model' | 'own mean'
  /** What is left of revenue after refunds, concessions, cost of goods and cost to serve, as so far; 1 before any revenue. */
  readonly marginShare: number
  readonly expectedMargin: number
}

export interface Potential {
  /** Probability that the customer still buys at all. */
  readonly pAlive: number
  /** Purchase days within the horizon; null where they have no bound. */
  readonly expectedPurchases: number | null
  /** The same, each counting less the later it comes. */
  readonly discountedPurchases: number
  /** Discounted, minor units by currency. */
  readonly expectedMargin: Readonly<Record<string, number>>
  readonly currencies: Readonly<Record<string, ExpectedInCurrency>>
  /** Repeats, last and age, in the unit of the model. */
  readonly pattern: PurchasePattern
}

/** What is left of the revenue so far; 1 before any. */
export const marginShareOf = (sums: ValueSums | undefined): number =>
  sums && sums.revenue > 0
    ? (sums.revenue - sums.refunds - sums.concessions - sums.costOfGoods - sums.costToServe) / sums.revenue
    : 1

/** The expected value of a purchase day in a currency, in minor units. */
const valueIn = (model: PotentialModel, currency: string, bought: Bought) => {
  const values = model.values.find((one) => one.currency === currency)
  if (!values) return { expectedValue: bought.amount / bought.days, valueBasis: 'own mean' as const }
  const minor = 10 ** decimalsOf(currency)
  const meanValue = bought.repeats === 0 ? 0 : Math.max(0, bought.repeatAmount / bought.repeats / minor)
  const parameters = values.parameters as Parameters<GammaGammaParameter>
  const expected = gammaGamma.expectedValue(parameters, { repeats: bought.repeats, meanValue })
  return { expectedValue: minor * expected, valueBasis: 'model' as const }
}

type PurchaseDays = Pick<LoyaltyDocument, 'firstPurchaseDay' | 'lastPurchaseDay' | 'purchaseDays'>

const patternAt = (
  { purchases: { unit } }: PotentialModel,
  { firstPurchaseDay, lastPurchaseDay, purchaseDays }: PurchaseDays,
  asOf: Day,
): PurchasePattern | undefined => {
  if (firstPurchaseDay === null || lastPurchaseDay === null) return undefined
  // A day that was cut by other clocks may be a day ahead.
  const until = asOf < lastPurchaseDay ? lastPurchaseDay : asOf
  return patternBetween(firstPurchaseDay, lastPurchaseDay, purchaseDays, until, unit)
}

/** Alone, and so for little: whether the customer still buys at all. Undefined for one who had not bought by the day. */
export const probabilityAliveAt = (model: PotentialModel, loyalty: PurchaseDays, asOf: Day): number | undefined => {
  const pattern = patternAt(model, loyalty, asOf)
  const { model: name, parameters } = model.purchases
  return pattern && purchaseModels[name].probabilityAlive(parameters, pattern)
}

/** Undefined for a customer who had not bought by the day. */
export const potentialAt = (
  model: PotentialModel,
  loyalty: LoyaltyDocument,
  value: ValueDocument,
  asOf: Day,
  horizon: Horizon,
): Potential | undefined => {
  const pattern = patternAt(model, loyalty, asOf)
  if (!pattern) return undefined
  const { bought } = loyalty
  const { parameters, unit, model: name } = model.purchases
  const purchases = purchaseModels[name]
  const within = horizonIn(unit, horizon)
  const rate = continuousRate(model.discountPerYear, unit)
  const discountedPurchases = purchases.discountedExpectedPurchases(parameters, pattern, rate, within)

  const pAlive = purchases.probabilityAlive(parameters, pattern)
  const ifAlive = purchases.given(parameters, pattern.repeats).expectedIfAlive(pattern.age, within ?? Infinity)
  const expected = pAlive * ifAlive

  let days = 0
  for (const currency in bought) days += bought[currency]!.days
  const currencies: Record<string, ExpectedInCurrency> = {}
  const expectedMargin: Record<string, number> = {}
  for (const currency in bought) {
    const shareOfPurchases = bought[currency]!.days / days
    const { expectedValue, valueBasis } = valueIn(model, currency, bought[currency]!)
    const marginShare = marginShareOf(value.currencies[currency])
    const margin = Math.round(discountedPurchases * shareOfPurchases * expectedValue * marginShare)
    expectedMargin[currency] = margin
    currencies[currency] = {
      shareOfPurchases,
      expectedValue: Math.round(expectedValue),
      valueBasis,
      marginShare,
      expectedMargin: margin,
    }
  }
  return {
    pAlive,
    expectedPurchases: expected < Infinity ? expected : null,
    discountedPurchases,
    expectedMargin,
    currencies,
    pattern,
  }
}
