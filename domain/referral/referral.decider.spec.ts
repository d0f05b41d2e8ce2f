import fc from 'fast-check'
import { anyLabel, obeysTheLaws, someOf } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import type { LedgerCommand } from '../catalogue.js'
import { customerIdOf } from '../customer/customer-id.js'
import { referral } from './referral.decider.js'
import type { ReferralEvent } from './referral.events.js'

const [ada, bob, cy] = ['ada', 'bob', 'cy'].map((name) => customerIdOf('shop', name)) as [string, string, string]
const converted = (customer: string, referrer: string): ReferralEvent => ({
  type: 'ReferralConverted',
  data: { customer, referrer },
})
const withdrawn = (customer: string, referrer: string): ReferralEvent => ({
  type: 'ReferralWithdrawn',
  data: { customer, referrer, reason: 'mistaken' },
})
const convert = (customer: string, referrer: string): LedgerCommand => ({
  type: 'ConvertReferral',
  data: { customer, referrer },
})
const withdraw = (customer: string): LedgerCommand => ({
  type: 'WithdrawReferral',
  data: { customer, reason: 'mistaken' },
})

describe('a customer', () => {
  test('is brought in by another one', () => given().when(convert(bob, ada)).then(converted(bob, ada)))
  test('is brought in by one only', () =>
    given(converted(bob, ada)).when(convert(bob, cy)).thenRefused('customer-already-referred'))
  test('may bring in several', () => given(converted(bob, ada)).when(convert(cy, ada)).then(converted(cy, ada)))
  test('cannot bring in itself', () => given().when(convert(ada, ada)).thenRefused('customer-referred-itself'))
  test('cannot bring in who brought it in, on whatever way', () => {
    given(converted(bob, ada)).when(convert(ada, bob)).thenRefused('referral-in-circle')
    given(converted(bob, ada), converted(cy, bob)).when(convert(ada, cy)).thenRefused('referral-in-circle')
  })
})

describe('that a customer was brought in', () => {
  test('is taken back', () => given(converted(bob, ada)).when(withdraw(bob)).then(withdrawn(bob, ada)))
  test('is taken back of who was brought in only', () => {
    given().when(withdraw(bob)).thenRefused('customer-not-referred')
    given(converted(bob, ada), withdrawn(bob, ada)).when(withdraw(bob)).thenRefused('customer-not-referred')
  })
  test('may be said of another one then', () =>
    given(converted(bob, ada), withdrawn(bob, ada)).when(convert(bob, cy)).then(converted(bob, cy)))
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () => {
  const anyone = fc.constantFrom(ada, bob, cy)
  obeysTheLaws(referral, {
    ConvertReferral: someOf({ customer: anyone, referrer: anyone }, { referral: anyLabel.filter(Boolean) }),
    WithdrawReferral: someOf({ customer: anyone, reason: anyLabel }, { by: fc.constant('rep-1') }),
  })
})
