/** Exchange rates as they stand on an event: frozen when it is recorded, never worked out again. */
import { Type, type Static } from 'typebox'
import type { FieldProblem } from './event.js'
import { CurrencyCode, decimalsOf, type Money } from './money.js'

/** What one major unit of a currency is in another: `{ from: 'EUR', to: 'USD', rate: '1.0843' }`. */
export const ExchangeRate = Type.Object(
  {
    from: CurrencyCode,
    /** The reporting currency. */
    to: CurrencyCode,
    /** A decimal above 0. */
    rate: Type.String({ pattern: '^(?!0+(\\.0+)?$)\\d{1,12}(\\.\\d{1,12})?$' }),
  },
  { additionalProperties: false },
)
export type ExchangeRate = Static<typeof ExchangeRate>

/** What is wrong with a rate of the right shape. */
export const rateProblems = ({ rate }: { readonly rate?: ExchangeRate | undefined }): FieldProblem[] =>
  rate && rate.from === rate.to ? [{ field: 'rate.to', message: `must be another currency than ${rate.from}` }] : []

/**
 * An amount in the other currency, rounded once, half away from zero, to its minor unit.
 * Undefined of money that is in another currency than the rate is from.
 */
export const converted = ({ amount, currency }: Money, { from, to, rate }: ExchangeRate): Money | undefined => {
  if (currency !== from) return undefined
  const [whole = '0', fraction = ''] = rate.split('.')
  // amount · rate · 10^(decimals of `to` − decimals of `from`), as a fraction of whole numbers.
  const shift = decimalsOf(to) - decimalsOf(from) - fraction.length
  const numerator = BigInt(Math.abs(amount)) * BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, shift))
  const denominator = 10n ** BigInt(Math.max(0, -shift))
  const rounded = Number((2n * numerator + denominator) / (2n * denominator))
  return { amount: amount < 0 && rounded > 0 ? -rounded : rounded, currency: to }
}
