/** Chooses the read-model store; the only file outside its folder that knows an adapter. */
import { join } from 'node:path'
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common'
import type { Config } from '../config.js'
import { definitionOfAll, readModels } from '../../projections/read-models.js'
import { openEmbeddedReadModels } from './embedded/embedded-read-model-store.js'
import type { ReadModelStore } from './read-model-store.js'

export const READ_MODEL_STORE = Symbol('ReadModelStore')
/** The definitions of all read models, by the rules in force. */
export const READ_MODELS = Symbol('ReadModels')

@Module({})
export class ReadModelsModule implements OnApplicationShutdown {
  constructor(@Inject(READ_MODEL_STORE) private readonly store: ReadModelStore) {}

  static for(config: Config): DynamicModule {
    return {
      module: ReadModelsModule,
      providers: [
        { provide: READ_MODELS, useFactory: () => readModels(config.lifecycle) },
        {
          provide: READ_MODEL_STORE,
          useFactory: () =>
            openEmbeddedReadModels(join(config.dataFolder, 'read-models'), definitionOfAll(config.lifecycle)),
        },
      ],
      exports: [READ_MODELS, READ_MODEL_STORE],
    }
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.stop()
  }
}
