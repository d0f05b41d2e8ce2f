/** What customers have to spend, as it is estimated (R48). They are facts; nothing is decided. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Reference, Staff } from '../fields.js'
import { CurrencyCode } from '../money.js'
import type { Subject } from '../subject.js'

/** Of what: everything the customer can spend, or what it spends on things such as ours. */
export const walletBases = ['disposable income', 'category spend'] as const
export type WalletBasis = (typeof walletBases)[number]

export const walletPeriods = ['month', 'quarter', 'year'] as const
export type WalletPeriod = (typeof walletPeriods)[number]

export const walletEvents = {
  WalletEstimated: event({
    means: 'What the customer has to spend in a month, quarter or year was estimated.',
    touchpoint: false,
    data: {
      /** More than nothing: a share of it is told. */
      amount: Type.Object(
        { amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), currency: CurrencyCode },
        { additionalProperties: false },
      ),
      per: Type.Enum([...walletPeriods]),
      basis: Type.Enum([...walletBases]),
      /** Who or what says so: a study, a statement of the customer, a guess. */
      source: Reference,
      by: Type.Optional(Staff),
    },
  }),
}
export type WalletEvent = EventOf<typeof walletEvents>

export const walletSubject: Subject = { name: 'wallet', events: walletEvents, deciders: [] }
