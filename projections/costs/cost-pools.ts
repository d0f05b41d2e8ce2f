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
}

/** Takes one event more of the stream. */
export const takeCostEvent = (pools: Map<string, CostPool>, event: RecordedEvent<CostEvent>): void => {
  const { pool } = event.data
  const known = pools.get(pool)
  if (event.type === 'CostPoolRecorded') pools.set(pool, { recorded: event.data, event: event.id })
  else if (!known) return
  else if (event.type === 'CostAllocationBegun') pools.set(pool, { ...known, position: event.data.position })
  else {
    const { pool: _pool, ...allocated } = event.data
    pools.set(pool, { ...known, allocated })
  }
}
