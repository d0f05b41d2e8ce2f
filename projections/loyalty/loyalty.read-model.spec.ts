import type { SurveyMeasure } from '../../domain/feedback/feedback.subject.js'
import {
  answer,
  brl,
  businessDay,
  given,
  happened,
  orderCancelled,
  orderFulfilled,
  orderPlaced,
  purchase,
  refund,
  usd,
} from '../../test/given-events.js'
import { loyalty, loyaltyAt, quintile } from './loyalty.read-model.js'

const nps = (at: string, score: number) => answer(at, score, { measure: 'nps', scale: { min: 0, max: 10 } })

test('a customer who has not bought has no purchase days', () => {
  given(answer('1997-01-01', 4)).expect(loyalty, {
    purchases: 0,
    purchaseDays: 0,
    firstPurchaseDay: null,
    lastPurchaseDay: null,
    gaps: { count: 0, sum: 0, sumOfSquares: 0, sumOfLogs: 0, min: 0, max: 0 },
    activeMonths: [],
    monetary: {},
  })
})

test('several purchases of one day are one purchase day', () => {
  given(
    purchase('1997-01-12T09:00:00Z', 12_00),
    purchase('1997-01-12T09:00:00Z', 77_00),
    orderPlaced('1997-01-12T10:00:00Z'),
  ).expect(loyalty, { purchases: 3, purchaseDays: 1, gaps: { count: 0 }, monetary: { USD: 89_00, BRL: 0 } })
})

test('gaps lie between consecutive purchase days', () => {
  // 17, 196 and 132 days: the sum is the time from the first to the last.
  const { gaps, ...document } = given(
    purchase('1997-01-01', 29_33),
    purchase('1997-01-18', 29_73),
    purchase('1997-08-02', 14_96),
    purchase('1997-12-12', 26_48),
  ).document(loyalty)
  expect(document).toMatchObject({
    purchases: 4,
    purchaseDays: 4,
    firstPurchaseDay: '1997-01-01',
    lastPurchaseDay: '1997-12-12',
    monetary: { USD: 100_50 },
  })
  expect(gaps).toMatchObject({ count: 3, sum: 345, sumOfSquares: 56_129, min: 17, max: 196 })
  expect(gaps.sumOfLogs).toBeCloseTo(12.99413, 6)
})

test('a gap over a leap day counts it', () => {
  given(purchase('2024-02-28'), purchase('2024-03-01')).expect(loyalty, { gaps: { sum: 2 } })
  given(purchase('2023-02-28'), purchase('2023-03-01')).expect(loyalty, { gaps: { sum: 1 } })
})

test('the day is the business’s own', () => {
  given(
    purchase('1997-01-31T10:00:00Z', 1, {}, businessDay('1997-01-31')),
    purchase('1997-01-31T20:00:00Z', 1, {}, businessDay('1997-02-01')),
  ).expect(loyalty, {
    purchaseDays: 2,
    lastPurchaseDay: '1997-02-01',
    gaps: { sum: 1 },
    activeMonths: ['1997-01', '1997-02'],
  })
})

test('a day that by other clocks lies before the last purchase day is no further one', () => {
  given(
    purchase('1997-01-31T20:00:00Z', 1, {}, businessDay('1997-02-01')),
    purchase('1997-01-31T21:00:00Z', 1, {}, businessDay('1997-01-31', 'America/New_York')),
  ).expect(loyalty, { purchases: 2, purchaseDays: 1, firstPurchaseDay: '1997-02-01', activeMonths: ['1997-02'] })
})

test('active months are those with a purchase day, each once', () => {
  given(
    purchase('1997-01-01'),
    purchase('1997-01-31'),
    orderPlaced('1997-03-01'),
    purchase('1998-03-01'),
    orderFulfilled('1998-05-01'),
  ).expect(loyalty, { activeMonths: ['1997-01', '1997-03', '1998-03'] })
})

test('an order is an act of buying when it is placed; its money comes when it is fulfilled', () => {
  given(orderPlaced('2018-01-01')).expect(loyalty, { purchases: 1, purchaseDays: 1, monetary: { BRL: 0 } })
  given(orderPlaced('2018-01-01'), orderFulfilled('2018-01-09', { revenue: brl(112_50) })).expect(loyalty, {
    purchases: 1,
    purchaseDays: 1,
    lastPurchaseDay: '2018-01-01',
    monetary: { BRL: 112_50 },
  })
})

test('a cancelled order keeps its purchase day and brings no money', () => {
  given(orderPlaced('2018-01-01'), orderCancelled('2018-01-02')).expect(loyalty, {
    purchases: 1,
    purchaseDays: 1,
    monetary: { BRL: 0 },
  })
  given(
    orderPlaced('2018-01-01'),
    orderFulfilled('2018-01-05'),
    orderCancelled('2018-01-09', { reversedRevenue: brl(100_00) }),
  ).expect(loyalty, { purchaseDays: 1, monetary: { BRL: 0 } })
})

test('monetary value is revenue less refunds, by currency', () => {
  given(
    purchase('1997-01-01', 50_00),
    refund('1997-01-02', 20_00),
    refund('1997-01-03', 5_00, { of: 'revenue' }),
    refund('1997-01-04', 9_00, { of: 'payment' }),
    purchase('1997-01-05', 0, { total: brl(7_00) }),
  ).expect(loyalty, { purchases: 2, monetary: { USD: 25_00, BRL: 7_00 } })
})

describe('answers', () => {
  test('are counted by survey and measure, with how many gave each score and the last one', () => {
    const { surveys } = given(
      answer('1997-01-03', 4),
      answer('1997-01-01', 5),
      answer('1997-01-02', 5),
      nps('1997-01-04', 9),
      answer('1997-01-05', 1, { survey: 'yearly' }),
    ).document(loyalty)
    expect(surveys).toEqual({
      'csat/after-sale': {
        measure: 'csat',
        answers: 3,
        sum: 14,
        scores: { 5: 2, 4: 1 },
        last: { score: 4, scale: { min: 1, max: 5 }, at: '1997-01-03T00:00:00.000Z' },
      },
      'nps/after-sale': {
        measure: 'nps',
        answers: 1,
        sum: 9,
        scores: { 9: 1 },
        last: { score: 9, scale: { min: 0, max: 10 }, at: '1997-01-04T00:00:00.000Z' },
      },
      'csat/yearly': {
        measure: 'csat',
        answers: 1,
        sum: 1,
        scores: { 1: 1 },
        last: { score: 1, scale: { min: 1, max: 5 }, at: '1997-01-05T00:00:00.000Z' },
      },
    })
  })

  test('to surveys whose names JavaScript objects keep for themselves are counted like others', () => {
    const { surveys } = given(
      answer('1997-01-01', 5, { survey: '__proto__' }),
      answer('1997-01-02', 4, { survey: 'constructor' }),
    ).document(loyalty)
    expect(Object.keys(surveys)).toEqual(['csat/__proto__', 'csat/constructor'])
    expect({}).not.toHaveProperty('answers')
  })

  test('to more than a hundred surveys are counted together, by measure', () => {
    const { surveys } = given(
      ...Array.from({ length: 103 }, (_, index) => answer('1997-01-01', 5, { survey: `order ${index + 1}` })),
      nps('1997-01-02', 10),
      answer('1997-01-03', 1, { survey: 'order 100' }),
    ).document(loyalty)
    expect(Object.keys(surveys)).toHaveLength(102)
    expect(surveys['csat/order 100']).toMatchObject({ answers: 2, sum: 6 })
    expect(surveys['csat/(other)']).toMatchObject({ measure: 'csat', answers: 3, sum: 15 })
    expect(surveys['nps/(other)']).toMatchObject({ measure: 'nps', answers: 1 })
  })
})

describe('waves of a survey', () => {
  const asked = (at: string, wave: string, ...measures: SurveyMeasure[]) =>
    happened('SurveyAsked', at, { survey: 'yearly', wave, measures })
  const answered = (at: string, wave: string, score: number) => answer(at, score, { survey: 'yearly', wave })

  test('know how often the customer was asked, and what was answered', () => {
    const { waves } = given(
      asked('1997-01-01', 'spring', 'csat', 'trust'),
      asked('1997-01-08', 'spring', 'csat'),
      answered('1997-01-09', 'spring', 4),
      answered('1997-07-01', 'summer', 2),
      answer('1997-08-01', 1, { survey: 'yearly' }),
    ).document(loyalty)
    expect(Object.values(waves)).toEqual([
      { measure: 'csat', survey: 'yearly', wave: 'spring', asked: 2, answers: 1, scores: { 4: 1 } },
      { measure: 'trust', survey: 'yearly', wave: 'spring', asked: 1, answers: 0, scores: {} },
      { measure: 'csat', survey: 'yearly', wave: 'summer', asked: 0, answers: 1, scores: { 2: 1 } },
    ])
  })

  test('count a customer once among those asked, and as answering only where it was asked', () =>
    given(
      asked('1997-01-01', 'spring', 'csat', 'csat'),
      asked('1997-01-08', 'spring', 'csat'),
      answered('1997-01-09', 'spring', 4),
      answered('1997-01-10', 'spring', 4),
      answered('1997-07-01', 'summer', 2),
    ).contributes(loyalty, [
      { figure: 'waves', key: '["csat","yearly","spring"]', add: { asked: 1, answered: 1 } },
      { figure: 'waves', key: '["csat","yearly","summer"]', add: { asked: 0, answered: 0 } },
      { figure: 'waves/answers', key: '["csat","yearly","spring",4]', add: { answers: 2 } },
      { figure: 'waves/answers', key: '["csat","yearly","summer",2]', add: { answers: 1 } },
    ]))

  test('more than a hundred of them are counted together, by measure', () => {
    const { waves } = given(
      ...Array.from({ length: 103 }, (_, index) => asked('1997-01-01', `week ${index}`, 'csat')),
    ).document(loyalty)
    expect(Object.values(waves)).toHaveLength(101)
    expect(Object.values(waves).at(-1)).toMatchObject({ survey: '(other)', wave: null, asked: 3 })
  })
})

describe('as of a day', () => {
  const at = (asOf: string, ...days: string[]) =>
    loyaltyAt(given(...days.map((day) => purchase(day))).document(loyalty), asOf)

  test('recency and tenure are whole days since the last and the first purchase day', () => {
    expect(at('1998-06-30', '1997-01-01', '1997-12-12')).toMatchObject({ recencyDays: 200, tenureDays: 545 })
    expect(at('1997-12-12', '1997-01-01', '1997-12-12')).toMatchObject({ recencyDays: 0, tenureDays: 345 })
  })

  test('a business day that has begun before the day asked for is no time ago', () => {
    const document = given(purchase('1997-01-01T20:00:00Z', 1, {}, businessDay('1997-01-02'))).document(loyalty)
    expect(loyaltyAt(document, '1997-01-01')).toMatchObject({ recencyDays: 0, tenureDays: 0 })
  })

  test('a customer bought again who bought on more than one day', () => {
    expect(at('1998-01-01', '1997-01-01').repeat).toBe(false)
    expect(at('1998-01-01', '1997-01-01', '1997-01-01').repeat).toBe(false)
    expect(at('1998-01-01', '1997-01-01', '1997-01-02').repeat).toBe(true)
  })

  test('gaps have a mean, a shortest and a longest', () => {
    expect(at('1998-01-01', '1997-01-01', '1997-01-18', '1997-08-02', '1997-12-12').gaps).toEqual({
      count: 3,
      meanDays: 115,
      minDays: 17,
      maxDays: 196,
    })
    expect(at('1998-01-01', '1997-01-01').gaps).toEqual({ count: 0, meanDays: null, minDays: null, maxDays: null })
  })

  test('somebody who never bought has no recency, tenure, or regularity', () => {
    expect(loyaltyAt(loyalty.initial('c-1'), '1998-01-01')).toMatchObject({
      repeat: false,
      recencyDays: null,
      tenureDays: null,
      regularity: null,
    })
  })

  // k = (3−s+√((s−3)²+24s))/(12s) with s = ln(mean gap) − mean(ln gap), computed apart.
  test.each([
    ['10 and 20 days', ['2023-01-01', '2023-01-11', '2023-01-31'], 8.65066985157565],
    ['17, 196 and 132 days', ['1997-01-01', '1997-01-18', '1997-08-02', '1997-12-12'], 1.3425441438516226],
    ['1 and 100 days', ['2023-01-01', '2023-01-02', '2023-04-12'], 0.3996293525918995],
    ['7, 14, 28 and 7 days', ['2023-01-01', '2023-01-08', '2023-01-22', '2023-02-19', '2023-02-26'], 3.035566034567863],
  ])('regularity of gaps of %s', (_gaps, days, k) => {
    expect(at('2024-01-01', ...days).regularity).toBeCloseTo(k, 9)
  })

  test('regularity needs two gaps, and has no bound when they are all equal', () => {
    expect(at('2024-01-01', '2023-01-01', '2023-01-31').regularity).toBeNull()
    expect(at('2024-01-01', '2023-01-01', '2023-01-31', '2023-03-02', '2023-04-01').regularity).toBeNull()
    expect(at('2024-01-01', '2023-01-01', '2023-01-02', '2023-01-03').regularity).toBeNull()
    // Six gaps of three days, whose logarithms do not add up to a round figure.
    const everyThreeDays = [1, 4, 7, 10, 13, 16, 19].map((day) => `2023-01-${String(day).padStart(2, '0')}`)
    expect(at('2024-01-01', ...everyThreeDays).regularity).toBeNull()
  })
})

describe('the quintile', () => {
  test.each([
    [0, 5, 1],
    [1, 5, 2],
    [2, 5, 3],
    [3, 5, 4],
    [4, 5, 5],
    [0, 1, 1],
    [1, 2, 3],
    [199, 1_000, 1],
    [200, 1_000, 2],
    [999, 1_000, 5],
  ])('of a value with %i of %i customers strictly below is %i', (below, total, expected) => {
    expect(quintile(below, total)).toBe(expected)
  })

  test('of equal values is the lowest that any of them would have alone', () => {
    const values = [10, 20, 20, 20, 20, 20, 20, 20, 90, 100]
    const quintiles = values.map((value) => quintile(values.filter((other) => other < value).length, values.length))
    expect(quintiles).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 5, 5])
    expect([7, 7, 7].map(() => quintile(0, 3))).toEqual([1, 1, 1])
  })

  test('among nobody is the lowest', () => {
    expect(quintile(0, 0)).toBe(1)
  })
})

describe('the contribution', () => {
  // 1997-01-01 is day 9,862 since 1970-01-01.
  test('of a customer who bought once is one buyer, in the first month of its cohort', () => {
    const known = given(purchase('1997-01-01', 29_33)).document(loyalty)
    expect(loyalty.contributions!(known)).toEqual([
      { figure: 'buyers', key: 'all', add: { customers: 1, repeat: 0, purchases: 1, purchaseDays: 1 } },
      { figure: 'lastPurchaseDay', key: 9_862, add: { customers: 1 } },
      { figure: 'purchaseDays', key: 1, add: { customers: 1 } },
      { figure: 'cohort', key: '1997-01/+0000', add: { customers: 1 } },
      { figure: 'cohort/revenue', key: '1997-01/+0000/USD', add: { revenue: 29_33 } },
      { figure: 'monetary/USD', key: 29_33, add: { customers: 1 } },
    ])
  })

  test('of a customer who bought again counts every active month of its cohort once', () => {
    given(
      purchase('1996-11-30', 10_00),
      purchase('1997-01-01', 10_00),
      purchase('1997-01-02', 10_00),
      purchase('2007-01-01', 10_00),
    ).contributes(loyalty, [
      { figure: 'buyers', key: 'all', add: { customers: 1, repeat: 1, purchases: 4, purchaseDays: 4 } },
      { figure: 'purchaseDays', key: 4, add: { customers: 1 } },
      { figure: 'cohort', key: '1996-11/+0000', add: { customers: 1 } },
      { figure: 'cohort', key: '1996-11/+0002', add: { customers: 1 } },
      { figure: 'cohort', key: '1996-11/+0122', add: { customers: 1 } },
      { figure: 'monetary/USD', key: 40_00, add: { customers: 1 } },
    ])
  })

  test('of a customer who bought in two currencies stands in the distribution of each', () => {
    given(purchase('1997-01-01', 10_00), refund('1997-01-02', 4_00), orderPlaced('1997-01-03')).contributes(loyalty, [
      { figure: 'monetary/USD', key: 6_00, add: { customers: 1 } },
      { figure: 'monetary/BRL', key: 0, add: { customers: 1 } },
    ])
  })

  test('of a customer who only got money back is in no distribution of buyers', () => {
    const known = given(refund('1997-01-02', 4_00, { amount: usd(4_00) })).document(loyalty)
    expect(loyalty.contributions!(known)).toEqual([])
  })

  test('of answers is how many gave each score, also of those who never bought', () => {
    const known = given(answer('1997-01-01', 5), answer('1997-01-02', 5), nps('1997-01-03', 0)).document(loyalty)
    expect(loyalty.contributions!(known)).toEqual([
      { figure: 'answers', key: 'csat/after-sale/5', add: { answers: 2 } },
      { figure: 'answers', key: 'nps/after-sale/0', add: { answers: 1 } },
    ])
  })
})
