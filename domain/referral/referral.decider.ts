/** Decides who brought in whom: each customer is brought in by one other at most, and nobody, on whatever way, by itself. */
import { chainFrom, emptyMap, valueFor, withValue, type CustomerMap } from '../customer/customer-map.js'
import type { Decider } from '../decider.js'
import { conflict, invalid, ruleBroken } from '../errors.js'
import { referralsStream, type ReferralEvent } from './referral.events.js'

type DataOf<T extends ReferralEvent['type']> = Extract<ReferralEvent, { type: T }>['data']

export type ReferralCommand =
  | { readonly type: 'ConvertReferral'; readonly data: DataOf<'ReferralConverted'> }
  | { readonly type: 'WithdrawReferral'; readonly data: Omit<DataOf<'ReferralWithdrawn'>, 'referrer'> }

/** The state: by customer, who brought it in. */
export const referral: Decider<CustomerMap, ReferralCommand, ReferralEvent> = {
  name: 'referral',
  stream: referralsStream,
  customersOf: (data) => ('referrer' in data ? [data.customer, data.referrer] : [data.customer]),
  initial: emptyMap,
  decide: {
    ConvertReferral: ({ data }, referrers) => {
      const { customer, referrer } = data
      if (customer === referrer)
        throw invalid('customer-referred-itself', `Customer ${customer} cannot bring in itself; name another`, {
          customer,
        })
      const known = valueFor(referrers, customer)
      if (known !== undefined)
        throw conflict(
          'customer-already-referred',
          `Customer ${customer} was brought in by ${known}; withdraw that first, if it is wrong`,
          { customer, referrer: known },
        )
      if (chainFrom(referrers, referrer).includes(customer))
        throw ruleBroken(
          'referral-in-circle',
          `Customer ${referrer} was brought in by way of ${customer}, and so cannot have brought it in`,
          { customer, referrer },
        )
      return [{ type: 'ReferralConverted', data }]
    },
    WithdrawReferral: ({ data }, referrers) => {
      const { customer } = data
      const referrer = valueFor(referrers, customer)
      if (referrer === undefined)
        throw ruleBroken('customer-not-referred', `Customer ${customer} was brought in by nobody`, { customer })
      return [{ type: 'ReferralWithdrawn', data: { ...data, referrer } }]
    },
  },
  evolve: {
    ReferralConverted: (referrers, { data }) => withValue(referrers, data.customer, data.referrer),
    ReferralWithdrawn: (referrers, { data }) => withValue(referrers, data.customer, undefined),
  },
}
