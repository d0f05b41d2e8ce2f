/** Fitting models of value to what customers bought until a day, and checking them against what they bought later. */
import { DomainError } from '../../domain/errors.js'
import { decimalsOf } from '../../domain/money.js'
import { dayNumber, type Day, type Instant } from '../../domain/time.js'
import { calibrationByRepeats, frequencyValueCorrelation, type CalibrationRow } from '../../domain/value/diagnostics.js'
import { fit, type Fit } from '../../domain/value/fit.js'
import { gammaGamma } from '../../domain/value/gamma-gamma.js'
import { purchaseModels, type PurchaseModelName } from '../../domain/value/purchase-models.js'
import {
  daysPer,
  groupPurchasePatterns,
  groupValuePatterns,
  patternOf,
  type PurchasePattern,
  type TimeUnit,
  type ValuePattern,
} from '../../domain/value/purchase-pattern.js'
import type { PurchaseDay } from '../../projections/purchase-history/purchase-history.js'
import { currenciesOf, type Buyer, type Buyers } from './buyers.js'

/** What a model expected of the time after its window, and what happened. */
export interface Holdout {
  /** The last day on which anybody bought. */
  readonly until: Day
  /** Time from the end of the window to that day, in the unit of the model. */
  readonly horizon: number
  /** Purchase days of all customers. */
  readonly expected: number
  readonly actual: number
  /** Per customer, by repeats within the window. */
  readonly byRepeats: readonly CalibrationRow[]
}

/** What the parameters were estimated from. */
interface FittedTo {
  /** The last day of the window. */
  readonly until: Day
  readonly knownAt?: Instant
  /** The log position up to which events were read. */
  readonly position: number
}

export interface FittedPurchases extends Fit<string>, FittedTo {
  readonly model: PurchaseModelName
  /** r and α (s and β) are in terms of it. */
  readonly unit: TimeUnit
  /** Absent where nobody bought after the window. */
  readonly holdout?: Holdout
}

export interface FittedValues extends Fit<string>, FittedTo {
  readonly model: 'gamma-gamma'
  /** v is in major units of it. */
  readonly currency: string
  /** How frequency and mean value go together, which the model assumes they do not; null where it cannot be said. */
  readonly frequencyValueCorrelation: number | null
}

/** A currency in which too little was bought to tell what a purchase will be worth, and why. */
export interface ValuesNotFitted {
  readonly currency: string
  readonly code: string
  readonly message: string
}

/** A model of potential value: how many purchases to expect, and of what value in each currency. */
export interface FittedPotential {
  readonly purchases: FittedPurchases
  readonly values: readonly FittedValues[]
  /** Of customers who bought in them their own mean is expected. */
  readonly withoutValues: readonly ValuesNotFitted[]
}

const fittedTo = ({ until, knownAt, position }: Buyers): FittedTo => ({
  until,
  ...(knownAt !== undefined && { knownAt }),
  position,
})

const patternOfBuyer = ({ within }: Buyer, until: Day, unit: TimeUnit): PurchasePattern =>
  patternOf(
    within.map(({ day }) => day),
    until,
    unit,
  )!

/**
 * Fits a model of purchases by maximum likelihood.
 * @throws DomainError as `fit`
 */
export const fitPurchases = (name: PurchaseModelName, buyers: Buyers, unit: TimeUnit): FittedPurchases => {
  const { until, lastDay } = buyers
  const patterns = buyers.buyers.map((buyer) => patternOfBuyer(buyer, until, unit))
  const model = purchaseModels[name]
  const fitted = fit(model, groupPurchasePatterns(patterns))
  const base = { model: name, unit, ...fittedTo(buyers), ...fitted }
  if (lastDay <= until) return base

  const horizon = (dayNumber(lastDay) - dayNumber(until)) / daysPer[unit]
  const heldOut = buyers.buyers.map(({ later }, i) => ({ pattern: patterns[i]!, purchases: later.length }))
  const byRepeats = calibrationByRepeats(model, fitted.parameters, heldOut, horizon)
  const totalOf = (what: 'expected' | 'actual'): number =>
    byRepeats.reduce((sum, row) => sum + row.customers * row[what], 0)
  return {
    ...base,
    holdout: {
      until: lastDay,
      horizon,
      expected: totalOf('expected'),
      actual: Math.round(totalOf('actual')),
      byRepeats,
    },
  }
}

/** How often a customer bought again, and for how much in the mean, in major units of a currency. */
const valueOf = (days: readonly PurchaseDay[], currency: string): ValuePattern => {
  const repeats = days.slice(1).flatMap(({ amounts }) => amounts[currency] ?? [])
  const total = repeats.reduce((sum, amount) => sum + amount, 0)
  return { repeats: repeats.length, meanValue: total / repeats.length / 10 ** decimalsOf(currency) }
}

/**
 * Fits the model of values by maximum likelihood.
 * @throws DomainError as `fit`
 */
export const fitValues = (buyers: Buyers, currency: string): FittedValues => {
  const values = buyers.buyers.map(({ within }) => valueOf(within, currency))
  const patterns = groupValuePatterns(values.filter(({ repeats, meanValue }) => repeats > 0 && meanValue > 0))
  return {
    model: 'gamma-gamma',
    currency,
    ...fittedTo(buyers),
    ...fit(gammaGamma, patterns),
    frequencyValueCorrelation: frequencyValueCorrelation(patterns),
  }
}

/** Fits the values in every currency to the buyers that a model of purchases was fitted to. */
export const fitPotential = (buyers: Buyers, purchases: FittedPurchases): FittedPotential => {
  const values: FittedValues[] = []
  const withoutValues: ValuesNotFitted[] = []
  for (const currency of currenciesOf(buyers))
    try {
      values.push(fitValues(buyers, currency))
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      withoutValues.push({ currency, code: error.code, message: error.message })
    }
  return { purchases, values, withoutValues }
}
