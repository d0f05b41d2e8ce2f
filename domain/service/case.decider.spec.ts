import type { LedgerCommand, LedgerEvent } from '../catalogue.js'
import { anyLabel, anyName, obeysTheLaws, someOf } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import { serviceCase } from './case.decider.js'

const opened: LedgerEvent = { type: 'CaseOpened', data: { case: 'C-1', subject: 'no dial tone' } }
const queued: LedgerEvent = { type: 'CaseQueued', data: { case: 'C-1' } }
const assigned: LedgerEvent = { type: 'CaseAssigned', data: { case: 'C-1', by: 'agent-1' } }
const started: LedgerEvent = { type: 'CaseWorkStarted', data: { case: 'C-1', by: 'agent-1' } }
const waiting: LedgerEvent = { type: 'CaseWaiting', data: { case: 'C-1', on: 'customer' } }
const resolved: LedgerEvent = { type: 'CaseResolved', data: { case: 'C-1', resolution: 'line repaired' } }
const reopened: LedgerEvent = { type: 'CaseReopened', data: { case: 'C-1', reason: 'dead again' } }
const closed: LedgerEvent = { type: 'CaseClosed', data: { case: 'C-1' } }
const cancelled: LedgerEvent = { type: 'CaseCancelled', data: { case: 'C-1' } }

const open: LedgerCommand = { type: 'OpenCase', data: { case: 'C-1', subject: 'no dial tone' } }
const assign: LedgerCommand = { type: 'AssignCase', data: { case: 'C-1', by: 'agent-1' } }
const start: LedgerCommand = { type: 'StartCaseWork', data: { case: 'C-1', by: 'agent-1' } }
const hold: LedgerCommand = { type: 'PutCaseOnHold', data: { case: 'C-1', on: 'customer' } }
const resolve: LedgerCommand = { type: 'ResolveCase', data: { case: 'C-1', resolution: 'line repaired' } }
const reopen: LedgerCommand = { type: 'ReopenCase', data: { case: 'C-1', reason: 'dead again' } }
const close: LedgerCommand = { type: 'CloseCase', data: { case: 'C-1' } }

describe('opening a case', () => {
  test('is recorded', () => given().when(open).then(opened))
  test('is refused where it was opened already', () => given(opened).when(open).thenRefused('case-already-opened'))
  test('does not mind other cases of the customer', () =>
    given({ type: 'CaseOpened', data: { case: 'C-0' } })
      .when(open)
      .then(opened))
})

describe.each([
  ['assigned', assign, assigned],
  ['worked on', start, started],
  ['put on hold', hold, waiting],
  ['resolved', resolve, resolved],
])('a case is %s', (_, command, event) => {
  test('when it is open', () => given(opened).when(command).then(event))
  test('when it waits in a queue', () => given(opened, queued).when(command).then(event))
  test('when it was reopened', () => given(opened, resolved, reopened).when(command).then(event))
  test('but not when it was never opened', () => given().when(command).thenRefused('case-unknown'))
  test('but not when it is resolved', () => given(opened, resolved).when(command).thenRefused('case-completed'))
  test('but not when it is closed', () => given(opened, resolved, closed).when(command).thenRefused('case-completed'))
  test('but not when it was withdrawn', () => given(opened, cancelled).when(command).thenRefused('case-completed'))
  test('but not when it is resolved and its opening is reported after that', () =>
    given(resolved, opened).when(command).thenRefused('case-completed'))
})

describe('assigning a case', () => {
  test('changes nothing where that person has it', () => given(opened, assigned).when(assign).thenNothing())
  test('to somebody else hands it off', () =>
    given(opened, assigned)
      .when({ type: 'AssignCase', data: { case: 'C-1', by: 'agent-2' } })
      .then({ type: 'CaseAssigned', data: { case: 'C-1', by: 'agent-2' } }))
  test('back to the person who works on it takes it out of work', () =>
    given(opened, started).when(assign).then(assigned))
})

describe('reopening a case', () => {
  test.each([
    ['resolved', [opened, resolved]],
    ['closed', [opened, resolved, closed]],
    ['withdrawn', [opened, cancelled]],
  ])('that is %s is recorded with its reason', (_, history) =>
    given(...history)
      .when(reopen)
      .then(reopened),
  )
  test.each([
    ['open', [opened]],
    ['on hold', [opened, waiting]],
    ['reopened', [opened, resolved, reopened]],
  ])('that is %s is refused', (_, history) =>
    given(...history)
      .when(reopen)
      .thenRefused('case-not-completed'),
  )
  test('that was never opened is refused', () => given().when(reopen).thenRefused('case-unknown'))
})

describe('closing a case', () => {
  test('is recorded once it is resolved', () => given(opened, resolved).when(close).then(closed))
  test('changes nothing where it is closed', () => given(opened, resolved, closed).when(close).thenNothing())
  test('is refused while it is worked on', () => given(opened, started).when(close).thenRefused('case-not-resolved'))
  test('is refused where it was withdrawn', () => given(opened, cancelled).when(close).thenRefused('case-not-resolved'))
  test('is refused where it was never opened', () => given().when(close).thenRefused('case-unknown'))
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () => {
  const about = { by: anyName, sourceStatus: anyLabel }
  obeysTheLaws(serviceCase, {
    OpenCase: someOf({ case: anyName }, { ...about, subject: anyLabel }),
    AssignCase: someOf({ case: anyName, by: anyName }, { sourceStatus: anyLabel }),
    StartCaseWork: someOf({ case: anyName }, about),
    PutCaseOnHold: someOf({ case: anyName, on: anyLabel }, about),
    ResolveCase: someOf({ case: anyName }, { ...about, resolution: anyLabel }),
    ReopenCase: someOf({ case: anyName, reason: anyLabel }, about),
    CloseCase: someOf({ case: anyName }, about),
  })
})
