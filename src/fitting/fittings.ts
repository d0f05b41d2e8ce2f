/** What can be fitted to what the log holds. */
import type { Day, Instant } from '../../domain/time.js'
import type { PurchaseModelName } from '../../domain/value/purchase-models.js'
import type { TimeUnit } from '../../domain/value/purchase-pattern.js'
import type { EventStore } from '../event-store/event-store.js'
import { currencyOf, readBuyers, type Buyers } from './buyers.js'
import {
  fitPotential,
  fitPurchases,
  fitValues,
  type FittedPotential,
  type FittedPurchases,
  type FittedValues,
} from './fit-models.js'
import { trackingOf, type Tracking } from './tracking.js'

/** Until which day what was bought counts. */
export interface FittingWindow {
  /** The last day that counts. */
  readonly until: Day
  /** Only what was recorded by then. */
  readonly knownAt?: Instant
}

/** A model that was fitted, and how it tracks what happened. */
export interface Tracked extends FittedPurchases {
  readonly tracking: Tracking
}

/** Each reads the whole log. @throws DomainError as `fit`, and `currencyOf` */
export interface Fittings {
  readonly purchases: (model: PurchaseModelName, unit: TimeUnit, window: FittingWindow) => Promise<FittedPurchases>
  /** How a model tracks what happened, period by period. */
  readonly tracked: (model: PurchaseModelName, unit: TimeUnit, window: FittingWindow) => Promise<Tracked>
  /** In the currency, or in the only one. */
  readonly values: (currency: string | undefined, window: FittingWindow) => Promise<FittedValues>
  readonly potential: (model: PurchaseModelName, unit: TimeUnit, window: FittingWindow) => Promise<FittedPotential>
}

export const FITTINGS = Symbol('Fittings')

/** On the thread that asks, which answers nothing else meanwhile. */
export const fittingsOf = (store: EventStore): Fittings => {
  const read = async (window: FittingWindow): Promise<Buyers> => (await readBuyers(store, window))!
  return {
    purchases: async (model, unit, window) => fitPurchases(model, await read(window), unit),
    tracked: async (model, unit, window) => {
      const buyers = await read(window)
      const purchases = fitPurchases(model, buyers, unit)
      return { ...purchases, tracking: trackingOf(buyers, purchases) }
    },
    values: async (currency, window) => {
      const buyers = await read(window)
      return fitValues(buyers, currencyOf(buyers, currency))
    },
    potential: async (model, unit, window) => {
      const buyers = await read(window)
      return fitPotential(buyers, fitPurchases(model, buyers, unit))
    },
  }
}
