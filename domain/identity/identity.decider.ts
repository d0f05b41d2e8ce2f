/** Decides who is the same as whom. Only who stands for itself is merged, into one who does: so no circle can arise. */
import type { Decider } from '../decider.js'
import { conflict, invalid, ruleBroken } from '../errors.js'
import { identitiesStream, type IdentityEvent } from './identity.events.js'
import { mergedInto, noMerges, survivorOf, withMerge, type Merges } from './merges.js'

type DataOf<T extends IdentityEvent['type']> = Extract<IdentityEvent, { type: T }>['data']

export type IdentityCommand =
  | { readonly type: 'MergeCustomers'; readonly data: DataOf<'CustomersMerged'> }
  | { readonly type: 'UnmergeCustomers'; readonly data: Omit<DataOf<'CustomersUnmerged'>, 'from'> }

/** @throws DomainError `customer-already-merged` where one of the two does not stand for itself */
const mustStandForThemselves = (merges: Merges, customer: string, into: string): void => {
  const merged = [customer, into].find((one) => mergedInto(merges, one) !== undefined)
  if (merged === undefined) return
  const survivor = survivorOf(merges, merged)
  const right =
    survivorOf(merges, customer) === survivorOf(merges, into)
      ? 'the two are one customer already'
      : merged === customer
        ? `merge ${survivor}, who stands for it, or un-merge it first`
        : `merge into ${survivor}, who stands for it`
  throw conflict(
    'customer-already-merged',
    `Customer ${merged} was merged into ${mergedInto(merges, merged)} already; ${right}`,
    { customer: merged, into: mergedInto(merges, merged), survivor },
  )
}

export const identity: Decider<Merges, IdentityCommand, IdentityEvent> = {
  name: 'identity',
  stream: identitiesStream,
  customersOf: (data) => ('into' in data ? [data.customer, data.into] : [data.customer]),
  initial: noMerges,
  decide: {
    MergeCustomers: ({ data }, merges) => {
      const { customer, into } = data
      if (customer === into)
        throw invalid(
          'customer-merged-into-itself',
          `Customer ${customer} cannot be merged into itself; name another`,
          {
            customer,
          },
        )
      mustStandForThemselves(merges, customer, into)
      return [{ type: 'CustomersMerged', data }]
    },
    UnmergeCustomers: ({ data }, merges) => {
      const { customer } = data
      const from = mergedInto(merges, customer)
      if (from === undefined)
        throw ruleBroken(
          'customer-not-merged',
          `Customer ${customer} was merged into nobody, so that there is nothing to take back; name the one who was merged away`,
          { customer },
        )
      return [{ type: 'CustomersUnmerged', data: { ...data, from } }]
    },
  },
  evolve: {
    CustomersMerged: (merges, { data }) => withMerge(merges, data.customer, data.into),
    CustomersUnmerged: (merges, { data }) => withMerge(merges, data.customer, undefined),
  },
}
