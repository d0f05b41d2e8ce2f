/** The ledger without doors: stores, engine, commands and queries, wired once for HTTP, CLI and tests. */
import { join } from 'node:path'
import { Inject, Module, type BeforeApplicationShutdown, type DynamicModule } from '@nestjs/common'
import { CqrsModule } from '@nestjs/cqrs'
import type { LifecycleDocument, LifecycleRules } from '../projections/lifecycle/lifecycle.read-model.js'
import type { AnyReadModel, ReadModel } from '../projections/read-model.js'
import { definitionOfAll } from '../projections/read-models.js'
import { systemClock, type Clock } from './clock.js'
import { commandHandlers } from './commands/command-handlers.js'
import { CommandRunner } from './commands/command-runner.js'
import type { Config } from './config.js'
import { allocateCosts } from './costs/allocate-costs.js'
import { ALLOCATE_COSTS, WITHDRAW_COSTS, type AllocateCosts, type WithdrawCosts } from './costs/costs.token.js'
import { withdrawCosts } from './costs/withdraw-costs.js'
import { EVENT_STORE, EventStoreModule } from './event-store/event-store.module.js'
import type { EventStore } from './event-store/event-store.js'
import { TableExport } from './exporting/table-export.js'
import type { Projecting } from './projecting/projection-engine.js'
import { PROJECTING } from './projecting/projecting.token.js'
import { projecting } from './projecting/shared-projecting.js'
import { CustomerQueries, modelNamed } from './queries/customer-queries.js'
import { CustomerEquityQuery } from './queries/customer-equity-query.js'
import { FiguresFile } from './queries/figures-file.js'
import { KnownFigures } from './queries/known-figures.js'
import { ContractQuery } from './queries/contract-query.js'
import { LowValueQuery } from './queries/low-value-query.js'
import { MarketQuery } from './queries/market-query.js'
import { PortfolioQuery } from './queries/portfolio-query.js'
import { SaveDeskQuery } from './queries/save-desk-query.js'
import { PyramidQuery } from './queries/pyramid-query.js'
import { queryHandlers } from './queries/query-handlers.js'
import { READ_MODEL_STORE, READ_MODELS, ReadModelsModule } from './read-models/read-models.module.js'
import type { ReadModelParts } from './read-models/read-model-parts.js'

export const CONFIG = Symbol('Config')
/** What tells the time. */
export const CLOCK = Symbol('Clock')

@Module({})
export class LedgerModule implements BeforeApplicationShutdown {
  constructor(@Inject(PROJECTING) private readonly engine: Projecting) {}

  static for(config: Config, clock: Clock = systemClock): DynamicModule {
    return {
      module: LedgerModule,
      imports: [CqrsModule.forRoot(), EventStoreModule.for(config), ReadModelsModule.for(config)],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: CLOCK, useValue: clock },
        {
          provide: CommandRunner,
          inject: [EVENT_STORE],
          useFactory: (store: EventStore) => new CommandRunner(store, clock),
        },
        {
          provide: PROJECTING,
          inject: [EVENT_STORE, READ_MODEL_STORE, READ_MODELS],
          useFactory: (store: EventStore, readModels: ReadModelParts, models: readonly AnyReadModel[]) =>
            projecting(store, readModels, models, definitionOfAll(config.lifecycle)),
        },
        {
          provide: KnownFigures,
          inject: [EVENT_STORE, READ_MODELS],
          useFactory: (store: EventStore, models: readonly AnyReadModel[]) =>
            new KnownFigures(store, models, {
              file: new FiguresFile(join(config.dataFolder, 'figures')),
              definition: definitionOfAll(config.lifecycle),
            }),
        },
        {
          provide: PortfolioQuery,
          inject: [EVENT_STORE, READ_MODEL_STORE, READ_MODELS, KnownFigures],
          useFactory: (
            store: EventStore,
            readModels: ReadModelParts,
            models: readonly AnyReadModel[],
            figures: KnownFigures,
          ) =>
            new PortfolioQuery(store, readModels, models, figures, config.lifecycle, clock, config.revenueAtRiskShare),
        },
        {
          provide: ContractQuery,
          inject: [EVENT_STORE, READ_MODEL_STORE, READ_MODELS],
          useFactory: (store: EventStore, readModels: ReadModelParts, models: readonly AnyReadModel[]) =>
            new ContractQuery(store, readModels, models, clock),
        },
        {
          provide: SaveDeskQuery,
          inject: [EVENT_STORE, READ_MODEL_STORE, READ_MODELS],
          useFactory: (store: EventStore, readModels: ReadModelParts, models: readonly AnyReadModel[]) =>
            new SaveDeskQuery(store, readModels, models, config.lifecycle, clock),
        },
        {
          provide: CustomerEquityQuery,
          inject: [EVENT_STORE, KnownFigures],
          useFactory: (store: EventStore, figures: KnownFigures) =>
            new CustomerEquityQuery(store, figures, config.lifecycle, clock),
        },
        {
          provide: LowValueQuery,
          inject: [EVENT_STORE, KnownFigures],
          useFactory: (store: EventStore, figures: KnownFigures) =>
            new LowValueQuery(store, figures, config.lifecycle, clock),
        },
        {
          provide: MarketQuery,
          inject: [EVENT_STORE, KnownFigures],
          useFactory: (store: EventStore, figures: KnownFigures) =>
            new MarketQuery(store, figures, config.lifecycle, clock),
        },
        {
          provide: PyramidQuery,
          inject: [EVENT_STORE],
          useFactory: (store: EventStore) => new PyramidQuery(store, config.lifecycle, clock),
        },
        {
          provide: CustomerQueries,
          inject: [EVENT_STORE, READ_MODEL_STORE, READ_MODELS, PortfolioQuery],
          useFactory: (
            store: EventStore,
            readModels: ReadModelParts,
            models: readonly AnyReadModel[],
            portfolio: PortfolioQuery,
          ) =>
            new CustomerQueries(
              store,
              readModels,
              modelNamed(models, 'lifecycle') as ReadModel<LifecycleDocument>,
              config.lifecycle satisfies LifecycleRules,
              portfolio,
              clock,
            ),
        },
        {
          provide: ALLOCATE_COSTS,
          inject: [EVENT_STORE, CommandRunner],
          useFactory:
            (store: EventStore, runner: CommandRunner): AllocateCosts =>
            (pool) =>
              allocateCosts({ store, runner, clock }, pool),
        },
        {
          provide: WITHDRAW_COSTS,
          inject: [EVENT_STORE, CommandRunner],
          useFactory:
            (store: EventStore, runner: CommandRunner): WithdrawCosts =>
            (request, context) =>
              withdrawCosts({ store, runner, clock }, request, context),
        },
        {
          provide: TableExport,
          inject: [
            EVENT_STORE,
            READ_MODEL_STORE,
            READ_MODELS,
            PortfolioQuery,
            SaveDeskQuery,
            CustomerEquityQuery,
            LowValueQuery,
            PyramidQuery,
            MarketQuery,
          ],
          useFactory: (
            store: EventStore,
            readModels: ReadModelParts,
            models: readonly AnyReadModel[],
            portfolio: PortfolioQuery,
            saveDesk: SaveDeskQuery,
            equity: CustomerEquityQuery,
            lowValue: LowValueQuery,
            pyramids: PyramidQuery,
            market: MarketQuery,
          ) => {
            const answers = { store, portfolio, saveDesk, equity, lowValue, pyramids, market }
            return new TableExport(store, readModels, models, config.lifecycle, answers, clock)
          },
        },
        ...commandHandlers,
        ...queryHandlers,
      ],
      exports: [
        CONFIG,
        CLOCK,
        CommandRunner,
        PROJECTING,
        PortfolioQuery,
        SaveDeskQuery,
        CustomerEquityQuery,
        LowValueQuery,
        ContractQuery,
        MarketQuery,
        PyramidQuery,
        CustomerQueries,
        ALLOCATE_COSTS,
        WITHDRAW_COSTS,
        TableExport,
        CqrsModule,
        EventStoreModule,
        ReadModelsModule,
      ],
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.engine.stop()
  }
}
