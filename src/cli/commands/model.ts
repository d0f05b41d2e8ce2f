/** `touchledger model`: models of customer value, published and put into force. */
import { Command, Option } from 'commander'
import type { Written } from '../../commands/command-runner.js'
import { listModels, type ModelList } from '../../queries/known-models.js'
import { loadValueModel } from '../../scoring/value-model-file.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import { withLedger } from '../ledger.js'
import { dataOption, jsonOption, knownAtOption, reasonOption, wholeNumber, type SharedOptions } from '../options.js'
import { print, table } from '../output.js'

export const modelCommand = (): Command =>
  new Command('model')
    .description('the models by which the value of customers is estimated and scored')
    .addCommand(listCommand())
    .addCommand(activateCommand())
    .addCommand(publishCommand())

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

interface ActivateOptions extends SharedOptions {
  readonly reason: string
  readonly kind: 'potential' | 'value'
}

const activateCommand = (): Command =>
  new Command('activate')
    .description('estimate potential value, or score customers, by a published model from now on')
    .argument('<name>', 'under which it was published')
    .argument('<version>', 'which of that name', wholeNumber(1, 999_999_999))
    .addOption(
      new Option('--kind <kind>', 'potential estimates what is still to come, value scores customers')
        .choices(['potential', 'value'])
        .default('potential'),
    )
    .addOption(reasonOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((name: string, version: number, options: ActivateOptions) =>
      withLedger({ data: options.data, current: false }, async ({ runner }) => {
        const data = { name, version, reason: options.reason }
        const isValue = options.kind === 'value'
        const type = isValue ? 'ActivateValueModel' : 'ActivatePotentialModel'
        const { position, events } = await runner.handleShared({ type, data }, { actor: 'cli' })
        const does = isValue ? 'customers are scored' : 'potential value is estimated'
        print({ ...data, position, events }, options, () =>
          position === undefined
            ? `${name} version ${version} was active already`
            : `${does} by ${name} version ${version} from now on (log position ${position})`,
        )
      }),
    )

const publishCommand = (): Command =>
  new Command('publish')
    .description('record a model by which customers are scored; what was published never changes')
    .argument('<file>', 'YAML file, or the name of one that comes with the project: starter')
    .option('--activate <reason>', 'score customers by it from now on, and why')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (file: string, options: SharedOptions & { readonly activate?: string }) => {
      const model = await loadValueModel(file)
      const { name, version } = model
      await withLedger({ data: options.data, current: false }, async ({ runner, store }) => {
        const events: Written['events'][number][] = []
        const context = { actor: 'cli' }
        events.push(...(await runner.handleShared({ type: 'PublishValueModel', data: model }, context)).events)
        if (options.activate !== undefined) {
          const data = { name, version, reason: options.activate }
          events.push(...(await runner.handleShared({ type: 'ActivateValueModel', data }, context)).events)
        }
        const { valueModels, position } = await listModels(store)
        const { isActive } = valueModels.find((known) => known.name === name && known.version === version)!
        print({ name, version, isActive, position, events }, options, () =>
          [
            `${name} version ${version}, ${isActive ? 'active' : 'not active'} (log position ${position})`,
            ...(events.length === 0 ? ['nothing new'] : []),
          ].join('\n'),
        )
      })
    })

const listText = ({ position, models, valueModels }: ModelList): string =>
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
    table([
      ['kind', 'name', 'version', 'indicators', 'tiers', 'in force since', 'because'],
      ...valueModels.map(({ name, version, indicators, tiers, inForce }) => [
        'value',
        name,
        version,
        indicators.map((indicator) => indicator.name).join(', '),
        tiers.map((tier) => `${tier.name} from ${tier.from}`).join(', '),
        inForce?.since ?? '',
        inForce?.reason ?? '',
      ]),
    ]),
    `log position ${position}`,
  ].join('\n')
