import { businessDay, happened, idOf } from '../../test/given-events.js'
import { rule } from '../../test/given-rules.js'
import { commitmentDue } from './commitment-due.rule.js'
import { commitments } from './commitments.read-model.js'

const customerWith = rule(commitmentDue, commitments)
const made = (commitment = 'P-1', dueBy?: string, at = '2024-02-20') =>
  happened('CommitmentMade', at, { commitment, promise: 'a technician', ...(dueBy !== undefined && { dueBy }) })
const promised = made('P-1', '2024-03-01')
const fulfilled = (at: string, envelope = {}) => happened('CommitmentFulfilled', at, { commitment: 'P-1' }, envelope)
const broken = (at: string) => happened('CommitmentBroken', at, { commitment: 'P-1', reason: 'no parts' })
const fellDue = {
  type: 'CommitmentFellDue',
  data: {
    commitment: 'P-1',
    dueOn: '2024-03-01',
    reason: 'promised by 2024-03-01, and neither kept nor called off',
  },
  cause: idOf(1),
}

describe('a commitment falls due', () => {
  test('when its day is over', () => {
    customerWith(promised).finds('2024-03-01')
    customerWith(promised).finds('2024-03-02', fellDue)
  })

  test('where the first day ever evaluated is a later one, if it is still open then', () => {
    customerWith(promised).finds('2024-08-01', fellDue)
    customerWith(promised, fulfilled('2024-03-15')).finds('2024-08-01')
  })

  test('whatever became of it since', () => {
    customerWith(promised, fulfilled('2024-03-02')).finds('2024-03-02', fellDue)
    customerWith(promised, broken('2024-03-09')).finds('2024-03-02', fellDue)
  })

  test('not when it was settled by then, be it in the last minute by the clocks of the business', () => {
    customerWith(promised, fulfilled('2024-03-01T23:59:00Z')).finds('2024-03-02')
    customerWith(promised, broken('2024-02-25')).finds('2024-03-02')
    const late = fulfilled('2024-03-02T03:00:00Z', businessDay('2024-03-01', 'America/New_York'))
    customerWith(promised, late).finds('2024-03-02')
  })

  test('never, where no day was promised', () => customerWith(made()).finds('2034-01-01'))

  test('each for itself', () =>
    customerWith(promised, made('P-2', '2024-02-25'), made('P-3', '2024-09-01')).finds(
      '2024-03-02',
      { data: { commitment: 'P-1' } },
      { data: { commitment: 'P-2', dueOn: '2024-02-25' }, cause: idOf(2) },
    ))
})

describe('what was recorded', () => {
  const overdue = customerWith(promised).evaluated('2024-03-02')
  const corrected = (reason: string) => ({
    type: 'CommitmentDueCorrected',
    data: { corrects: idOf(2), commitment: 'P-1', dueOn: '2024-03-01', reason },
    cause: idOf(3),
  })

  test('is not recorded again, and stands when the promise is kept too late', () => {
    customerWith(...overdue).finds('2024-03-02')
    customerWith(...overdue, fulfilled('2024-03-05')).finds('2024-04-01')
  })

  test('is taken back when it was kept or called off in time, as is known late', () => {
    customerWith(...overdue, fulfilled('2024-03-01')).finds(
      '2024-03-04',
      corrected('settled on 2024-03-01, as is known now'),
    )
    customerWith(...overdue, broken('2024-02-25')).finds(
      '2024-03-04',
      corrected('settled on 2024-02-25, as is known now'),
    )
  })

  test('is taken back once', () => {
    const settled = customerWith(...overdue, fulfilled('2024-03-01')).evaluated('2024-03-04')
    customerWith(...settled).finds('2024-03-04')
    customerWith(...settled).finds('2024-05-01')
  })

  test('is taken back when another day had been promised first, and said again when that one is over', () => {
    const other = made('P-1', '2024-04-01', '2024-02-10')
    customerWith(...overdue, other).finds('2024-03-04', corrected('due on 2024-04-01, as is known now'))
    const settled = customerWith(...overdue, other).evaluated('2024-03-04')
    customerWith(...settled).finds('2024-04-01')
    customerWith(...settled).finds('2024-04-02', { type: 'CommitmentFellDue', data: { dueOn: '2024-04-01' } })
  })
})
