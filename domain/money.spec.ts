import fc from 'fast-check'
import { decimalsOf, formatAmount, parseMoney } from './money.js'

const unreadable = expect.objectContaining({ name: 'DomainError', code: 'money-unreadable' })

describe('reading money', () => {
  test.each([
    ['29.33', 'USD', 2933],
    ['29.3', 'USD', 2930],
    ['29', 'USD', 2900],
    ['29.', 'USD', 2900],
    ['0.29', 'BRL', 29],
    ['1.005', 'BHD', 1005],
    ['1.005000', 'BHD', 1005],
    ['1.10', 'JPY', undefined],
    ['1.00', 'JPY', 1],
    ['1500', 'JPY', 1500],
    ['0.0001', 'CLF', 1],
    ['-0.05', 'USD', -5],
    ['+0.05', 'USD', 5],
    ['00012.50', 'USD', 1250],
    ['0.07', 'USD', 7],
    ['1.15', 'USD', 115],
    ['4.35', 'USD', 435],
    ['90071992547409.91', 'USD', Number.MAX_SAFE_INTEGER],
    ['-90071992547409.91', 'USD', Number.MIN_SAFE_INTEGER],
  ])('%s %s', (text, currency, amount) => {
    if (amount === undefined) expect(() => parseMoney(text, currency)).toThrow(unreadable)
    else expect(parseMoney(text, currency)).toStrictEqual({ amount, currency })
  })

  test('knows no negative nothing', () => expect(parseMoney('-0.00', 'USD').amount).toBe(0))

  test.each(['', ' ', '.', '.5', '1,50', '1 000', '1e3', 'NaN', 'Infinity', '0x10', '--1', '$5', '5 ', '٣'])(
    'refuses "%s", which is no plain decimal',
    (text) => expect(() => parseMoney(text, 'USD')).toThrow(unreadable),
  )

  test('refuses more decimals than the currency has', () => {
    expect(() => parseMoney('0.001', 'USD')).toThrow(unreadable)
    expect(() => parseMoney('0.0001', 'BHD')).toThrow(unreadable)
    expect(() => parseMoney('0.5', 'JPY')).toThrow(unreadable)
  })

  test('refuses what is too large to be kept exactly', () => {
    expect(() => parseMoney('90071992547409.92', 'USD')).toThrow(unreadable)
    expect(() => parseMoney('9'.repeat(400), 'JPY')).toThrow(unreadable)
  })
})

test('a currency has two decimals unless ISO 4217 says otherwise', () => {
  expect(['USD', 'EUR', 'JPY', 'KRW', 'BHD', 'TND', 'CLF'].map(decimalsOf)).toStrictEqual([2, 2, 0, 0, 3, 3, 4])
})

test.each([
  [2933, 'USD', '29.33'],
  [5, 'USD', '0.05'],
  [-5, 'USD', '-0.05'],
  [0, 'USD', '0.00'],
  [-120, 'JPY', '-120'],
  [1005, 'BHD', '1.005'],
  [Number.MIN_SAFE_INTEGER, 'USD', '-90071992547409.91'],
])('%d minor units of %s are written %s', (amount, currency, text) => expect(formatAmount(amount, currency)).toBe(text))

test('what was written is read back as the same amount', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('USD', 'JPY', 'BHD', 'CLF'), (amount, currency) =>
      expect(parseMoney(formatAmount(amount, currency), currency)).toStrictEqual({ amount, currency }),
    ),
  )
})
