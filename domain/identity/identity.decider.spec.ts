/** Who may be merged into whom, and what undoes it. */
import fc from 'fast-check'
import { obeysTheLaws } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import { decideOn, stateOf } from '../decider.js'
import { DomainError } from '../errors.js'
import { customerIdOf } from '../customer/customer-id.js'
import { identity } from './identity.decider.js'
import type { IdentityEvent } from './identity.events.js'
import { mergedInto, survivorAmong } from './merged-customers.js'

const [ada, ben, cy, dan] = ['ada', 'ben', 'cy', 'dan'].map((name) => customerIdOf('spec', name)) as [
  string,
  string,
  string,
  string,
]
const reason = 'same telephone'
const merged = (customer: string, into: string): IdentityEvent => ({
  type: 'CustomersMerged',
  data: { customer, into, reason },
})
const unmerged = (customer: string, from: string): IdentityEvent => ({
  type: 'CustomersUnmerged',
  data: { customer, from, reason },
})
const merge = (customer: string, into: string) =>
  ({ type: 'MergeCustomers', data: { customer, into, reason } }) as const
const unmerge = (customer: string) => ({ type: 'UnmergeCustomers', data: { customer, reason } }) as const

describe('merging customers', () => {
  test('says who stands for whom, by whom and why', () =>
    given()
      .when({ type: 'MergeCustomers', data: { customer: ada, into: ben, reason, by: 'rep-1' } })
      .then({ type: 'CustomersMerged', data: { customer: ada, into: ben, reason, by: 'rep-1' } }))
  test('makes a chain by merging the survivor', () =>
    given(merged(ada, ben)).when(merge(ben, cy)).then(merged(ben, cy)))
  test('may bring several to one', () => given(merged(ada, ben)).when(merge(cy, ben)).then(merged(cy, ben)))
  test('is not done twice', () => given(merged(ada, ben)).when(merge(ada, cy)).thenRefused('customer-already-merged'))
  test('is not done into somebody who was merged', () =>
    given(merged(ada, ben)).when(merge(cy, ada)).thenRefused('customer-already-merged'))
  test('cannot go in a circle', () => {
    given(merged(ada, ben)).when(merge(ben, ada)).thenRefused('customer-already-merged')
    given(merged(ada, ben), merged(ben, cy)).when(merge(cy, ada)).thenRefused('customer-already-merged')
  })
  test('names the one to merge instead', () =>
    expect(() =>
      decideOn(identity, merge(ada, dan), stateOf(identity, undefined, [merged(ada, ben), merged(ben, cy)])),
    ).toThrow(expect.objectContaining({ facts: { customer: ada, survivor: cy } })))
  test('needs two', () => given().when(merge(ada, ada)).thenRefused('customer-merged-into-itself'))
})

describe('un-merging', () => {
  test('says out of whom', () => given(merged(ada, ben)).when(unmerge(ada)).then(unmerged(ada, ben)))
  test('needs a merge', () => {
    given().when(unmerge(ada)).thenRefused('customer-not-merged')
    given(merged(ada, ben)).when(unmerge(ben)).thenRefused('customer-not-merged')
    given(merged(ada, ben), unmerged(ada, ben)).when(unmerge(ada)).thenRefused('customer-not-merged')
  })
  test('lets the customer be merged again', () =>
    given(merged(ada, ben), unmerged(ada, ben)).when(merge(ada, cy)).then(merged(ada, cy)))
  test('takes the middle out of a chain with who is behind it', () => {
    given(merged(ada, ben), merged(ben, cy)).when(unmerge(ben)).then(unmerged(ben, cy))
    const state = stateOf(identity, undefined, [merged(ada, ben), merged(ben, cy), unmerged(ben, cy)])
    expect(survivorAmong(state, ada)).toBe(ben)
    expect(survivorAmong(state, cy)).toBe(cy)
  })
})

const one = fc.constantFrom(ada, ben, cy, dan)

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(identity, {
    MergeCustomers: fc.record({ customer: one, into: one, reason: fc.constant(reason) }),
    UnmergeCustomers: fc.record({ customer: one, reason: fc.constant(reason) }),
  }))

test('whatever is asked for, everybody has one survivor, who stands for itself', () => {
  const commands = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.tuple(one, one).map(([customer, into]) => merge(customer, into)) },
      { weight: 1, arbitrary: one.map(unmerge) },
    ),
  )
  fc.assert(
    fc.property(commands, (commands) => {
      let state = identity.initial
      for (const command of commands) {
        try {
          state = stateOf(identity, undefined, decideOn(identity, command, state), state)
        } catch (error) {
          if (!(error instanceof DomainError)) throw error
        }
        for (const customer of [ada, ben, cy, dan])
          expect(mergedInto(state, survivorAmong(state, customer))).toBeUndefined()
      }
    }),
  )
})
