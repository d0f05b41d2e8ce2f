/** What is still to come of every customer in each currency, by a model: what `expectedMarginOf` says of one, of all at once. */
import { evaluateBatch, type BatchAnswers } from '../../domain/value/batch.js'
import { purchaseModels } from '../../domain/value/purchase-models.js'
import { continuousRate } from '../../domain/value/purchase-pattern.js'
import type { Instant } from '../../domain/time.js'
import { amountsOf, contractValues } from '../potential/contractual.js'
import { contractTerms } from '../potential/expected-margin.js'
import { horizonIn, type Horizon } from '../potential/horizon.js'
import type { PotentialModel } from '../potential-models.js'
import { expectedValues, type Standings } from '../columns/standings.js'
import type { ValueColumns } from '../columns/value-columns.js'

export interface PotentialMargins {
  /** By buyer. */
  readonly answers: BatchAnswers
  /** By account: discounted, rounded to the minor unit; 0 where neither purchases nor contracts are to be expected. */
  readonly margins: Float64Array
}

/** @throws DomainError `lifetime-unbounded` with a discount rate of 0 and no horizon */
export const potentialMargins = (
  columns: ValueColumns,
  standings: Standings,
  model: PotentialModel,
  { asOf, horizon }: { readonly asOf: Instant; readonly horizon: Horizon },
): PotentialMargins => {
  const { purchases, discountPerYear } = model
  const { buyers, accounts, bound, renewalRate } = standings
  const within = horizonIn(purchases.unit, horizon)
  const answers = evaluateBatch(purchaseModels[purchases.model], purchases.parameters, buyers.patterns, {
    horizon: within ?? 0,
    discounting: {
      rate: continuousRate(discountPerYear, purchases.unit),
      ...(within !== undefined && { horizon: within }),
    },
  })
  const values = expectedValues(columns, standings, model)
  const discounted = answers.discountedExpectedPurchases!
  const margins = new Float64Array(accounts.rows)
  for (let row = 0; row < accounts.rows; row += 1)
    if (accounts.share[row] !== 0)
      margins[row] = Math.round(
        discounted[accounts.buyer[row]!]! * accounts.share[row]! * values[row]! * accounts.marginShare[row]!,
      )
  const terms = contractTerms({ model, day: asOf.slice(0, 10), horizon, renewalRate })
  for (const {
    contracts,
    accounts: [from, to],
  } of bound.values()) {
    const rowOf = (currency: string): number => accounts.currency.indexOf(columns.currency(currency), from)
    const marginShareIn = (currency: string): number => accounts.marginShare[rowOf(currency)]!
    const amounts = amountsOf(contractValues(contracts, { ...terms, marginShareIn }))
    margins.fill(0, from, to)
    for (const currency in amounts) margins[rowOf(currency)] = amounts[currency]!
  }
  return { answers, margins }
}
