/**
 * Realized value in a reporting currency: each amount by the rate that stands on its event (R43). What stands in another currency
 * without a rate is told apart, never guessed.
 */
import type { ReportedFrom, ValueDocument, ValueSums } from './value.read-model.js'

/** Sums in minor units of the reporting currency. */
export interface ReportedValue extends ValueSums {
  /** By the currency it stood in: what it was there, and what it is in the reporting currency. */
  readonly converted: Readonly<
    Record<string, { readonly net: number; readonly revenue: number; readonly reported: ValueSums }>
  >
  /** What stands in other currencies without a rate, in minor units of each; empty where all of it is converted. */
  readonly unconverted: Readonly<Record<string, { readonly revenue: number; readonly net: number }>>
}

const measures = ['revenue', 'refunds', 'concessions', 'costOfGoods', 'costToServe', 'costToWin', 'net'] as const

const plus = (one: ValueSums, other: ValueSums): ValueSums =>
  Object.fromEntries(measures.map((measure) => [measure, one[measure] + other[measure]])) as unknown as ValueSums

const none: ValueSums = {
  revenue: 0,
  refunds: 0,
  concessions: 0,
  costOfGoods: 0,
  costToServe: 0,
  costToWin: 0,
  net: 0,
}

/** By reporting currency, of those into which anything was converted; empty without any rate. */
export const reportedValues = (
  currencies: Readonly<Record<string, ValueSums>>,
  reported: Readonly<Record<string, Readonly<Record<string, ReportedFrom>>>>,
): Record<string, ReportedValue> =>
  Object.fromEntries(
    Object.entries(reported).map(([to, from]) => {
      const parts = Object.entries(from).filter(([, part]) => Object.values(part).some((amount) => amount !== 0))
      const converted = parts.map(
        ([currency, { sourceRevenue, sourceNet, ...sums }]) =>
          [currency, { revenue: sourceRevenue, net: sourceNet, reported: sums }] as const,
      )
      const unconverted = Object.entries(currencies).flatMap(([currency, { revenue, net }]) => {
        if (currency === to) return []
        const left = {
          revenue: revenue - (from[currency]?.sourceRevenue ?? 0),
          net: net - (from[currency]?.sourceNet ?? 0),
        }
        return left.revenue === 0 && left.net === 0 ? [] : [[currency, left] as const]
      })
      const sums = parts.reduce((sum, [, part]) => plus(sum, part), currencies[to] ? plus(none, currencies[to]) : none)
      return [to, { ...sums, converted: Object.fromEntries(converted), unconverted: Object.fromEntries(unconverted) }]
    }),
  )

/** Of one customer. */
export const reportedOf = ({ currencies, reported = {} }: ValueDocument): Record<string, ReportedValue> =>
  reportedValues(currencies, reported)
