/** `touchledger merge` and `unmerge`: two customers are one person, or are not after all. */
import { Command } from 'commander'
import type { LedgerCommand } from '../../../domain/catalogue.js'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import { catchUp, withLedger } from '../ledger.js'
import { dataOption, jsonOption, reasonOption, type SharedOptions } from '../options.js'
import { print } from '../output.js'

interface Options extends SharedOptions {
  readonly reason: string
}

export const mergeCommand = (): Command =>
  new Command('merge')
    .description('say that a customer is the same as another, who stands for both from now on')
    .argument('<customer>', 'source:externalId or id of the one that is merged')
    .argument('<into>', 'source:externalId or id of the one that stands for both')
    .addOption(reasonOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((customer: string, into: string, options: Options) => {
      const data = { customer: resolveCustomer(customer), into: resolveCustomer(into), reason: options.reason }
      return decide({ type: 'MergeCustomers', data }, options, `${customer} is ${into} from now on`)
    })

export const unmergeCommand = (): Command =>
  new Command('unmerge')
    .description('undo a merge: the customer is itself again, with everything that was recorded of it')
    .argument('<customer>', 'source:externalId or id of the one that was merged')
    .addOption(reasonOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((customer: string, options: Options) => {
      const data = { customer: resolveCustomer(customer), reason: options.reason }
      return decide({ type: 'UnmergeCustomers', data }, options, `${customer} is itself again`)
    })

const decide = (
  command: Extract<LedgerCommand, { type: 'MergeCustomers' | 'UnmergeCustomers' }>,
  options: Options,
  done: string,
): Promise<void> =>
  withLedger({ data: options.data }, async (ledger) => {
    const { position, events } = await ledger.runner.handle(command.data.customer, command, { actor: 'cli' })
    await catchUp(ledger)
    print({ ...command.data, position, events }, options, () => `${done} (log position ${position})`)
  })
