/** Fitting models of value to what customers bought until a day, straight from the log. */
import { invalid, ruleBroken } from '../../domain/errors.js'
import { decimalsOf } from '../../domain/money.js'
import type { Day, Instant } from '../../domain/time.js'
import { bgNbd } from '../../domain/value/bg-nbd.js'
import { frequencyValueCorrelation } from '../../domain/value/diagnostics.js'
import { fit, type Fit } from '../../domain/value/fit.js'
import { gammaGamma } from '../../domain/value/gamma-gamma.js'
import { mbgNbd } from '../../domain/value/mbg-nbd.js'
import { paretoNbd } from '../../domain/value/pareto-nbd.js'
import {
  groupPurchasePatterns,
  groupValuePatterns,
  patternOf,
  type TimeUnit,
  type ValuePattern,
} from '../../domain/value/purchase-pattern.js'
import { purchaseDaysOf, type PurchaseDay } from '../../projections/purchase-history/purchase-history.js'
import type { EventStore } from '../event-store/event-store.js'
import { historyOf, storedHistories } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import { belongsTo } from './point-in-time.js'

const purchaseModels = { 'bg-nbd': bgNbd, 'mbg-nbd': mbgNbd, 'pareto-nbd': paretoNbd } as const

/** Models that can be fitted. */
export const modelNames = [...Object.keys(purchaseModels), 'gamma-gamma'] as readonly ModelName[]
export type ModelName = keyof typeof purchaseModels | 'gamma-gamma'

/** What to fit, and to what. */
export interface FitRequest {
  readonly model: ModelName
  /** The last day of the window. */
  readonly until: Day
  /** In what time is counted; of no importance to gamma-gamma. */
  readonly unit: TimeUnit
  /** Of gamma-gamma: the currency of what was bought; the only one there is, where it is not said. */
  readonly currency?: string | undefined
  /** Only what was recorded by then. */
  readonly knownAt?: Instant | undefined
  readonly signal?: AbortSignal | undefined
  readonly onCustomers?: (customers: number) => void
}

/** A fitted model. Nothing of it is stored. */
export interface Fitted extends Fit<string> {
  readonly model: ModelName
  readonly until: Day
  /** Of purchase models: r and α (s and β) are in terms of it. */
  readonly unit?: TimeUnit
  /** Of gamma-gamma: v is in major units of it. */
  readonly currency?: string
  /** Of gamma-gamma: how frequency and mean value go together, which the model assumes they do not; null where it cannot be said. */
  readonly frequencyValueCorrelation?: number | null
  /** The log position up to which events were read. */
  readonly position: number
}

/** The only currency, or the one asked for. */
const currencyOf = (histories: readonly (readonly PurchaseDay[])[], asked: string | undefined): string => {
  const known = new Set(histories.flatMap((days) => days.flatMap(({ amounts }) => Object.keys(amounts))))
  const [only, ...others] = known
  if (asked !== undefined) {
    if (known.has(asked)) return asked
    throw invalid('currency-unknown', `Nothing was bought in ${asked}`, { currency: asked, known: [...known] })
  }
  if (only === undefined) throw ruleBroken('fit-no-customers', 'Nobody had bought anything by then')
  if (others.length > 0)
    throw invalid('currency-missing', `Say which currency: one of ${[...known].join(', ')}`, { known: [...known] })
  return only
}

/** How often a customer bought again, and for how much in the mean, in major units of a currency. */
const valueOf = (days: readonly PurchaseDay[], currency: string): ValuePattern => {
  const repeats = days.slice(1).flatMap(({ amounts }) => amounts[currency] ?? [])
  const total = repeats.reduce((sum, amount) => sum + amount, 0)
  return { repeats: repeats.length, meanValue: total / repeats.length / 10 ** decimalsOf(currency) }
}

/**
 * Fits a model by maximum likelihood to the customers who had bought by a day. Undefined when aborted.
 * @throws DomainError as `fit`; `currency-missing`, `currency-unknown`
 */
export const fitModel = async (
  store: EventStore,
  { model, until, unit, currency: asked, knownAt, signal, onCustomers = () => undefined }: FitRequest,
): Promise<Fitted | undefined> => {
  const position = await store.head()
  const at = knownAt === undefined ? {} : { knownAt }
  const identities = await readIdentities(store, position, (metadata) => belongsTo(at, metadata))
  const histories: PurchaseDay[][] = []
  let customers = 0
  for await (const { customer, events } of storedHistories(store, identities, position)) {
    if (signal?.aborted) return undefined
    const known = { customer, events: events.filter(({ metadata }) => belongsTo(at, metadata)) }
    const days = purchaseDaysOf(historyOf(known), until)
    if (days.length > 0) histories.push(days)
    onCustomers((customers += 1))
  }
  if (model === 'gamma-gamma') {
    const currency = currencyOf(histories, asked)
    const values = histories.map((days) => valueOf(days, currency))
    const patterns = groupValuePatterns(values.filter(({ repeats, meanValue }) => repeats > 0 && meanValue > 0))
    const correlation = frequencyValueCorrelation(patterns)
    return { model, until, currency, position, ...fit(gammaGamma, patterns), frequencyValueCorrelation: correlation }
  }
  const patterns = histories.map((days) =>
    patternOf(
      days.map(({ day }) => day),
      until,
      unit,
    )!,
  )
  const fitted: Fit<string> = fitPurchases(model, groupPurchasePatterns(patterns))
  return { model, until, unit, position, ...fitted }
}

const fitPurchases = (
  model: keyof typeof purchaseModels,
  patterns: ReturnType<typeof groupPurchasePatterns>,
): Fit<string> => (model === 'pareto-nbd' ? fit(paretoNbd, patterns) : fit(purchaseModels[model], patterns))
