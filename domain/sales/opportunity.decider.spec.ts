import type { LedgerCommand, LedgerEvent } from '../catalogue.js'
import { anyLabel, anyName, anyPrice, obeysTheLaws, someOf } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import { opportunity } from './opportunity.decider.js'

const usd = (amount: number) => ({ amount, currency: 'USD' })

const opened: LedgerEvent = {
  type: 'OpportunityOpened',
  data: { opportunity: 'O-1', stage: 'proposal', amount: usd(500_00), margin: usd(120_00), by: 'rep-1' },
}
const won: LedgerEvent = { type: 'OpportunityWon', data: { opportunity: 'O-1', amount: usd(450_00) } }
const lost: LedgerEvent = { type: 'OpportunityLost', data: { opportunity: 'O-1', reason: 'price' } }

const open: LedgerCommand = {
  type: 'OpenOpportunity',
  data: { opportunity: 'O-1', stage: 'proposal', amount: usd(500_00), margin: usd(120_00), by: 'rep-1' },
}
const moveTo = (stage: string): LedgerCommand => ({
  type: 'ChangeOpportunityStage',
  data: { opportunity: 'O-1', stage },
})
const win: LedgerCommand = { type: 'WinOpportunity', data: { opportunity: 'O-1', by: 'rep-1' } }
const lose: LedgerCommand = { type: 'LoseOpportunity', data: { opportunity: 'O-1', reason: 'price' } }

describe('opening an opportunity', () => {
  test('is recorded', () => given().when(open).then(opened))
  test('is refused where it was opened already', () =>
    given(opened).when(open).thenRefused('opportunity-already-opened'))
  test('does not mind other opportunities of the customer', () =>
    given(opened, won)
      .when({ ...open, data: { ...open.data, opportunity: 'O-2' } })
      .then({ ...opened, data: { ...opened.data, opportunity: 'O-2' } }))
})

describe('moving an opportunity to another stage', () => {
  test('is recorded', () =>
    given(opened)
      .when(moveTo('negotiation'))
      .then({ type: 'OpportunityStageChanged', data: { opportunity: 'O-1', stage: 'negotiation' } }))
  test('changes nothing where it stands at that stage', () => given(opened).when(moveTo('proposal')).thenNothing())
  test('changes nothing where it was moved there before its opening was reported', () =>
    given({ type: 'OpportunityStageChanged', data: { opportunity: 'O-1', stage: 'negotiation' } }, opened)
      .when(moveTo('negotiation'))
      .thenNothing())
  test('changes nothing where it was moved to that stage before', () =>
    given(opened, { type: 'OpportunityStageChanged', data: { opportunity: 'O-1', stage: 'negotiation' } })
      .when(moveTo('negotiation'))
      .thenNothing())
})

describe('winning an opportunity', () => {
  test('is worth what was expected', () =>
    given(opened)
      .when(win)
      .then({ type: 'OpportunityWon', data: { opportunity: 'O-1', by: 'rep-1', amount: usd(500_00) } }))
  test('is worth what was agreed instead, where that is said', () =>
    given(opened)
      .when({ type: 'WinOpportunity', data: { opportunity: 'O-1', amount: usd(450_00) } })
      .then(won))
})

test('losing an opportunity is recorded with its reason', () => given(opened).when(lose).then(lost))

describe.each([
  ['moved', moveTo('negotiation')],
  ['won', win],
  ['lost', lose],
])('an opportunity cannot be %s', (_, command) => {
  test('that was never opened', () => given().when(command).thenRefused('opportunity-unknown'))
  test('that is won', () => given(opened, won).when(command).thenRefused('opportunity-not-open'))
  test('that is lost', () => given(opened, lost).when(command).thenRefused('opportunity-not-open'))
  test('that is won, also where its opening was reported after that', () =>
    given(won, opened).when(command).thenRefused('opportunity-not-open'))
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(opportunity, {
    OpenOpportunity: someOf(
      { opportunity: anyName, stage: anyLabel, amount: anyPrice },
      { margin: anyPrice, by: anyName },
    ),
    ChangeOpportunityStage: someOf({ opportunity: anyName, stage: anyLabel }, { by: anyName }),
    WinOpportunity: someOf({ opportunity: anyName }, { amount: anyPrice, by: anyName }),
    LoseOpportunity: someOf({ opportunity: anyName, reason: anyLabel }, { by: anyName }),
  }))
