/** The command line: `touchledger …`. Text for people, `--json` for scripts; progress and messages go to stderr. */
import 'reflect-metadata'
import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import { DomainError } from '../../domain/errors.js'
import { cohortsCommand } from './commands/cohorts.js'
import { contractsCommand } from './commands/contracts.js'
import { backupCommand, copyCommand, restoreCommand } from './commands/copy.js'
import { allocateCostsCommand, recordCostsCommand, withdrawCostsCommand } from './commands/costs.js'
import { customerCommand } from './commands/customer.js'
import { demoCommand } from './commands/demo.js'
import { driftCommand } from './commands/drift.js'
import { equityCommand } from './commands/equity.js'
import { evaluateCommand } from './commands/evaluate.js'
import { exportCommand } from './commands/export.js'
import { fitCommand } from './commands/fit.js'
import { importCommand } from './commands/import.js'
import { loyaltyCommand } from './commands/loyalty.js'
import { lowValueCommand } from './commands/low-value.js'
import { marketCommand, recordBenchmarkCommand, recordMarketCommand } from './commands/market.js'
import { mergeCommand, unmergeCommand } from './commands/merge.js'
import { modelCommand } from './commands/model.js'
import { paretoCommand } from './commands/pareto.js'
import { parkedCommand } from './commands/parked.js'
import { portfolioCommand } from './commands/portfolio.js'
import { predictionCommand } from './commands/prediction.js'
import { pyramidCommand } from './commands/pyramid.js'
import { rebuildCommand } from './commands/rebuild.js'
import { referCommand, unreferCommand } from './commands/refer.js'
import { replayCommand } from './commands/replay.js'
import { rfmCommand } from './commands/rfm.js'
import { saveActionCommand, saveDeskCommand } from './commands/save-desk.js'
import { scoreCommand } from './commands/score.js'
import { serveCommand } from './commands/serve.js'
import { deprioritiseCommand, reinstateCommand, tierCommand } from './commands/tier.js'
import { walletCommand } from './commands/wallet.js'
import { whatIfCommand } from './commands/whatif.js'
import { exitCodes } from './exit-codes.js'

const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string }

const program = new Command('touchledger')
  .description(
    'An event-sourced CRM core: every customer touchpoint an immutable event, every read model a fold of them.',
  )
  .version(version)
  .exitOverride()
  .configureHelp({ sortSubcommands: true })

for (const command of [
  importCommand(),
  customerCommand(),
  portfolioCommand(),
  cohortsCommand(),
  exportCommand(),
  rfmCommand(),
  loyaltyCommand(),
  saveDeskCommand(),
  saveActionCommand(),
  replayCommand(),
  evaluateCommand(),
  fitCommand(),
  equityCommand(),
  predictionCommand(),
  pyramidCommand(),
  contractsCommand(),
  paretoCommand(),
  lowValueCommand(),
  whatIfCommand(),
  modelCommand(),
  recordCostsCommand(),
  allocateCostsCommand(),
  withdrawCostsCommand(),
  recordMarketCommand(),
  recordBenchmarkCommand(),
  marketCommand(),
  scoreCommand(),
  tierCommand(),
  deprioritiseCommand(),
  reinstateCommand(),
  rebuildCommand(),
  driftCommand(),
  parkedCommand(),
  mergeCommand(),
  unmergeCommand(),
  referCommand(),
  unreferCommand(),
  walletCommand(),
  copyCommand(),
  backupCommand(),
  restoreCommand(),
  serveCommand(),
  demoCommand(),
])
  program.addCommand(command.exitOverride())

// A reader that stops reading (`| head`) ends the output, not in an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitCodes.done)
  throw error
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}

/** Tells what went wrong, in one place; answers the exit code. */
function report(error: unknown): number {
  // Commander has printed its own message by now.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usedWrongly
  if (!(error instanceof DomainError)) {
    const said = error instanceof Error && !isOfTheSystem(error) ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`touchledger: ${said}\n`)
    return exitCodes.failed
  }
  process.stderr.write(`touchledger: ${error.message}\n`)
  if (process.argv.includes('--json')) {
    const { code, message, facts } = error
    process.stdout.write(JSON.stringify({ error: { code, message, ...facts } }) + '\n')
  }
  return error.kind === 'invalid' ? exitCodes.usedWrongly : exitCodes.failed
}

/** A folder that may not be written, a disk that is full: where in the program it happened helps nobody. */
function isOfTheSystem(error: Error): boolean {
  return 'syscall' in error
}
