/** `npm run bench`: the ledger beside a raw baseline doing the same work on the same data in the same run. */
import 'reflect-metadata'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { appending } from './appending.js'
import { equity } from './equity.js'
import { portfolioAtDay } from './portfolio-at-day.js'
import { eventstoredb } from './eventstoredb.js'
import { importing } from './importing.js'
import { lagging } from './lag.js'
import { mongodb } from './mongodb.js'
import { reading } from './reading.js'
import type { Benchmark, Measured, Rates, Skipped } from './measure.js'
import { median } from './measure.js'
import { serverFor, stopServers } from './servers.js'

const benchmarks: readonly Benchmark[] = [
  ...appending,
  ...importing,
  ...lagging,
  ...reading,
  ...equity,
  ...portfolioAtDay,
  ...eventstoredb,
  ...mongodb,
]

const program = new Command('bench')
  .argument('[names...]', 'run only these')
  .option('--json <file>', 'write the results as a JSON array')
  .option('--only <name>', `run one of: ${benchmarks.map(({ name }) => name).join(', ')}`)
  .option('--runs <n>', 'measurements of each, at least 3', '3')
  .option('--rows <n>', 'purchases in the generated file', '69659')
  .option('--customers <n>', 'about how many customers bought them', '23570')
  .option('--file <path>', 'a file in the columns of the mapping cdnow instead of a generated one')
  .parse()
const options = program.opts<{
  json?: string
  only?: string
  runs: string
  rows: string
  customers: string
  file?: string
}>()

const wanted = options.only === undefined ? program.args : [...program.args, options.only]
for (const name of wanted)
  if (!benchmarks.some((benchmark) => benchmark.name === name)) program.error(`there is no benchmark ${name}`)
const chosen = benchmarks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
const runs = Math.max(3, Number(options.runs))

const measureOnce = async ({ measure }: Benchmark, url: string): Promise<Rates> => {
  const folder = mkdtempSync(join(tmpdir(), 'touchledger-bench-'))
  try {
    return await measure(
      { folder, rows: Number(options.rows), customers: Number(options.customers), file: options.file },
      url,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const result = async (benchmark: Benchmark): Promise<Measured | Skipped> => {
  const { name, on, unit, better } = benchmark
  const found = on && (await serverFor(on))
  if (found && 'skipped' in found) return { name, skipped: found.skipped }
  const rates: Rates[] = []
  for (let run = 0; run < runs; run++) rates.push(await measureOnce(benchmark, found?.url ?? ''))
  const ours = median(rates.map(({ ours }) => ours))
  const baseline = median(rates.map(({ baseline }) => baseline))
  // A ratio above 1 always means that the ledger is better than the baseline.
  const ratio = better === 'more' ? ours / baseline : baseline / ours
  return { name, unit, ours, baseline, ratio, runs, ...(found && { server: found.server, because: found.because }) }
}

const results: (Measured | Skipped)[] = []
try {
  for (const benchmark of chosen) {
    const one = await result(benchmark)
    results.push(one)
    process.stdout.write(`${one.name.padEnd(26)} ${told(one)}\n`)
  }
} finally {
  await stopServers()
}
if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(results, undefined, 2) + '\n')

function told(one: Measured | Skipped): string {
  if ('skipped' in one) return `skipped: ${one.skipped}`
  const { ratio, ours, baseline, unit, server } = one
  const where = server === undefined ? '' : `  (${server})`
  return `ratio ${ratio.toFixed(2)}  ours ${format(ours)}  baseline ${format(baseline)} ${unit}${where}`
}

function format(figure: number): string {
  return figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(2)
}
