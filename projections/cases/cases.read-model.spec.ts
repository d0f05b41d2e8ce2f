import { happened, given, purchase } from '../../test/given-events.js'
import type { CaseEvent } from '../../domain/service/case.events.js'
import { cases } from './cases.read-model.js'

type CaseType = CaseEvent['type']

const required: Partial<Record<CaseType, object>> = {
  CaseAssigned: { by: 'Eric' },
  CaseWaiting: { on: 'vendor' },
  CaseReopened: { reason: 'fails again' },
}

/** One event of the case on the given day of January 2012. */
const on = (day: number, type: CaseType, more: { case?: string; by?: string; sourceStatus?: string } = {}) =>
  happened(type, `2012-01-${String(day).padStart(2, '0')}`, { case: 'C-1', ...required[type], ...more })

/** A case that goes through these events, one a day. */
const course = (...types: CaseType[]) => types.map((type, index) => on(index + 1, type))

test('a case is open from its first event', () => {
  given(on(1, 'CaseOpened', { by: 'Frederic', sourceStatus: 'New' })).expect(cases, {
    case: 'C-1',
    status: 'open',
    sourceStatus: 'New',
    owner: 'Frederic',
    openedAt: '2012-01-01T00:00:00.000Z',
    changedAt: '2012-01-01T00:00:00.000Z',
    resolvedAt: null,
    closedAt: null,
    changes: 1,
    changesByStatus: { New: 1 },
    handOffs: 0,
    reopenings: 0,
  })
  given(on(3, 'CaseQueued')).expect(cases, { openedAt: '2012-01-03T00:00:00.000Z', status: 'queued' })
})

test.each<[CaseType, string]>([
  ['CaseOpened', 'open'],
  ['CaseQueued', 'queued'],
  ['CaseAssigned', 'assigned'],
  ['CaseWorkStarted', 'in progress'],
  ['CaseWaiting', 'waiting'],
  ['CaseResolved', 'resolved'],
  ['CaseReopened', 'open'],
  ['CaseClosed', 'closed'],
  ['CaseCancelled', 'cancelled'],
])('after %s a case is %s', (type, status) => {
  given(on(1, 'CaseOpened'), on(2, type)).expect(cases, {
    status,
    changes: 2,
    openedAt: '2012-01-01T00:00:00.000Z',
    changedAt: '2012-01-02T00:00:00.000Z',
  })
})

test('a case tells when it was last resolved and last closed', () => {
  given(...course('CaseOpened', 'CaseResolved', 'CaseClosed', 'CaseReopened', 'CaseResolved')).expect(cases, {
    status: 'resolved',
    resolvedAt: '2012-01-05T00:00:00.000Z',
    closedAt: '2012-01-03T00:00:00.000Z',
  })
})

describe('hand-offs', () => {
  test('are changes of the member of staff from one event to the next that names one', () => {
    given(
      on(1, 'CaseOpened', { by: 'Frederic' }),
      on(2, 'CaseWorkStarted', { by: 'Frederic' }),
      on(3, 'CaseQueued', { by: 'Eric' }),
      on(4, 'CaseWaiting'),
      on(5, 'CaseWorkStarted', { by: 'Eric' }),
      on(6, 'CaseResolved', { by: 'Frederic' }),
    ).expect(cases, { handOffs: 2, owner: 'Frederic' })
  })

  test('are none where the first to be named takes the case', () => {
    given(on(1, 'CaseOpened'), on(2, 'CaseAssigned', { by: 'Eric' })).expect(cases, { handOffs: 0, owner: 'Eric' })
  })
})

describe('reopenings', () => {
  test.each<[string, CaseType[], number]>([
    ['reopened after it was resolved', ['CaseOpened', 'CaseResolved', 'CaseReopened'], 1],
    ['worked on after it was closed', ['CaseOpened', 'CaseClosed', 'CaseWorkStarted', 'CaseWorkStarted'], 1],
    ['queued after it was cancelled', ['CaseOpened', 'CaseCancelled', 'CaseQueued'], 1],
    ['closed after it was resolved', ['CaseOpened', 'CaseResolved', 'CaseClosed'], 0],
    ['reopened before it was ever completed', ['CaseOpened', 'CaseReopened'], 0],
    ['first heard of as reopened', ['CaseReopened'], 0],
    ['reopened twice', ['CaseResolved', 'CaseReopened', 'CaseAssigned', 'CaseClosed', 'CaseWaiting'], 2],
  ])('of a case %s', (_what, types, reopenings) => {
    given(...course(...types)).expect(cases, { reopenings })
  })
})

describe('changes by status', () => {
  test('count how often each status was entered, in the source’s words where it has any', () => {
    given(
      on(1, 'CaseWorkStarted', { sourceStatus: 'Accepted+In Progress' }),
      on(2, 'CaseWorkStarted', { sourceStatus: 'Accepted+In Progress' }),
      on(3, 'CaseWaiting', { sourceStatus: 'Accepted+Wait - Vendor' }),
      on(4, 'CaseWaiting'),
    ).expect(cases, {
      sourceStatus: null,
      changesByStatus: { 'Accepted+In Progress': 2, 'Accepted+Wait - Vendor': 1, waiting: 1 },
    })
  })

  test('keep fifty statuses apart and count the rest together', () => {
    const many = Array.from({ length: 53 }, (_, index) =>
      on(1, 'CaseWorkStarted', { sourceStatus: `status ${index + 1}` }),
    )
    const again = [
      on(2, 'CaseWaiting', { sourceStatus: 'status 50' }),
      on(3, 'CaseWaiting', { sourceStatus: 'status 51' }),
    ]
    const { changes, changesByStatus } = given(...many, ...again).document(cases)
    expect(changes).toBe(55)
    expect(Object.keys(changesByStatus)).toHaveLength(51)
    expect(changesByStatus).toMatchObject({ 'status 49': 1, 'status 50': 2, '(other)': 4 })
  })

  test('count statuses that have names which JavaScript objects keep for themselves', () => {
    const { changesByStatus } = given(
      on(1, 'CaseWorkStarted', { sourceStatus: 'constructor' }),
      on(2, 'CaseWorkStarted', { sourceStatus: 'constructor' }),
      on(3, 'CaseWaiting', { sourceStatus: '__proto__' }),
    ).document(cases)
    expect(Object.entries(changesByStatus)).toEqual([
      ['constructor', 2],
      ['(other)', 1],
    ])
  })
})

test('each case of a customer has a document; other events belong to none', () => {
  given(on(1, 'CaseOpened'), on(2, 'CaseOpened', { case: 'C-2' }), purchase('2012-01-03')).expect(
    cases,
    { case: 'C-1' },
    { case: 'C-2' },
  )
})

describe('the contribution', () => {
  test('is the case, its status now in our words and the source’s, and its changes', () => {
    given(
      on(1, 'CaseWorkStarted', { by: 'Eric', sourceStatus: 'Accepted+In Progress' }),
      on(2, 'CaseResolved', { by: 'Siebel', sourceStatus: 'Completed+Resolved' }),
      on(3, 'CaseWorkStarted', { by: 'Siebel', sourceStatus: 'Accepted+In Progress' }),
    ).contributes(cases, [
      { figure: 'cases', key: 'all', add: { cases: 1, handOffs: 1, reopenings: 1 } },
      { figure: 'cases/status', key: 'in progress', add: { cases: 1 } },
      { figure: 'cases/sourceStatus', key: 'Accepted+In Progress', add: { cases: 1 } },
      { figure: 'cases/changes', key: 'Accepted+In Progress', add: { changes: 2 } },
      { figure: 'cases/changes', key: 'Completed+Resolved', add: { changes: 1 } },
    ])
  })

  test('of a case without the words of a source has its own', () => {
    const known = given(on(1, 'CaseClosed')).document(cases)
    expect(cases.contributions!(known)).toEqual([
      { figure: 'cases', key: 'all', add: { cases: 1, handOffs: 0, reopenings: 0 } },
      { figure: 'cases/status', key: 'closed', add: { cases: 1 } },
      { figure: 'cases/changes', key: 'closed', add: { changes: 1 } },
    ])
  })
})
