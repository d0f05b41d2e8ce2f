/** Share of wallet: how much of what a customer has to spend comes to us, at a day (R48). */
import { monthAfter, type Day } from '../../domain/time.js'
import { walletBases, type WalletBasis, type WalletPeriod } from '../../domain/wallet/wallet.subject.js'
import type { ValueDocument } from '../value/value.read-model.js'
import type { WalletDocument } from './wallet.read-model.js'

export interface ShareOfWallet {
  readonly basis: WalletBasis
  readonly source: string
  readonly estimatedOn: Day
  /** The estimate, in minor units. */
  readonly amount: number
  readonly currency: string
  readonly per: WalletPeriod
  /** The first and the last month (`YYYY-MM`) whose revenue is compared with it. */
  readonly from: string
  readonly until: string
  /** Recognised in those months and this currency, in minor units. */
  readonly revenue: number
  /** revenue / amount: above 1 where the estimate is too low. */
  readonly share: number
}

const monthsPer: Readonly<Record<WalletPeriod, number>> = { month: 1, quarter: 3, year: 12 }

/** By the latest estimate on each basis, of the whole months before that of the day. */
export const sharesOfWallet = (
  { estimates }: WalletDocument,
  { currencies }: Pick<ValueDocument, 'currencies'>,
  asOf: Day,
): ShareOfWallet[] =>
  walletBases.flatMap((basis) => {
    const estimate = estimates[basis]
    if (!estimate) return []
    const { source, estimatedOn, per } = estimate
    const { amount, currency } = estimate.amount
    const month = asOf.slice(0, 7)
    const from = monthAfter(month, -monthsPer[per])
    const until = monthAfter(month, -1)
    let revenue = 0
    for (const [at, sums] of Object.entries(currencies[currency]?.months ?? {}))
      if (at >= from && at <= until) revenue += sums.revenue
    return [{ basis, source, estimatedOn, amount, currency, per, from, until, revenue, share: revenue / amount }]
  })
