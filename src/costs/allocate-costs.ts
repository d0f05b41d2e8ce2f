/** Shares a recorded cost out among customers: every part an event of its customer, each exactly once. */
import { checkEvent, definitionOf } from '../../domain/catalogue.js'
import { shareOut, type Part, type Weighed } from '../../domain/cost/share-out.js'
import { customerStream, derivedId } from '../../domain/customer/customer-id.js'
import { costPoolWithdrawn } from '../../domain/cost/cost-pool.decider.js'
import { DomainError, ruleBroken } from '../../domain/errors.js'
import { unitsOf, weightOf } from '../../projections/costs/cost-units.js'
import type { CostPool } from '../../projections/costs/cost-pools.js'
import type { StreamAppend } from '../event-store/event-store.js'
import { writeBatch } from '../importing/event-batch.js'
import { historyOf, storedHistories } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import { allocator, eventsAtOnce, type AllocationSources } from './allocation.js'
import { readCostPool } from './known-cost-pools.js'
import { reverseParts } from './withdraw-costs.js'

export interface Allocation {
  readonly pool: string
  /** Customers to whom a part of the cost was allocated. */
  readonly customers: number
  /** What it was shared out by, of all customers together. */
  readonly units: number
  /** By what the log held up to here. */
  readonly position: number
  /** Events appended by this run: none where all was done before. */
  readonly appended: number
  /** False when it was stopped before the end: run again, it goes on. */
  readonly completed: boolean
}

/**
 * Allocates a cost. What it is shared out by is counted in one state of the log, which is noted before the first part is recorded:
 * stopped and run again, by whomever, it comes to the same parts, and the same part is always the same event.
 * @throws DomainError `cost-pool-unknown`, `cost-pool-withdrawn`, `cost-period-not-over`, `cost-not-shareable`
 */
export const allocateCosts = async (sources: AllocationSources, name: string): Promise<Allocation> => {
  const { store, runner, clock, signal } = sources
  for (;;) {
    const pool = await readCostPool(store, name)
    const { recorded, allocated, withdrawn } = pool
    if (withdrawn) throw costPoolWithdrawn(name)
    if (allocated) return { pool: name, ...allocated, position: pool.position!, appended: 0, completed: true }
    const today = clock().slice(0, 10)
    if (recorded.until >= today)
      throw ruleBroken('cost-period-not-over', `The period of ${name} ends on ${recorded.until}, which is not over`, {
        pool: name,
        until: recorded.until,
        today,
      })
    const position = pool.position ?? (await store.head())
    const stopped = { pool: name, customers: 0, units: 0, position, appended: 0, completed: false }
    const weighed = await weighedAt(sources, pool, position)
    if (!weighed) return stopped
    const parts = shareOut(recorded.cost.amount, weighed)
    const total = weighed.reduce((sum, { weight }) => sum + weight, 0)
    if (total === 0)
      throw ruleBroken(
        'cost-not-shareable',
        `There was no ${recorded.key} from ${recorded.from} to ${recorded.until}`,
        {
          pool: name,
          key: recorded.key,
        },
      )
    if (pool.position === undefined) {
      await runner.handleShared({ type: 'BeginCostAllocation', data: { pool: name, position } }, { actor: allocator })
      // Another process may have been first, with another state of the log: its is the one that counts.
      if ((await readCostPool(store, name)).position !== position) continue
    }
    const appended = await recordParts(sources, pool, parts)
    const units = unitsOf(recorded.key, total)
    const outcome = { pool: name, customers: parts.length, units }
    if (signal?.aborted) return { ...stopped, ...outcome, appended }
    try {
      await runner.handleShared({ type: 'CompleteCostAllocation', data: outcome }, { actor: allocator })
    } catch (error) {
      // Withdrawn meanwhile: whoever did that may not have seen all parts.
      if (error instanceof DomainError && error.code === 'cost-pool-withdrawn') await reverseParts(sources, name)
      throw error
    }
    return { ...outcome, position, appended, completed: true }
  }
}

/** What every customer weighs, in one state of the log; undefined when stopped. */
const weighedAt = async (
  { store, signal, onProgress }: AllocationSources,
  { recorded: { key, from, until } }: CostPool,
  position: number,
): Promise<Weighed[] | undefined> => {
  const weighed: Weighed[] = []
  let seen = 0
  const identities = await readIdentities(store, position)
  for await (const stored of storedHistories(store, identities, position)) {
    if (signal?.aborted) return undefined
    const weight = weightOf(key, { from, until }, historyOf(stored))
    if (weight > 0) weighed.push({ name: stored.customer, weight })
    seen += 1
    onProgress?.(seen, seen)
  }
  return weighed
}

/** Answers how many were not there before. */
const recordParts = async (
  { store, clock, signal, onProgress, batchSize = eventsAtOnce }: AllocationSources,
  pool: CostPool,
  parts: readonly Part[],
): Promise<number> => {
  let appended = 0
  for (let at = 0; at < parts.length && !signal?.aborted; at += batchSize) {
    const batch = parts.slice(at, at + batchSize).map((part) => ({ append: appendOf(pool, part, clock()), row: part }))
    // The same pool always comes to the same parts: whatever is refused is no part of it.
    const written = await writeBatch(store, batch, (_part, why) => {
      throw why
    })
    appended += written.appended
    onProgress?.(at + batch.length, parts.length)
  }
  return appended
}

/** A part of the cost as an event of its customer; it happened when the period ended. */
const appendOf = ({ recorded, event: cause }: CostPool, { name, amount }: Part, recordedAt: string): StreamAppend => {
  const { pool, cost, key, purpose, until } = recorded
  const event = {
    type: 'CostAllocated',
    data: { cost: { amount, currency: cost.currency }, purpose, basis: `per ${key}`, pool },
  }
  checkEvent(event)
  const metadata = {
    occurredAt: `${until}T23:59:59.999Z`,
    recordedAt,
    actor: allocator,
    correlationId: cause,
    causationId: cause,
    schemaVersion: definitionOf(event.type).version,
  }
  const id = derivedId('cost-pool', pool, name)
  return { stream: customerStream(name), events: [{ ...event, id, metadata }], expected: 'any' }
}
