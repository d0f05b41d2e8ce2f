/** The folds on real data, straight from the files; figures from the reference, counted from the files apart. */
import { readFileSync } from 'node:fs'
import type { CaseEvent } from '../domain/service/case.events.js'
import { happened, historyOf, purchase, type Happened } from '../test/given-events.js'
import { describeWithData, sharedData } from '../test/shared-data.js'
import { cases } from './cases/cases.read-model.js'
import { leads } from './leads/leads.read-model.js'
import { defaultLifecycleRules } from './lifecycle/lifecycle.read-model.js'
import { loyalty, loyaltyAt } from './loyalty/loyalty.read-model.js'
import { portfolioOf, type Portfolio } from './portfolio/portfolio.js'
import { refold, type AnyReadModel } from './read-model.js'
import { Sums } from './sums.js'
import { value } from './value/value.read-model.js'

type Histories = ReadonlyMap<string, readonly Happened[]>

/** The rows of a file without its heading. None of these files quotes a separator. */
const rowsOf = (file: string, separator: string | RegExp): string[][] =>
  readFileSync(sharedData(file), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.trim().split(separator))

const byCustomer = (told: readonly (readonly [string, Happened])[]): Histories => {
  const histories = new Map<string, Happened[]>()
  for (const [customer, event] of told) {
    const history = histories.get(customer)
    if (history) history.push(event)
    else histories.set(customer, [event])
  }
  return histories
}

const portfolio = (histories: Histories, asOf: string, ...models: readonly AnyReadModel[]): Portfolio => {
  const sums = new Sums()
  for (const [customer, events] of histories) {
    const history = historyOf(events, customer)
    for (const model of models)
      for (const { body } of refold(model, customer, history)) sums.tally(model.contributions!(body))
  }
  return portfolioOf(sums.values(), asOf, defaultLifecycleRules)
}

describeWithData('the folds of CDNOW master', () => {
  let histories: Histories
  beforeAll(() => {
    const day = (text: string) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
    const cents = (dollars: string) => Number(dollars.replace('.', ''))
    histories = byCustomer(
      rowsOf('CDNOW_master.txt', / +/).map(([customer, date, units, dollars]) => [
        customer!,
        purchase(day(date!), cents(dollars!), { units: Number(units) }),
      ]),
    )
  })

  test('are its customers, revenue, concentration and cohorts', () => {
    const folded = portfolio(histories, '1998-06-30', loyalty, value)
    expect(folded).toMatchObject({
      buyers: 23_570,
      repeatCustomers: 11_516,
      repeatRate: 11_516 / 23_570,
      purchases: 69_659,
      purchaseDays: 67_591,
      revenue: { USD: 250_031_563 },
      concentration: { USD: { customers: 23_570 } },
    })
    expect(folded.gini).toBeCloseTo(0.6345711845815959, 12)
    expect(folded.top20Share).toBeCloseTo(0.6777738296984529, 12)
    expect(folded.cohorts).toEqual({
      '1997-01': [7846, 1157, 964, 810, 679, 736, 720, 582, 559, 594, 673, 634, 528, 511, 664, 472, 497, 498],
      '1997-02': [8476, 1312, 980, 783, 847, 786, 626, 619, 666, 721, 661, 545, 568, 718, 545, 548, 551],
      '1997-03': [7248, 1032, 752, 756, 674, 564, 561, 579, 634, 569, 464, 472, 678, 420, 443, 457],
    })
  })

  test('are the value and the loyalty of customer 00004', () => {
    const history = historyOf(histories.get('00004')!)
    expect(refold(value, '00004', history)[0]!.body).toMatchObject({
      costBasis: 'none',
      currencies: {
        USD: {
          revenue: 100_50,
          net: 100_50,
          months: {
            '1997-01': { revenue: 59_06 },
            '1997-08': { revenue: 14_96 },
            '1997-12': { revenue: 26_48 },
          },
        },
      },
    })
    expect(loyaltyAt(refold(loyalty, '00004', history)[0]!.body, '1998-06-30')).toMatchObject({
      purchases: 4,
      purchaseDays: 4,
      repeat: true,
      firstPurchaseDay: '1997-01-01',
      lastPurchaseDay: '1997-12-12',
      recencyDays: 200,
      tenureDays: 545,
      monetary: { USD: 100_50 },
    })
  })

  test('find the largest customer', () => {
    const [document] = refold(value, '07592', historyOf(histories.get('07592')!))
    expect(document!.body.currencies.USD!.revenue).toBe(13_990_93)
  })
})

describeWithData('the folds of the Olist funnel', () => {
  test('are its leads and deals by origin, seller and segment, and the time they took', () => {
    const captured = rowsOf('olist-funnel/olist_marketing_qualified_leads_dataset.csv', ',').map(
      ([lead, day, , origin]) => [lead!, happened('LeadCaptured', day!, { lead: lead!, origin: origin! })] as const,
    )
    const converted = rowsOf('olist-funnel/olist_closed_deals_dataset.csv', ',').map(
      ([lead, , developedBy, by, wonAt, segment]) =>
        [
          lead!,
          happened('LeadConverted', `${wonAt!.replace(' ', 'T')}Z`, {
            lead: lead!,
            developedBy: developedBy!,
            by: by!,
            segment: segment!,
          }),
        ] as const,
    )
    const { funnel } = portfolio(byCustomer([...converted, ...captured]), '2018-12-31', leads)
    expect(funnel).toMatchObject({ leads: 8_000, won: 842, wonBeforeContact: 1 })
    expect(funnel.byOrigin).toEqual({
      'organic search': { leads: 2_296, won: 271 },
      'paid search': { leads: 1_586, won: 195 },
      social: { leads: 1_350, won: 75 },
      unknown: { leads: 1_099, won: 179 },
      'direct traffic': { leads: 499, won: 56 },
      email: { leads: 493, won: 15 },
      referral: { leads: 284, won: 24 },
      other: { leads: 150, won: 4 },
      display: { leads: 118, won: 6 },
      'other publicities': { leads: 65, won: 3 },
      '(empty)': { leads: 60, won: 14 },
    })
    expect(funnel.medianDaysToWon).toBeCloseTo(14.72, 2)
    expect(Object.keys(funnel.byDeveloper)).toHaveLength(32)
    expect(Object.keys(funnel.byRepresentative)).toHaveLength(22)
    expect(funnel.bySegment).toMatchObject({
      'home decor': { won: 105 },
      'health beauty': { won: 93 },
      'car accessories': { won: 77 },
    })
  })
})

describeWithData('the folds of BPI 2013', () => {
  const typeOf = (status: string): CaseEvent['type'] => {
    if (status === 'Completed+Closed') return 'CaseClosed'
    if (status === 'Completed+Cancelled') return 'CaseCancelled'
    if (status.startsWith('Completed+')) return 'CaseResolved'
    if (status.startsWith('Accepted+Wait')) return 'CaseWaiting'
    if (status === 'Accepted+Assigned') return 'CaseAssigned'
    return status === 'Accepted+In Progress' ? 'CaseWorkStarted' : 'CaseQueued'
  }

  test('are its cases, with their changes, hand-offs and reopenings', () => {
    const history = rowsOf('bpi2013/bpi2013_incidents_all.csv', ',').map(([about, sourceStatus, by, at]) => {
      const type = typeOf(sourceStatus!)
      const change = { case: about!, by: by!, sourceStatus: sourceStatus! }
      return happened(type, `${at!}Z`, type === 'CaseWaiting' ? { ...change, on: sourceStatus! } : change)
    })
    const folded = portfolio(new Map([['organisation', history]]), '2012-05-22', cases).cases
    expect(folded).toMatchObject({ cases: 7_554, handOffs: 20_649, reopenings: 580, byStatus: { closed: 5_573 } })
    expect(folded.bySourceStatus['Completed+Closed']).toBe(5_573)
    expect(folded.changes).toEqual({
      'Accepted+In Progress': 30_239,
      'Queued+Awaiting Assignment': 11_544,
      'Completed+Resolved': 6_115,
      'Completed+Closed': 5_716,
      'Accepted+Wait - User': 4_217,
      'Accepted+Assigned': 3_221,
      'Completed+In Call': 2_035,
      'Accepted+Wait': 1_533,
      'Accepted+Wait - Implementation': 493,
      'Accepted+Wait - Vendor': 313,
      'Accepted+Wait - Customer': 101,
      'Unmatched+Unmatched': 5,
      'Completed+Cancelled': 1,
    })
  })
})
