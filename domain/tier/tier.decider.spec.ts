import fc from 'fast-check'
import { obeysTheLaws } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import { checkEvent, type LedgerCommand } from '../catalogue.js'
import { tier } from './tier.decider.js'
import type { TierEvent } from './tier.events.js'

const why = { reason: 'sits on our board', by: 'ann' }
const overridden: TierEvent = { type: 'TierOverridden', data: { tier: 'VIP', ...why, until: '2026-12-31' } }
const ended: TierEvent = { type: 'TierOverrideEnded', data: why }
const deprioritised: TierEvent = { type: 'CustomerDeprioritised', data: { ...why, approvedBy: 'bob' } }
const reinstated: TierEvent = { type: 'CustomerReinstated', data: why }
const end: LedgerCommand = { type: 'EndTierOverride', data: why }
const reinstate: LedgerCommand = { type: 'ReinstateCustomer', data: why }
const deprioritise: LedgerCommand = { type: 'DeprioritiseCustomer', data: { ...why, approvedBy: 'bob' } }

describe('a tier given by a person', () => {
  test('holds instead of the one before', () =>
    given(overridden).when({ type: 'OverrideTier', data: overridden.data }).then(overridden))
  test('is ended', () => given(overridden).when(end).then(ended))
  test('is ended once', () => given(overridden, ended).when(end).thenRefused('tier-not-overridden'))
})

describe('a customer on whom no more effort is spent', () => {
  test('is decided on', () => given().when(deprioritise).then(deprioritised))
  test('is decided on once', () => given(deprioritised).when(deprioritise).thenRefused('customer-deprioritised'))
  test('is reinstated', () => given(deprioritised).when(reinstate).then(reinstated))
  test('cannot be reinstated who was not', () => given().when(reinstate).thenRefused('customer-not-deprioritised'))
  test('is not decided on by one person alone, nor without a reason', () => {
    for (const data of [
      { ...why, approvedBy: 'ann' },
      { ...why, reason: ' ', approvedBy: 'bob' },
    ])
      expect(() => checkEvent({ type: 'CustomerDeprioritised', data })).toThrow(
        expect.objectContaining({ code: 'event-data-invalid' }),
      )
  })
})

test.each([
  ['TierOverridden', overridden.data],
  ['TierOverrideEnded', ended.data],
  ['CustomerDeprioritised', deprioritised.data],
  ['CustomerReinstated', reinstated.data],
])('%s wants a reason, and says so', (type, data) =>
  expect(() => checkEvent({ type, data: { ...data, reason: ' ' } })).toThrow('reason must say why; it is blank'),
)

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(tier, {
    OverrideTier: fc.constant(overridden.data),
    EndTierOverride: fc.constant(why),
    DeprioritiseCustomer: fc.constant(deprioritised.data),
    ReinstateCustomer: fc.constant(why),
  }))
