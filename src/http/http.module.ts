/** The HTTP door: controllers over the ledger, and the engine that keeps what they read up to date. */
import {
  Inject,
  Logger,
  Module,
  type OnModuleDestroy,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { definitionOfAll } from '../../projections/read-models.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import { timeRules } from '../../projections/time-rules.js'
import { systemClock, type Clock } from '../clock.js'
import type { Config } from '../config.js'
import { EVENT_STORE } from '../event-store/event-store.module.js'
import type { EventStore } from '../event-store/event-store.js'
import { FITTINGS, fittingsOf, type Fittings } from '../fitting/fittings.js'
import { FittingsBeside } from '../fitting/fittings-beside.js'
import { FeedController, HEARTBEAT_MS } from '../feed/feed.controller.js'
import { CONFIG, LedgerModule } from '../ledger.module.js'
import { DriftWatch } from '../projecting/drift-watch.js'
import type { Projecting } from '../projecting/projection-engine.js'
import { PROJECTING } from '../projecting/projecting.token.js'
import { RebuildBeside } from '../projecting/rebuild-beside.js'
import { threadsFor } from '../projecting/fold-on-threads.js'
import { prepareParts } from '../projecting/rebuild-parts.js'
import { READ_MODEL_STORE, READ_MODELS } from '../read-models/read-models.module.js'
import type { ReadModelParts } from '../read-models/read-model-parts.js'
import { observeOutcomes } from '../predicting/predictions.js'
import { scheduler } from '../scheduling/schedule-log.js'
import { CommandRunner } from '../commands/command-runner.js'
import type { SharedCommand } from '../../domain/catalogue.js'
import { DailyEvaluation } from '../scheduling/daily-evaluation.js'
import { CasesController } from './cases/cases.controller.js'
import { CommitmentsController } from './commitments/commitments.controller.js'
import { CostsController } from './costs/costs.controller.js'
import { CustomerViewsController } from './customers/customer-views.controller.js'
import { AccountsController } from './accounts/accounts.controller.js'
import { ContractsController } from './contracts/contracts.controller.js'
import { TierController } from './customers/tier.controller.js'
import { CustomerRegistrationController, CustomersController } from './customers/customers.controller.js'
import { LeadsController } from './leads/leads.controller.js'
import { FitController } from './models/fit.controller.js'
import { MarketController } from './market/market.controller.js'
import { ModelsController } from './models/models.controller.js'
import { Metrics } from './operations/metrics.js'
import { OperationsController } from './operations/operations.controller.js'
import { OpportunitiesController } from './opportunities/opportunities.controller.js'
import { OrdersController } from './orders/orders.controller.js'
import { MergesController } from './customers/merges.controller.js'
import { ReferralsController } from './referrals/referrals.controller.js'
import { PredictionsController } from './predictions/predictions.controller.js'
import { PortfolioController } from './portfolio/portfolio.controller.js'
import { TablesController } from './tables/tables.controller.js'
import { TouchpointBatchController, TouchpointsController } from './touchpoints/touchpoints.controller.js'
import { WalletController } from './wallet/wallet.controller.js'
import { DriftController } from './upkeep/drift.controller.js'
import { ParkedController } from './upkeep/parked.controller.js'
import { RebuildController } from './upkeep/rebuild.controller.js'

/** What tests set otherwise. */
export interface HttpSettings {
  readonly clock?: Clock
  readonly heartbeatMs?: number
  /** Whether days are evaluated when they are over; not where not given. */
  readonly evaluateDaily?: boolean
  /** Fits on the thread that answers, where there is no built program to start another one with. */
  readonly fitHere?: boolean
}

const HTTP_SETTINGS = Symbol('HttpSettings')

@Module({
  controllers: [
    CustomerRegistrationController,
    CustomersController,
    MergesController,
    ReferralsController,
    CustomerViewsController,
    TouchpointBatchController,
    TouchpointsController,
    OrdersController,
    LeadsController,
    OpportunitiesController,
    CasesController,
    CommitmentsController,
    WalletController,
    TierController,
    ContractsController,
    AccountsController,
    PortfolioController,
    FitController,
    ModelsController,
    PredictionsController,
    CostsController,
    MarketController,
    TablesController,
    FeedController,
    OperationsController,
    ParkedController,
    RebuildController,
    DriftController,
  ],
})
export class HttpModule implements OnApplicationBootstrap, OnModuleDestroy {
  #daily: DailyEvaluation | undefined

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODEL_STORE) private readonly readModels: ReadModelParts,
    @Inject(READ_MODELS) private readonly models: readonly AnyReadModel[],
    @Inject(PROJECTING) private readonly engine: Projecting,
    @Inject(CommandRunner) private readonly runner: CommandRunner,
    @Inject(DriftWatch) private readonly drift: DriftWatch,
    @Inject(RebuildBeside) private readonly rebuilding: RebuildBeside,
    @Inject(HTTP_SETTINGS) private readonly settings: HttpSettings,
  ) {}

  static for(config: Config, settings: HttpSettings = {}): DynamicModule {
    const { clock = systemClock } = settings
    return {
      module: HttpModule,
      imports: [LedgerModule.for(config, clock)],
      providers: [
        Metrics,
        { provide: HEARTBEAT_MS, useValue: settings.heartbeatMs ?? 15_000 },
        { provide: HTTP_SETTINGS, useValue: settings },
        {
          provide: FITTINGS,
          inject: [EVENT_STORE],
          useFactory: (store: EventStore): Fittings =>
            settings.fitHere ? fittingsOf(store) : new FittingsBeside(config),
        },
        { provide: RebuildBeside, useFactory: () => new RebuildBeside(config, clock) },
        {
          provide: DriftWatch,
          inject: [EVENT_STORE, READ_MODEL_STORE, READ_MODELS],
          useFactory: (store: EventStore, readModels: ReadModelParts, models: readonly AnyReadModel[]) =>
            new DriftWatch({ store, readModels, models }, config.driftCheckHours, clock),
        },
      ],
    }
  }

  /** Read models of another definition are rebuilt before the first request; then the engine follows the log. */
  async onApplicationBootstrap(): Promise<void> {
    const { store, readModels, models, engine } = this
    const { lifecycle } = this.config
    const definition = definitionOfAll(lifecycle)
    await prepareParts({ store, readModels, models, definition, onThreads: threadsFor(this.config) })
    const logger = new Logger('ProjectionEngine')
    engine.start((error) => logger.error(error))
    this.drift.start((customer, position) =>
      logger.warn(`What is stored of customer ${customer} is not what the log says at position ${position}`),
    )
    if (!this.settings.evaluateDaily) return
    const log = new Logger(DailyEvaluation.name)
    const catchUp = async (signal?: AbortSignal): Promise<void> => engine.reached(await store.head(), signal)
    const { clock = systemClock } = this.settings
    this.#daily = new DailyEvaluation(
      { store, readModels, models, definition, rules: timeRules(lifecycle), lifecycle, clock, catchUp },
      {
        evaluated: ({ days }) => log.log(`evaluated ${days.map(({ day }) => day).join(', ')}`),
        followUp: async (now) => {
          const decide = (command: SharedCommand): Promise<unknown> =>
            this.runner.handleShared(command, { actor: scheduler })
          for (const { prediction } of await observeOutcomes(store, decide, now))
            log.log(`compared prediction ${prediction} with what happened`)
        },
        failed: (error) => log.error(error),
      },
    )
    this.#daily.start()
  }

  /** What works in the background ends before the engine; a rebuild is left for the next time. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.#daily?.stop(), this.drift.stop(), this.rebuilding.cancel()])
  }
}
