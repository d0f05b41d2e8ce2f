/** Importing, projecting and rebuilding, beside bare loops that write the same rows (and read the same events once). */
import { join } from 'node:path'
import { ProjectionEngine } from '../../src/projecting/projection-engine.js'
import { rebuild } from '../../src/projecting/rebuild.js'
import { contentOf, emptyLike, readAndParse, writeAll } from './bare-sqlite.js'
import { definition, importPurchases, liveFile, logFile, models, openLedger, purchasesFile } from './ledger.js'
import { perSecond, type Benchmark, type Ground } from './measure.js'

/** Events to a commit of the importer, and documents to a commit of the engine. */
const rowsPerTransaction = { import: 5_000, project: 5_000 }

const importRate = async (ground: Ground) => {
  const path = purchasesFile(ground)
  const { store, readModels } = await openLedger(ground.folder)
  const start = performance.now()
  const events = await importPurchases(store, path, ground.folder)
  const ours = events / ((performance.now() - start) / 1_000)
  await store.stop()
  await readModels.stop()
  const content = contentOf(logFile(ground.folder))
  const bare = emptyLike(join(ground.folder, 'bare.sqlite'), content, 'FULL')
  const baseline = await perSecond(events, () => writeAll(bare, content, rowsPerTransaction.import))
  bare.close()
  return { ours, baseline }
}

const catchUpRate = async (ground: Ground) => {
  const { store, readModels } = await openLedger(ground.folder)
  const events = await importPurchases(store, purchasesFile(ground), ground.folder)
  const ours = await perSecond(events, () => new ProjectionEngine(store, readModels, models).catchUp())
  await store.stop()
  await readModels.stop()
  return { ours, baseline: await bareProjection(ground.folder, events, 'NORMAL') }
}

const rebuildRate = async (ground: Ground) => {
  const { store, readModels } = await openLedger(ground.folder)
  const events = await importPurchases(store, purchasesFile(ground), ground.folder)
  const ours = await perSecond(events, () => rebuild({ store, readModels, models, definition }))
  await store.stop()
  await readModels.stop()
  return { ours, baseline: await bareProjection(ground.folder, events, 'OFF') }
}

/** Reads and parses every event once and writes every document and sum once. */
const bareProjection = async (folder: string, events: number, synchronous: 'NORMAL' | 'OFF'): Promise<number> => {
  const content = contentOf(liveFile(folder))
  const bare = emptyLike(join(folder, 'bare.sqlite'), content, synchronous)
  const baseline = await perSecond(events, () => {
    readAndParse(logFile(folder))
    writeAll(bare, content, rowsPerTransaction.project)
  })
  bare.close()
  return baseline
}

export const importing: readonly Benchmark[] = [
  { name: 'import', unit: 'events/s', better: 'more', measure: importRate },
  { name: 'catch-up', unit: 'events/s', better: 'more', measure: catchUpRate },
  { name: 'rebuild', unit: 'events/s', better: 'more', measure: rebuildRate },
]
