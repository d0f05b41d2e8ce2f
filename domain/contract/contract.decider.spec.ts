import fc from 'fast-check'
import { anyName, obeysTheLaws } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import { checkEvent } from '../catalogue.js'
import { contract, type ContractCommand, type ContractEvent } from './contract.subject.js'

const usd = (amount: number) => ({ amount, currency: 'USD' })
const terms = { value: usd(100_00), per: 'month' as const }
const data = { contract: 'C-1', from: '2026-01-01', until: '2026-12-31', ...terms }
const signed: ContractEvent = { type: 'ContractSigned', data }
const renewed = (until: string): ContractEvent => ({ type: 'ContractRenewed', data: { contract: 'C-1', until } })
const terminated: ContractEvent = {
  type: 'ContractTerminated',
  data: { contract: 'C-1', on: '2026-06-30', reason: 'moved away' },
}
const renew = (until: string): ContractCommand => ({ type: 'RenewContract', data: { contract: 'C-1', until } })
const terminate = (on: string): ContractCommand => ({
  type: 'TerminateContract',
  data: { contract: 'C-1', on, reason: 'moved away' },
})
const amend: ContractCommand = { type: 'AmendContract', data: { contract: 'C-1', ...terms } }

describe('a contract', () => {
  test('is signed once', () => {
    given().when({ type: 'SignContract', data }).then(signed)
    given(signed).when({ type: 'SignContract', data }).thenRefused('contract-already-signed')
  })
  test('is amended while it stands', () => {
    given(signed).when(amend).then({ type: 'ContractAmended', data: amend.data })
    given(signed, terminated).when(amend).thenRefused('contract-terminated')
  })
  test('is renewed until a later day', () => {
    given(signed).when(renew('2027-12-31')).then(renewed('2027-12-31'))
    given(signed).when(renew('2026-12-31')).thenRefused('renewal-not-later')
    given(signed, renewed('2027-12-31')).when(renew('2027-06-30')).thenRefused('renewal-not-later')
  })
  test('is terminated within its term, once', () => {
    given(signed).when(terminate('2026-06-30')).then(terminated)
    given(signed).when(terminate('2027-01-01')).thenRefused('termination-outside-term')
    given(signed).when(terminate('2025-12-31')).thenRefused('termination-outside-term')
    given(signed, terminated).when(terminate('2026-06-30')).thenRefused('contract-terminated')
  })
  test('that was never signed can neither be amended, renewed nor terminated', () => {
    for (const command of [amend, renew('2027-12-31'), terminate('2026-06-30')])
      given().when(command).thenRefused('contract-unknown')
  })
  test.each([
    ['an end before its beginning', { until: '2025-12-31' }],
    ['a margin in another currency', { margin: { amount: 1, currency: 'EUR' } }],
    ['a renewal that is more than certain', { renewalProbability: 1.1 }],
  ])('has not %s', (_what, change) =>
    expect(() => checkEvent({ type: 'ContractSigned', data: { ...data, ...change } })).toThrow(
      expect.objectContaining({ code: 'event-data-invalid' }),
    ),
  )
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () => {
  const day = fc.constantFrom('2026-06-30', '2027-12-31', '2028-12-31')
  return obeysTheLaws(contract, {
    SignContract: anyName.map((name) => ({ ...data, contract: name })),
    AmendContract: anyName.map((name) => ({ ...terms, contract: name })),
    RenewContract: fc.tuple(anyName, day).map(([name, until]) => ({ contract: name, until })),
    TerminateContract: fc.tuple(anyName, day).map(([name, on]) => ({ contract: name, on, reason: 'why' })),
  })
})
