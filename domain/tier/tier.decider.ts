/** Decides on overridden tiers, and on whom no effort is spent any more. */
import type { Decider } from '../decider.js'
import { ruleBroken } from '../errors.js'
import type { TierEvent } from './tier.events.js'

type DataOf<T extends TierEvent['type']> = Extract<TierEvent, { type: T }>['data']

export type TierCommand =
  | { readonly type: 'OverrideTier'; readonly data: DataOf<'TierOverridden'> }
  | { readonly type: 'EndTierOverride'; readonly data: DataOf<'TierOverrideEnded'> }
  | { readonly type: 'DeprioritiseCustomer'; readonly data: DataOf<'CustomerDeprioritised'> }
  | { readonly type: 'ReinstateCustomer'; readonly data: DataOf<'CustomerReinstated'> }

interface Standing {
  readonly isOverridden: boolean
  readonly isDeprioritised: boolean
}

export const tier: Decider<Standing, TierCommand, TierEvent> = {
  name: 'tier',
  initial: { isOverridden: false, isDeprioritised: false },
  decide: {
    OverrideTier: ({ data }) => [{ type: 'TierOverridden', data }],
    EndTierOverride: ({ data }, { isOverridden }) => {
      if (!isOverridden) throw ruleBroken('tier-not-overridden', 'Nobody has put the customer into a tier')
      return [{ type: 'TierOverrideEnded', data }]
    },
    DeprioritiseCustomer: ({ data }, { isDeprioritised }) => {
      if (isDeprioritised) throw ruleBroken('customer-deprioritised', 'The customer is deprioritised already')
      return [{ type: 'CustomerDeprioritised', data }]
    },
    ReinstateCustomer: ({ data }, { isDeprioritised }) => {
      if (!isDeprioritised) throw ruleBroken('customer-not-deprioritised', 'The customer is not deprioritised')
      return [{ type: 'CustomerReinstated', data }]
    },
  },
  evolve: {
    TierOverridden: (state) => ({ ...state, isOverridden: true }),
    TierOverrideEnded: (state) => ({ ...state, isOverridden: false }),
    CustomerDeprioritised: (state) => ({ ...state, isDeprioritised: true }),
    CustomerReinstated: (state) => ({ ...state, isDeprioritised: false }),
  },
}
