/** Sharing out costs, as a provider. */
import type { Allocation } from './allocate-costs.js'

export const ALLOCATE_COSTS = Symbol('AllocateCosts')
/** Shares out the cost that was recorded by a name. */
export type AllocateCosts = (pool: string) => Promise<Allocation>
