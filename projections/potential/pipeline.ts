/** Pipeline: what open opportunities are worth, by what became of others that were in the same stage. */
import type { OpportunityDocument } from '../opportunities/opportunities.read-model.js'
import type { Contribution } from '../read-model.js'

export interface OpportunityValue {
  readonly opportunity: string
  readonly stage: string | null
  /** Null where no opportunity was closed yet. */
  readonly pWin: number | null
  /** Its margin, else its amount, in minor units. */
  readonly margin: number
  readonly currency: string
  readonly marginBasis: 'margin' | 'amount'
}

export interface Pipeline {
  /** Σ pWin · margin, minor units by currency. */
  readonly expectedMargin: Readonly<Record<string, number>>
  /**
   * Whether it adds to the lifetime value. What a customer who has bought before will buy is expected by his pattern
   * already, also where it comes by way of an opportunity.
   */
  readonly isBesidePattern: boolean
  /** How many are open. */
  readonly open: number
  /** The first hundred, largest first. */
  readonly opportunities: readonly OpportunityValue[]
}

/** With fewer closed opportunities in a stage, those of all stages say more. */
const enoughClosed = 10
const opportunitiesShown = 100

/** What became of opportunities: the sums of both figures. */
export interface Closed {
  /** `opportunities/status`. */
  readonly byStatus: readonly Contribution[]
  /** `opportunities/closedByStage`. */
  readonly byStage: readonly Contribution[]
}

/** The share won of closed opportunities that were ever in a stage; null before any was closed. */
export const winRates = ({ byStatus, byStage }: Closed): ((stage: string | null) => number | null) => {
  const countOf = (status: string): number => byStatus.find(({ key }) => key === status)?.add['opportunities'] ?? 0
  const closed = countOf('won') + countOf('lost')
  const overall = closed === 0 ? null : countOf('won') / closed
  const rates = new Map<string, number>()
  for (const { key, add } of byStage)
    if ((add['closed'] ?? 0) >= enoughClosed) rates.set(String(key), (add['won'] ?? 0) / add['closed']!)
  return (stage) => (stage === null ? undefined : rates.get(stage)) ?? overall
}

/** What a customer's opportunities are worth. `hasPattern`: the customer has bought before. */
export const pipelineOf = (
  opportunities: readonly OpportunityDocument[],
  closed: Closed,
  hasPattern: boolean,
): Pipeline => {
  const pWinIn = winRates(closed)
  const worth: OpportunityValue[] = []
  for (const { opportunity, status, stage, amount, margin } of opportunities) {
    const money = margin ?? amount
    if (status !== 'open' || !money) continue
    const marginBasis = margin ? 'margin' : 'amount'
    worth.push({
      opportunity,
      stage,
      pWin: pWinIn(stage),
      margin: money.amount,
      currency: money.currency,
      marginBasis,
    })
  }
  const expectedMargin: Record<string, number> = {}
  for (const { pWin, margin, currency } of worth)
    expectedMargin[currency] = (expectedMargin[currency] ?? 0) + (pWin ?? 0) * margin
  for (const currency in expectedMargin) expectedMargin[currency] = Math.round(expectedMargin[currency]!)
  worth.sort((one, other) => other.margin - one.margin || (one.opportunity < other.opportunity ? -1 : 1))
  return {
    expectedMargin,
    isBesidePattern: !hasPattern,
    open: worth.length,
    opportunities: worth.slice(0, opportunitiesShown),
  }
}
