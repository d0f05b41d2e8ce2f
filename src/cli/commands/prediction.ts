/** `touchledger prediction`: what customers will buy, recorded, and compared with what they bought. */
import { Command, Option } from 'commander'
import type { SharedCommand } from '../../../domain/catalogue.js'
import { dayNumber, dayOfNumber, type Day } from '../../../domain/time.js'
import type { Horizon } from '../../../projections/potential/horizon.js'
import type { KnownPrediction } from '../../../projections/prediction/known-predictions.js'
import type { CommandRunner } from '../../commands/command-runner.js'
import { systemClock } from '../../clock.js'
import { makePrediction, observeOutcomes, readPredictions } from '../../predicting/predictions.js'
import { withLedger } from '../ledger.js'
import { dataOption, horizonOption, jsonOption, parseDay, type SharedOptions } from '../options.js'
import { money, print, table } from '../output.js'

export const predictionCommand = (): Command =>
  new Command('prediction')
    .description('what customers will buy, predicted, kept, and compared with what they bought')
    .addCommand(makeCommand())
    .addCommand(checkCommand())
    .addCommand(listCommand())

const decideBy =
  (runner: CommandRunner) =>
  (command: SharedCommand): Promise<unknown> =>
    runner.handleShared(command, { actor: 'cli' })

const makeCommand = (): Command =>
  new Command('make')
    .description('predict by the model in force what customers buy within the horizon, and record it')
    .addOption(
      new Option('--as-of <day>', 'of what had happened by the end of this day; yesterday').argParser(parseDay),
    )
    .addOption(horizonOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions & { readonly asOf?: Day; readonly horizon: Horizon }) =>
      withLedger({ data: options.data, current: false }, async ({ store, runner }) => {
        const now = systemClock()
        const { horizon, asOf = dayOfNumber(dayNumber(now.slice(0, 10)) - 1) } = options
        print(await makePrediction(store, decideBy(runner), { asOf, horizon }, now), options, predictionText)
      }),
    )

const checkCommand = (): Command =>
  new Command('check')
    .description('compare every prediction whose last day is over with what happened, and record it')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions) =>
      withLedger({ data: options.data, current: false }, async ({ store, runner }) => {
        const checked = await observeOutcomes(store, decideBy(runner), systemClock())
        print({ checked }, options, () => checked.map(predictionText).join('\n') || 'nothing is due')
      }),
    )

const listCommand = (): Command =>
  new Command('list')
    .description('all predictions, and how far off they were')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions) =>
      withLedger({ data: options.data, current: false }, async ({ store }) => {
        const predictions = await readPredictions(store)
        print({ predictions, position: await store.head() }, options, () => listText(predictions))
      }),
    )

const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? '' : `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}%`

const listText = (predictions: readonly KnownPrediction[]): string =>
  table([
    ['model', 'version', 'as of', 'until', 'customers', 'expected', 'actual', 'bias', 'mean error', 'rms error'],
    ...predictions.map(({ model, asOf, until, customers, purchases, outcome }) => [
      model.name,
      model.version,
      asOf,
      until,
      customers,
      purchases.toFixed(1),
      outcome?.purchases ?? '',
      percent(outcome?.bias),
      outcome?.meanAbsoluteError.toFixed(3) ?? '',
      outcome?.rootMeanSquareError.toFixed(3) ?? '',
    ]),
  ])

const spendText = (spend: Readonly<Record<string, number>>): string =>
  Object.entries(spend)
    .map(([currency, amount]) => money(Math.round(amount), currency))
    .join(', ')

const predictionText = ({ model, asOf, until, customers, deciles, outcome, ...predicted }: KnownPrediction): string => {
  const rows = deciles.map(({ decile, customers, purchases, spend }, i) => {
    const actual = outcome?.deciles[i]
    return [
      decile,
      customers,
      purchases.toFixed(1),
      actual?.purchases ?? '',
      actual?.buyers ?? '',
      spendText(spend),
      actual ? spendText(actual.spend) : '',
    ]
  })
  return [
    `${model.name} version ${model.version}: purchases after ${asOf} until ${until} of ${customers} customers`,
    table([
      ['tenth', 'customers', 'expected', 'actual', 'buyers', 'spend expected', 'spend actual'],
      ...rows,
      [
        'all',
        customers,
        predicted.purchases.toFixed(1),
        outcome?.purchases ?? '',
        outcome ? outcome.deciles.reduce((sum, { buyers }) => sum + buyers, 0) : '',
        spendText(predicted.spend),
        outcome ? spendText(outcome.spend) : '',
      ],
    ]),
    outcome
      ? `bias ${percent(outcome.bias)}, of a customer: mean error ${outcome.meanAbsoluteError.toFixed(3)}, root mean square ${outcome.rootMeanSquareError.toFixed(3)} purchases`
      : 'not compared yet',
  ].join('\n')
}
