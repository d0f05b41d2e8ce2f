/** `touchledger demo`: a company from a seed, imported through the front door, summed up, then served. */
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { makeCompany } from '../../demo/company.js'
import { lateFile, writeCompany } from '../../demo/company-files.js'
import { paintFor } from '../../demo/paint.js'
import { addressOf, lateImport, summarise, type DemoSummary } from '../../demo/summary.js'
import { summaryText } from '../../demo/summary-text.js'
import { storyAccounts } from '../../demo/stories.js'
import { readConfig } from '../../config.js'
import type { ImportReport } from '../../importing/import-files.js'
import { exitCodes } from '../exit-codes.js'
import { withLedger, type Ledger } from '../ledger.js'
import { dataOption, jsonOption, wholeNumber, type SharedOptions } from '../options.js'
import { print } from '../output.js'
import { importInto } from './import.js'
import { serve } from './serve.js'

interface Options extends SharedOptions {
  readonly seed: number
  readonly customers: number
  readonly port?: number
  readonly once?: boolean
}

interface DemoAnswer extends DemoSummary {
  readonly files: string
  readonly imported: { readonly rows: number; readonly appended: number; readonly rejected: number }
}

export const demoCommand = (): Command =>
  new Command('demo')
    .description('make a company from a seed, import it, sum it up and serve it')
    .addOption(new Option('--seed <n>', 'which company').argParser(wholeNumber(0, 4_294_967_295)).default(1))
    .addOption(
      new Option('--customers <n>', 'how many customers')
        .argParser(wholeNumber(storyAccounts.length, 100_000))
        .default(3_000),
    )
    .option('--once', 'end after the summary')
    .addOption(
      new Option('--port <port>', 'port to serve on (TOUCHLEDGER_PORT, else 8400); 0 takes a free one').argParser(
        wholeNumber(0, 65_535),
      ),
    )
    .addOption(dataOption().default(undefined, 'a folder `demo` in the usual one'))
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const data = options.data ?? join(readConfig(process.env).dataFolder, 'demo')
      const completed = await withLedger({ data, embedded: true }, (ledger) => demonstrate(ledger, options))
      if (!completed) process.exitCode = exitCodes.failed
      else if (!options.once)
        await serve(
          readConfig(process.env, {
            dataFolder: data,
            eventStoreUrl: '',
            readModelsUrl: '',
            ...(options.port !== undefined && { port: options.port }),
          }),
          (url) => process.stderr.write(whereToLook(url)),
        )
    })

/** Makes, imports and sums up the company. Answers false when it was interrupted. */
const demonstrate = async (ledger: Ledger, options: Options): Promise<boolean> => {
  const { config, signal } = ledger
  const company = { seed: options.seed, customers: options.customers }
  const files = join(config.dataFolder, 'demo-company')
  process.stderr.write(
    `Three years of a coffee merchant with ${company.customers.toLocaleString('en')} customers, drawn from seed ${company.seed}: ${files}\n`,
  )
  await writeCompany(files, company, () => makeCompany(company))
  const reports: ImportReport[] = []
  // The accountants' file comes last, as it would: what it tells happened long before.
  for (const [mapping, path] of [
    ['demo', files],
    [lateImport, join(files, lateFile)],
  ] as const) {
    const report = await importInto(ledger, mapping, path)
    if (!report.completed || signal.aborted) return false
    reports.push(report)
  }
  const total = (count: (report: ImportReport) => number): number =>
    reports.reduce((sum, report) => sum + count(report), 0)
  const imported = {
    rows: total(({ rows }) => rows),
    appended: total(({ appended }) => appended),
    rejected: total(({ rejected }) => rejected),
  }
  const answer: DemoAnswer = { files, imported, ...(await summarise(ledger, company)) }
  const { columns = 80 } = process.stdout
  const width = Math.max(80, Math.min(120, columns))
  print(
    answer,
    options,
    () => `${importedText(imported)}\n\n${summaryText(answer, width, paintFor(process.stdout, process.env))}`,
  )
  return true
}

const importedText = ({ rows, appended, rejected }: DemoAnswer['imported']): string => {
  const counts = [rows, appended, rejected].map((count) => count.toLocaleString('en'))
  return appended === 0
    ? `${counts[0]} rows read, nothing new in them: this company was imported before`
    : `${counts[0]} rows became ${counts[1]} events, ${counts[2]} rows were rejected`
}

const whereToLook = (url: string): string => {
  const customer = `${url}/customers/${addressOf(storyAccounts[0].customer)}`
  return [
    '',
    'Where to look:',
    `  the story again   ${customer}/timeline`,
    `  what it is worth  ${customer}/value`,
    `  how loyal it is   ${customer}/loyalty`,
    `  all customers     ${url}/portfolio`,
    `  every event       ${url}/feed`,
    `  all doors         ${url}/docs`,
    '',
  ].join('\n')
}
