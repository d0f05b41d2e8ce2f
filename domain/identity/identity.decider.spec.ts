import fc from 'fast-check'
import { anyLabel, obeysTheLaws, someOf } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import type { LedgerCommand } from '../catalogue.js'
import { customerIdOf } from '../customer/customer-id.js'
import { decideOn, stateOf } from '../decider.js'
import { DomainError } from '../errors.js'
import { identity, type IdentityCommand } from './identity.decider.js'
import type { IdentityEvent } from './identity.events.js'
import { survivorOf } from './merges.js'

const [ada, adele, adi, bob] = ['ada', 'adele', 'adi', 'bob'].map((name) => customerIdOf('test', name)) as [
  string,
  string,
  string,
  string,
]

const merge = (customer: string, into: string): LedgerCommand => ({
  type: 'MergeCustomers',
  data: { customer, into, reason: 'same address' },
})
const merged = (customer: string, into: string): IdentityEvent => ({
  type: 'CustomersMerged',
  data: { customer, into, reason: 'same address' },
})
const unmerge = (customer: string): LedgerCommand => ({
  type: 'UnmergeCustomers',
  data: { customer, reason: 'twins', by: 'rep-1' },
})
const unmerged = (customer: string, from: string): IdentityEvent => ({
  type: 'CustomersUnmerged',
  data: { customer, from, reason: 'twins', by: 'rep-1' },
})

describe('merging two customers', () => {
  test('makes one of them stand for both', () => given().when(merge(ada, bob)).then(merged(ada, bob)))

  test('keeps who found it out', () =>
    given()
      .when({ type: 'MergeCustomers', data: { customer: ada, into: bob, reason: 'call', by: 'rep-1' } })
      .then({ type: 'CustomersMerged', data: { customer: ada, into: bob, reason: 'call', by: 'rep-1' } }))

  test('takes a third one in', () => given(merged(ada, bob)).when(merge(adele, bob)).then(merged(adele, bob)))

  test('takes along who was merged before: a chain', () =>
    given(merged(ada, adele)).when(merge(adele, bob)).then(merged(adele, bob)))

  test('is possible again, the other way round too, once the two were un-merged', () => {
    given(merged(ada, bob), unmerged(ada, bob)).when(merge(ada, bob)).then(merged(ada, bob))
    given(merged(ada, bob), unmerged(ada, bob)).when(merge(bob, ada)).then(merged(bob, ada))
  })

  test('is refused into oneself', () => given().when(merge(ada, ada)).thenRefused('customer-merged-into-itself'))

  const refusal = (history: readonly IdentityEvent[], command: LedgerCommand) => {
    try {
      decideOn(identity, command as IdentityCommand, stateOf(identity, undefined, history))
    } catch (error) {
      return error as DomainError
    }
    throw new Error('it was accepted')
  }

  test('is refused for one who is merged, and says who stands for it', () => {
    const history = [merged(ada, adele), merged(adele, adi)]
    given(...history)
      .when(merge(ada, bob))
      .thenRefused('customer-already-merged')
    expect(refusal(history, merge(ada, bob))).toMatchObject({
      kind: 'conflict',
      facts: { customer: ada, into: adele, survivor: adi },
      message: `Customer ${ada} was merged into ${adele} already; merge ${adi}, who stands for it, or un-merge it first`,
    })
  })

  test('is refused into one who is merged, and says whom to take', () => {
    const history = [merged(adele, adi)]
    expect(refusal(history, merge(ada, adele))).toMatchObject({
      code: 'customer-already-merged',
      facts: { customer: adele, into: adi, survivor: adi },
      message: `Customer ${adele} was merged into ${adi} already; merge into ${adi}, who stands for it`,
    })
  })

  test('is refused where the two are one already: again, the other way round, or over a third', () => {
    for (const [history, command] of [
      [[merged(ada, bob)], merge(ada, bob)],
      [[merged(ada, bob)], merge(bob, ada)],
      [[merged(ada, bob), merged(adele, bob)], merge(ada, adele)],
      [[merged(ada, adele), merged(adele, bob)], merge(bob, ada)],
    ] as const)
      expect(refusal(history, command)).toMatchObject({
        code: 'customer-already-merged',
        facts: { survivor: bob },
        message: expect.stringMatching(/the two are one customer already$/),
      })
  })
})

describe('un-merging a customer', () => {
  test('takes the merge back', () => given(merged(ada, bob)).when(unmerge(ada)).then(unmerged(ada, bob)))

  test('names whom it was merged into last', () =>
    given(merged(ada, bob), unmerged(ada, bob), merged(ada, adele)).when(unmerge(ada)).then(unmerged(ada, adele)))

  test('leaves who was merged into it where it was', () => {
    given(merged(ada, adele), merged(adele, bob)).when(unmerge(adele)).then(unmerged(adele, bob))
    given(merged(ada, adele), merged(adele, bob), unmerged(adele, bob)).when(unmerge(ada)).then(unmerged(ada, adele))
  })

  test('is refused for one who was never merged, who stands for others, or who was un-merged', () => {
    given().when(unmerge(ada)).thenRefused('customer-not-merged')
    given(merged(ada, bob)).when(unmerge(bob)).thenRefused('customer-not-merged')
    given(merged(ada, bob), unmerged(ada, bob)).when(unmerge(ada)).thenRefused('customer-not-merged')
  })
})

/** Few customers, so that they meet; some have the beginnings of their ids in common. */
const anyCustomer = fc.constantFrom(
  ada,
  bob,
  '04e22a2e-9353-883d-8a92-98ed6765b407',
  '04e22a2e-9353-883d-8a92-98ed6765b408',
  '04e2ffff-9353-883d-8a92-98ed6765b407',
)

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(identity, {
    MergeCustomers: someOf(
      { customer: anyCustomer, into: anyCustomer, reason: anyLabel },
      { by: anyLabel.filter(Boolean) },
    ),
    UnmergeCustomers: someOf({ customer: anyCustomer, reason: anyLabel }, { by: anyLabel.filter(Boolean) }),
  }))

test('whatever was merged and un-merged, everybody has one survivor, who stands for itself, and no circle is there', () => {
  const anyCommand = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(anyCustomer, anyCustomer).map(([customer, into]) => merge(customer, into)) },
    { weight: 1, arbitrary: anyCustomer.map(unmerge) },
  )
  let longest = 0
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
      let state = identity.initial
      const into = new Map<string, string>()
      const pathOf = (customer: string): string[] => {
        const path = [customer]
        for (let next = into.get(customer); next !== undefined; next = into.get(next)) {
          expect(path).not.toContain(next)
          path.push(next)
        }
        return path
      }
      for (const command of commands) {
        const before = new Map(into)
        let events: readonly IdentityEvent[]
        try {
          events = decideOn(identity, command as IdentityCommand, state)
        } catch (error) {
          if (error instanceof DomainError) continue
          throw error
        }
        state = stateOf(identity, undefined, events, state)
        for (const { type, data } of events)
          if (type === 'CustomersMerged') into.set(data.customer, data.into)
          else {
            expect(before.get(data.customer)).toBe(data.from)
            into.delete(data.customer)
          }
        for (const customer of [...into.keys(), ...into.values()]) {
          const path = pathOf(customer)
          longest = Math.max(longest, path.length)
          expect(survivorOf(state, customer)).toBe(path.at(-1))
          expect(survivorOf(state, path.at(-1)!)).toBe(path.at(-1))
        }
      }
    }),
  )
  expect(longest).toBeGreaterThan(2)
})

test('who stands for whom is told even where a log holds a circle', () => {
  const state = stateOf(identity, undefined, [merged(ada, bob), merged(bob, adele), merged(adele, bob)])
  expect([bob, adele]).toContain(survivorOf(state, ada))
})
