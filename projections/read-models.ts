/** The list of read models. A new one is one line here. */
import { canonicalJson } from '../domain/canonical-json.js'
import { accounts } from './accounts/accounts.read-model.js'
import { cases } from './cases/cases.read-model.js'
import { commitments } from './commitments/commitments.read-model.js'
import { contracts } from './contracts/contracts.read-model.js'
import { customer } from './customer/customer.read-model.js'
import { leads } from './leads/leads.read-model.js'
import { lifecycle, type LifecycleRules } from './lifecycle/lifecycle.read-model.js'
import { loyalty } from './loyalty/loyalty.read-model.js'
import { opportunities } from './opportunities/opportunities.read-model.js'
import { orders } from './orders/orders.read-model.js'
import type { AnyReadModel } from './read-model.js'
import { timeline } from './timeline/timeline.read-model.js'
import { value } from './value/value.read-model.js'
import { wallet } from './wallet/wallet.read-model.js'

/** All read models, by the rules in force. */
export const readModels = (rules: LifecycleRules): readonly AnyReadModel[] => [
  customer,
  timeline,
  lifecycle(rules),
  value,
  loyalty,
  orders,
  leads,
  opportunities,
  cases,
  commitments,
  contracts,
  accounts,
  wallet,
]

/** What the documents depend on beside the events: a different text means that stored ones must be rebuilt. */
export const definitionOfAll = (rules: LifecycleRules): string =>
  canonicalJson({ models: readModels(rules).map(({ name, version }) => [name, version]), rules })
