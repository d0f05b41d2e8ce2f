import { concentrationOf } from './concentration.js'

/** The concentration of revenues in ascending order, one customer each. */
const among = (...revenues: number[]) => concentrationOf({ revenues })

describe('the Gini coefficient', () => {
  test.each([
    // Σ(2i−n−1)·y / (n·Σy): (−1·1 + 1·3) / (2·4).
    [[1, 3], 0.25],
    // (−3·0 − 1·0 + 1·0 + 3·10) / (4·10).
    [[0, 0, 0, 10], 0.75],
    // (−3·1 − 1·2 + 1·3 + 3·4) / (4·10).
    [[1, 2, 3, 4], 0.25],
    [[5, 5, 5], 0],
    [[7], 0],
  ])('of %p is %p', (revenues, gini) => {
    expect(among(...revenues).gini).toBe(gini)
  })

  test('is the same whether equal revenues come together or one by one', () => {
    const together = concentrationOf({ revenues: [0, 3, 11], customers: [2, 3, 1] })
    expect(together).toEqual(among(0, 0, 3, 3, 3, 11))
    // (−5·0 − 3·0 − 1·3 + 1·3 + 3·3 + 5·11) / (6·20).
    expect(together.gini).toBe(64 / 120)
  })

  test('is exact where sums are larger than numbers can hold exactly', () => {
    const most = Number.MAX_SAFE_INTEGER
    expect(among(most - 1, most).gini).toBe(1 / Number(36_028_797_018_963_962n))
    expect(concentrationOf({ revenues: [most], customers: [1_000_000] }).gini).toBe(0)
  })

  test('counts customers with revenue below zero', () => {
    // (−2·(−2) + 0·4 + 2·8) / (3·10).
    expect(among(-2, 4, 8).gini).toBe(20 / 30)
  })
})

describe('the top 20%', () => {
  test.each([
    ['one of five', [1, 2, 3, 4, 10], 10 / 20],
    ['two of six, rounded up', [1, 1, 1, 1, 2, 4], 6 / 10],
    ['two of ten', [0, 0, 0, 0, 1, 1, 1, 1, 2, 4], 6 / 10],
    ['three of eleven, rounded up', [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 7], 10 / 10],
    ['the one', [3], 1],
  ])('are %s', (_which, revenues, share) => {
    expect(among(...revenues).top20Share).toBe(share)
  })

  test('may cut through customers with the same revenue', () => {
    const shared = concentrationOf({ revenues: [1, 3], customers: [1, 9] })
    expect(shared.top20Share).toBe(6 / 28)
  })
})

test('the Herfindahl–Hirschman index is 1/n when all are alike, and 1 when one holds everything', () => {
  expect(among(5, 5, 5, 5)).toMatchObject({ hhi: 0.25, largestShare: 0.25 })
  expect(among(0, 0, 7)).toMatchObject({ hhi: 1, largestShare: 1 })
  expect(among(1, 2, 2)).toMatchObject({ hhi: 9 / 25, largestShare: 0.4 })
  // Beyond what floating point could add up exactly.
  expect(among(9_007_199_254_740_991, 9_007_199_254_740_991)).toMatchObject({ hhi: 0.5, largestShare: 0.5 })
})

describe('the Pareto curve', () => {
  test('has a point at every twentieth of the customers, best first', () => {
    const { pareto } = among(...Array.from({ length: 20 }, (_, index) => index + 1))
    expect(pareto).toHaveLength(20)
    expect(pareto[0]).toEqual({ customers: 0.05, revenue: 20 / 210 })
    expect(pareto[1]).toEqual({ customers: 0.1, revenue: 39 / 210 })
    expect(pareto[3]).toEqual({ customers: 0.2, revenue: 74 / 210 })
    expect(pareto[19]).toEqual({ customers: 1, revenue: 1 })
  })

  test('rounds customers up, as the top 20% do', () => {
    const { pareto, top20Share } = among(1, 1, 1, 1, 2, 4)
    expect(pareto.slice(0, 4).map(({ revenue }) => revenue)).toEqual([0.4, 0.4, 0.4, 0.6])
    expect(pareto[3]!.revenue).toBe(top20Share)
  })
})

test.each([
  ['nobody', []],
  ['customers who bought for nothing', [0, 0]],
  ['customers whose revenue adds up to less than nothing', [-5, 3]],
])('there is no concentration of %s', (_whom, revenues) => {
  expect(among(...revenues)).toEqual({
    customers: revenues.length,
    gini: null,
    hhi: null,
    largestShare: null,
    top20Share: null,
    pareto: [],
  })
})
