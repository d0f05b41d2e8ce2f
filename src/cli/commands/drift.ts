/** `touchledger drift`: customer by customer, whether what is stored is what the log says. */
import { Command } from 'commander'
import { findDrift, type DriftedCustomer } from '../../projecting/drift.js'
import { putRight } from '../../projecting/put-right.js'
import { exitCodes } from '../exit-codes.js'
import { withLedger } from '../ledger.js'
import { dataOption, jsonOption, type SharedOptions } from '../options.js'
import { print } from '../output.js'
import { progressBar } from '../progress.js'

interface Options extends SharedOptions {
  readonly repair?: boolean
}

/** So many are told in full. */
const told = 100

export const driftCommand = (): Command =>
  new Command('drift')
    .description('compare what is stored of every customer with the log, while the ledger is in use')
    .option('--repair', 'replace what differs by what the log says')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: Options) =>
      withLedger({ data: options.data }, async (ledger) => {
        const { readModels, signal } = ledger
        const bar = progressBar('checking', 'customers')
        const drifted: DriftedCustomer[] = []
        let customers = 0
        let found = 0
        const total = await customersIn(readModels)
        const onChecked = (checked: number): void => bar.update((customers = checked), Math.max(total, checked))
        for await (const one of findDrift(ledger, { signal, onChecked })) {
          found += 1
          if (drifted.length < told) drifted.push(one)
          if (options.repair) await putRight([one.customer], ledger)
        }
        bar.stop()
        const { position } = await readModels.checkpoint()
        const repaired = options.repair ? found : 0
        print({ position, customers, completed: !signal.aborted, found, repaired, drifted }, options, () =>
          [
            `${customers} customers checked${signal.aborted ? ' before it was stopped' : ''}; ${found} differ from the log` +
              (found > 0 ? (options.repair ? ', put right' : '; --repair puts them right') : ''),
            ...drifted.map(driftText),
          ].join('\n'),
        )
        if (signal.aborted || found > repaired) process.exitCode = exitCodes.failed
      }),
    )

const customersIn = async (readModels: Parameters<typeof findDrift>[0]['readModels']): Promise<number> => {
  const { figures } = await readModels.read({ figures: ['customers'] })
  return figures[0]![0]?.add.customers ?? 0
}

const driftText = ({ customer, documents }: DriftedCustomer): string =>
  `  ${customer}: ${documents.map(({ model, part }) => (part === '' ? model : `${model} ${part}`)).join(', ')}`
