/** What a score is worked out from, folded from what the log holds of a customer. */
import { contracts, type ContractDocument } from '../../projections/contracts/contracts.read-model.js'
import { customer } from '../../projections/customer/customer.read-model.js'
import { loyalty } from '../../projections/loyalty/loyalty.read-model.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import { contact } from '../../projections/score/contact.js'
import type { ScoredState } from '../../projections/score/score.js'
import { tiering, type TieringDocument } from '../../projections/tier/tiering.js'
import { value } from '../../projections/value/value.read-model.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import type { StoredHistory } from '../projecting/history.js'

/** Of each the customer has one document. */
const models: readonly AnyReadModel[] = [customer, value, loyalty, contact, tiering]
const folded = [...models, contracts]

/** With what was recorded of the customer’s tier. */
export interface TieredState extends ScoredState {
  readonly tiering: TieringDocument
}

export const scoredState = (stored: StoredHistory): TieredState => {
  const { documents } = foldCustomer(folded, stored)
  const bodyOf = ({ name, initial }: AnyReadModel): object =>
    documents.find(({ model }) => model === name)?.body ?? (initial(stored.customer) as object)
  const bound = documents.filter(({ model }) => model === contracts.name).map(({ body }) => body as ContractDocument)
  const one = Object.fromEntries(models.map((model) => [model.name, bodyOf(model)]))
  return { ...one, contracts: bound } as unknown as TieredState
}
