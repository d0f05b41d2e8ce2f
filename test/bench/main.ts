/** `npm run bench`: the ledger beside a raw baseline doing the same work on the same data in the same run. */
import 'reflect-metadata'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { appending } from './appending.js'
import { importing } from './importing.js'
import { reading } from './reading.js'
import type { Benchmark, Measured } from './measure.js'
import { median } from './measure.js'

const benchmarks: readonly Benchmark[] = [...appending, ...importing, ...reading]

const program = new Command('bench')
  .option('--json <file>', 'write the results as a JSON array')
  .option('--only <name>', `run one of: ${benchmarks.map(({ name }) => name).join(', ')}`)
  .option('--runs <n>', 'measurements of each, at least 3', '3')
  .option('--rows <n>', 'purchases in the generated file', '69659')
  .option('--file <path>', 'a file in the columns of the mapping cdnow instead of a generated one')
  .parse()
const options = program.opts<{ json?: string; only?: string; runs: string; rows: string; file?: string }>()

const chosen = benchmarks.filter(({ name }) => options.only === undefined || name === options.only)
if (chosen.length === 0) program.error(`there is no benchmark ${options.only}`)
const runs = Math.max(3, Number(options.runs))

const results: Measured[] = []
for (const { name, unit, better, measure } of chosen) {
  const ours: number[] = []
  const baselines: number[] = []
  for (let run = 0; run < runs; run++) {
    const folder = mkdtempSync(join(tmpdir(), 'touchledger-bench-'))
    try {
      const measured = await measure({ folder, rows: Number(options.rows), file: options.file })
      ours.push(measured.ours)
      baselines.push(measured.baseline)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const result = { name, unit, ours: median(ours), baseline: median(baselines), ratio: 0, runs }
  // A ratio above 1 always means that the ledger is better than the baseline.
  result.ratio = better === 'more' ? result.ours / result.baseline : result.baseline / result.ours
  results.push(result)
  process.stdout.write(
    `${name.padEnd(12)} ratio ${result.ratio.toFixed(2)}  ours ${format(result.ours)}  baseline ${format(result.baseline)} ${unit}\n`,
  )
}
if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(results, undefined, 2) + '\n')

function format(figure: number): string {
  return figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toFixed(2)
}
