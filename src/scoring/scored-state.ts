/** What a score is worked out from, folded from what the log holds of a customer. */
import { customer } from '../../projections/customer/customer.read-model.js'
import { loyalty } from '../../projections/loyalty/loyalty.read-model.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import { contact } from '../../projections/score/contact.js'
import type { ScoredState } from '../../projections/score/score.js'
import { tiering, type TieringDocument } from '../../projections/tier/tiering.js'
import { value } from '../../projections/value/value.read-model.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import type { StoredHistory } from '../projecting/history.js'

const models: readonly AnyReadModel[] = [customer, value, loyalty, contact, tiering]

/** With what was recorded of the customer’s tier. */
export interface TieredState extends ScoredState {
  readonly tiering: TieringDocument
}

export const scoredState = (stored: StoredHistory): TieredState => {
  const { documents } = foldCustomer(models, stored)
  const bodyOf = ({ name, initial }: AnyReadModel): object =>
    documents.find(({ model }) => model === name)?.body ?? (initial(stored.customer) as object)
  return Object.fromEntries(models.map((model) => [model.name, bodyOf(model)])) as unknown as TieredState
}
