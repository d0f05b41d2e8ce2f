import { given, happened, usd, type Happened } from '../../test/given-events.js'
import { closedByStage, opportunities, type OpportunityDocument } from '../opportunities/opportunities.read-model.js'
import type { Contribution } from '../read-model.js'
import { Sums } from '../sums.js'
import { pipelineOf, winRates } from './pipeline.js'

const opened = (opportunity: string, stage: string, margin?: number): Happened =>
  happened('OpportunityOpened', '2026-01-01', {
    opportunity,
    stage,
    amount: usd(100_00),
    ...(margin !== undefined && { margin: usd(margin) }),
  })
const moved = (opportunity: string, stage: string): Happened =>
  happened('OpportunityStageChanged', '2026-01-02', { opportunity, stage })
const won = (opportunity: string): Happened =>
  happened('OpportunityWon', '2026-01-03', { opportunity, amount: usd(90_00) })
const lost = (opportunity: string): Happened =>
  happened('OpportunityLost', '2026-01-03', { opportunity, reason: 'price' })

const closedOf = (documents: readonly OpportunityDocument[]) => {
  const sums = new Sums()
  for (const document of documents) sums.tally(opportunities.contributions!(document))
  const of = (figure: string): Contribution[] => [...sums.values()].filter((sum) => sum.figure === figure)
  return { byStatus: of('opportunities/status'), byStage: of(closedByStage) }
}

const document = (...events: readonly Happened[]): OpportunityDocument => given(...events).document(opportunities)
const times = (count: number, make: (name: string) => readonly Happened[]): OpportunityDocument[] =>
  Array.from({ length: count }, (_, i) => document(...make(`O-${i}`)))

describe('the chance of an opportunity', () => {
  const closed = closedOf([
    ...times(3, (name) => [opened(name, 'offer'), won(name)]),
    ...times(1, (name) => [opened(name, 'talk'), moved(name, 'offer'), won(name)]),
    ...times(6, (name) => [opened(name, 'talk'), moved(name, 'offer'), lost(name)]),
    ...times(10, (name) => [opened(name, 'talk'), lost(name)]),
    ...times(5, (name) => [opened(name, 'offer')]),
    ...times(2, (name) => [opened(name, 'rare'), won(name)]),
  ])
  const pWin = winRates(closed)

  test('is the share won of those that were ever in its stage', () => {
    expect(pWin('offer')).toBe(4 / 10)
    expect(pWin('talk')).toBe(1 / 17)
  })
  test('is that of all where too few were in the stage', () => {
    expect(pWin('rare')).toBe(6 / 22)
    expect(pWin('never heard of')).toBe(6 / 22)
    expect(pWin(null)).toBe(6 / 22)
  })
  test('is not known before any was closed', () => expect(winRates(closedOf([]))('offer')).toBeNull())
})

describe('the pipeline', () => {
  const closed = closedOf([
    ...times(5, (name) => [opened(name, 'offer'), won(name)]),
    ...times(15, (name) => [opened(name, 'offer'), lost(name)]),
  ])
  const mine = [
    document(opened('O-1', 'offer', 40_00)),
    document(opened('O-2', 'offer')),
    document(opened('O-3', 'offer', 70_00), won('O-3')),
  ]

  test('is the margin of what is open, by its chance; the amount where no margin is known', () => {
    expect(pipelineOf(mine, closed, false)).toEqual({
      expectedMargin: { USD: 35_00 },
      isBesidePattern: true,
      open: 2,
      opportunities: [
        { opportunity: 'O-2', stage: 'offer', pWin: 0.25, margin: 100_00, currency: 'USD', marginBasis: 'amount' },
        { opportunity: 'O-1', stage: 'offer', pWin: 0.25, margin: 40_00, currency: 'USD', marginBasis: 'margin' },
      ],
    })
  })
  test('is expected by the pattern already, of who has bought before', () =>
    expect(pipelineOf(mine, closed, true).isBesidePattern).toBe(false))
})
