import { given, happened, usd } from '../../test/given-events.js'
import { contractDates } from './calendar.js'
import { contracts, contractStateAt, type ContractDocument } from './contracts.read-model.js'

const terms = { value: usd(100_00), per: 'month' as const }
const signed = happened('ContractSigned', '2025-12-20', {
  contract: 'C-1',
  from: '2026-01-01',
  until: '2026-12-31',
  noticeDays: 30,
  ...terms,
})
const renewed = happened('ContractRenewed', '2026-12-01', { contract: 'C-1', until: '2027-06-30' })
const terminated = happened('ContractTerminated', '2027-02-01', { contract: 'C-1', on: '2027-03-31', reason: 'price' })
const amended = happened('ContractAmended', '2026-03-01', { contract: 'C-1', ...terms, margin: usd(40_00) })

/** What the one document holds beside the rest. */
const holding = (change: Partial<ContractDocument>): object => expect.objectContaining(change)

test('a contract tells its term, what it brings, and what became of it', () => {
  given(signed).expect(
    contracts,
    holding({ from: '2026-01-01', until: '2026-12-31', termDays: 365, margin: null, renewals: 0 }),
  )
  given(signed, amended, renewed).expect(
    contracts,
    holding({
      until: '2027-06-30',
      termDays: 181,
      margin: usd(40_00),
      renewals: 1,
    }),
  )
  given(signed, renewed, terminated).expect(
    contracts,
    holding({
      until: '2027-03-31',
      termDays: 181,
      terminated: { on: '2027-03-31', reason: 'price' },
    }),
  )
})

test('the portfolio knows when contracts end, and how often they were renewed', () => {
  given(signed, renewed).contributes(contracts, [
    { figure: 'contracts/ends', key: 20_999, add: { contracts: 1 } },
    { figure: 'contracts/renewals', key: 'all', add: { renewals: 1 } },
  ])
})

test('it is in force from its first day to its last', () => {
  const contract = { from: '2026-01-01', until: '2026-12-31' }
  expect(['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'].map((day) => contractStateAt(contract, day))).toEqual(
    ['to begin', 'in force', 'in force', 'ended'],
  )
})

test('the calendar has its first day, the last day for notice, and its last day', () => {
  const document = {
    ...contracts.initial('c-1'),
    contract: 'C-1',
    from: '2026-01-01',
    until: '2026-12-31',
    noticeDays: 30,
  } as ContractDocument
  const dates = (from: string, until: string, change: Partial<ContractDocument> = {}) =>
    contractDates('c-1', { ...document, ...change }, from, until).map(({ day, what }) => [day, what])
  expect(dates('2026-01-01', '2026-12-31')).toEqual([
    ['2026-01-01', 'begins'],
    ['2026-12-01', 'notice'],
    ['2026-12-31', 'ends'],
  ])
  expect(dates('2026-01-02', '2026-12-30', { terminated: { on: '2026-12-31', reason: 'x' } })).toEqual([])
})
