import { checkEvent } from './catalogue.js'
import { converted } from './exchange-rate.js'

const eur = (amount: number) => ({ amount, currency: 'EUR' })

test.each([
  [100_00, 'EUR', 'USD', '1.0843', 108_43],
  // 1.50 · 1.01 = 1.515, half a cent: away from zero, whichever side.
  [1_50, 'EUR', 'USD', '1.01', 1_52],
  [-1_50, 'EUR', 'USD', '1.01', -1_52],
  // A yen has no decimals, a dinar three.
  [10_00, 'EUR', 'JPY', '162.5', 1_625],
  [1_000, 'JPY', 'EUR', '0.0061', 6_10],
  [10_00, 'EUR', 'KWD', '0.33', 3_300],
  [9_007_199_254_740_99, 'EUR', 'USD', '2', 18_014_398_509_481_98],
  [0, 'EUR', 'USD', '3', 0],
])('%p of %p in %p at %p is %p', (amount, from, to, rate, is) =>
  expect(converted({ amount, currency: from }, { from, to, rate })).toEqual({ amount: is, currency: to }),
)

test('money in another currency than the rate is from is not converted', () =>
  expect(converted(eur(1), { from: 'GBP', to: 'USD', rate: '1' })).toBeUndefined())

test.each([
  ['no decimal', { rate: '1,08' }],
  ['nothing', { rate: '0.00' }],
  ['less than nothing', { rate: '-1' }],
  ['into the same currency', { to: 'EUR' }],
])('a rate of %s is refused', (_what, change) =>
  expect(() =>
    checkEvent({
      type: 'PurchaseCompleted',
      data: { total: eur(1), rate: { from: 'EUR', to: 'USD', rate: '1.08', ...change } },
    }),
  ).toThrow(expect.objectContaining({ code: 'event-data-invalid' })),
)
