/** What can be asked of estimates of what a customer has to spend. */
import {
  walletBases,
  walletPeriods,
  type WalletBasis,
  type WalletPeriod,
} from '../../../domain/wallet/wallet.subject.js'
import { Nested, OneOf, Optional, Reference, Staff } from '../fields.js'
import { PriceDto } from '../money.dto.js'
import { MomentDto } from '../writing/envelope.dto.js'

export class EstimateWalletDto extends MomentDto {
  /** What the customer has to spend; more than nothing. */
  @Nested(PriceDto)
  amount!: PriceDto

  /** In what time. */
  @OneOf(walletPeriods)
  per!: WalletPeriod

  /** Of what: everything the customer can spend, or what it spends on things such as ours. */
  @OneOf(walletBases)
  basis!: WalletBasis

  /** Who or what says so: a study, a statement of the customer, a guess. */
  @Reference()
  source!: string

  /** The member of staff who recorded it. */
  @Optional()
  @Staff()
  by?: string
}
