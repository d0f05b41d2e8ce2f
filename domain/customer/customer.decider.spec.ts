import fc from 'fast-check'
import type { LedgerCommand, LedgerEvent } from '../catalogue.js'
import { anyLabel, anyName, obeysTheLaws, someOf } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import { customer } from './customer.decider.js'
import { stages } from './stage.js'

const registered: LedgerEvent = {
  type: 'CustomerRegistered',
  data: { kind: 'organisation', profile: { segment: 'retail' } },
}
const linked: LedgerEvent = { type: 'SourceRecordLinked', data: { source: 'cdnow', externalId: '00004' } }
const assigned: LedgerEvent = { type: 'CustomerAssigned', data: { to: 'rep-1' } }

const register: LedgerCommand = {
  type: 'RegisterCustomer',
  data: { kind: 'organisation', profile: { segment: 'retail' } },
}

describe('registering a customer', () => {
  test('opens a file', () => given().when(register).then(registered))

  test('links the source record that it was registered from', () =>
    given()
      .when({ type: 'RegisterCustomer', data: { kind: 'person', source: 'cdnow', externalId: '00004' } })
      .then({ type: 'CustomerRegistered', data: { kind: 'person' } }, linked))

  test('does not link a source record twice', () =>
    given(linked)
      .when({ type: 'RegisterCustomer', data: { kind: 'person', source: 'cdnow', externalId: '00004' } })
      .then({ type: 'CustomerRegistered', data: { kind: 'person' } }))

  test('is refused for a customer that has a file', () =>
    given(registered).when(register).thenRefused('customer-already-registered'))

  test.each([{ source: 'cdnow' }, { externalId: '00004' }])('is refused with half a source record: %j', (half) =>
    given()
      .when({ type: 'RegisterCustomer', data: { kind: 'person', ...half } })
      .thenRefused('source-record-incomplete'),
  )
})

describe('changing a field of the profile', () => {
  const change = (field: string, value: string | null): LedgerCommand => ({
    type: 'ChangeProfileField',
    data: { field, value },
  })

  test('is recorded', () =>
    given(registered)
      .when(change('segment', 'wholesale'))
      .then({ type: 'ProfileFieldChanged', data: { field: 'segment', value: 'wholesale' } }))

  test('changes nothing where the field has that value', () =>
    given(registered).when(change('segment', 'retail')).thenNothing())

  test('clears a field', () =>
    given(registered)
      .when(change('segment', null))
      .then({ type: 'ProfileFieldChanged', data: { field: 'segment', value: null } }))

  test('changes nothing where a cleared field is cleared again', () =>
    given(registered, { type: 'ProfileFieldChanged', data: { field: 'segment', value: null } })
      .when(change('segment', null))
      .thenNothing())

  test('changes nothing where a field that never was is cleared, whatever its name', () =>
    given(registered).when(change('toString', null)).thenNothing())

  test('is refused for a customer of whom nothing is known', () =>
    given().when(change('segment', 'retail')).thenRefused('customer-unknown'))

  test('is accepted for a customer known from elsewhere only', () =>
    given(linked)
      .when(change('segment', 'retail'))
      .then({ type: 'ProfileFieldChanged', data: { field: 'segment', value: 'retail' } }))
})

describe('linking a source record', () => {
  const link: LedgerCommand = { type: 'LinkSourceRecord', data: { source: 'cdnow', externalId: '00004' } }

  test('is recorded', () => given(registered).when(link).then(linked))
  test('changes nothing where it is linked already', () => given(registered, linked).when(link).thenNothing())
  test('tells apart the records of one source', () =>
    given(registered, { type: 'SourceRecordLinked', data: { source: 'cdnow', externalId: '4' } })
      .when(link)
      .then(linked))
  test('is refused for a customer of whom nothing is known', () => given().when(link).thenRefused('customer-unknown'))
})

describe('moving a customer to another lifecycle stage', () => {
  const move: LedgerCommand = { type: 'ChangeLifecycleStage', data: { stage: 'given up', reason: 'moved abroad' } }
  const moved: LedgerEvent = { type: 'LifecycleStageChanged', data: { stage: 'given up', reason: 'moved abroad' } }

  test('is recorded with its reason', () => given(registered).when(move).then(moved))
  test('changes nothing where the customer was moved there', () => given(registered, moved).when(move).thenNothing())
  test('is refused for a customer of whom nothing is known', () => given().when(move).thenRefused('customer-unknown'))
})

describe('assigning a customer', () => {
  test('makes somebody responsible', () =>
    given(registered)
      .when({ type: 'AssignCustomer', data: { to: 'rep-1' } })
      .then(assigned))

  test('names who was responsible before', () =>
    given(registered, assigned)
      .when({ type: 'AssignCustomer', data: { to: 'rep-2', reason: 'rep-1 left' } })
      .then({ type: 'CustomerAssigned', data: { to: 'rep-2', from: 'rep-1', reason: 'rep-1 left' } }))

  test('changes nothing where that person is responsible already', () =>
    given(registered, assigned)
      .when({ type: 'AssignCustomer', data: { to: 'rep-1' } })
      .thenNothing())

  test('is refused for a customer of whom nothing is known', () =>
    given()
      .when({ type: 'AssignCustomer', data: { to: 'rep-1' } })
      .thenRefused('customer-unknown'))
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(customer, {
    RegisterCustomer: someOf(
      { kind: fc.constantFrom('person' as const, 'organisation' as const) },
      { profile: fc.dictionary(anyName, anyLabel), source: anyName, externalId: anyName },
    ),
    ChangeProfileField: fc.record({ field: anyName, value: fc.option(anyLabel) }),
    LinkSourceRecord: fc.record({ source: anyName, externalId: anyName }),
    ChangeLifecycleStage: fc.record({ stage: fc.constantFrom(...stages), reason: anyLabel }),
    AssignCustomer: someOf({ to: anyName }, { reason: anyLabel }),
  }))
