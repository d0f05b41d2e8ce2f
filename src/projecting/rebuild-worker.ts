/** A thread that rebuilds the read models, so that the server answers meanwhile. */
import { parentPort, workerData } from 'node:worker_threads'
import { DomainError } from '../../domain/errors.js'
import { definitionOfAll, readModels as readModelsBy } from '../../projections/read-models.js'
import type { Config } from '../config.js'
import { openEventStore } from '../event-store/open-event-store.js'
import { openReadModels } from '../read-models/open-read-models.js'
import { threadsFor } from './fold-on-threads.js'
import { rebuildParts } from './rebuild-parts.js'
import type { RebuildOptions, RebuildProgress, Rebuilt } from './rebuild.js'

/** What the thread says. */
export type RebuildMessage =
  | { readonly progress: RebuildProgress }
  | { readonly ended: Rebuilt | null }
  | { readonly failed: { readonly code: string; readonly message: string } }

const { config, options } = workerData as { readonly config: Config; readonly options: RebuildOptions }
const port = parentPort!
const say = (message: RebuildMessage): void => port.postMessage(message)
const cancelled = new AbortController()
port.once('message', () => cancelled.abort())

const store = await openEventStore(config)
const readModels = await openReadModels(config)
try {
  const models = readModelsBy(config.lifecycle)
  const sources = { store, readModels, models, onThreads: threadsFor(config), signal: cancelled.signal }
  const definition = definitionOfAll(config.lifecycle)
  const onProgress = (progress: RebuildProgress): void => say({ progress })
  say({ ended: (await rebuildParts({ ...sources, definition, onProgress }, options)) ?? null })
} catch (error) {
  const code = error instanceof DomainError ? error.code : 'internal-error'
  say({ failed: { code, message: error instanceof Error ? error.message : String(error) } })
} finally {
  await store.stop()
  await readModels.stop()
  port.close()
}
