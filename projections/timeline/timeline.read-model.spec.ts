import { timelineTypes, touchpointTypes } from '../../domain/catalogue.js'
import { answer, businessDay, given, happened, historyOf, idOf, purchase, usd } from '../../test/given-events.js'
import { refold } from '../read-model.js'
import { timeline } from './timeline.read-model.js'

const contact = (at: string, recordedAt: string) =>
  happened('InteractionRecorded', at, { subject: 'a question' }, { recordedAt })

test('a touchpoint is a row: what, when, where, by whom, and the place of its event', () => {
  const [row] = refold(
    timeline,
    'c-1',
    historyOf([
      purchase(
        '1997-01-01T10:30:00Z',
        29_33,
        { units: 2 },
        { channel: 'web', source: 'cdnow', actor: 'import:cdnow', recordedAt: '1997-01-01T10:31:00.000Z' },
      ),
    ]),
  )
  expect(row!.body).toEqual({
    id: idOf(1),
    type: 'PurchaseCompleted',
    day: '1997-01-01',
    occurredAt: '1997-01-01T10:30:00.000Z',
    recordedAt: '1997-01-01T10:31:00.000Z',
    late: false,
    lateByDays: 0,
    channel: 'web',
    source: 'cdnow',
    who: 'import:cdnow',
    position: 1,
    revision: 0,
    details: { total: usd(29_33), units: 2 },
  })
})

test('rows stand in the order in which things happened; equal instants in the order of the log', () => {
  given(purchase('1997-01-02', 2), purchase('1997-01-01', 1), purchase('1997-01-02', 3)).expect(
    timeline,
    { position: 2, revision: 1, details: { total: usd(1) } },
    { position: 1, revision: 0, details: { total: usd(2) } },
    { position: 3, revision: 2, details: { total: usd(3) } },
  )
})

test('every kind of touchpoint and of change in rank has its row, and nothing else has', () => {
  expect(Object.keys(timeline.evolve).sort()).toEqual([...timelineTypes].sort())
  expect(timelineTypes.filter((type) => !touchpointTypes.includes(type)).sort()).toEqual([
    'CustomerDeprioritised',
    'CustomerReinstated',
    'CustomerTierChanged',
    'TierOverridden',
    'TierOverrideEnded',
  ])
  given(
    answer('1997-01-01', 5),
    happened('CustomerRegistered', '1997-01-02', { kind: 'person' }),
    happened('CostAllocated', '1997-01-03', { cost: usd(5_00), purpose: 'serve', basis: 'per case' }),
    happened('LeadCaptured', '1997-01-04', { lead: 'L-1' }),
    happened('CommitmentMade', '1997-01-05', { commitment: 'P-1', promise: 'a call' }),
  ).expect(timeline, { type: 'SurveyAnswered' }, { type: 'LeadCaptured' }, { type: 'CommitmentMade' })
})

test('a change of tier stands in it as the day begins, a decision with the one who made it', () => {
  const found = { from: null, to: 'VIP', score: 80, scoreBefore: null, reason: 'score 80.00: VIP begins at 75' }
  const stamp = { model: { name: 'm', version: 1 }, day: '1997-01-02', rule: 'tier', ruleVersion: 2, parameters: {} }
  given(
    purchase('1997-01-01T10:00:00Z'),
    happened('CustomerTierChanged', '1997-01-02T00:00:00Z', { ...found, ...stamp }, { actor: 'scheduler' }),
    happened('CustomerDeprioritised', '1997-01-03', { reason: 'calls daily', by: 'ann', approvedBy: 'bob' }),
  ).expect(
    timeline,
    { type: 'PurchaseCompleted' },
    { type: 'CustomerTierChanged', day: '1997-01-02', who: 'scheduler', details: found },
    { type: 'CustomerDeprioritised', who: 'ann', details: { reason: 'calls daily', approvedBy: 'bob' } },
  )
})

test('the day is the business’s own where it does not cut its days in UTC', () => {
  given(purchase('1997-01-01T20:00:00Z', 1, {}, businessDay('1997-01-02'))).expect(timeline, {
    day: '1997-01-02',
    occurredAt: '1997-01-01T20:00:00.000Z',
  })
})

test('who is the member of staff concerned, else the account that recorded it', () => {
  given(
    happened('CaseAssigned', '1997-01-01', { case: 'C-1', by: 'Frederic' }, { actor: 'import:desk' }),
    happened('CaseOpened', '1997-01-02', { case: 'C-1' }, { actor: 'import:desk' }),
    answer('1997-01-03', 5),
  ).expect(timeline, { who: 'Frederic' }, { who: 'import:desk' }, { who: 'spec' })
})

test.each([
  ['at once', '1997-01-01T12:00:00.000Z', false, 0],
  ['a millisecond before a day is over', '1997-01-02T11:59:59.999Z', false, 0],
  ['exactly a day later', '1997-01-02T12:00:00.000Z', false, 1],
  ['more than a day later', '1997-01-02T12:00:00.001Z', true, 1],
  ['a millisecond before two days are over', '1997-01-03T11:59:59.999Z', true, 1],
  ['two days later', '1997-01-03T12:00:00.000Z', true, 2],
  ['before it happens', '1996-12-25T12:00:00.000Z', false, 0],
])('recorded %s', (_when, recordedAt, late, lateByDays) => {
  given(contact('1997-01-01T12:00:00Z', recordedAt)).expect(timeline, { recordedAt, late, lateByDays })
})

test('rows without a channel or a source leave the fields out', () => {
  const row = given(purchase('1997-01-01')).document(timeline)
  expect(row).not.toHaveProperty('channel')
  expect(row).not.toHaveProperty('source')
})

test('the timeline adds nothing to the portfolio', () => {
  given(purchase('1997-01-01')).contributes(timeline, [])
})
