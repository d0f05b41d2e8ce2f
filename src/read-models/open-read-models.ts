/** Chooses the read-model store; the only file outside their folders that knows the adapters. */
import { join } from 'node:path'
import { definitionOfAll } from '../../projections/read-models.js'
import type { Config } from '../config.js'
import { openEmbeddedReadModels } from './embedded/embedded-read-model-store.js'
import { inParts, type ReadModelParts } from './read-model-parts.js'
import type { ReadModelStore } from './read-model-store.js'

type Where = Pick<Config, 'readModelsUrl' | 'dataFolder' | 'lifecycle' | 'partitions'>

/**
 * Opens the read models in MongoDB where a connection string is configured, else those in the data folder; in as many parts
 * as are configured, each in a database or a folder of its own.
 * @throws DomainError as the adapters do
 */
export const openReadModels = async (where: Where): Promise<ReadModelParts> => {
  const { partitions: of } = where
  const opened: ReadModelStore[] = []
  try {
    for (let at = 0; at < of; at++) opened.push(await openPart(where, of === 1 ? '' : `-${at}-of-${of}`))
    return inParts(opened)
  } catch (error) {
    for (const store of opened) await store.stop()
    throw error
  }
}

const openPart = async ({ readModelsUrl, dataFolder, lifecycle }: Where, suffix: string): Promise<ReadModelStore> => {
  const definition = definitionOfAll(lifecycle)
  if (readModelsUrl === '') return openEmbeddedReadModels(join(dataFolder, `read-models${suffix}`), definition)
  // Loading the driver takes longer than most commands.
  const { openMongoReadModels } = await import('./mongodb/mongo-read-model-store.js')
  return openMongoReadModels(readModelsUrl, { definition, databaseSuffix: suffix })
}
