/** What is known of the costs that are shared out. */
import { upcast } from '../../domain/catalogue.js'
import { costPoolUnknown } from '../../domain/cost/cost-pool.decider.js'
import { costPoolsStream, type CostEvent } from '../../domain/cost/cost.events.js'
import { takeCostEvent, type CostPool } from '../../projections/costs/cost-pools.js'
import type { EventStore } from '../event-store/event-store.js'
import type { Belongs } from '../projecting/history.js'
import { foldStream, type StreamFold } from '../projecting/current-fold.js'

const costPoolsFold: StreamFold<Map<string, CostPool>> = {
  stream: costPoolsStream,
  begin: () => new Map(),
  take: (pools, event) => takeCostEvent(pools, upcast<CostEvent>(event)),
}

/** All costs that were recorded, in the order in which they were. */
export const readCostPools = async (store: EventStore, until: number, belongs?: Belongs): Promise<CostPool[]> => [
  ...(await foldStream(costPoolsFold, store, until, belongs)).values(),
]

/** A cost as it stands. @throws DomainError `cost-pool-unknown` */
export const readCostPool = async (store: EventStore, name: string): Promise<CostPool> => {
  const pool = (await foldStream(costPoolsFold, store)).get(name)
  if (!pool) throw costPoolUnknown(name)
  return pool
}
