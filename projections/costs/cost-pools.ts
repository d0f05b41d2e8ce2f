/** Costs that are shared out, as their stream tells of them. */
import type { CostEvent } from '../../domain/cost/cost.events.js'
import type { RecordedEvent } from '../../domain/event.js'

type DataOf<T extends CostEvent['type']> = Extract<CostEvent, { type: T }>['data']

/** A cost, and how far it is shared out. */
export interface CostPool {
  readonly recorded: DataOf<'CostPoolRecorded'>
  /** Id of the event that recorded it. */
  readonly event: string
  /** The log position by which it is shared out; absent before that was begun. */
  readonly position?: number
  /** To how many customers, by how much; absent before the whole of it was. */
  readonly allocated?: Omit<DataOf<'CostPoolAllocated'>, 'pool'>
  /** Why it counts no more; absent where it does. */
  readonly withdrawn?: Omit<DataOf<'CostPoolWithdrawn'>, 'pool'>
  /** How many parts were taken back; absent before all of them were. */
  readonly reversed?: Omit<DataOf<'CostPoolReversed'>, 'pool'>
}

/** Takes one event more of the stream. */
export const takeCostEvent = (pools: Map<string, CostPool>, event: RecordedEvent<CostEvent>): void => {
  const { pool } = event.data
  if (event.type === 'CostPoolRecorded') pools.set(pool, { recorded: event.data, event: event.id })
  const known = pools.get(pool)
  if (known) pools.set(pool, { ...known, ...changeBy(event) })
}

const changeBy = (event: RecordedEvent<CostEvent>): Partial<CostPool> => {
  switch (event.type) {
    case 'CostPoolRecorded':
      return {}
    case 'CostAllocationBegun':
      return { position: event.data.position }
    case 'CostPoolAllocated': {
      const { pool: _pool, ...allocated } = event.data
      return { allocated }
    }
    case 'CostPoolWithdrawn': {
      const { pool: _pool, ...withdrawn } = event.data
      return { withdrawn }
    }
    case 'CostPoolReversed': {
      const { pool: _pool, ...reversed } = event.data
      return { reversed }
    }
  }
}
