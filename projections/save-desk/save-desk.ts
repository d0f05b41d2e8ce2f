/** The save desk: profitable customers about to leave, those first with whom most would go, and what saving brought (R61). */
import { isActive, stageAt } from '../lifecycle/lifecycle.read-model.js'
import { atRiskOf, type AtRisk, type DeskDocuments, type DeskRequest } from './at-risk.js'
import { best } from '../best.js'

export interface DeskInCurrency {
  /** All who are about to leave, listed or not; money in minor units. */
  readonly customersAtRisk: number
  readonly expectedMargin: number
  readonly valueAtRisk: number
  /** The highest value at risk first. */
  readonly customers: readonly AtRisk[]
}

/** What became of customers for whom something was done, each counted once, by the last time. */
export interface SaveOutcomes {
  readonly customers: number
  readonly actions: number
  /** Bought on a later day. */
  readonly boughtSince: number
  /** Have not, and are lost or given up. */
  readonly gone: number
}

export interface SaveDesk {
  readonly currencies: Readonly<Record<string, DeskInCurrency>>
  readonly saveActions: SaveOutcomes
  /** Of all customers: how many came back, and how often. */
  readonly winBacks: { readonly customers: number; readonly winBacks: number }
}

interface Tally {
  customersAtRisk: number
  expectedMargin: number
  valueAtRisk: number
  readonly listed: ReturnType<typeof best<AtRisk>>
}

const isBefore = (one: AtRisk, other: AtRisk): boolean =>
  one.valueAtRisk === other.valueAtRisk ? one.customer < other.customer : one.valueAtRisk > other.valueAtRisk

/** Looks at every customer once and keeps no more than are listed. @throws DomainError `lifetime-unbounded` */
export const saveDesk = async (
  everybody: AsyncIterable<DeskDocuments>,
  { limit, ...request }: DeskRequest & { readonly limit: number },
): Promise<SaveDesk> => {
  const tallies = new Map<string, Tally>()
  const saveActions = { customers: 0, actions: 0, boughtSince: 0, gone: 0 }
  const winBacks = { customers: 0, winBacks: 0 }
  for await (const documents of everybody) {
    const { lifecycle, loyalty } = documents
    const now = stageAt(lifecycle, request.asOf, request.rules)
    if (now.winBacks > 0) {
      winBacks.customers += 1
      winBacks.winBacks += now.winBacks
    }
    const { lastSaveAction } = lifecycle
    if (lastSaveAction) {
      saveActions.customers += 1
      saveActions.actions += lifecycle.saveActions
      if (loyalty.lastPurchaseDay !== null && loyalty.lastPurchaseDay > lastSaveAction.day) saveActions.boughtSince += 1
      else if (!isActive(now.stage)) saveActions.gone += 1
    }
    const found = atRiskOf(documents, request)
    for (const currency in found) {
      const one = found[currency]!
      let tally = tallies.get(currency)
      if (!tally)
        tallies.set(
          currency,
          (tally = { customersAtRisk: 0, expectedMargin: 0, valueAtRisk: 0, listed: best(limit, isBefore) }),
        )
      tally.customersAtRisk += 1
      tally.expectedMargin += one.expectedMargin
      tally.valueAtRisk += one.valueAtRisk
      tally.listed.offer(one)
    }
  }
  const currencies = [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, { listed, ...sums }]) => [currency, { ...sums, customers: listed.inOrder() }] as const)
  return { currencies: Object.fromEntries(currencies), saveActions, winBacks }
}
