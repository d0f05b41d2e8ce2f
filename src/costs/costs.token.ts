/** Sharing out costs, and taking them back, as providers. */
import type { RequestContext } from '../commands/command-runner.js'
import type { Allocation } from './allocate-costs.js'
import type { Withdrawal, WithdrawalRequest } from './withdraw-costs.js'

export const ALLOCATE_COSTS = Symbol('AllocateCosts')
/** Shares out the cost that was recorded by a name. */
export type AllocateCosts = (pool: string) => Promise<Allocation>

export const WITHDRAW_COSTS = Symbol('WithdrawCosts')
/** Withdraws a cost, and takes back what was allocated of it. */
export type WithdrawCosts = (request: WithdrawalRequest, context: RequestContext) => Promise<Withdrawal>
