import { brl, given, happened, purchase, usd } from '../../test/given-events.js'
import { opportunities } from './opportunities.read-model.js'

const opened = (at: string, more: { opportunity?: string; margin?: ReturnType<typeof usd>; by?: string } = {}) =>
  happened('OpportunityOpened', at, { opportunity: 'D-1', stage: 'first talk', amount: usd(900_00), ...more })
const moved = (at: string, stage: string, by?: string) =>
  happened('OpportunityStageChanged', at, { opportunity: 'D-1', stage, ...(by !== undefined && { by }) })
const won = (at: string, amount = usd(800_00), by?: string) =>
  happened('OpportunityWon', at, { opportunity: 'D-1', amount, ...(by !== undefined && { by }) })
const lost = (at: string, by?: string) =>
  happened('OpportunityLost', at, { opportunity: 'D-1', reason: 'price', ...(by !== undefined && { by }) })

test('an opportunity that was opened is open, with what is expected of it', () => {
  given(opened('2018-01-01', { margin: usd(300_00), by: 'rep-1' })).expect(opportunities, {
    opportunity: 'D-1',
    status: 'open',
    stage: 'first talk',
    amount: usd(900_00),
    margin: usd(300_00),
    by: 'rep-1',
    openedAt: '2018-01-01T00:00:00.000Z',
    closedAt: null,
    lostBecause: null,
  })
})

test('an opportunity goes through its stages from hand to hand', () => {
  given(opened('2018-01-01', { by: 'rep-1' }), moved('2018-01-02', 'offer', 'rep-2')).expect(opportunities, {
    status: 'open',
    stage: 'offer',
    by: 'rep-2',
  })
  given(opened('2018-01-01', { by: 'rep-1' }), moved('2018-01-02', 'offer')).expect(opportunities, { by: 'rep-1' })
})

test('a deal is won for what was agreed', () => {
  given(opened('2018-01-01', { by: 'rep-1' }), moved('2018-01-02', 'offer'), won('2018-01-03')).expect(opportunities, {
    status: 'won',
    stage: 'offer',
    amount: usd(800_00),
    by: 'rep-1',
    closedAt: '2018-01-03T00:00:00.000Z',
  })
  given(opened('2018-01-01', { by: 'rep-1' }), won('2018-01-03', usd(1), 'rep-2')).expect(opportunities, {
    by: 'rep-2',
  })
})

test('a deal is lost for a reason', () => {
  given(opened('2018-01-01'), lost('2018-01-03', 'rep-3')).expect(opportunities, {
    status: 'lost',
    amount: usd(900_00),
    by: 'rep-3',
    closedAt: '2018-01-03T00:00:00.000Z',
    lostBecause: 'price',
  })
})

test('a deal that was won is not lost afterwards', () => {
  given(opened('2018-01-01'), won('2018-01-02'), lost('2018-01-03')).expect(opportunities, {
    status: 'won',
    closedAt: '2018-01-02T00:00:00.000Z',
    lostBecause: null,
  })
})

test('a deal that was lost and then won has no reason for its loss', () => {
  given(opened('2018-01-01'), lost('2018-01-02'), won('2018-01-03')).expect(opportunities, {
    status: 'won',
    closedAt: '2018-01-03T00:00:00.000Z',
    lostBecause: null,
  })
})

test('an opening that comes after other events changes nothing that they said', () => {
  given(
    moved('2018-01-01', 'offer', 'rep-2'),
    won('2018-01-02', usd(700_00)),
    opened('2018-01-03', { by: 'rep-1', margin: usd(1_00) }),
  ).expect(opportunities, {
    status: 'won',
    stage: 'offer',
    amount: usd(700_00),
    by: 'rep-2',
    margin: usd(1_00),
    openedAt: '2018-01-03T00:00:00.000Z',
  })
})

test('an opportunity that is known by its end only has a document', () => {
  given(lost('2018-01-01')).expect(opportunities, { opportunity: 'D-1', status: 'lost', stage: null, amount: null })
})

test('each opportunity of a customer has a document; other events belong to none', () => {
  given(opened('2018-01-01'), opened('2018-01-02', { opportunity: 'D-2' }), purchase('2018-01-03')).expect(
    opportunities,
    { opportunity: 'D-1' },
    { opportunity: 'D-2' },
  )
})

test('open ones make up the pipeline, by currency and stage', () => {
  given(opened('2018-01-01', { margin: usd(300_00) }), moved('2018-01-02', 'offer')).contributes(opportunities, [
    { figure: 'opportunities/status', key: 'open', add: { opportunities: 1 } },
    { figure: 'opportunities/open', key: 'USD/offer', add: { opportunities: 1, amount: 900_00, margin: 300_00 } },
  ])
})

test('won and lost ones count apart, by the stage they ended in', () => {
  given(opened('2018-01-01'), won('2018-01-02')).contributes(opportunities, [
    { figure: 'opportunities/status', key: 'won', add: { opportunities: 1 } },
    { figure: 'opportunities/won', key: 'USD/first talk', add: { opportunities: 1, amount: 800_00, margin: 0 } },
  ])
  given(opened('2018-01-01'), lost('2018-01-02')).contributes(opportunities, [
    { figure: 'opportunities/lost', key: 'USD/first talk', add: { opportunities: 1, amount: 900_00, margin: 0 } },
  ])
})

test('a margin in another currency than the amount is not added to it', () => {
  given(opened('2018-01-01', { margin: brl(300_00) })).contributes(opportunities, [
    { figure: 'opportunities/open', key: 'USD/first talk', add: { opportunities: 1, amount: 900_00, margin: 0 } },
  ])
})

test('an opportunity without an amount or a stage still counts', () => {
  const known = given(lost('2018-01-01')).document(opportunities)
  expect(opportunities.contributions!(known)).toEqual([
    { figure: 'opportunities/status', key: 'lost', add: { opportunities: 1 } },
  ])
  given(won('2018-01-01')).contributes(opportunities, [
    { figure: 'opportunities/won', key: 'USD/', add: { opportunities: 1, amount: 800_00, margin: 0 } },
  ])
})
