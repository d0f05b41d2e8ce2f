/** The three values of one customer, put together from what the read models hold. */
import type { Instant } from '../../domain/time.js'
import type { LoyaltyDocument } from '../../projections/loyalty/loyalty.read-model.js'
import type { OpportunityDocument } from '../../projections/opportunities/opportunities.read-model.js'
import type { Horizon } from '../../projections/potential/horizon.js'
import { pipelineOf, type Closed, type Pipeline } from '../../projections/potential/pipeline.js'
import { potentialAt, type Potential } from '../../projections/potential/potential.js'
import type { PotentialModel } from '../../projections/potential-models.js'
import type { ValueDocument } from '../../projections/value/value.read-model.js'

/** What the values are worked out from. */
export interface ValueState {
  readonly value: ValueDocument
  readonly loyalty: LoyaltyDocument
  readonly opportunities: readonly OpportunityDocument[]
  readonly closed: Closed
}

export interface RealizedValue {
  readonly unit: 'minor units by currency'
  /** Revenue less refunds, concessions and costs. */
  readonly net: Readonly<Record<string, number>>
  readonly costBasis: ValueDocument['costBasis']
}

/** By which model something was estimated. */
export interface EstimatedBy {
  readonly name: string
  readonly version: number
  readonly purchases: PotentialModel['purchases']['model']
  /** In what time the model counts. */
  readonly unit: PotentialModel['purchases']['unit']
  /** The last day of the data it was fitted to. */
  readonly fittedUntil: string
  readonly discountPerYear: number
}

export interface PotentialValue extends Potential {
  readonly unit: {
    readonly pAlive: 'probability'
    readonly expectedPurchases: 'purchase days within the horizon'
    readonly expectedMargin: 'minor units by currency, discounted'
  }
  readonly model: EstimatedBy
  readonly horizon: string
  readonly pipeline: Pipeline
  /** The log position that it reflects. */
  readonly position: number
}

/** Of a customer who has not bought yet there is no pattern: nothing but open opportunities. */
type NoPattern = Omit<PotentialValue, keyof Potential> & { readonly [Field in keyof Potential]: null }

export interface CustomerValue {
  readonly realized: RealizedValue
  /** Null as long as no model was activated. */
  readonly potential: PotentialValue | NoPattern | null
}

const noPattern = {
  pAlive: null,
  expectedPurchases: null,
  discountedPurchases: null,
  expectedMargin: null,
  currencies: null,
  pattern: null,
}

const estimatedBy = ({ name, version, purchases, window, discountPerYear }: PotentialModel): EstimatedBy => ({
  name,
  version,
  purchases: purchases.model,
  unit: purchases.unit,
  fittedUntil: window.until,
  discountPerYear,
})

/** @throws DomainError `lifetime-unbounded` with a discount rate of 0 and no horizon */
export const customerValue = (
  { value, loyalty, opportunities, closed }: ValueState,
  { asOf, position }: { readonly asOf: Instant; readonly position: number },
  model: PotentialModel | undefined,
  horizon: Horizon,
): CustomerValue => {
  const net = Object.fromEntries(Object.entries(value.currencies).map(([currency, sums]) => [currency, sums.net]))
  const realized: RealizedValue = { unit: 'minor units by currency', net, costBasis: value.costBasis }
  if (!model) return { realized, potential: null }
  const potential = potentialAt(model, loyalty, value, asOf.slice(0, 10), horizon)
  return {
    realized,
    potential: {
      ...(potential ?? noPattern),
      unit: {
        pAlive: 'probability',
        expectedPurchases: 'purchase days within the horizon',
        expectedMargin: 'minor units by currency, discounted',
      },
      model: estimatedBy(model),
      horizon: horizon.text,
      pipeline: pipelineOf(opportunities, closed, potential !== undefined),
      position,
    },
  }
}
