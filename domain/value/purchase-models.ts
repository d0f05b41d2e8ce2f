/** The models of purchases by name. */
import { bgNbd } from './bg-nbd.js'
import { mbgNbd } from './mbg-nbd.js'
import { paretoNbd } from './pareto-nbd.js'
import type { PurchaseModel } from './purchase-model.js'

export type PurchaseModelName = 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd'

/** Each with parameters of its own names; which they are, `parameterNames` tells. */
export const purchaseModels: Readonly<Record<PurchaseModelName, PurchaseModel<string>>> = {
  'bg-nbd': bgNbd,
  'mbg-nbd': mbgNbd,
  'pareto-nbd': paretoNbd,
}
