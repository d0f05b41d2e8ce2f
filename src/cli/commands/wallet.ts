/** `touchledger wallet`: what a customer has to spend was estimated; its value then tells our share. */
import { Command, Option } from 'commander'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import { parseMoney } from '../../../domain/money.js'
import {
  walletBases,
  walletPeriods,
  type WalletBasis,
  type WalletPeriod,
} from '../../../domain/wallet/wallet.subject.js'
import { withLedger } from '../ledger.js'
import { dataOption, jsonOption, parseDay, type SharedOptions } from '../options.js'
import { money, print } from '../output.js'

interface Options extends SharedOptions {
  readonly per: WalletPeriod
  readonly basis: WalletBasis
  readonly source: string
  readonly on?: string
}

export const walletCommand = (): Command =>
  new Command('wallet')
    .description('record an estimate of what a customer has to spend')
    .argument('<customer>', 'source:externalId or id')
    .argument('<amount>', 'a decimal such as 24000.00')
    .argument('<currency>', 'an ISO 4217 code')
    .addOption(new Option('--per <period>', 'in what time').choices(walletPeriods).default('year'))
    .addOption(new Option('--basis <basis>', 'of what').choices(walletBases).makeOptionMandatory())
    .addOption(new Option('--source <name>', 'who or what says so').makeOptionMandatory())
    .addOption(new Option('--on <day>', 'when it was estimated; now, where not given').argParser(parseDay))
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((customer: string, amount: string, currency: string, options: Options) =>
      withLedger({ data: options.data, current: false }, async ({ runner }) => {
        const { per, basis, source, on } = options
        const estimate = parseMoney(amount, currency)
        const data = { amount: estimate, per, basis, source }
        const fact = {
          type: 'WalletEstimated',
          data,
          source,
          ...(on !== undefined && { occurredAt: `${on}T00:00:00.000Z` }),
        }
        const written = await runner.record(resolveCustomer(customer), [fact], { actor: 'cli' })
        const { position, events } = written
        print({ customer: written.customer, ...data, position, events }, options, () => {
          const said = `${money(estimate.amount, currency)} per ${per} (${basis}, by ${source})`
          return `${customer} has ${said} to spend (log position ${position})`
        })
      }),
    )
