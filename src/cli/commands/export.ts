/** `touchledger export`: a table of the ledger as CSV or NDJSON, to a file or to stdout. */
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { Argument, Command, Option } from 'commander'
import type { Exported } from '../../exporting/table-export.js'
import { tableFormats, type TableFormat } from '../../exporting/table-text.js'
import { tables } from '../../exporting/tables.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import { exitCodes } from '../exit-codes.js'
import { withLedger } from '../ledger.js'
import { asOfOption, dataOption, jsonOption, knownAtOption, pointInTime, type SharedOptions } from '../options.js'
import { print, table } from '../output.js'

interface Options extends SharedOptions, PointInTime {
  readonly format: TableFormat
  readonly out?: string
  readonly guardFormulas?: boolean
}

export const exportCommand = (): Command =>
  new Command('export')
    .description('write a table of the ledger; without a name, tell which there are')
    .addArgument(new Argument('[table]', 'which one').choices(tables.map(({ name }) => name)))
    .addOption(new Option('--format <format>', 'how').choices(tableFormats).default('csv'))
    .option('--out <file>', 'where to; the file is there once it is whole (stdout)')
    .option('--guard-formulas', 'csv: an apostrophe before texts that a spreadsheet would compute')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((name: string | undefined, options: Options) =>
      name === undefined ? tellTables(options) : writeTable(name, options),
    )

const tellTables = (options: SharedOptions): void =>
  print(
    tables.map(({ name, row, columns }) => ({ name, row, columns })),
    options,
    (all) => table([['table', 'a row is'], ...all.map(({ name, row }) => [name, row])]),
  )

const writeTable = (name: string, options: Options): Promise<void> =>
  withLedger({ data: options.data }, async ({ tables, signal }) => {
    const { format, guardFormulas = false, out } = options
    const request = { table: name, format, guardFormulas, at: pointInTime(options) }
    try {
      await tables.export(request, async (exported) => {
        await (out === undefined ? toStdout(exported, signal) : toFile(exported, out, signal))
        const { asOf, knownAt, position, rows } = exported
        process.stderr.write(`${rows()} rows of ${name} as of ${asOf}, known at ${knownAt}, log position ${position}\n`)
      })
    } catch (error) {
      if (!signal.aborted) throw error
      process.stderr.write(`stopped; ${out === undefined ? 'the table is not whole' : 'no file was written'}\n`)
      process.exitCode = exitCodes.failed
    }
  })

const toStdout = ({ text }: Exported, signal: AbortSignal): Promise<void> =>
  pipeline(text, process.stdout, { signal, end: false })

/** Another name until it is whole: whoever finds the file finds all of it. */
const toFile = async ({ text }: Exported, out: string, signal: AbortSignal): Promise<void> => {
  const partial = `${out}.partial`
  try {
    await pipeline(text, createWriteStream(partial), { signal })
    await rename(partial, out)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}
