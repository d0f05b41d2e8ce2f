import { anyName, obeysTheLaws } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import type { LedgerCommand } from '../catalogue.js'
import { account, type AccountEvent } from './account.subject.js'

const opened: AccountEvent = { type: 'AccountOpened', data: { account: 'A-1', label: 'fleet' } }
const closed: AccountEvent = { type: 'AccountClosed', data: { account: 'A-1', reason: 'sold' } }
const open: LedgerCommand = { type: 'OpenAccount', data: { account: 'A-1', label: 'fleet' } }
const close: LedgerCommand = { type: 'CloseAccount', data: { account: 'A-1', reason: 'sold' } }

describe('an account', () => {
  test('is opened once', () => {
    given().when(open).then(opened)
    given(opened).when(open).thenRefused('account-already-opened')
    given(opened, closed).when(open).thenRefused('account-already-opened')
  })
  test('is closed once', () => {
    given(opened).when(close).then(closed)
    given(opened, closed).when(close).thenRefused('account-closed')
    given(closed, opened).when(close).thenRefused('account-closed')
  })
  test('that was never opened is not closed', () => given().when(close).thenRefused('account-unknown'))
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(account, {
    OpenAccount: anyName.map((name) => ({ account: name })),
    CloseAccount: anyName.map((name) => ({ account: name, reason: 'why' })),
  }))
