/** Real embedded stores in a folder of their own, gone after the test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultLifecycleRules } from '../projections/lifecycle/lifecycle.read-model.js'
import { definitionOfAll, readModels as readModelsBy } from '../projections/read-models.js'
import { openEmbeddedEventStore } from '../src/event-store/embedded/embedded-event-store.js'
import { openEmbeddedReadModels } from '../src/read-models/embedded/embedded-read-model-store.js'

export const models = readModelsBy(defaultLifecycleRules)
const definition = definitionOfAll(defaultLifecycleRules)

/** A folder of its own for one test. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'touchledger-'))

/** Runs work on a fresh log and fresh read models, then removes them. */
export const withStores = async <T>(
  work: (stores: Awaited<ReturnType<typeof openStores>>) => Promise<T>,
  folder = temporaryFolder(),
): Promise<T> => {
  const stores = await openStores(folder)
  try {
    return await work(stores)
  } finally {
    await stores.store.stop()
    await stores.readModels.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const openStores = async (folder: string) => ({
  folder,
  store: await openEmbeddedEventStore(join(folder, 'log')),
  readModels: openEmbeddedReadModels(join(folder, 'read-models'), definition),
  models,
  definition,
})
