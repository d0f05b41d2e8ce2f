import fc from 'fast-check'
import type { LedgerCommand, LedgerEvent } from '../catalogue.js'
import { anyLabel, anyName, obeysTheLaws, someOf } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import { commitment } from './commitment.subject.js'

const made: LedgerEvent = {
  type: 'CommitmentMade',
  data: { commitment: 'P-1', promise: 'a technician by Friday', dueBy: '2024-03-01' },
}
const fulfilled: LedgerEvent = { type: 'CommitmentFulfilled', data: { commitment: 'P-1', by: 'tech-1' } }
const broken: LedgerEvent = { type: 'CommitmentBroken', data: { commitment: 'P-1', reason: 'no parts' } }

const make: LedgerCommand = {
  type: 'MakeCommitment',
  data: { commitment: 'P-1', promise: 'a technician by Friday', dueBy: '2024-03-01' },
}
const fulfil: LedgerCommand = { type: 'FulfilCommitment', data: { commitment: 'P-1', by: 'tech-1' } }
const breakIt: LedgerCommand = { type: 'BreakCommitment', data: { commitment: 'P-1', reason: 'no parts' } }

describe('a promise', () => {
  test('is made', () => given().when(make).then(made))
  test('is made once', () => given(made).when(make).thenRefused('commitment-already-made'))
  test('is kept', () => given(made).when(fulfil).then(fulfilled))
  test('is broken, with the reason', () => given(made).when(breakIt).then(broken))
  test('stands beside other promises', () =>
    given({ type: 'CommitmentMade', data: { commitment: 'P-0', promise: 'a call' } }, made, fulfilled)
      .when({ type: 'FulfilCommitment', data: { commitment: 'P-0' } })
      .then({ type: 'CommitmentFulfilled', data: { commitment: 'P-0' } }))
})

describe.each([
  ['kept', fulfil],
  ['broken', breakIt],
])('a promise cannot be %s', (_, command) => {
  test('that was never made', () => given().when(command).thenRefused('commitment-unknown'))
  test('that was kept', () => given(made, fulfilled).when(command).thenRefused('commitment-settled'))
  test('that was broken', () => given(made, broken).when(command).thenRefused('commitment-settled'))
  test('that was broken, also where it was reported after that', () =>
    given(broken, made).when(command).thenRefused('commitment-settled'))
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(commitment, {
    MakeCommitment: someOf(
      { commitment: anyName, promise: anyLabel },
      { dueBy: fc.constantFrom('2024-02-29', '2023-12-31'), by: anyName },
    ),
    FulfilCommitment: someOf({ commitment: anyName }, { by: anyName }),
    BreakCommitment: someOf({ commitment: anyName, reason: anyLabel }, { by: anyName }),
  }))
