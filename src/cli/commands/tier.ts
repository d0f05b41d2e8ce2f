/** `touchledger tier`, `deprioritise`, `reinstate`: a person’s word on how a customer ranks. */
import { Command, Option } from 'commander'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import type { Day } from '../../../domain/time.js'
import type { TierCommand } from '../../../domain/tier/tier.decider.js'
import { systemClock } from '../../clock.js'
import { checkOverride } from '../../scoring/check-override.js'
import { withLedger } from '../ledger.js'
import { dataOption, jsonOption, parseDay, reasonOption, type SharedOptions } from '../options.js'
import { print } from '../output.js'

interface Options extends SharedOptions {
  readonly reason: string
  readonly by: string
}

const decision = (command: Command, by: string): Command =>
  command
    .argument('<customer>', 'source:externalId or id')
    .addOption(reasonOption())
    .addOption(new Option('--by <staff>', by).makeOptionMandatory())
    .addOption(dataOption())
    .addOption(jsonOption())

const decide = (address: string, command: TierCommand, options: SharedOptions, said: string): Promise<void> =>
  withLedger({ data: options.data, current: false }, async ({ store, runner }) => {
    if (command.type === 'OverrideTier') await checkOverride(store, command.data, systemClock())
    const written = await runner.handle(resolveCustomer(address), command, { actor: 'cli' })
    print(written, options, () => `${address}: ${said} (log position ${written.position})`)
  })

const overrideCommand = (): Command =>
  decision(new Command('override'), 'the member of staff who decided')
    .description('put a customer into a tier, whatever the score says')
    .argument('<tier>', 'one of the tiers of the model in force')
    .addOption(new Option('--until <day>', 'the last day on which it holds; until it is ended').argParser(parseDay))
    .action((address: string, tier: string, options: Options & { readonly until?: Day }) => {
      const { reason, by, until } = options
      const data = { tier, reason, by, ...(until !== undefined && { until }) }
      const said = `in tier ${tier}${until === undefined ? '' : ` until ${until}`}`
      return decide(address, { type: 'OverrideTier', data }, options, said)
    })

const endCommand = (): Command =>
  decision(new Command('end'), 'the member of staff who decided')
    .description('let a customer’s tier follow from the score again')
    .action((address: string, { reason, by, ...options }: Options) =>
      decide(address, { type: 'EndTierOverride', data: { reason, by } }, options, 'in the tier of its score'),
    )

export const tierCommand = (): Command =>
  new Command('tier')
    .description('a person’s word on a customer’s tier')
    .addCommand(overrideCommand())
    .addCommand(endCommand())

export const deprioritiseCommand = (): Command =>
  decision(new Command('deprioritise'), 'the member of staff who proposes it')
    .description('spend no more effort on a customer than it asks for')
    .addOption(new Option('--approved-by <staff>', 'the one who decides: another person').makeOptionMandatory())
    .action((address: string, { reason, by, approvedBy, ...options }: Options & { readonly approvedBy: string }) =>
      decide(address, { type: 'DeprioritiseCustomer', data: { reason, by, approvedBy } }, options, 'deprioritised'),
    )

export const reinstateCommand = (): Command =>
  decision(new Command('reinstate'), 'the member of staff who decided')
    .description('look after a customer like the others again')
    .action((address: string, { reason, by, ...options }: Options) =>
      decide(address, { type: 'ReinstateCustomer', data: { reason, by } }, options, 'reinstated'),
    )
