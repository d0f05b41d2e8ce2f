/** Whether loyal customers bring more than the others, and satisfied ones are loyal: put beside each other, not explained (R60). */
import { explicitFactors, ourSatisfactionModel, satisfactionIndex } from '../../domain/feedback/satisfaction-index.js'
import type { Day } from '../../domain/time.js'
import { isActive, stageAt, type LifecycleDocument, type LifecycleRules } from '../lifecycle/lifecycle.read-model.js'
import type { LoyaltyDocument } from '../loyalty/loyalty.read-model.js'
import { satisfactionPoints } from '../loyalty/satisfaction-points.js'
import type { ValueDocument } from '../value/value.read-model.js'

/** What customers say of us, from 0 to 100: below 50, below 75, from 75 on. Where each begins is our choice. */
export const satisfactionBands = ['low', 'middle', 'high', 'unknown'] as const
export type SatisfactionBand = (typeof satisfactionBands)[number]

export interface GroupInCurrency {
  /** Who brought in or cost anything in it. */
  readonly customers: number
  /** Recognised revenue less refunds, minor units. */
  readonly revenue: number
  readonly net: number
  /** net / revenue; null unless revenue is above 0. */
  readonly margin: number | null
  /** Minor units, rounded. */
  readonly netPerCustomer: number
}

/** Customers who bought. */
export interface LoyaltyGroup {
  readonly customers: number
  /** Loyal supporters among them on the day; null of nobody. */
  readonly loyalShare: number | null
  /** Bought on more than one day. */
  readonly repeatShare: number | null
  /** Neither lost nor given up on the day. */
  readonly activeShare: number | null
  readonly purchaseDaysPerCustomer: number | null
  readonly currencies: Readonly<Record<string, GroupInCurrency>>
}

export interface LoyaltyProfit {
  readonly loyal: LoyaltyGroup
  readonly others: LoyaltyGroup
  readonly bySatisfaction: readonly ({ readonly satisfaction: SatisfactionBand } & LoyaltyGroup)[]
}

export interface LoyaltyProfitDocuments {
  readonly lifecycle: LifecycleDocument
  readonly loyalty: LoyaltyDocument
  readonly value: ValueDocument
}

interface Tally {
  customers: number
  loyal: number
  repeat: number
  active: number
  purchaseDays: number
  readonly currencies: Map<string, { customers: number; revenue: number; net: number }>
}

const noTally = (): Tally => ({
  customers: 0,
  loyal: 0,
  repeat: 0,
  active: 0,
  purchaseDays: 0,
  currencies: new Map(),
})

/** What is said alone: whether somebody buys again is what loyalty is, and would be explained by itself. */
const saidOnly = {
  ...ourSatisfactionModel,
  weights: Object.fromEntries(explicitFactors.map((factor) => [factor, ourSatisfactionModel.weights[factor] ?? 0])),
}

const bandOf = (index: number | null): SatisfactionBand => {
  if (index === null) return 'unknown'
  return index < 50 ? 'low' : index < 75 ? 'middle' : 'high'
}

const addTo = (tally: Tally, { loyalty, value }: LoyaltyProfitDocuments, isLoyal: boolean, isStill: boolean): void => {
  tally.customers += 1
  tally.loyal += isLoyal ? 1 : 0
  tally.repeat += loyalty.purchaseDays > 1 ? 1 : 0
  tally.active += isStill ? 1 : 0
  tally.purchaseDays += loyalty.purchaseDays
  for (const currency in value.currencies) {
    const { revenue, refunds, net } = value.currencies[currency]!
    let sums = tally.currencies.get(currency)
    if (!sums) tally.currencies.set(currency, (sums = { customers: 0, revenue: 0, net: 0 }))
    sums.customers += 1
    sums.revenue += revenue - refunds
    sums.net += net
  }
}

const groupOf = ({ customers, loyal, repeat, active, purchaseDays, currencies }: Tally): LoyaltyGroup => {
  const each = (sum: number): number | null => (customers === 0 ? null : sum / customers)
  return {
    customers,
    loyalShare: each(loyal),
    repeatShare: each(repeat),
    activeShare: each(active),
    purchaseDaysPerCustomer: each(purchaseDays),
    currencies: Object.fromEntries(
      [...currencies]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([currency, { customers, revenue, net }]) => [
          currency,
          {
            customers,
            revenue,
            net,
            margin: revenue > 0 ? net / revenue : null,
            netPerCustomer: Math.round(net / customers),
          },
        ]),
    ),
  }
}

/** Looks at every customer once; who has not bought is passed over. */
export const loyaltyProfit = async (
  everybody: AsyncIterable<LoyaltyProfitDocuments>,
  asOf: string,
  rules: LifecycleRules,
): Promise<LoyaltyProfit> => {
  const [loyal, others] = [noTally(), noTally()]
  const bands = new Map(satisfactionBands.map((band) => [band, noTally()]))
  const day: Day = asOf.slice(0, 10)
  for await (const documents of everybody) {
    const { lifecycle, loyalty, value } = documents
    if (loyalty.lastPurchaseDay === null) continue
    const { stage } = stageAt(lifecycle, asOf, rules)
    const isLoyal = stage === 'loyal supporter'
    const { index } = satisfactionIndex(satisfactionPoints(loyalty, value, day, rules.lostAfterDays), saidOnly)
    for (const tally of [isLoyal ? loyal : others, bands.get(bandOf(index))!])
      addTo(tally, documents, isLoyal, isActive(stage))
  }
  return {
    loyal: groupOf(loyal),
    others: groupOf(others),
    bySatisfaction: [...bands].map(([satisfaction, tally]) => ({ satisfaction, ...groupOf(tally) })),
  }
}
