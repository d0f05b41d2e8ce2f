import type { Stage } from '../../domain/customer/stage.js'
import {
  answer,
  brl,
  happened,
  orderCancelled,
  orderFulfilled,
  orderPlaced,
  portfolioOfCustomers,
  purchase,
  refund,
  usd,
} from '../../test/given-events.js'
import { defaultLifecycleRules } from '../lifecycle/lifecycle.read-model.js'
import type { Contribution } from '../read-model.js'
import { portfolioFigures, portfolioOf } from './portfolio.js'

const of = (contributions: readonly Contribution[], asOf = '2020-01-01') =>
  portfolioOf(contributions, asOf, defaultLifecycleRules)

const linked = (at: string) => happened('SourceRecordLinked', at, { source: 'cdnow', externalId: '1' })
const captured = (at: string, origin?: string) =>
  happened('LeadCaptured', at, { lead: 'L-1', ...(origin !== undefined && { origin }) })
const converted = (at: string, more: { by?: string; developedBy?: string; segment?: string } = {}) =>
  happened('LeadConverted', at, { lead: 'L-1', ...more })

const noAnswers = { answers: 0, mean: null, interval: null, distribution: {} }

test('a portfolio of nobody has empty figures', () => {
  expect(of([])).toEqual({
    customers: 0,
    buyers: 0,
    repeatCustomers: 0,
    repeatRate: null,
    purchases: 0,
    purchaseDays: 0,
    revenue: {},
    value: {},
    reported: {},
    margins: { through: '2019-12', currencies: {} },
    gini: null,
    top20Share: null,
    concentration: {},
    cohorts: {},
    stages: {},
    churn: { windowDays: 365, active: 0, churned: 0, months: {} },
    funnel: {
      leads: 0,
      won: 0,
      wonBeforeContact: 0,
      medianDaysToWon: null,
      byStatus: {},
      byOrigin: {},
      byRepresentative: {},
      byDeveloper: {},
      bySegment: {},
    },
    pipeline: { byStatus: {}, amounts: { open: {}, won: {}, lost: {} } },
    orders: { byStatus: {}, steps: {}, cancelledBecause: {}, money: {} },
    cases: { cases: 0, byStatus: {}, bySourceStatus: {}, changes: {}, handOffs: 0, reopenings: 0 },
    satisfaction: {
      answers: 0,
      mean: null,
      interval: null,
      distribution: {},
      nps: { answers: 0, score: null, interval: null, promoters: 0, passives: 0, detractors: 0 },
      ces: noAnswers,
      attitudes: { identification: noAnswers, belonging: noAnswers, trust: noAnswers },
      bySurvey: {},
      waves: [],
    },
  })
})

test('sums that came down to zero are as good as absent', () => {
  const zero = (figure: string, key: string | number, ...measures: string[]): Contribution => ({
    figure,
    key,
    add: Object.fromEntries(measures.map((measure) => [measure, 0])),
  })
  expect(
    of([
      zero('customers', 'all', 'customers'),
      zero('buyers', 'all', 'customers', 'repeat', 'purchases', 'purchaseDays'),
      zero('value', 'USD', 'revenue', 'net', 'customers'),
      zero('revenue/USD', 29_33, 'customers'),
      zero('cohort', '1997-01/+0003', 'customers'),
      zero('stage', 9_862, 'existing'),
      zero('turnover', '1997-01', 'gained', 'lost'),
      zero('leads/origin', 'email', 'leads', 'won'),
      zero('leads/status', 'captured', 'leads'),
      zero('leads/secondsToWon', 60, 'leads', 'beforeCapture'),
      zero('leads/representative', 'rep', 'won'),
      zero('opportunities/status', 'open', 'opportunities'),
      zero('opportunities/open', 'USD/offer', 'opportunities', 'amount', 'margin'),
      zero('orders/status', 'placed', 'orders'),
      zero('orders/steps', 'all', 'placed', 'approved'),
      zero('orders/money', 'BRL', 'goods', 'shipping'),
      zero('orders/cancelled', 'out of stock', 'orders'),
      zero('cases', 'all', 'cases', 'handOffs', 'reopenings'),
      zero('cases/status', 'open', 'cases'),
      zero('cases/changes', 'open', 'changes'),
      zero('answers', 'csat/after-sale/5', 'answers'),
      zero('waves', '["csat","yearly","spring"]', 'asked', 'answered'),
      zero('waves/answers', '["csat","yearly","spring",5]', 'answers'),
    ]),
  ).toEqual(of([]))
})

test('the distributions that only ranks are read from are not asked for', () => {
  const asked = ['customers', 'buyers', 'value', 'revenue/USD', 'cohort', 'stage', 'leads/origin', 'cases', 'answers']
  expect(asked.every(portfolioFigures)).toBe(true)
  expect(['lastPurchaseDay', 'purchaseDays', 'monetary/USD'].some(portfolioFigures)).toBe(false)
})

test('customers have a file, buyers have bought, repeat customers on more than one day', () => {
  expect(
    portfolioOfCustomers(
      '1997-12-31',
      [linked('1997-01-01')],
      [linked('1997-01-01')],
      [linked('1997-01-01'), purchase('1997-01-01'), purchase('1997-01-01')],
      [linked('1997-01-01'), purchase('1997-01-01'), orderPlaced('1997-01-02')],
      [purchase('1997-01-01')],
    ),
  ).toMatchObject({
    customers: 4,
    buyers: 3,
    repeatCustomers: 1,
    repeatRate: 1 / 3,
    purchases: 5,
    purchaseDays: 4,
  })
})

test('value adds up by currency, and revenue is a part of it', () => {
  const portfolio = portfolioOfCustomers(
    '1997-12-31',
    [
      purchase('1997-01-01', 1_000, { costOfGoods: usd(400) }),
      refund('1997-01-02', 100),
      happened('ConcessionGranted', '1997-01-03', { cost: usd(50), reason: 'came late' }),
    ],
    [
      purchase('1997-01-01', 500),
      happened('CostAllocated', '1997-01-04', { cost: usd(20), purpose: 'serve', basis: 'per case' }),
      happened('CostAllocated', '1997-01-05', { cost: usd(7), purpose: 'win', basis: 'per lead' }),
      orderPlaced('1997-01-06'),
      orderFulfilled('1997-01-07'),
    ],
  )
  expect(portfolio.revenue).toEqual({ USD: 1_500, BRL: 100_00 })
  expect(portfolio.value.USD).toEqual({
    revenue: 1_500,
    refunds: 100,
    concessions: 50,
    costOfGoods: 400,
    costToServe: 20,
    costToWin: 7,
    net: 923,
  })
})

describe('concentration', () => {
  test('is that of recognised revenue by currency, of everybody who bought in it', () => {
    const { concentration } = portfolioOfCustomers(
      '1997-12-31',
      [purchase('1997-01-01', 1_00)],
      [purchase('1997-01-01', 3_00), refund('1997-01-02', 2_00)],
      [orderPlaced('1997-01-01')],
      [happened('CostAllocated', '1997-01-05', { cost: usd(7), purpose: 'win', basis: 'per lead' })],
    )
    expect(concentration.USD).toMatchObject({ customers: 2, gini: 0.25, top20Share: 0.75 })
    expect(concentration.BRL).toMatchObject({ customers: 1, gini: null, hhi: null, top20Share: null, pareto: [] })
  })

  test('at the top is that of the currency in which most customers bought, of equals the first by name', () => {
    const dollars = [purchase('1997-01-01', 1_00)]
    const reais = (amount: number) => [purchase('1997-01-01', 0, { total: brl(amount) })]
    expect(portfolioOfCustomers('1997-12-31', dollars, dollars, reais(1))).toMatchObject({ gini: 0, top20Share: 0.5 })
    expect(portfolioOfCustomers('1997-12-31', dollars, dollars, reais(1), reais(3))).toMatchObject({
      gini: 0.25,
      top20Share: 0.75,
    })
  })
})

describe('cohorts', () => {
  test('have a place for every month up to the last in which anybody bought', () => {
    const { cohorts } = portfolioOfCustomers(
      '1998-12-31',
      [purchase('1997-11-05'), purchase('1998-01-05'), purchase('1998-01-06')],
      [purchase('1997-11-30'), purchase('1997-12-01')],
      [purchase('1998-02-01')],
      [linked('1998-09-01')],
    )
    expect(cohorts).toEqual({ '1997-11': [2, 1, 1, 0], '1998-02': [1] })
    expect(Object.keys(cohorts)).toEqual(['1997-11', '1998-02'])
  })

  test('go on for more than ten months in the right places', () => {
    const { cohorts } = portfolioOfCustomers('1999-01-01', [purchase('1997-01-01'), purchase('1997-12-01')])
    expect(cohorts['1997-01']).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
  })
})

describe('stages', () => {
  const said = (at: string, stage: Stage) => happened('LifecycleStageChanged', at, { stage, reason: 'a talk' })
  const customers = [
    [purchase('1997-01-01')],
    [purchase('1997-01-01'), purchase('1997-01-02')],
    [purchase('1997-01-01'), said('1997-06-01', 'given up')],
    [purchase('1997-01-01'), said('1997-06-01', 'lost')],
    [happened('LeadCaptured', '1997-01-01', { lead: 'L-1' })],
    [answer('1997-01-01', 5)],
  ]

  test('are counted as of a day: those quiet for more than 365 days are lost by then', () => {
    const stagesOn = (asOf: string) => portfolioOfCustomers(asOf, ...customers).stages
    const neverQuiet = { 'given up': 1, potential: 1 }
    expect(stagesOn('1998-01-01')).toEqual({ ...neverQuiet, lost: 1, 'first deal': 1, existing: 1 })
    expect(stagesOn('1998-01-02')).toEqual({ ...neverQuiet, lost: 2, existing: 1 })
    expect(stagesOn('1998-01-03')).toEqual({ ...neverQuiet, lost: 3 })
  })

  test('follow the rules that are given', () => {
    const quiet = of([{ figure: 'stage', key: 9_862, add: { existing: 1 } }], '1997-01-12')
    expect(quiet.stages).toEqual({ existing: 1 })
    const strict = { ...defaultLifecycleRules, lostAfterDays: 10 }
    expect(portfolioOf([{ figure: 'stage', key: 9_862, add: { existing: 1 } }], '1997-01-12', strict).stages).toEqual({
      lost: 1,
    })
  })
})

describe('the lead funnel', () => {
  test('counts leads and those won, by origin, status, sellers and segment', () => {
    const { funnel } = portfolioOfCustomers(
      '2018-12-31',
      [captured('2018-01-01', 'email'), converted('2018-01-11', { by: 'rep-1', developedBy: 'sdr-1', segment: 'pet' })],
      [captured('2018-01-01', 'email'), converted('2018-01-03', { by: 'rep-1', developedBy: 'sdr-2' })],
      [captured('2018-01-01', 'email'), happened('LeadQualified', '2018-01-02', { lead: 'L-1' })],
      [captured('2018-01-01')],
    )
    expect(funnel).toMatchObject({
      leads: 4,
      won: 2,
      wonBeforeContact: 0,
      byStatus: { captured: 1, converted: 2, qualified: 1 },
      byOrigin: { '(empty)': { leads: 1, won: 0 }, email: { leads: 3, won: 2 } },
      byRepresentative: { 'rep-1': { won: 2 } },
      byDeveloper: { 'sdr-1': { won: 1 }, 'sdr-2': { won: 1 } },
      bySegment: { pet: { won: 1 } },
    })
    expect(Object.keys(funnel.bySegment)).toEqual(['pet'])
  })

  test('leaves out sellers who have won nothing', () => {
    const { funnel } = portfolioOfCustomers('2018-12-31', [
      happened('LeadCaptured', '2018-01-01', { lead: 'L-1', by: 'sdr-1' }),
    ])
    expect(funnel).toMatchObject({ leads: 1, byDeveloper: {} })
  })

  test('flags deals before the first contact, and keeps them in every figure', () => {
    const { funnel } = portfolioOfCustomers('2018-12-31', [converted('2018-01-01'), captured('2018-01-02', 'email')])
    expect(funnel).toMatchObject({ leads: 1, won: 1, wonBeforeContact: 1, medianDaysToWon: -1 })
  })

  test.each([
    ['the one', [3], 3],
    ['the middle one', [9, 1, 4], 4],
    ['of two in the middle the longer', [1, 2, 10, 30], 10],
    ['counted as often as it occurs', [5, 1, 1, 1], 1],
    ['of two the longer', [12, 2], 12],
  ])('takes for the median time to a deal %s', (_which, days, median) => {
    const deals = days.map((taken) => [
      captured('2018-01-01'),
      converted(new Date(Date.UTC(2018, 0, 1 + taken)).toISOString()),
    ])
    expect(portfolioOfCustomers('2018-12-31', [captured('2018-01-01')], ...deals).funnel.medianDaysToWon).toBe(median)
  })

  test('measures the time to a deal to the second', () => {
    const { funnel } = portfolioOfCustomers('2018-12-31', [captured('2018-01-01'), converted('2018-01-02T06:00:00Z')])
    expect(funnel.medianDaysToWon).toBe(1.25)
  })
})

test('the pipeline is what is open, won and lost, by currency and stage', () => {
  const opened = (opportunity: string, stage: string, amount: ReturnType<typeof usd>) =>
    happened('OpportunityOpened', '2018-01-01', { opportunity, stage, amount, margin: { ...amount, amount: 1_00 } })
  const { pipeline } = portfolioOfCustomers(
    '2018-12-31',
    [opened('D-1', 'offer', usd(10_00)), opened('D-2', 'offer', usd(5_00)), opened('D-3', 'talk', brl(7_00))],
    [
      opened('D-1', 'talk', usd(20_00)),
      happened('OpportunityWon', '2018-01-02', { opportunity: 'D-1', amount: usd(18_00) }),
      opened('D-2', 'talk', usd(30_00)),
      happened('OpportunityLost', '2018-01-02', { opportunity: 'D-2', reason: 'price' }),
    ],
  )
  expect(pipeline).toEqual({
    byStatus: { lost: 1, open: 3, won: 1 },
    amounts: {
      open: {
        'BRL/talk': { opportunities: 1, amount: 7_00, margin: 1_00 },
        'USD/offer': { opportunities: 2, amount: 15_00, margin: 2_00 },
      },
      won: { 'USD/talk': { opportunities: 1, amount: 18_00, margin: 1_00 } },
      lost: { 'USD/talk': { opportunities: 1, amount: 30_00, margin: 1_00 } },
    },
  })
})

test('orders are counted by status and by the steps they took, and their money adds up', () => {
  const paid = happened('PaymentReceived', '2018-01-03', { order: 'O-1', amount: brl(112_50) })
  const { orders } = portfolioOfCustomers(
    '2018-12-31',
    [
      orderPlaced('2018-01-01', { shipping: brl(12_50), promisedBy: '2018-01-05' }),
      happened('OrderApproved', '2018-01-02', { order: 'O-1' }),
      happened('OrderShipped', '2018-01-03', { order: 'O-1' }),
      paid,
      orderFulfilled('2018-01-06'),
      refund('2018-01-07', 0, { order: 'O-1', amount: brl(10_00) }),
    ],
    [orderPlaced('2018-01-01'), orderCancelled('2018-01-02')],
    [orderPlaced('2018-01-01', { goods: usd(5_00) })],
  )
  expect(orders).toEqual({
    byStatus: { cancelled: 1, fulfilled: 1, placed: 1 },
    steps: { placed: 3, approved: 1, shipped: 1, fulfilled: 1, fulfilledLate: 1 },
    cancelledBecause: { 'out of stock': 1 },
    money: {
      BRL: { goods: 200_00, shipping: 12_50, paid: 112_50, refunded: 10_00 },
      USD: { goods: 5_00, shipping: 0, paid: 0, refunded: 0 },
    },
  })
})

test('cases are counted by status, with their changes, hand-offs and reopenings', () => {
  const started = (at: string, about: string, by: string) =>
    happened('CaseWorkStarted', at, { case: about, by, sourceStatus: 'Accepted+In Progress' })
  const closed = (at: string, about: string) =>
    happened('CaseClosed', at, { case: about, sourceStatus: 'Completed+Closed' })
  const { cases } = portfolioOfCustomers(
    '2012-12-31',
    [started('2012-01-01', 'C-1', 'Eric'), closed('2012-01-02', 'C-1'), started('2012-01-03', 'C-1', 'Siebel')],
    [started('2012-01-01', 'C-1', 'Eric'), closed('2012-01-02', 'C-1')],
    [happened('CaseOpened', '2012-01-01', { case: 'C-9' })],
  )
  expect(cases).toEqual({
    cases: 3,
    byStatus: { closed: 1, 'in progress': 1, open: 1 },
    bySourceStatus: { 'Accepted+In Progress': 1, 'Completed+Closed': 1 },
    changes: { 'Accepted+In Progress': 3, 'Completed+Closed': 2, open: 1 },
    handOffs: 1,
    reopenings: 1,
  })
})

describe('churn', () => {
  const customers = [
    [purchase('1997-01-01')],
    [purchase('1997-01-01'), purchase('1997-12-01')],
    [purchase('1997-02-01'), purchase('1998-06-01')],
    [linked('1997-01-01')],
  ]

  test('is who was gained, lost and won back, month by month, and how many are customers then', () =>
    expect(portfolioOfCustomers('1998-06-30', ...customers).churn).toEqual({
      windowDays: 365,
      active: 2,
      churned: 1,
      months: {
        '1997-01': { gained: 2, lost: 0, wonBack: 0, net: 2, active: 2, churnRate: null },
        '1997-02': { gained: 1, lost: 0, wonBack: 0, net: 1, active: 3, churnRate: 0 },
        '1998-01': { gained: 0, lost: 1, wonBack: 0, net: -1, active: 2, churnRate: 1 / 3 },
        '1998-02': { gained: 0, lost: 1, wonBack: 0, net: -1, active: 1, churnRate: 1 / 2 },
        '1998-06': { gained: 0, lost: 0, wonBack: 1, net: 1, active: 2, churnRate: 0 },
      },
    }))

  test('counts a quiet customer as lost on the day after the window, not before', () => {
    const bought = [purchase('1997-01-01')]
    expect(portfolioOfCustomers('1998-01-01', bought).churn).toMatchObject({ active: 1, churned: 0 })
    expect(portfolioOfCustomers('1998-01-02', bought).churn).toMatchObject({
      active: 0,
      churned: 1,
      months: { '1998-01': { lost: 1 } },
    })
  })

  test('agrees with the stages', () => {
    const { churn, stages } = portfolioOfCustomers('1998-06-30', ...customers)
    expect(stages).toEqual({ existing: 1, 'won back': 1, lost: 1 })
    expect(churn.active).toBe(stages.existing! + stages['won back']!)
  })
})

describe('satisfaction', () => {
  const nps = (score: number) => answer('2018-01-01', score, { measure: 'nps', scale: { min: 0, max: 10 } })
  const ces = (score: number) => answer('2018-01-01', score, { measure: 'ces' })

  test('is the mean and the distribution of satisfaction answers alone', () => {
    const { satisfaction } = portfolioOfCustomers(
      '2018-12-31',
      [answer('2018-01-01', 5), answer('2018-01-02', 4), nps(0)],
      [answer('2018-01-03', 1, { survey: 'yearly' }), ces(2)],
    )
    expect(satisfaction).toMatchObject({ answers: 3, mean: 10 / 3 })
    expect(satisfaction.distribution).toEqual({ 1: 1, 4: 1, 5: 1 })
  })

  test('knows promoters from 9, passives from 7, and detractors', () => {
    const { satisfaction } = portfolioOfCustomers(
      '2018-12-31',
      [nps(10), nps(9), nps(9), nps(8)],
      [nps(7), nps(6), nps(0)],
    )
    expect(satisfaction.nps).toMatchObject({ answers: 7, score: 100 / 7, promoters: 3, passives: 2, detractors: 2 })
    expect(portfolioOfCustomers('2018-12-31', [nps(0), nps(8)]).satisfaction.nps.score).toBe(-50)
  })

  test('has the effort that customers report', () => {
    expect(portfolioOfCustomers('2018-12-31', [ces(1), ces(2), ces(2)]).satisfaction.ces).toMatchObject({
      answers: 3,
      mean: 5 / 3,
      distribution: { 1: 1, 2: 2 },
    })
  })

  test('keeps surveys apart, and the measures that one of them asks', () => {
    const { satisfaction } = portfolioOfCustomers(
      '2018-12-31',
      [answer('2018-01-01', 5), nps(9), answer('2018-01-01', 3, { survey: 'shop/yearly' })],
      [nps(3), answer('2018-01-01', 2, { survey: '__proto__' })],
    )
    expect(satisfaction.bySurvey).toMatchObject({
      'csat/__proto__': { measure: 'csat', answers: 1, mean: 2, distribution: { 2: 1 } },
      'csat/after-sale': { measure: 'csat', answers: 1, mean: 5, distribution: { 5: 1 } },
      'csat/shop/yearly': { measure: 'csat', answers: 1, mean: 3, distribution: { 3: 1 } },
      'nps/after-sale': { measure: 'nps', answers: 2, mean: 6, distribution: { 3: 1, 9: 1 } },
    })
    expect(Object.keys(satisfaction.bySurvey)).toHaveLength(4)
  })

  test('says how sure its figures are, from two answers on', () => {
    const { satisfaction } = portfolioOfCustomers(
      '2018-12-31',
      [answer('2018-01-01', 4), nps(10), nps(8)],
      [answer('2018-01-01', 5), nps(0), nps(9), ces(3)],
    )
    // 4.5 ± 1.96 · √(0.5 / 2); 25 ± 1.96 · √((75² + 75² + 25² + 125²) / 3 / 4)
    expect(satisfaction.interval!.low).toBeCloseTo(4.5 - 0.98, 3)
    expect(satisfaction.interval!.high).toBeCloseTo(4.5 + 0.98, 3)
    expect(satisfaction.nps.interval!.low).toBeCloseTo(25 - 93.826, 2)
    expect(satisfaction.nps.interval!.high).toBeCloseTo(25 + 93.826, 2)
    expect(satisfaction.ces.interval).toBeNull()
  })

  test('has attitudes beside it', () => {
    const trust = (score: number) => answer('2018-01-01', score, { measure: 'trust' })
    const { satisfaction } = portfolioOfCustomers('2018-12-31', [trust(5)], [trust(2), answer('2018-01-01', 1)])
    expect(satisfaction.attitudes).toMatchObject({ trust: { answers: 2, mean: 3.5 }, belonging: { answers: 0 } })
    expect(satisfaction.answers).toBe(1)
  })

  test('has waves with their response: customers who answered, of those who were asked', () => {
    const asked = (wave: string) =>
      happened('SurveyAsked', '2018-01-01', { survey: 'yearly', wave, measures: ['nps', 'csat'] })
    const answered = (wave: string, score: number) =>
      answer('2018-01-02', score, { survey: 'yearly', wave, measure: 'nps', scale: { min: 0, max: 10 } })
    const { satisfaction } = portfolioOfCustomers(
      '2018-12-31',
      [asked('1'), answered('1', 9), asked('2')],
      [asked('1'), answered('1', 3), answered('1', 4)],
      [asked('1')],
      [answered('1', 10)],
      [answered('3', 7)],
    )
    const waveOf = { survey: 'yearly' }
    expect(satisfaction.waves).toMatchObject([
      { ...waveOf, measure: 'csat', wave: '1', asked: 3, answered: 0, responseRate: 0, answers: 0, nps: null },
      { ...waveOf, measure: 'csat', wave: '2', asked: 1, answered: 0, responseRate: 0 },
      {
        ...waveOf,
        measure: 'nps',
        wave: '1',
        asked: 3,
        answered: 2,
        responseRate: 2 / 3,
        answers: 4,
        distribution: { 3: 1, 4: 1, 9: 1, 10: 1 },
        nps: { score: 0, promoters: 2, detractors: 2 },
      },
      { ...waveOf, measure: 'nps', wave: '2', asked: 1, responseRate: 0, answers: 0, nps: { score: null } },
      { ...waveOf, measure: 'nps', wave: '3', asked: 0, answered: 0, responseRate: null, answers: 1 },
    ])
  })
})

test('a key that JavaScript objects keep for themselves is a key like others', () => {
  const { funnel } = portfolioOfCustomers('2018-12-31', [captured('2018-01-01', '__proto__'), converted('2018-01-02')])
  expect(Object.entries(funnel.byOrigin)).toEqual([['__proto__', { leads: 1, won: 1 }]])
})

test('the order of the contributions does not matter', () => {
  const contributions: Contribution[] = [
    { figure: 'revenue/USD', key: 900, add: { customers: 1 } },
    { figure: 'revenue/USD', key: 1_000, add: { customers: 2 } },
    { figure: 'leads/secondsToWon', key: 86_400, add: { leads: 1 } },
    { figure: 'leads/secondsToWon', key: 864_000, add: { leads: 2 } },
    { figure: 'cohort', key: '1997-02/+0000', add: { customers: 1 } },
    { figure: 'cohort', key: '1997-01/+0002', add: { customers: 1 } },
    { figure: 'cases/status', key: 'open', add: { cases: 1 } },
    { figure: 'cases/status', key: 'closed', add: { cases: 1 } },
  ]
  const portfolio = of(contributions)
  expect(JSON.stringify(of(contributions.toReversed()))).toBe(JSON.stringify(portfolio))
  expect(portfolio).toMatchObject({
    cohorts: { '1997-01': [0, 0, 1], '1997-02': [1, 0] },
    funnel: { medianDaysToWon: 10 },
  })
})
