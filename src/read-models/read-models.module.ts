/** The read models for those who are wired by Nest. */
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common'
import type { Config } from '../config.js'
import { readModels } from '../../projections/read-models.js'
import { openReadModels } from './open-read-models.js'
import type { ReadModelParts } from './read-model-parts.js'

export const READ_MODEL_STORE = Symbol('ReadModelStore')
/** The definitions of all read models, by the rules in force. */
export const READ_MODELS = Symbol('ReadModels')

@Module({})
export class ReadModelsModule implements OnApplicationShutdown {
  constructor(@Inject(READ_MODEL_STORE) private readonly store: ReadModelParts) {}

  static for(config: Config): DynamicModule {
    return {
      module: ReadModelsModule,
      providers: [
        { provide: READ_MODELS, useFactory: () => readModels(config.lifecycle) },
        {
          provide: READ_MODEL_STORE,
          useFactory: () => openReadModels(config),
        },
      ],
      exports: [READ_MODELS, READ_MODEL_STORE],
    }
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.stop()
  }
}
