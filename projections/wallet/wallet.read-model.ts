/** The wallet: the latest estimate of what the customer has to spend, on each basis (R48). */
import { dayOf } from '../../domain/event.js'
import type { Money } from '../../domain/money.js'
import type { Day } from '../../domain/time.js'
import type { WalletBasis, WalletPeriod } from '../../domain/wallet/wallet.subject.js'
import type { ReadModel } from '../read-model.js'

export interface WalletEstimate {
  /** Minor units. */
  amount: Money
  per: WalletPeriod
  source: string
  estimatedOn: Day
  /** The member of staff who recorded it. */
  by: string | null
}

export interface WalletDocument {
  estimates: Partial<Record<WalletBasis, WalletEstimate>>
}

export const wallet: ReadModel<WalletDocument> = {
  name: 'wallet',
  version: 1,
  documentOf: 'customer',
  initial: () => ({ estimates: {} }),
  evolve: {
    WalletEstimated: ({ estimates }, event) => {
      const { amount, per, basis, source, by = null } = event.data
      estimates[basis] = { amount, per, source, estimatedOn: dayOf(event), by }
    },
  },
}
