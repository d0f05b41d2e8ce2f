/** Chooses the read-model store; the only file outside their folders that knows the adapters. */
import { join } from 'node:path'
import { definitionOfAll } from '../../projections/read-models.js'
import type { Config } from '../config.js'
import { openEmbeddedReadModels } from './embedded/embedded-read-model-store.js'
import type { ReadModelStore } from './read-model-store.js'

/**
 * Opens the read models in MongoDB where a connection string is configured, else those in the data folder.
 * @throws DomainError as the adapters do
 */
export const openReadModels = async ({
  readModelsUrl,
  dataFolder,
  lifecycle,
}: Pick<Config, 'readModelsUrl' | 'dataFolder' | 'lifecycle'>): Promise<ReadModelStore> => {
  const definition = definitionOfAll(lifecycle)
  if (readModelsUrl === '') return openEmbeddedReadModels(join(dataFolder, 'read-models'), definition)
  // Loading the driver takes longer than most commands.
  const { openMongoReadModels } = await import('./mongodb/mongo-read-model-store.js')
  return openMongoReadModels(readModelsUrl, { definition })
}
