import { answer, given, happened, historyOf, purchase, usd, type Happened } from '../../test/given-events.js'
import { cdnowModel, nothingRenewed } from '../../test/given-models.js'
import { cases } from '../cases/cases.read-model.js'
import { commitments } from '../commitments/commitments.read-model.js'
import { contracts } from '../contracts/contracts.read-model.js'
import { defaultLifecycleRules as rules, lifecycle } from '../lifecycle/lifecycle.read-model.js'
import { loyalty } from '../loyalty/loyalty.read-model.js'
import { opportunities } from '../opportunities/opportunities.read-model.js'
import { lifetime, parseHorizon } from '../potential/horizon.js'
import { potentialAt } from '../potential/potential.js'
import { refold, type ReadModel } from '../read-model.js'
import { value } from '../value/value.read-model.js'
import type { DeskDocuments, DeskRequest } from './at-risk.js'
import { saveDesk } from './save-desk.js'

const documentsOf = (customer: string, events: readonly Happened[]): DeskDocuments => {
  const all = <D extends object>(model: ReadModel<D>): D[] =>
    refold(model, customer, historyOf(events, customer)).map(({ body }) => body)
  const one = <D extends object>(model: ReadModel<D>): D => all(model)[0] ?? model.initial(customer)
  return {
    customer,
    lifecycle: one(lifecycle(rules)),
    loyalty: one(loyalty),
    value: one(value),
    cases: all(cases),
    commitments: all(commitments),
    opportunities: all(opportunities),
    contracts: all(contracts),
  }
}

const horizon = parseHorizon('39w')
const day = '1997-09-30'
const asOf = `${day}T23:59:59.999Z`

const deskOf = (
  customers: Readonly<Record<string, readonly Happened[]>>,
  asked: Partial<DeskRequest & { limit: number }> = {},
) =>
  saveDesk(
    (async function* () {
      await Promise.resolve()
      for (const [customer, events] of Object.entries(customers)) yield documentsOf(customer, events)
    })(),
    { asOf, model: cdnowModel, horizon, minRisk: 0.25, rules, renewalRate: nothingRenewed, limit: 10, ...asked },
  )

/** The first customer of the CDNOW sample: P(alive) is 0.727 on the day, where the gaps were 17 and 196 days. */
const first = [purchase('1997-01-01', 29_33), purchase('1997-01-18', 29_73), purchase('1997-08-02', 14_96)]
/** Bought often, and then no more. */
const quiet = ['01-01', '01-20', '02-08', '02-27', '03-18'].map((day) => purchase(`1997-${day}`, 50_00))
const lately = ['06-01', '08-01', '09-29'].map((day) => purchase(`1997-${day}`, 90_00))

const saved = (at: string) => happened('SaveActionTaken', at, { action: 'call', reason: 'quiet', by: 'rep-1' })

const cost = (amount: number) => ({ cost: usd(amount), purpose: 'serve', basis: 'per order' }) as const
const deal = { opportunity: 'd', stage: '1', amount: usd(9_00) } as const

describe('who is about to leave', () => {
  test('is at risk with what is still expected, as likely as having left', async () => {
    const { currencies } = await deskOf({ first })
    const documents = documentsOf('first', first)
    const { pAlive, expectedMargin } = potentialAt(cdnowModel, documents.loyalty, documents.value, day, horizon)!
    const valueAtRisk = Math.round((1 - pAlive) * expectedMargin.USD!)
    expect(pAlive.toFixed(3)).toBe('0.727')
    expect(valueAtRisk).toBeGreaterThan(0)
    expect(currencies).toMatchObject({
      USD: {
        customersAtRisk: 1,
        expectedMargin: expectedMargin.USD,
        valueAtRisk,
        customers: [
          { customer: 'first', stage: 'existing', pAlive, churnRisk: 1 - pAlive, net: 74_02, valueAtRisk, losses: 0 },
        ],
      },
    })
  })

  test('comes in the order of the value at risk, and only so many are listed', async () => {
    const large = first.map((_, index) => purchase(['1997-01-01', '1997-01-18', '1997-08-02'][index]!, 400_00))
    const all = (await deskOf({ first, large, quiet })).currencies.USD!
    const atRisk = all.customers.map(({ valueAtRisk }) => valueAtRisk)
    expect(all.customers).toHaveLength(3)
    expect(atRisk).toEqual(atRisk.toSorted((one, other) => other - one))
    const one = (await deskOf({ first, large, quiet }, { limit: 1 })).currencies.USD!
    expect(one.customers).toEqual(all.customers.slice(0, 1))
    expect(one).toMatchObject({ customersAtRisk: 3, valueAtRisk: atRisk.reduce((sum, amount) => sum + amount) })
    expect(all.customers[0]!.customer).toBe('large')
  })

  test.each([
    ['who has bought lately', lately],
    ['who has cost more than it brought', [...first, happened('CostAllocated', '1997-08-03', cost(80_00))]],
    [
      'who was given up',
      [...first, happened('LifecycleStageChanged', '1997-09-01', { stage: 'given up', reason: '' })],
    ],
    ['who has been lost by quietness', quiet.map((_, index) => purchase(`1996-0${index + 1}-01`, 50_00))],
    ['who has not bought', [happened('OpportunityOpened', '1997-01-01', deal)]],
  ] as const)('is nobody %s', async (_, events) => expect((await deskOf({ events })).currencies).toEqual({}))
})

describe('under contract', () => {
  /** A hundred a day, until nine days after the day asked for. */
  const contract = {
    contract: 'C-1',
    from: '1997-07-01',
    until: '1997-10-09',
    value: usd(2_000_00),
    margin: usd(36_525),
    per: 'year',
    renewalProbability: 0.75,
  } as const
  const signed = (change: object = {}, day = '1997-06-15') =>
    happened('ContractSigned', day, { ...contract, ...change })
  const oneOf = async (...events: readonly Happened[]) => (await deskOf({ one: events })).currencies.USD?.customers[0]

  test('it is renewals that may not come, of those who might buy nothing else for long', async () => {
    const certain = await oneOf(...first, signed({ renewalProbability: 1 }))
    expect(certain).toBeUndefined()
    const one = await oneOf(...first, signed())
    expect(one).toMatchObject({ churnRisk: 0.25, contractEnds: '1997-10-09', lastPurchaseDay: '1997-08-02' })
    expect(one!.pAlive!.toFixed(3)).toBe('0.727')
    // 264 days are left after its end: two and a half terms of 101 days, the next certain, one after the other less likely.
    const [agreed] = [101 + 0.75 * 101 + 0.75 ** 2 * 62].map((days) => 100 * days)
    expect(one!.valueAtRisk).toBeGreaterThan(0.25 * agreed! * 0.9)
    expect(one!.valueAtRisk).toBeLessThan(0.25 * agreed!)
    const quietOnes = [purchase('1995-01-01', 50_00), signed()]
    expect(await oneOf(...quietOnes)).toMatchObject({ stage: 'lost', churnRisk: 0.25 })
  })

  test('one that was terminated can be won back until it ends; one that ends late can wait', async () => {
    const told = happened('ContractTerminated', '1997-09-01', { contract: 'C-1', on: '1997-10-02', reason: 'price' })
    expect(await oneOf(...first, signed(), told)).toMatchObject({ churnRisk: 1, contractEnds: '1997-10-02' })
    const late = {
      late: [...first, signed({ until: '1998-10-01' })],
      soon: [...first, signed({ until: '1998-09-30' })],
    }
    const { customers } = (await deskOf(late, { horizon: lifetime })).currencies.USD!
    expect(customers.map(({ customer }) => customer)).toEqual(['soon'])
    const given = happened('LifecycleStageChanged', '1997-09-01', { stage: 'given up', reason: '' })
    expect(await oneOf(...first, signed(), given)).toBeUndefined()
  })
})

describe('the reasons', () => {
  const reasonsOf = async (...events: readonly Happened[]) =>
    (await deskOf({ one: [...quiet, ...events] })).currencies.USD!.customers[0]!.reasons

  test('are quietness beyond the usual gap, and nothing else by itself', async () => {
    expect(await reasonsOf()).toEqual({
      quiet: { days: 196, usualDays: 19 },
      openCases: 0,
      lowAnswers: 0,
      brokenCommitments: 0,
      lostOpportunities: 0,
    })
    const { currencies } = await deskOf({ first })
    expect(currencies.USD!.customers[0]!.reasons.quiet).toBeNull()
  })

  test('are cases that are open still', async () =>
    expect(
      await reasonsOf(
        happened('CaseOpened', '1997-03-20', { case: 'a' }),
        happened('CaseOpened', '1997-03-21', { case: 'b' }),
        happened('CaseResolved', '1997-03-22', { case: 'b' }),
      ),
    ).toMatchObject({ openCases: 1 }))

  test('are last answers in the worse half of their scale', async () =>
    expect(
      await reasonsOf(
        answer('1997-04-01', 2),
        answer('1997-04-01', 5, { survey: 'effort', measure: 'ces' }),
        answer('1997-04-01', 6, { survey: 'nps', measure: 'nps', scale: { min: 0, max: 10 } }),
        answer('1997-04-01', 7, { survey: 'nps-2', measure: 'nps', scale: { min: 0, max: 10 } }),
        answer('1997-04-01', 1, { survey: 'better-since' }),
        answer('1997-05-01', 4, { survey: 'better-since' }),
        answer('1996-01-01', 1, { survey: 'long-ago' }),
      ),
    ).toMatchObject({ lowAnswers: 3 }))

  test('are commitments broken, or due and not kept', async () =>
    expect(
      await reasonsOf(
        ...['broken', 'due', 'later', 'kept'].map((commitment) =>
          happened('CommitmentMade', '1997-04-01', {
            commitment,
            promise: 'soon',
            dueBy: commitment === 'later' ? '1997-10-01' : '1997-04-05',
          }),
        ),
        happened('CommitmentBroken', '1997-04-02', { commitment: 'broken', reason: 'forgotten' }),
        happened('CommitmentFulfilled', '1997-04-09', { commitment: 'kept' }),
      ),
    ).toMatchObject({ brokenCommitments: 2 }))

  test('are opportunities lost within the year', async () =>
    expect(
      await reasonsOf(
        happened('OpportunityOpened', '1995-01-01', deal),
        happened('OpportunityLost', '1995-02-01', { opportunity: 'd', reason: 'price' }),
        happened('OpportunityLost', '1997-05-01', { opportunity: 'e', reason: 'price' }),
      ),
    ).toMatchObject({ lostOpportunities: 1 }))
})

describe('saving', () => {
  test('is shown with the customer, the last time', async () => {
    const events = [...first, saved('1997-08-20'), saved('1997-09-10')]
    expect((await deskOf({ events })).currencies.USD!.customers[0]).toMatchObject({
      saveActions: 2,
      lastSaveAction: { day: '1997-09-10', action: 'call', reason: 'quiet', by: 'rep-1' },
    })
    given(...events).expect(lifecycle(rules), { saveActions: 2 })
  })

  test('has succeeded with who bought since, and failed with who is gone', async () =>
    expect(
      (
        await deskOf({
          bought: [...quiet, saved('1997-06-01'), purchase('1997-07-01')],
          sameDay: [...quiet, saved('1997-08-02'), purchase('1997-08-02')],
          gone: [purchase('1996-01-01'), saved('1996-06-01'), saved('1996-07-01')],
          open: [...first, saved('1997-09-10')],
          none: first,
        })
      ).saveActions,
    ).toEqual({ customers: 4, actions: 5, boughtSince: 1, gone: 1 }))

  test('is told beside who came back', async () =>
    expect(
      (
        await deskOf({
          back: [purchase('1995-01-01'), ...first],
          twice: [purchase('1993-01-01'), purchase('1995-01-01'), ...first],
          first,
        })
      ).winBacks,
    ).toEqual({ customers: 2, winBacks: 3 }))
})
