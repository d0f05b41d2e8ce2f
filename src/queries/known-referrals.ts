/** Who brought in whom at a place in the log. */
import { upcast } from '../../domain/catalogue.js'
import { referralsStream, type ReferralEvent } from '../../domain/referral/referral.events.js'
import { Referrals } from '../../projections/referrals.js'
import type { StreamFold } from '../projecting/current-fold.js'

export const referralsFold: StreamFold<Referrals> = {
  stream: referralsStream,
  begin: () => new Referrals(),
  take: (referrals, event) => referrals.take(upcast<ReferralEvent>(event)),
}
