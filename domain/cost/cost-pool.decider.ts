/** Decides on costs that are shared out: each is recorded once, and allocated once, by one place of the log. */
import type { Decider } from '../decider.js'
import { conflict, invalid, notFound, ruleBroken } from '../errors.js'
import { costPoolsStream, type CostEvent } from './cost.events.js'

type DataOf<T extends CostEvent['type']> = Extract<CostEvent, { type: T }>['data']

export type CostPoolCommand =
  | { readonly type: 'RecordCostPool'; readonly data: DataOf<'CostPoolRecorded'> }
  | { readonly type: 'BeginCostAllocation'; readonly data: DataOf<'CostAllocationBegun'> }
  | { readonly type: 'CompleteCostAllocation'; readonly data: DataOf<'CostPoolAllocated'> }
  | { readonly type: 'WithdrawCostPool'; readonly data: DataOf<'CostPoolWithdrawn'> }
  | { readonly type: 'CompleteCostReversal'; readonly data: DataOf<'CostPoolReversed'> }

interface CostPool {
  readonly isRecorded: boolean
  readonly isBegun: boolean
  readonly isAllocated: boolean
  readonly isWithdrawn: boolean
  readonly isReversed: boolean
}

export const costPoolUnknown = (pool: string) =>
  notFound('cost-pool-unknown', `No cost is recorded as ${pool}`, { pool })

const mustBeRecorded = ({ isRecorded }: CostPool, pool: string): void => {
  if (!isRecorded) throw costPoolUnknown(pool)
}

export const costPoolWithdrawn = (pool: string) =>
  ruleBroken('cost-pool-withdrawn', `The cost ${pool} was withdrawn: record what is right by another name`, { pool })

const mustStand = (state: CostPool, pool: string): void => {
  mustBeRecorded(state, pool)
  if (state.isWithdrawn) throw costPoolWithdrawn(pool)
}

export const costPool: Decider<CostPool, CostPoolCommand, CostEvent> = {
  name: 'cost-pool',
  stream: costPoolsStream,
  customersOf: () => [],
  initial: { isRecorded: false, isBegun: false, isAllocated: false, isWithdrawn: false, isReversed: false },
  instanceOf: ({ pool }) => pool,
  decide: {
    RecordCostPool: ({ data }, { isRecorded }) => {
      const { pool, from, until } = data
      if (isRecorded) throw conflict('cost-pool-recorded', `A cost was recorded as ${pool} already`, { pool })
      if (from > until)
        throw invalid('cost-period-reversed', `The period ends on ${until}, before it begins on ${from}`, {
          from,
          until,
        })
      return [{ type: 'CostPoolRecorded', data }]
    },
    BeginCostAllocation: ({ data }, state) => {
      mustStand(state, data.pool)
      return state.isBegun ? [] : [{ type: 'CostAllocationBegun', data }]
    },
    CompleteCostAllocation: ({ data }, state) => {
      mustStand(state, data.pool)
      if (!state.isBegun)
        throw ruleBroken('cost-allocation-not-begun', `The cost ${data.pool} is not being allocated`, {
          pool: data.pool,
        })
      return state.isAllocated ? [] : [{ type: 'CostPoolAllocated', data }]
    },
    WithdrawCostPool: ({ data }, state) => {
      mustBeRecorded(state, data.pool)
      return state.isWithdrawn ? [] : [{ type: 'CostPoolWithdrawn', data }]
    },
    CompleteCostReversal: ({ data }, state) => {
      mustBeRecorded(state, data.pool)
      if (!state.isWithdrawn)
        throw ruleBroken('cost-pool-not-withdrawn', `The cost ${data.pool} was not withdrawn`, { pool: data.pool })
      return state.isReversed ? [] : [{ type: 'CostPoolReversed', data }]
    },
  },
  evolve: {
    CostPoolRecorded: (state) => ({ ...state, isRecorded: true }),
    CostAllocationBegun: (state) => ({ ...state, isBegun: true }),
    CostPoolAllocated: (state) => ({ ...state, isAllocated: true }),
    CostPoolWithdrawn: (state) => ({ ...state, isWithdrawn: true }),
    CostPoolReversed: (state) => ({ ...state, isReversed: true }),
  },
}
