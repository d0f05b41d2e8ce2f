import { given, happened, purchase } from '../../test/given-events.js'
import { leads } from './leads.read-model.js'

const captured = (at: string, more: { lead?: string; origin?: string; by?: string } = {}) =>
  happened('LeadCaptured', at, { lead: 'L-1', ...more })
const qualified = (at: string) => happened('LeadQualified', at, { lead: 'L-1' })
const disqualified = (at: string) => happened('LeadDisqualified', at, { lead: 'L-1', reason: 'no budget' })
const converted = (at: string, more: { lead?: string; by?: string; developedBy?: string; segment?: string } = {}) =>
  happened('LeadConverted', at, { lead: 'L-1', ...more })

test('a captured lead has its origin, and nobody has won it yet', () => {
  given(captured('2018-01-01', { origin: 'email' })).expect(leads, {
    lead: 'L-1',
    status: 'captured',
    origin: 'email',
    capturedAt: '2018-01-01T00:00:00.000Z',
    convertedAt: null,
    developedBy: null,
    by: null,
    segment: null,
    convertedBeforeCapture: false,
  })
})

test.each([[undefined], ['']])('a lead whose source gave no origin (%p) is one of (empty)', (origin) => {
  given(captured('2018-01-01', origin === undefined ? {} : { origin })).expect(leads, { origin: '(empty)' })
})

test('a lead is captured, qualified, converted', () => {
  given(captured('2018-01-01'), qualified('2018-01-02')).expect(leads, { status: 'qualified' })
  given(
    captured('2018-01-01'),
    qualified('2018-01-02'),
    converted('2018-01-03', { by: 'rep', developedBy: 'sdr', segment: 'pet' }),
  ).expect(leads, {
    status: 'converted',
    convertedAt: '2018-01-03T00:00:00.000Z',
    by: 'rep',
    developedBy: 'sdr',
    segment: 'pet',
  })
})

test('a lead that was given up can still become a deal, and no deal is given up', () => {
  given(captured('2018-01-01'), disqualified('2018-01-02')).expect(leads, { lead: 'L-1', status: 'disqualified' })
  given(captured('2018-01-01'), disqualified('2018-01-02'), converted('2018-01-03')).expect(leads, {
    status: 'converted',
  })
  given(captured('2018-01-01'), converted('2018-01-02'), disqualified('2018-01-03')).expect(leads, {
    status: 'converted',
  })
})

test('a lead that was given up is not qualified afterwards, nor is a deal', () => {
  given(disqualified('2018-01-01'), qualified('2018-01-02')).expect(leads, { status: 'disqualified' })
  given(converted('2018-01-01'), qualified('2018-01-02')).expect(leads, { status: 'converted' })
})

test('who captured the lead prepared it, until the deal names somebody else', () => {
  given(captured('2018-01-01', { by: 'sdr-1' }), converted('2018-01-02', { by: 'rep' })).expect(leads, {
    developedBy: 'sdr-1',
    by: 'rep',
  })
  given(captured('2018-01-01', { by: 'sdr-1' }), converted('2018-01-02', { developedBy: 'sdr-2' })).expect(leads, {
    developedBy: 'sdr-2',
    by: null,
  })
})

test('a deal reported before the first contact is kept and flagged', () => {
  given(converted('2018-01-01', { developedBy: 'sdr' }), captured('2018-01-02', { origin: 'email', by: 'x' })).expect(
    leads,
    {
      status: 'converted',
      origin: 'email',
      developedBy: 'sdr',
      capturedAt: '2018-01-02T00:00:00.000Z',
      convertedAt: '2018-01-01T00:00:00.000Z',
      convertedBeforeCapture: true,
    },
  )
  given(captured('2018-01-01'), converted('2018-01-01')).expect(leads, { convertedBeforeCapture: false })
})

test('each lead of a customer has a document; other events belong to none', () => {
  given(
    captured('2018-01-01', { lead: 'L-1' }),
    captured('2018-01-02', { lead: 'L-2' }),
    purchase('2018-01-03'),
  ).expect(leads, { lead: 'L-1' }, { lead: 'L-2' })
})

test('an open lead counts at its origin and status, and is won by nobody', () => {
  const open = given(captured('2018-01-01', { origin: 'email' })).document(leads)
  expect(leads.contributions!(open)).toEqual([
    { figure: 'leads/origin', key: 'email', add: { leads: 1, won: 0 } },
    { figure: 'leads/status', key: 'captured', add: { leads: 1 } },
  ])
})

test('a lead won counts for its origin, its sellers, its segment and by the seconds it took', () => {
  given(
    captured('2018-01-01T00:00:00Z', { origin: 'email' }),
    converted('2018-01-02T00:00:01Z', { by: 'rep', developedBy: 'sdr', segment: 'pet' }),
  ).contributes(leads, [
    { figure: 'leads/origin', key: 'email', add: { leads: 1, won: 1 } },
    { figure: 'leads/status', key: 'converted', add: { leads: 1 } },
    { figure: 'leads/representative', key: 'rep', add: { won: 1 } },
    { figure: 'leads/developer', key: 'sdr', add: { won: 1 } },
    { figure: 'leads/segment', key: 'pet', add: { won: 1 } },
    { figure: 'leads/secondsToWon', key: 86_401, add: { leads: 1, beforeCapture: 0 } },
  ])
})

test('a deal before the first contact counts as one, by a duration below zero', () => {
  given(converted('2018-01-01T00:00:00Z'), captured('2018-01-01T00:01:00Z')).contributes(leads, [
    { figure: 'leads/secondsToWon', key: -60, add: { leads: 1, beforeCapture: 1 } },
  ])
})

test('a deal whose first contact is not known counts as won, and has no duration', () => {
  const known = given(converted('2018-01-01', { by: 'rep' })).document(leads)
  expect(leads.contributions!(known)).toEqual([
    { figure: 'leads/origin', key: '(empty)', add: { leads: 1, won: 1 } },
    { figure: 'leads/status', key: 'converted', add: { leads: 1 } },
    { figure: 'leads/representative', key: 'rep', add: { won: 1 } },
  ])
})

test('a deal in no segment counts in none', () => {
  const { segment } = given(captured('2018-01-01'), converted('2018-01-02', { segment: '' })).document(leads)
  expect(segment).toBeNull()
})
