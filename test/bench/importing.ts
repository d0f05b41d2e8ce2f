/** Importing, projecting and rebuilding, beside bare loops that write the same rows (and read the same events once). */
import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { readConfig } from '../../src/config.js'
import { threadsFor } from '../../src/projecting/fold-on-threads.js'
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
  return { ours, baseline: await bareProjection(ground.folder, events) }
}

const rebuildRate = async (ground: Ground) => {
  const { store, readModels } = await openLedger(ground.folder)
  const events = await importPurchases(store, purchasesFile(ground), ground.folder)
  const onThreads = threadsFor(readConfig({}, { dataFolder: ground.folder }))
  const ours = await perSecond(events, () => rebuild({ store, readModels, models, definition, onThreads }))
  await store.stop()
  await readModels.stop()
  return { ours, baseline: await bareRebuild(ground.folder, events) }
}

/** On two cores: one thread reads and parses every event once while another makes the text of every document and writes it. */
const bareRebuild = async (folder: string, events: number): Promise<number> => {
  const content = contentOf(liveFile(folder))
  const bare = emptyLike(join(folder, 'bare.sqlite'), content, 'OFF')
  const baseline = await perSecond(events, async () => {
    const reading = once(
      new Worker(new URL('./bare-reading.js', import.meta.url), { workerData: logFile(folder) }),
      'exit',
    )
    writeAll(bare, content, rowsPerTransaction.project)
    await reading
  })
  bare.close()
  return baseline
}

/** Reads and parses every event once and writes every document and sum once. */
const bareProjection = async (folder: string, events: number): Promise<number> => {
  const content = contentOf(liveFile(folder))
  const bare = emptyLike(join(folder, 'bare.sqlite'), content, 'NORMAL')
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
