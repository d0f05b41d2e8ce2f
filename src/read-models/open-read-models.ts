/** Chooses the read-model store; the only file outside its folder that knows an adapter. */
import { join } from 'node:path'
import { definitionOfAll } from '../../projections/read-models.js'
import type { Config } from '../config.js'
import { openEmbeddedReadModels } from './embedded/embedded-read-model-store.js'
import type { ReadModelStore } from './read-model-store.js'

export const openReadModels = (config: Config): Promise<ReadModelStore> =>
  Promise.resolve(openEmbeddedReadModels(join(config.dataFolder, 'read-models'), definitionOfAll(config.lifecycle)))
