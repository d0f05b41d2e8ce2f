/** Withdraws a cost that was recorded wrongly: every part of it that was allocated is taken back by an event of its customer, once. */
import { checkEvent, definitionOf, upcast } from '../../domain/catalogue.js'
import { customerOfStream, customerStream, derivedId } from '../../domain/customer/customer-id.js'
import type { RecordedEvent } from '../../domain/event.js'
import type { OrderEvent } from '../../domain/order/order.events.js'
import type { CostPool } from '../../projections/costs/cost-pools.js'
import type { RequestContext } from '../commands/command-runner.js'
import type { StreamAppend } from '../event-store/event-store.js'
import { writeBatch } from '../importing/event-batch.js'
import { allocator, eventsAtOnce, type AllocationSources } from './allocation.js'
import { readCostPool } from './known-cost-pools.js'

type Part = RecordedEvent<Extract<OrderEvent, { type: 'CostAllocated' }>>

export interface WithdrawalRequest {
  readonly pool: string
  readonly reason: string
  readonly by?: string
}

export interface Withdrawal {
  readonly pool: string
  /** Parts that were taken back, by whichever run. */
  readonly parts: number
  /** Events appended by this run: none where all was done before. */
  readonly appended: number
  /** False when it was stopped before the end: run again, it goes on. */
  readonly completed: boolean
}

/**
 * Withdraws a cost, and takes back what was allocated of it. Asked again it adds nothing, and completes what was stopped.
 * @throws DomainError `cost-pool-unknown`
 */
export const withdrawCosts = async (
  sources: AllocationSources,
  request: WithdrawalRequest,
  context: RequestContext,
): Promise<Withdrawal> => {
  await sources.runner.handleShared({ type: 'WithdrawCostPool', data: request }, context)
  return reverseParts(sources, request.pool)
}

/** Takes back all parts of a withdrawn cost that are in the log. */
export const reverseParts = async (sources: AllocationSources, name: string): Promise<Withdrawal> => {
  const { store, runner, signal, onProgress, batchSize = eventsAtOnce } = sources
  const pool = await readCostPool(store, name)
  const parts = await partsOf(sources, name)
  let appended = 0
  for (let at = 0; at < parts.length && !signal?.aborted; at += batchSize) {
    const batch = parts
      .slice(at, at + batchSize)
      .map((part) => ({ append: reversalOf(pool, part, sources.clock()), row: part }))
    const written = await writeBatch(store, batch, (_part, why) => {
      throw why
    })
    appended += written.appended
    onProgress?.(at + batch.length, parts.length)
  }
  const outcome = { pool: name, parts: parts.length }
  if (signal?.aborted) return { ...outcome, appended, completed: false }
  await runner.handleShared({ type: 'CompleteCostReversal', data: outcome }, { actor: allocator })
  return { ...outcome, appended, completed: true }
}

const allocations = { streamPrefixes: [customerStream('')], types: ['CostAllocated'] }

const partsOf = async ({ store }: AllocationSources, pool: string): Promise<Part[]> => {
  const parts: Part[] = []
  for await (const stored of store.readAll({ filter: allocations })) {
    const part = upcast(stored) as Part
    // What anybody reports of a cost is not what was shared out here.
    if (part.data.pool === pool && part.data.reverses === undefined && part.metadata.actor === allocator)
      parts.push(part)
  }
  return parts
}

/** It happened when the part did: no period has to bear another one's mistakes. */
const reversalOf = (
  { event: cause }: CostPool,
  { id, stream, data, metadata }: Part,
  recordedAt: string,
): StreamAppend => {
  const event = {
    type: 'CostAllocated',
    data: { ...data, cost: { ...data.cost, amount: -data.cost.amount }, reverses: id },
  }
  checkEvent(event)
  const envelope = {
    occurredAt: metadata.occurredAt,
    recordedAt,
    actor: allocator,
    correlationId: cause,
    causationId: id,
    schemaVersion: definitionOf(event.type).version,
  }
  const reversal = {
    ...event,
    id: derivedId('cost-pool-reversal', data.pool!, customerOfStream(stream)!),
    metadata: envelope,
  }
  return { stream, events: [reversal], expected: 'any' }
}
