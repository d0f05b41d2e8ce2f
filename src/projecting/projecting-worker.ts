/** A thread that follows the log and keeps the read models up to date until it is told to stop. */
import { parentPort, workerData } from 'node:worker_threads'
import { definitionOfAll, readModels as readModelsBy } from '../../projections/read-models.js'
import type { Config } from '../config.js'
import { openEventStore } from '../event-store/open-event-store.js'
import { openReadModels } from '../read-models/open-read-models.js'
import { projecting } from './shared-projecting.js'

const config = workerData as Config
const store = await openEventStore(config)
const readModels = await openReadModels(config)
const models = readModelsBy(config.lifecycle)
const engine = projecting(store, readModels, models, definitionOfAll(config.lifecycle))

const end = async (): Promise<void> => {
  await engine.stop()
  await store.stop()
  await readModels.stop()
}
// The engine that goes on from here meets the same failure, and tells it.
engine.start(() => {
  parentPort!.close()
  void end()
})
parentPort!.once('message', () => void end())
