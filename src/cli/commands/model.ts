/** `touchledger model`: which models of customer value were published, and which is in force. */
import { Command } from 'commander'
import { listModels, type ModelList } from '../../queries/known-models.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import { withLedger } from '../ledger.js'
import { dataOption, jsonOption, knownAtOption, reasonOption, wholeNumber, type SharedOptions } from '../options.js'
import { print, table } from '../output.js'

export const modelCommand = (): Command =>
  new Command('model')
    .description('the models by which the value of customers is estimated')
    .addCommand(listCommand())
    .addCommand(activateCommand())

const listCommand = (): Command =>
  new Command('list')
    .description('all published models, and which is in force, since when and why')
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions & Pick<PointInTime, 'knownAt'>) =>
      withLedger({ data: options.data, current: false }, async ({ store }) =>
        print(await listModels(store, options.knownAt), options, listText),
      ),
    )

const activateCommand = (): Command =>
  new Command('activate')
    .description('estimate potential value by a published model from now on')
    .argument('<name>', 'under which it was published')
    .argument('<version>', 'which of that name', wholeNumber(1, 999_999_999))
    .addOption(reasonOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((name: string, version: number, options: SharedOptions & { readonly reason: string }) =>
      withLedger({ data: options.data, current: false }, async ({ runner }) => {
        const data = { name, version, reason: options.reason }
        const { position, events } = await runner.handleShared(
          { type: 'ActivatePotentialModel', data },
          { actor: 'cli' },
        )
        print({ ...data, position, events }, options, () =>
          position === undefined
            ? `${name} version ${version} was active already`
            : `potential value is estimated by ${name} version ${version} from now on (log position ${position})`,
        )
      }),
    )

const listText = ({ position, models }: ModelList): string =>
  [
    table([
      ['kind', 'name', 'version', 'model', 'fitted until', 'customers', 'discount', 'in force since', 'because'],
      ...models.map(({ kind, name, version, purchases, window, discountPerYear, inForce }) => [
        kind,
        name,
        version,
        purchases.model,
        window.until,
        purchases.customers,
        discountPerYear,
        inForce?.since ?? '',
        inForce?.reason ?? '',
      ]),
    ]),
    `log position ${position}`,
  ].join('\n')
