/** What costs are allocated, and taken back, with. */
import type { Clock } from '../clock.js'
import type { CommandRunner } from '../commands/command-runner.js'
import type { EventStore } from '../event-store/event-store.js'

/** The account in whose name costs are allocated. */
export const allocator = 'cost-allocation'

export const eventsAtOnce = 500

/** What an allocation works on. */
export interface AllocationSources {
  readonly store: EventStore
  readonly runner: CommandRunner
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** Told how many customers were looked at, then how many of all parts are recorded. */
  readonly onProgress?: (done: number, total: number) => void
  /** Events appended at once. */
  readonly batchSize?: number
}
