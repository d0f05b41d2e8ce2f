/** Decides who is the same as whom. All merges are decided in one stream, in one order. */
import type { Decider } from '../decider.js'
import { conflict, invalid } from '../errors.js'
import type { IdentityEvent } from './identity.events.js'
import { mergedInto, survivorAmong, withMerge, withoutMerge, type MergedCustomers } from './merged-customers.js'

export type IdentityCommand =
  | {
      readonly type: 'MergeCustomers'
      readonly data: { readonly customer: string; readonly into: string; readonly reason: string; readonly by?: string }
    }
  | {
      readonly type: 'UnmergeCustomers'
      readonly data: { readonly customer: string; readonly reason: string; readonly by?: string }
    }

/** Both stand for themselves, so that no circle can arise, and each merge says between whom it was decided. */
const mustStandForItself = (merged: MergedCustomers, customer: string): void => {
  const survivor = survivorAmong(merged, customer)
  if (survivor !== customer)
    throw conflict(
      'customer-already-merged',
      `Customer ${customer} was merged; ${survivor} stands for it: name that one, or un-merge first`,
      { customer, survivor },
    )
}

export const identity: Decider<MergedCustomers, IdentityCommand, IdentityEvent> = {
  name: 'identity',
  stream: 'identities',
  customersIn: (data) => ('into' in data ? [data.customer, data.into] : [data.customer]),
  initial: {},
  decide: {
    MergeCustomers: ({ data }, merged) => {
      const { customer, into } = data
      if (customer === into)
        throw invalid('customer-merged-into-itself', `Customer ${customer} cannot be merged into itself`, { customer })
      mustStandForItself(merged, customer)
      mustStandForItself(merged, into)
      return [{ type: 'CustomersMerged', data }]
    },
    UnmergeCustomers: ({ data: { customer, ...why } }, merged) => {
      const from = mergedInto(merged, customer)
      if (from === undefined)
        throw conflict('customer-not-merged', `Customer ${customer} is not merged into anybody`, { customer })
      return [{ type: 'CustomersUnmerged', data: { customer, from, ...why } }]
    },
  },
  evolve: {
    CustomersMerged: (merged, { data: { customer, into } }) =>
      mergedInto(merged, customer) !== undefined || survivorAmong(merged, into) === customer
        ? merged
        : withMerge(merged, customer, into),
    CustomersUnmerged: (merged, { data: { customer } }) => withoutMerge(merged, customer),
  },
}
