import fc from 'fast-check'
import type { LedgerCommand, LedgerEvent } from '../catalogue.js'
import { anyLabel, anyName, obeysTheLaws, someOf } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import { lead } from './lead.decider.js'

const captured: LedgerEvent = { type: 'LeadCaptured', data: { lead: 'L-1', origin: 'organic_search' } }
const qualified: LedgerEvent = { type: 'LeadQualified', data: { lead: 'L-1', by: 'sdr-1' } }
const disqualified: LedgerEvent = { type: 'LeadDisqualified', data: { lead: 'L-1', reason: 'no budget' } }
const converted: LedgerEvent = { type: 'LeadConverted', data: { lead: 'L-1', by: 'rep-1', developedBy: 'sdr-1' } }

const capture: LedgerCommand = { type: 'CaptureLead', data: { lead: 'L-1', origin: 'organic_search' } }
const qualify: LedgerCommand = { type: 'QualifyLead', data: { lead: 'L-1', by: 'sdr-1' } }
const disqualify: LedgerCommand = { type: 'DisqualifyLead', data: { lead: 'L-1', reason: 'no budget' } }
const convert: LedgerCommand = { type: 'ConvertLead', data: { lead: 'L-1', by: 'rep-1', developedBy: 'sdr-1' } }

describe('a lead', () => {
  test('is captured', () => given().when(capture).then(captured))
  test('is captured once', () => given(captured).when(capture).thenRefused('lead-already-captured'))
  test('is captured beside other leads of the customer', () =>
    given({ type: 'LeadCaptured', data: { lead: 'L-0' } })
      .when(capture)
      .then(captured))
  test('is qualified', () => given(captured).when(qualify).then(qualified))
  test('is not changed by qualifying it again', () => given(captured, qualified).when(qualify).thenNothing())
  test('is disqualified', () => given(captured).when(disqualify).then(disqualified))
  test('is disqualified after it was qualified', () => given(captured, qualified).when(disqualify).then(disqualified))
  test('is converted', () => given(captured, qualified).when(convert).then(converted))
  test('is converted without having been qualified', () => given(captured).when(convert).then(converted))
})

describe.each([
  ['qualified', qualify],
  ['disqualified', disqualify],
  ['converted', convert],
])('a lead cannot be %s', (_, command) => {
  test('that was never captured', () => given().when(command).thenRefused('lead-unknown'))
  test('that was given up', () => given(captured, disqualified).when(command).thenRefused('lead-not-open'))
  test('that became a deal', () => given(captured, converted).when(command).thenRefused('lead-not-open'))
  test('that became a deal, also where its capture was reported after that', () =>
    given(converted, captured).when(command).thenRefused('lead-not-open'))
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(lead, {
    CaptureLead: someOf({ lead: anyName }, { origin: anyLabel, landingPage: anyName, by: anyName }),
    QualifyLead: someOf({ lead: anyName }, { by: anyName, note: anyLabel }),
    DisqualifyLead: someOf({ lead: anyName, reason: anyLabel }, { by: anyName }),
    ConvertLead: someOf(
      { lead: anyName },
      { opportunity: anyName, developedBy: anyName, segment: anyLabel, details: fc.dictionary(anyName, anyLabel) },
    ),
  }))
