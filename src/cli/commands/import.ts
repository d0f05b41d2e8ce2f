/** `touchledger import`: files become events by a mapping, then the read models follow. */
import { join } from 'node:path'
import { Command } from 'commander'
import { systemClock } from '../../clock.js'
import { importFiles, type ImportReport } from '../../importing/import-files.js'
import { loadMapping } from '../../importing/mapping.js'
import { projectBeside, type ProjectingBeside } from '../../projecting/project-beside.js'
import { exitCodes } from '../exit-codes.js'
import { catchUp, withLedger, type Ledger } from '../ledger.js'
import { dataOption, jsonOption, type SharedOptions } from '../options.js'
import { print } from '../output.js'
import { progressBar } from '../progress.js'

export const importCommand = (): Command =>
  new Command('import')
    .description('import files; run again, it adds only what is new')
    .argument('<mapping>', 'name of a mapping that comes with the project (cdnow, olist-orders, …) or a YAML file')
    .argument('<path>', 'the file, or the folder of the files')
    .option('--rejects <folder>', 'where rejected rows are kept (<data>/rejects)')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((mapping: string, path: string, options: SharedOptions & { readonly rejects?: string }) =>
      withLedger({ data: options.data }, async (ledger) => {
        const report = await importInto(ledger, mapping, path, options.rejects)
        print({ ...report, position: ledger.engine.progress.position }, options, importText)
        if (!report.completed) process.exitCode = exitCodes.failed
      }),
    )

/** Files of so many bytes, and so many events of packed ones, are worth a thread of their own for projecting. */
const worthAThread = { bytes: 1_000_000, events: 10_000 }

/** Imports and projects, with progress. */
export const importInto = async (
  ledger: Ledger,
  mappingName: string,
  path: string,
  rejects?: string,
): Promise<ImportReport> => {
  const { store, config, signal } = ledger
  const mapping = await loadMapping(mappingName)
  const bar = progressBar(`importing ${mapping.name}`, 'bytes')
  let beside: ProjectingBeside | undefined
  try {
    return await importFiles({
      mapping,
      path,
      store,
      clock: systemClock,
      rejectsFolder: rejects ?? join(config.dataFolder, 'rejects'),
      onProgress: ({ bytesRead, bytesTotal, rows, appended, rejected }) => {
        bar.update(bytesRead, bytesTotal, ` | ${rows} rows, ${rejected} rejected`)
        if (bytesTotal >= worthAThread.bytes || appended >= worthAThread.events) beside ??= projectBeside(config)
      },
      signal,
    })
  } finally {
    bar.stop()
    if (beside) await finishBeside(ledger, beside)
    await catchUp(ledger)
  }
}

const finishBeside = async ({ store, readModels, signal }: Ledger, beside: ProjectingBeside): Promise<void> => {
  const [{ position: start }, head] = [await readModels.checkpoint(), await store.head()]
  const bar = progressBar('projecting', 'events')
  await beside.finish(async () => {
    const { position } = await readModels.checkpoint()
    bar.update(position - start, head - start)
    return position >= head || signal.aborted
  })
  bar.stop()
}

const importText = ({ rows, events, appended, rejected, rejectsFile, completed }: ImportReport): string =>
  [
    `${rows} rows read, ${events} events, ${appended} of them new, ${rejected} rows rejected`,
    ...(rejectsFile === undefined ? [] : [`rejected rows: ${rejectsFile}`]),
    ...(completed ? [] : ['stopped before the end: run the same command again to complete it']),
  ].join('\n')
