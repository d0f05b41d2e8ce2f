/** A ledger for benchmarks: the embedded stores and the importer, without doors. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultLifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import { definitionOfAll, readModels as readModelsBy } from '../../projections/read-models.js'
import { openEmbeddedEventStore } from '../../src/event-store/embedded/embedded-event-store.js'
import { importFiles } from '../../src/importing/import-files.js'
import { loadMapping } from '../../src/importing/mapping.js'
import { openEmbeddedReadModels } from '../../src/read-models/embedded/embedded-read-model-store.js'
import type { Ground } from './measure.js'
import { writePurchases } from './purchases-file.js'

export const rules = defaultLifecycleRules
export const models = readModelsBy(rules)
export const definition = definitionOfAll(rules)
export const recordedAt = '2026-01-01T00:00:00.000Z'

export const logFile = (folder: string): string => join(folder, 'log', 'events.sqlite')

/** The file of the live read models. */
export const liveFile = (folder: string): string => {
  const generation = readFileSync(join(folder, 'read-models', 'current'), 'utf8').split('\n', 1)[0]!
  return join(folder, 'read-models', `${generation}.sqlite`)
}

export const openLedger = async (folder: string) => ({
  store: await openEmbeddedEventStore(join(folder, 'log')),
  readModels: openEmbeddedReadModels(join(folder, 'read-models'), definition),
})

/** The file to import: the one given, else a generated one. */
export const purchasesFile = ({ folder, rows, customers, file }: Ground): string => {
  if (file !== undefined) return file
  const generated = join(folder, 'purchases.txt')
  writePurchases(generated, rows, customers)
  return generated
}

/** Imports the purchases; answers how many events the log then has. */
export const importPurchases = async (
  store: Awaited<ReturnType<typeof openLedger>>['store'],
  path: string,
  folder: string,
): Promise<number> => {
  const mapping = await loadMapping('cdnow')
  const report = await importFiles({
    mapping,
    path,
    store,
    clock: () => recordedAt,
    rejectsFolder: join(folder, 'rejects'),
  })
  return report.appended
}
