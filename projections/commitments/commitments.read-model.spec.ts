import { given, happened, idOf } from '../../test/given-events.js'
import { commitments } from './commitments.read-model.js'

const made = (at: string, data: object = {}) =>
  happened('CommitmentMade', at, { commitment: 'P-1', promise: 'a technician', dueBy: '2024-03-01', ...data })
const fulfilled = (at: string) => happened('CommitmentFulfilled', at, { commitment: 'P-1', by: 'tech-1' })
const broken = (at: string) => happened('CommitmentBroken', at, { commitment: 'P-1', reason: 'no parts' })
const stamp = { day: '2024-03-02', rule: 'commitment-due', ruleVersion: 1, parameters: {}, reason: 'promised' }
const fellDue = happened('CommitmentFellDue', '2024-03-02', { commitment: 'P-1', dueOn: '2024-03-01', ...stamp })
const takenBack = (position: number) =>
  happened('CommitmentDueCorrected', '2024-03-03', {
    commitment: 'P-1',
    dueOn: '2024-03-01',
    ...stamp,
    corrects: idOf(position),
  })

test('a promise is open, with what was promised and by when', () => {
  given(made('2024-02-20', { by: 'rep-1' })).expect(commitments, {
    commitment: 'P-1',
    status: 'open',
    promise: 'a technician',
    madeAt: '2024-02-20T00:00:00.000Z',
    dueOn: '2024-03-01',
    by: 'rep-1',
    settledOn: null,
    cause: idOf(1),
  })
  given(happened('CommitmentMade', '2024-02-20', { commitment: 'P-1', promise: 'soon' })).expect(commitments, {
    dueOn: null,
    by: null,
  })
})

test('each promise is a document of its own', () =>
  given(made('2024-02-20'), made('2024-02-21', { commitment: 'P-2' }), fulfilled('2024-02-22')).expect(
    commitments,
    { commitment: 'P-1', status: 'fulfilled' },
    { commitment: 'P-2', status: 'open' },
  ))

test('it is kept or broken, and whoever did it last is named', () => {
  given(made('2024-02-20', { by: 'rep-1' }), fulfilled('2024-02-22')).expect(commitments, {
    status: 'fulfilled',
    settledOn: '2024-02-22',
    by: 'tech-1',
    cause: idOf(2),
  })
  given(made('2024-02-20'), broken('2024-02-22')).expect(commitments, { status: 'broken', settledOn: '2024-02-22' })
})

test('it was settled when it was settled first', () =>
  given(made('2024-02-20'), broken('2024-02-22'), fulfilled('2024-02-25')).expect(commitments, {
    status: 'fulfilled',
    settledOn: '2024-02-22',
  }))

test('what is promised again under its name changes nothing', () =>
  given(made('2024-02-20'), made('2024-02-22', { promise: 'another', dueBy: '2025-01-01' })).expect(commitments, {
    promise: 'a technician',
    dueOn: '2024-03-01',
  }))

test('that it fell due is recorded: it is overdue until it is settled', () => {
  given(made('2024-02-20'), fellDue).expect(commitments, {
    status: 'overdue',
    fellDue: { event: idOf(2), dueOn: '2024-03-01' },
    cause: idOf(1),
  })
  given(made('2024-02-20'), fellDue, fulfilled('2024-03-05')).expect(commitments, { status: 'fulfilled' })
  given(made('2024-02-20'), fulfilled('2024-02-22'), fellDue).expect(commitments, { status: 'fulfilled' })
})

test('that it fell due is taken back by the correction that names it', () => {
  given(made('2024-02-20'), fellDue, takenBack(2)).expect(commitments, { status: 'open', fellDue: null })
  given(made('2024-02-20'), fellDue, takenBack(7)).expect(commitments, { status: 'overdue' })
  given(made('2024-02-20'), fulfilled('2024-02-22'), fellDue, takenBack(3)).expect(commitments, {
    status: 'fulfilled',
    fellDue: null,
  })
})
