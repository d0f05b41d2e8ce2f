import { pyramidOf } from './pyramid.js'

describe('the customer pyramid', () => {
  test('takes 1%, 4%, 15% and the rest of the customers, the largest first', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => ({ revenue: index + 1, customers: 1 }))
    expect(pyramidOf(hundred)).toEqual([
      { tier: 'VIP', next: '1%', customers: 1, revenue: 100, revenueShare: 100 / 5050, from: 100 },
      { tier: 'major', next: '4%', customers: 4, revenue: 99 + 98 + 97 + 96, revenueShare: 390 / 5050, from: 96 },
      { tier: 'ordinary', next: '15%', customers: 15, revenue: 1320, revenueShare: 1320 / 5050, from: 81 },
      { tier: 'small', next: '80%', customers: 80, revenue: 3240, revenueShare: 3240 / 5050, from: 1 },
    ])
  })

  test('parts customers of one amount between two tiers', () => {
    const tied = pyramidOf([{ revenue: 500, customers: 100 }])
    expect(tied.map(({ customers }) => customers)).toEqual([1, 4, 15, 80])
    expect(tied.map(({ revenue }) => revenue)).toEqual([500, 2000, 7500, 40_000])
  })

  test('has room for refunds that are larger than sales', () => {
    const [vip, , , small] = pyramidOf([
      { revenue: -200, customers: 1 },
      { revenue: 1_000, customers: 1 },
    ])
    expect(vip).toMatchObject({ customers: 1, revenue: 1_000, revenueShare: 1.25 })
    expect(small).toMatchObject({ customers: 1, revenue: -200, from: -200 })
  })

  test('stands empty while nobody has bought', () => {
    expect(pyramidOf([])).toEqual([
      { tier: 'VIP', next: '1%', customers: 0, revenue: 0, revenueShare: 0 },
      { tier: 'major', next: '4%', customers: 0, revenue: 0, revenueShare: 0 },
      { tier: 'ordinary', next: '15%', customers: 0, revenue: 0, revenueShare: 0 },
      { tier: 'small', next: '80%', customers: 0, revenue: 0, revenueShare: 0 },
    ])
  })
})
