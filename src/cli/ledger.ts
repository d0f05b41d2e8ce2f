/** Opens the ledger for one command and closes it again, whatever happens. */
import type { INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import { definitionOfAll } from '../../projections/read-models.js'
import { CommandRunner } from '../commands/command-runner.js'
import { readConfig, type Config } from '../config.js'
import { EVENT_STORE } from '../event-store/event-store.module.js'
import type { EventStore } from '../event-store/event-store.js'
import { LedgerModule } from '../ledger.module.js'
import { threadsFor } from '../projecting/fold-on-threads.js'
import { TableExport } from '../exporting/table-export.js'
import type { Projecting } from '../projecting/projection-engine.js'
import { PROJECTING } from '../projecting/projecting.token.js'
import { prepareParts, type RebuildPartsSources } from '../projecting/rebuild-parts.js'
import type { RebuildPhase } from '../projecting/rebuild.js'
import { CustomerQueries } from '../queries/customer-queries.js'
import { CustomerEquityQuery } from '../queries/customer-equity-query.js'
import { PyramidQuery } from '../queries/pyramid-query.js'
import { ContractQuery } from '../queries/contract-query.js'
import { MarketQuery } from '../queries/market-query.js'
import { LowValueQuery } from '../queries/low-value-query.js'
import { PortfolioQuery } from '../queries/portfolio-query.js'
import { SaveDeskQuery } from '../queries/save-desk-query.js'
import { READ_MODEL_STORE, READ_MODELS } from '../read-models/read-models.module.js'
import type { ReadModelParts } from '../read-models/read-model-parts.js'
import { progressBar } from './progress.js'

/** What a command works with. */
export interface Ledger {
  readonly config: Config
  readonly rules: LifecycleRules
  readonly store: EventStore
  readonly readModels: ReadModelParts
  readonly models: readonly AnyReadModel[]
  readonly engine: Projecting
  readonly runner: CommandRunner
  readonly customers: CustomerQueries
  readonly portfolio: PortfolioQuery
  readonly equity: CustomerEquityQuery
  readonly lowValue: LowValueQuery
  readonly contracts: ContractQuery
  readonly market: MarketQuery
  readonly tables: TableExport
  readonly saveDesk: SaveDeskQuery
  readonly pyramids: PyramidQuery
  /** What a rebuild needs, with a progress bar. */
  rebuildSources(task: string): RebuildPartsSources & { done(): void }
  /** Aborted by Ctrl-C or a request to end: stop between two batches. */
  readonly signal: AbortSignal
}

const ledgerOf = (context: INestApplicationContext, config: Config, signal: AbortSignal): Ledger => {
  const sources = {
    store: context.get<EventStore>(EVENT_STORE, { strict: false }),
    readModels: context.get<ReadModelParts>(READ_MODEL_STORE, { strict: false }),
    models: context.get<readonly AnyReadModel[]>(READ_MODELS, { strict: false }),
  }
  return {
    ...sources,
    config,
    rules: config.lifecycle,
    engine: context.get<Projecting>(PROJECTING),
    runner: context.get(CommandRunner),
    customers: context.get(CustomerQueries),
    portfolio: context.get(PortfolioQuery),
    equity: context.get(CustomerEquityQuery),
    lowValue: context.get(LowValueQuery),
    contracts: context.get(ContractQuery),
    market: context.get(MarketQuery),
    tables: context.get(TableExport),
    saveDesk: context.get(SaveDeskQuery),
    pyramids: context.get(PyramidQuery),
    signal,
    rebuildSources: (task) => {
      let bar = progressBar(task, 'events')
      let doing: RebuildPhase = 'folding'
      return {
        ...sources,
        definition: definitionOfAll(config.lifecycle),
        onThreads: threadsFor(config),
        onProgress: ({ phase, events, eventsTotal }) => {
          if (phase !== doing) {
            bar.stop()
            bar = progressBar(phase, 'events')
          }
          doing = phase
          bar.update(events, eventsTotal)
        },
        signal,
        done: () => bar.stop(),
      }
    },
  }
}

let interrupting: AbortController | undefined

/** Follows Ctrl-C and the request to end, once for the whole process; a second one ends at once. */
export const interruption = (): AbortSignal => {
  if (interrupting) return interrupting.signal
  const controller = (interrupting = new AbortController())
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130)
      process.stderr.write('\nstopping after the batch in hand; once more stops at once\n')
      controller.abort()
    })
  return controller.signal
}

/** Which ledger a command wants. */
interface Wanted {
  readonly data?: string | undefined
  /** Whether the read models first catch up with the log, as every command that reads them wants. */
  readonly current?: boolean
  /** Everything in the data folder, whatever is configured. */
  readonly embedded?: boolean
}

/** Opens the ledger, runs the work, closes it. */
export const withLedger = async <T>(
  { data, current = true, embedded = false }: Wanted,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> => {
  const config = readConfig(process.env, {
    ...(data !== undefined && { dataFolder: data }),
    ...(embedded && { eventStoreUrl: '', readModelsUrl: '' }),
  })
  const context = await NestFactory.createApplicationContext(LedgerModule.for(config), {
    logger: false,
    abortOnError: false,
  })
  const ledger = ledgerOf(context, config, interruption())
  try {
    if (current) {
      const sources = ledger.rebuildSources('rebuilding the read models by their new definitions')
      await prepareParts(sources)
      sources.done()
      await catchUp(ledger)
    }
    return await work(ledger)
  } finally {
    await context.close()
  }
}

/** Brings the read models up to the log, with progress where it takes a while. */
export const catchUp = async ({ engine, signal }: Ledger): Promise<void> => {
  const bar = progressBar('projecting', 'events')
  try {
    await engine.catchUp({
      onProgress: ({ projected, position, head }) => bar.update(projected, projected + head - position),
      signal,
    })
  } finally {
    bar.stop()
  }
}
