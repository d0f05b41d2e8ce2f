/** `touchledger record-costs`, `allocate-costs`, `withdraw-costs`: a cost of a period, shared out among the customers it was caused by. */
import { Command, Option } from 'commander'
import { costKeys, type CostKey } from '../../../domain/cost/cost.events.js'
import { parseMoney } from '../../../domain/money.js'
import type { Day } from '../../../domain/time.js'
import { systemClock } from '../../clock.js'
import { allocateCosts, type Allocation } from '../../costs/allocate-costs.js'
import { withdrawCosts, type Withdrawal } from '../../costs/withdraw-costs.js'
import { exitCodes } from '../exit-codes.js'
import { withLedger } from '../ledger.js'
import { dataOption, jsonOption, parseCurrency, parseDay, reasonOption, type SharedOptions } from '../options.js'
import { print } from '../output.js'
import { progressBar } from '../progress.js'

interface CostOptions extends SharedOptions {
  readonly from: Day
  readonly until: Day
  readonly amount: string
  readonly currency: string
  readonly by: CostKey
  readonly purpose: 'win' | 'serve'
  readonly reason?: string
}

export const recordCostsCommand = (): Command =>
  new Command('record-costs')
    .description('record a cost of a period that is to be shared out among customers')
    .argument('<pool>', 'your name for it, such as "hotline 2024-01"')
    .addOption(new Option('--from <day>', 'first day of the period').argParser(parseDay).makeOptionMandatory())
    .addOption(new Option('--until <day>', 'last day of the period').argParser(parseDay).makeOptionMandatory())
    .addOption(new Option('--amount <amount>', 'such as 1200.50').makeOptionMandatory())
    .addOption(new Option('--currency <code>', 'such as EUR').argParser(parseCurrency).makeOptionMandatory())
    .addOption(new Option('--by <key>', 'what it is shared out by').choices(costKeys).makeOptionMandatory())
    .addOption(new Option('--purpose <purpose>', 'of winning or of serving').choices(['win', 'serve']).default('serve'))
    .option('--reason <text>', 'why; kept with the event')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((pool: string, options: CostOptions) =>
      withLedger({ data: options.data, current: false }, async ({ runner }) => {
        const { from, until, by: key, purpose, reason } = options
        const cost = parseMoney(options.amount, options.currency)
        const data = { pool, from, until, cost, key, purpose, ...(reason !== undefined && { reason }) }
        const { position } = await runner.handleShared({ type: 'RecordCostPool', data }, { actor: 'cli' })
        print({ ...data, position }, options, () => `${pool} is recorded (log position ${position})`)
      }),
    )

export const allocateCostsCommand = (): Command =>
  new Command('allocate-costs')
    .description('share a recorded cost out among customers: run again, it adds nothing')
    .argument('<pool>', 'the name it was recorded by')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((pool: string, options: SharedOptions) =>
      withLedger({ data: options.data, current: false }, async ({ store, runner, signal }) => {
        const bar = progressBar('allocating', 'customers')
        try {
          const onProgress = (done: number, total: number): void => bar.update(done, total)
          const allocation = await allocateCosts({ store, runner, clock: systemClock, signal, onProgress }, pool)
          print(allocation, options, allocationText)
          if (!allocation.completed) process.exitCode = exitCodes.failed
        } finally {
          bar.stop()
        }
      }),
    )

export const withdrawCostsCommand = (): Command =>
  new Command('withdraw-costs')
    .description('take back a cost that was recorded wrongly, and all that was allocated of it')
    .argument('<pool>', 'the name it was recorded by')
    .addOption(reasonOption())
    .option('--by <staff>', 'the member of staff who decided')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((pool: string, options: SharedOptions & { readonly reason: string; readonly by?: string }) =>
      withLedger({ data: options.data, current: false }, async ({ store, runner, signal }) => {
        const bar = progressBar('taking back', 'parts')
        try {
          const { reason, by } = options
          const onProgress = (done: number, total: number): void => bar.update(done, total)
          const sources = { store, runner, clock: systemClock, signal, onProgress }
          const request = { pool, reason, ...(by !== undefined && { by }) }
          const withdrawal = await withdrawCosts(sources, request, { actor: 'cli' })
          print(withdrawal, options, withdrawalText)
          if (!withdrawal.completed) process.exitCode = exitCodes.failed
        } finally {
          bar.stop()
        }
      }),
    )

const withdrawalText = ({ pool, parts, appended, completed }: Withdrawal): string =>
  completed
    ? `${pool} is withdrawn, ${parts} parts of it are taken back; ${appended} events were appended`
    : `stopped before the end: run the same command again to complete it`

const allocationText = ({ pool, customers, units, appended, completed }: Allocation): string =>
  completed
    ? `${pool} is allocated to ${customers} customers by ${units} units; ${appended} events were appended`
    : `stopped before the end: run the same command again to complete it`
