import { LargestRevenues, RevenueShares, revenuesIn, type HeldRevenue } from './revenue-at-risk.js'

const holds = (revenue: number, currency = 'USD', customers = 1): HeldRevenue => ({ currency, revenue, customers })

const among = (share: number, customers: Readonly<Record<string, readonly HeldRevenue[]>>) => {
  const sums = new RevenueShares(Object.values(customers).flat(), share)
  const largest = new LargestRevenues()
  for (const [customer, revenues] of Object.entries(customers)) largest.offer(customer, revenues)
  return sums.named(largest)
}

test('names who holds a tenth of the revenue in a currency, the largest first', () => {
  const customers = {
    a: [holds(10)],
    b: [holds(9)],
    c: [holds(21), holds(5, 'EUR')],
    d: [holds(60), holds(95, 'EUR')],
  }
  expect(among(0.1, customers)).toEqual({
    share: 0.1,
    currencies: {
      EUR: {
        customersInAll: 1,
        revenue: 95,
        revenueShare: 0.95,
        customers: [{ customer: 'd', revenue: 95, share: 0.95 }],
      },
      USD: {
        customersInAll: 3,
        revenue: 91,
        revenueShare: 0.91,
        customers: [
          { customer: 'd', revenue: 60, share: 0.6 },
          { customer: 'c', revenue: 21, share: 0.21 },
          { customer: 'a', revenue: 10, share: 0.1 },
        ],
      },
    },
  })
})

test('the share that counts is that which was asked for', () => {
  const customers = { a: [holds(7)], b: [holds(6)], c: [holds(87)] }
  expect(among(0.07, customers).currencies.USD!.customers.map(({ customer }) => customer)).toEqual(['c', 'a'])
  expect(among(0.9, customers).currencies).toEqual({})
})

test('nobody holds a share of no revenue', () => {
  expect(among(0.1, { a: [holds(0)], b: [holds(0)] }).currencies).toEqual({})
  expect(among(0.1, { a: [holds(5)], b: [holds(-9)] }).currencies).toEqual({})
  expect(among(0.1, {}).currencies).toEqual({})
})

test('every customer of the same revenue counts', () => {
  const shares = new RevenueShares([holds(20, 'USD', 4), holds(5, 'USD', 4)], 0.2)
  expect(shares.customersInAll).toBe(4)
  expect([holds(20), holds(5), holds(20, 'EUR')].filter((held) => shares.isAtRisk(held))).toEqual([holds(20)])
})

test('revenues are found among the contributions that say how many customers hold which', () =>
  expect(
    revenuesIn([
      { figure: 'value', key: 'USD', add: { customers: 1, revenue: 50 } },
      { figure: 'revenue/USD', key: 50, add: { customers: 2 } },
      { figure: 'revenue/EUR', key: 7, add: { customers: 0 } },
    ]),
  ).toEqual([holds(50, 'USD', 2)]))

test('names a hundred at most, whoever goes by first', () => {
  const customers = Object.fromEntries(
    Array.from({ length: 301 }, (_, index) => [`c-${String(index).padStart(3, '0')}`, [holds(1_000 + index)]]),
  )
  const owing = { ...customers, x: [holds(-345_000)] }
  const { customersInAll, customers: named } = among(0.1, owing).currencies.USD!
  expect(customersInAll).toBe(301)
  expect(named.map(({ customer }) => customer)).toEqual(Object.keys(customers).reverse().slice(0, 100))
  expect(among(0.1, Object.fromEntries(Object.entries(owing).reverse())).currencies.USD!.customers).toEqual(named)
})
