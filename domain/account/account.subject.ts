/** Accounts of a customer: what is bought and costs may be told apart by them (R53). */
import { Type } from 'typebox'
import type { Decider } from '../decider.js'
import { conflict, notFound, ruleBroken } from '../errors.js'
import { event, type EventOf } from '../event.js'
import { Label, Reference, Staff } from '../fields.js'
import type { Subject } from '../subject.js'

export const accountEvents = {
  AccountOpened: event({
    means: 'The customer got an account of its own, beside others it may have.',
    data: { account: Reference, label: Type.Optional(Label), by: Type.Optional(Staff) },
  }),
  AccountClosed: event({
    means: 'The account is used no more.',
    data: { account: Reference, reason: Label, by: Type.Optional(Staff) },
  }),
}
export type AccountEvent = EventOf<typeof accountEvents>
type DataOf<T extends AccountEvent['type']> = Extract<AccountEvent, { type: T }>['data']

export type AccountCommand =
  | { readonly type: 'OpenAccount'; readonly data: DataOf<'AccountOpened'> }
  | { readonly type: 'CloseAccount'; readonly data: DataOf<'AccountClosed'> }

type Status = 'none' | 'open' | 'closed'

export const account: Decider<Status, AccountCommand, AccountEvent> = {
  name: 'account',
  initial: 'none',
  instanceOf: (data) => data.account,
  decide: {
    OpenAccount: ({ data }, status) => {
      if (status !== 'none')
        throw conflict('account-already-opened', `Account ${data.account} was opened already`, {
          account: data.account,
        })
      return [{ type: 'AccountOpened', data }]
    },
    CloseAccount: ({ data }, status) => {
      const { account } = data
      if (status === 'none') throw notFound('account-unknown', `Account ${account} was never opened`, { account })
      if (status === 'closed') throw ruleBroken('account-closed', `Account ${account} is closed already`, { account })
      return [{ type: 'AccountClosed', data }]
    },
  },
  evolve: {
    // What was recorded earlier may have happened later: an account that is reported last does not open again.
    AccountOpened: (status) => (status === 'none' ? 'open' : status),
    AccountClosed: () => 'closed',
  },
}

export const accountSubject: Subject = { name: 'account', events: accountEvents, deciders: [account] }
