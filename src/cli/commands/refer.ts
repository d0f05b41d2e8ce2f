/** `touchledger refer` and `unrefer`: a customer was brought in by another one, or was not after all. */
import { Command } from 'commander'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import type { ReferralCommand } from '../../../domain/referral/referral.decider.js'
import { withLedger } from '../ledger.js'
import { dataOption, jsonOption, reasonOption, type SharedOptions } from '../options.js'
import { print } from '../output.js'

export const referCommand = (): Command =>
  new Command('refer')
    .description('say that a customer was brought in by another one')
    .argument('<customer>', 'source:externalId or id of the one that was brought in')
    .argument('<referrer>', 'source:externalId or id of the one who brought it in')
    .option('--referral <name>', 'which recommendation it came of')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((customer: string, referrer: string, options: SharedOptions & { readonly referral?: string }) => {
      const { referral } = options
      const data = {
        customer: resolveCustomer(customer),
        referrer: resolveCustomer(referrer),
        ...(referral !== undefined && { referral }),
      }
      return decide({ type: 'ConvertReferral', data }, options, `${customer} was brought in by ${referrer}`)
    })

export const unreferCommand = (): Command =>
  new Command('unrefer')
    .description('undo that a customer was brought in by another one')
    .argument('<customer>', 'source:externalId or id of the one that was said to be brought in')
    .addOption(reasonOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((customer: string, options: SharedOptions & { readonly reason: string }) => {
      const data = { customer: resolveCustomer(customer), reason: options.reason }
      return decide({ type: 'WithdrawReferral', data }, options, `${customer} was brought in by nobody`)
    })

const decide = (command: ReferralCommand, options: SharedOptions, done: string): Promise<void> =>
  withLedger({ data: options.data, current: false }, async ({ runner }) => {
    const { position, events } = await runner.handle(command.data.customer, command, { actor: 'cli' })
    print({ ...command.data, position, events }, options, () => `${done} (log position ${position})`)
  })
