/** Money: integer minor units with an ISO 4217 code, never a float. */
import { Type, type Static } from 'typebox'
import { invalid } from './errors.js'

/** An ISO 4217 code. */
export const CurrencyCode = Type.String({ pattern: '^[A-Z]{3}$' })

/** `amount` is a whole number of minor units (cents, centavos, yen); `currency` an ISO 4217 code. */
export const Money = Type.Object(
  {
    amount: Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
    currency: CurrencyCode,
  },
  { additionalProperties: false },
)
export type Money = Static<typeof Money>

/** Money that is asked, paid or given back: never less than nothing. */
export const Price = Type.Object(
  { ...Money.properties, amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) },
  { additionalProperties: false },
)

/** ISO 4217 currencies whose minor unit is not a hundredth, by number of decimals. */
const decimalsOtherThanTwo: Readonly<Record<number, readonly string[]>> = {
  0: [
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'UYI',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ],
  3: ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'],
  4: ['CLF', 'UYW'],
}
const decimalsByCurrency = new Map(
  Object.entries(decimalsOtherThanTwo).flatMap(([decimals, codes]) =>
    codes.map((code) => [code, Number(decimals)] as const),
  ),
)

/** Decimals of a currency's minor unit: 2 unless ISO 4217 says otherwise. */
export const decimalsOf = (currency: string): number => decimalsByCurrency.get(currency) ?? 2

const decimalNumber = /^([+-]?)(\d+)(?:\.(\d*))?$/

/**
 * Reads a decimal such as `29.33` into minor units, exactly.
 * @throws DomainError `money-unreadable` when it is no plain decimal, has more decimals than the currency, or is too large.
 */
export const parseMoney = (text: string, currency: string): Money => {
  const match = decimalNumber.exec(text)
  if (!match) throw invalid('money-unreadable', `"${text}" is not a decimal number such as 29.33`)
  const [, sign, whole = '', fraction = ''] = match
  const decimals = decimalsOf(currency)
  const significant = fraction.replace(/0+$/, '')
  if (significant.length > decimals)
    throw invalid('money-unreadable', `"${text}" has more decimals than ${currency} has (${decimals})`)
  const amount = Number(`${sign}${whole}${significant.padEnd(decimals, '0')}`)
  if (!Number.isSafeInteger(amount)) throw invalid('money-unreadable', `"${text}" is larger than can be kept exactly`)
  return { amount: amount === 0 ? 0 : amount, currency }
}

/** Minor units as a decimal for people: `2933`, `USD` → `29.33`. */
export const formatAmount = (amount: number, currency: string): string => {
  const decimals = decimalsOf(currency)
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0')
  const sign = amount < 0 ? '-' : ''
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
