/** Generated histories of a few customers, with every subject in them and many events at the same instant. */
import fc from 'fast-check'
import type { LedgerEvent } from '../domain/catalogue.js'
import { definitionOf } from '../domain/catalogue.js'
import { customerIdOf, customerStream, derivedId } from '../domain/customer/customer-id.js'
import { stages } from '../domain/customer/stage.js'
import type { NewEvent } from '../domain/event.js'
import { walletBases, walletPeriods } from '../domain/wallet/wallet.subject.js'
import type { IdentityEvent } from '../domain/identity/identity.events.js'

/** An event and the stream it is for. */
export interface Arriving {
  readonly stream: string
  readonly event: NewEvent<LedgerEvent>
}

const start = Date.parse('2024-01-01T00:00:00.000Z')
const customers = ['a', 'b', 'c'].map((name) => customerIdOf('law', name))

const rate = fc.record({
  from: fc.constant('BRL'),
  to: fc.constant('USD'),
  rate: fc.constantFrom('0.2', '0.18317'),
})
const money = fc.record({ amount: fc.integer({ min: 0, max: 100_000 }), currency: fc.constantFrom('USD', 'BRL') })
const name = (prefix: string) => fc.integer({ min: 1, max: 3 }).map((number) => `${prefix}-${number}`)
const staff = fc.constantFrom('rep-1', 'rep-2', 'rep-3')
const typed = <T extends (LedgerEvent | IdentityEvent)['type']>(
  type: T,
  data: Record<string, fc.Arbitrary<unknown>>,
  required?: string[],
) => fc.record(data, required ? { requiredKeys: required } : {}).map((data) => ({ type, data }) as LedgerEvent)

const aboutCase = { case: name('case'), by: staff, sourceStatus: fc.constantFrom('A', 'B') }

const someDay = fc.nat(150).map((days) => new Date(start + days * 86_400_000).toISOString().slice(0, 10))
const someEvent = fc.nat(20).map((index) => derivedId('law', String(index)))
const ruled = {
  day: someDay,
  rule: fc.constant('rule'),
  ruleVersion: fc.constant(1),
  parameters: fc.constant({}),
  reason: fc.constant('why'),
}

const fact: fc.Arbitrary<LedgerEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: typed(
      'PurchaseCompleted',
      { total: money, discount: money, costOfGoods: money, units: fc.nat(9), rate, account: name('account') },
      ['total'],
    ),
  },
  typed('OrderPlaced', { order: name('order'), goods: money, discount: money, shipping: money }, ['order', 'goods']),
  typed('OrderApproved', { order: name('order') }),
  typed('OrderShipped', { order: name('order') }),
  typed(
    'OrderFulfilled',
    { order: name('order'), revenue: money, discount: money, costOfGoods: money, rate, account: name('account') },
    ['order', 'revenue'],
  ),
  typed(
    'OrderCancelled',
    { order: name('order'), reason: fc.constant('why'), reversedRevenue: money, reversedDiscount: money },
    ['order', 'reason'],
  ),
  typed('PaymentReceived', { order: name('order'), amount: money }),
  typed('RefundIssued', { order: name('order'), amount: money }, ['amount']),
  typed('ConcessionGranted', { cost: money, reason: fc.constant('why') }),
  typed(
    'CostAllocated',
    { cost: money, purpose: fc.constantFrom('win', 'serve'), basis: fc.constant('per order'), pool: name('pool') },
    ['cost', 'purpose', 'basis'],
  ),
  typed('WalletEstimated', {
    amount: fc.record({ amount: fc.integer({ min: 1, max: 100_000 }), currency: fc.constantFrom('USD', 'BRL') }),
    per: fc.constantFrom(...walletPeriods),
    basis: fc.constantFrom(...walletBases),
    source: fc.constant('study'),
  }),
  typed('ReferralMade', { referral: name('referral'), by: staff }, ['referral']),
  typed('LeadCaptured', { lead: name('lead'), origin: fc.constantFrom('email', 'social') }, ['lead']),
  typed('LeadConverted', { lead: name('lead'), by: staff, developedBy: staff, segment: fc.constant('pets') }, ['lead']),
  typed('LeadDisqualified', { lead: name('lead'), reason: fc.constant('why') }),
  typed('OpportunityOpened', {
    opportunity: name('deal'),
    stage: fc.constantFrom('1', '2'),
    amount: money,
    margin: money,
  }),
  typed('OpportunityStageChanged', { opportunity: name('deal'), stage: fc.constantFrom('1', '2', '3') }),
  typed('OpportunityWon', { opportunity: name('deal'), amount: money }),
  typed('OpportunityLost', { opportunity: name('deal'), reason: fc.constant('why') }),
  typed('CaseOpened', aboutCase, ['case']),
  typed('CaseAssigned', aboutCase),
  typed('CaseWaiting', { ...aboutCase, on: fc.constant('vendor') }),
  typed('CaseResolved', aboutCase, ['case']),
  typed('CaseReopened', { ...aboutCase, reason: fc.constant('why') }),
  typed('CaseClosed', aboutCase, ['case']),
  typed(
    'SurveyAnswered',
    {
      survey: fc.constantFrom('visit', 'year'),
      wave: fc.constantFrom('1', '2'),
      measure: fc.constantFrom('csat', 'trust'),
      score: fc.integer({ min: 1, max: 5 }),
      scale: fc.constant({ min: 1, max: 5 }),
    },
    ['survey', 'measure', 'score', 'scale'],
  ),
  typed('SurveyAsked', {
    survey: fc.constantFrom('visit', 'year'),
    wave: fc.constantFrom('1', '2'),
    measures: fc.constantFrom(['csat'], ['csat', 'trust']),
  }),
  typed('InteractionRecorded', { subject: fc.constant('hello') }),
  typed('SaveActionTaken', { action: fc.constantFrom('call', 'visit'), reason: fc.constant('why'), by: staff }),
  typed('CustomerRegistered', { kind: fc.constant('person'), profile: fc.constant({ city: 'X' }) }, ['kind']),
  typed('ProfileFieldChanged', { field: fc.constantFrom('city', 'size'), value: fc.option(fc.constantFrom('X', 'Y')) }),
  typed('SourceRecordLinked', { source: fc.constant('law'), externalId: fc.constantFrom('1', '2') }),
  typed('CustomerAssigned', { to: staff }),
  typed('LifecycleStageChanged', { stage: fc.constantFrom(...stages), reason: fc.constant('why') }),
  typed(
    'ContractSigned',
    {
      contract: name('contract'),
      from: someDay,
      until: fc.constant('2025-12-31'),
      value: money,
      per: fc.constant('month'),
    },
    ['contract', 'from', 'until', 'value', 'per'],
  ),
  typed('AccountOpened', { account: name('account'), label: fc.constant('fleet') }, ['account']),
  typed('AccountClosed', { account: name('account'), reason: fc.constant('why') }),
  typed('ContractAmended', { contract: name('contract'), value: money, per: fc.constant('year') }, [
    'contract',
    'value',
    'per',
  ]),
  typed('ContractRenewed', { contract: name('contract'), until: fc.constantFrom('2026-12-31', '2027-12-31') }),
  typed('ContractTerminated', { contract: name('contract'), on: someDay, reason: fc.constant('why') }),
  typed(
    'TierOverridden',
    { tier: fc.constantFrom('VIP', 'small'), reason: fc.constant('why'), by: staff, until: someDay },
    ['tier', 'reason', 'by'],
  ),
  typed('TierOverrideEnded', { reason: fc.constant('why'), by: staff }),
  typed('CustomerDeprioritised', {
    reason: fc.constant('why'),
    by: fc.constant('ann'),
    approvedBy: fc.constant('bob'),
  }),
  typed('CustomerReinstated', { reason: fc.constant('why'), by: staff }),
  typed('CommitmentMade', { commitment: name('promise'), promise: fc.constant('soon'), dueBy: someDay }, [
    'commitment',
    'promise',
  ]),
  typed('CommitmentFulfilled', { commitment: name('promise') }),
  typed('CommitmentBroken', { commitment: name('promise'), reason: fc.constant('why') }),
  // As rules about time passing would record them, and as they would not.
  typed('CustomerWentQuiet', { ...ruled, quietSince: someDay, wentQuietOn: someDay }),
  typed('CustomerQuietnessCorrected', { ...ruled, quietSince: someDay, wentQuietOn: someDay, corrects: someEvent }),
  typed(
    'CustomerTierChanged',
    {
      ...ruled,
      model: fc.constant({ name: 'simple', version: 1 }),
      from: fc.constantFrom(null, 'VIP', 'small'),
      to: fc.constantFrom('VIP', 'small'),
      score: fc.nat(100),
      scoreBefore: fc.option(fc.nat(100)),
    },
    ['day', 'rule', 'ruleVersion', 'parameters', 'reason', 'model', 'from', 'to', 'score'],
  ),
  typed('CommitmentFellDue', { ...ruled, commitment: name('promise'), dueOn: someDay }),
  typed('CommitmentDueCorrected', { ...ruled, commitment: name('promise'), dueOn: someDay, corrects: someEvent }),
)

const one = fc.constantFrom(...customers)
const why = fc.constant('why')
const discard = typed('EventDiscarded', {
  event: fc.nat(60).map((index) => derivedId('law', String(index))),
  reason: why,
})
const identity = fc.record({
  fact: fc.oneof(
    typed('CustomersMerged', { customer: one, into: one, reason: why }),
    typed('CustomersUnmerged', { customer: one, from: one, reason: why }),
  ),
  stream: fc.constant('identities'),
})

/**
 * Events in the order they arrive, which is not the order they happened in.
 * `distinct`: no two happen at the same instant, where only the order of arrival could tell them apart.
 * `discarding`: some events are left out of the history by a person.
 * `merging`: customers are merged and un-merged in between, also in ways that nobody would decide.
 */
export const arrivals = ({ most = 60, distinct = false, merging = false, discarding = false } = {}): fc.Arbitrary<
  Arriving[]
> => {
  const ofCustomer = fc.record({
    fact: discarding ? fc.oneof({ weight: 9, arbitrary: fact }, { weight: 1, arbitrary: discard }) : fact,
    stream: fc.constantFrom(...customers.map(customerStream)),
  })
  const drawn = fc
    .tuple(
      merging ? fc.oneof({ weight: 5, arbitrary: ofCustomer }, { weight: 1, arbitrary: identity }) : ofCustomer,
      fc.nat(distinct ? 1_500 : 300),
    )
    .map(([what, halfDay]) => ({ ...what, halfDay }))
  const all = distinct
    ? fc.uniqueArray(drawn, { maxLength: most, selector: ({ halfDay }) => halfDay })
    : fc.array(drawn, { maxLength: most })
  return all.map((drawn) =>
    drawn
      .map((what, index) => ({ ...what, id: derivedId('law', String(index)) }))
      .map(({ fact, stream, halfDay, id }) => ({
        stream,
        event: arrivingAt(fact.type, fact.data, id, new Date(start + halfDay * 43_200_000).toISOString()),
      })),
  )
}

/** An event as it comes to the log. */
export const arrivingAt = (
  type: string,
  data: object,
  id = derivedId('law', type),
  occurredAt = '2024-01-01T00:00:00.000Z',
): NewEvent<LedgerEvent> =>
  ({
    type,
    data,
    id,
    metadata: {
      occurredAt,
      recordedAt: '2030-01-01T00:00:00.000Z',
      actor: 'law',
      correlationId: id,
      causationId: id,
      schemaVersion: definitionOf(type).version,
    },
  }) as NewEvent<LedgerEvent>
