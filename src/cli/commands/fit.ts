/** `touchledger fit`: the parameters of a model of value under which what customers bought is likeliest. */
import { writeFileSync } from 'node:fs'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { decimalsOf } from '../../../domain/money.js'
import { purchaseModels, type PurchaseModelName } from '../../../domain/value/purchase-models.js'
import type { TimeUnit } from '../../../domain/value/purchase-pattern.js'
import { currencyOf, readBuyers, type Buyers } from '../../fitting/buyers.js'
import {
  fitPotential,
  fitPurchases,
  fitValues,
  type FittedPurchases,
  type FittedValues,
} from '../../fitting/fit-models.js'
import { publishPotential, type Published } from '../../fitting/publish-potential.js'
import { trackingPlot } from '../../fitting/tracking-plot.js'
import { trackingOf, type Tracking } from '../../fitting/tracking.js'
import { exitCodes } from '../exit-codes.js'
import { withLedger, type Ledger } from '../ledger.js'
import { dataOption, jsonOption, knownAtOption, parseDay, type SharedOptions } from '../options.js'
import { print, table } from '../output.js'
import { progressBar } from '../progress.js'

interface Options extends SharedOptions {
  readonly until: string
  readonly unit: TimeUnit
  readonly currency?: string
  readonly knownAt?: string
  readonly publish?: string
  readonly discount: number
  readonly activate?: string
  readonly plot?: string
}

/** What the command answers: `published` where it was asked to be recorded. */
type Fitted = (FittedPurchases & { readonly published?: Published; readonly tracking?: Tracking }) | FittedValues

const parseRate = (text: string): number => {
  const rate = Number(text)
  if (!(rate >= 0 && rate <= 10)) throw new InvalidArgumentError('wants a rate per year: 0.1 is 10 %')
  return rate
}

export const fitCommand = (): Command =>
  new Command('fit')
    .description('estimate the parameters of a model of value from what customers bought until a day')
    .addArgument(new Argument('<model>', 'which model').choices([...Object.keys(purchaseModels), 'gamma-gamma']))
    .addOption(new Option('--until <day>', 'the last day that counts').argParser(parseDay).makeOptionMandatory())
    .addOption(new Option('--unit <unit>', 'in what time is counted').choices(['day', 'week', 'month']).default('week'))
    .option('--currency <code>', 'of gamma-gamma: the currency, where customers bought in several')
    .addOption(knownAtOption())
    .option('--publish <name>', 'record it, with the values of purchases, as the next version of a model of that name')
    .addOption(
      new Option('--discount <rate>', 'with --publish: discount rate per year').argParser(parseRate).default(0.1),
    )
    .option('--activate <reason>', 'with --publish: estimate potential value by it from now on, and why')
    .option('--plot <file>', 'draw the repeat purchases, expected and actual, as SVG; with --json also the numbers')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (model: PurchaseModelName | 'gamma-gamma', options: Options, command: Command) => {
      if (options.publish !== undefined && model === 'gamma-gamma')
        command.error('error: publish a model of purchases: the values of purchases are fitted with it')
      if (options.plot !== undefined && model === 'gamma-gamma')
        command.error('error: --plot is of a model of purchases')
      if (options.activate !== undefined && options.publish === undefined)
        command.error('error: --activate wants --publish, the name of what is activated')
      await withLedger({ data: options.data, current: false }, async (ledger) => {
        const bar = progressBar('reading', 'customers')
        const onCustomers = (customers: number): void => bar.update(customers, customers)
        const { until, knownAt } = options
        const { store, signal } = ledger
        const buyers = await readBuyers(store, { until, knownAt, signal, onCustomers }).finally(() => bar.stop())
        if (buyers) return print(await fitTo(buyers, model, options, ledger), options, fitText)
        process.stderr.write('stopped; nothing was fitted\n')
        process.exitCode = exitCodes.failed
      })
    })

const fitTo = async (
  buyers: Buyers,
  model: PurchaseModelName | 'gamma-gamma',
  { unit, currency, publish, discount, activate, plot }: Options,
  { store, runner }: Ledger,
): Promise<Fitted> => {
  if (model === 'gamma-gamma') return fitValues(buyers, currencyOf(buyers, currency))
  const purchases = fitPurchases(model, buyers, unit)
  const tracked = plot === undefined ? {} : { tracking: drawn(buyers, purchases, plot) }
  if (publish === undefined) return { ...purchases, ...tracked }
  const request = {
    name: publish,
    discountPerYear: discount,
    ...(activate !== undefined && { activateBecause: activate }),
  }
  return {
    ...purchases,
    ...tracked,
    published: await publishPotential(store, runner, fitPotential(buyers, purchases), request, { actor: 'cli' }),
  }
}

const drawn = (buyers: Buyers, purchases: FittedPurchases, file: string): Tracking => {
  const tracking = trackingOf(buyers, purchases)
  writeFileSync(file, trackingPlot(purchases, tracking))
  return tracking
}

const fitText = (fitted: Fitted): string => {
  const { model, until, customers, logLikelihood, position } = fitted
  const measured =
    fitted.model === 'gamma-gamma'
      ? `${fitted.currency}, to ${decimalsOf(fitted.currency)} decimals`
      : `time in ${fitted.unit}s`
  return [
    `${model}, ${customers} customers, purchases until ${until}, ${measured}, log position ${position}`,
    table([
      ['parameter', 'value', 'standard error'],
      ...Object.entries(fitted.parameters).map(([name, value]) => [
        name,
        value.toPrecision(6),
        fitted.standardErrors[name]!.toPrecision(3),
      ]),
    ]),
    `log-likelihood ${logLikelihood.toFixed(3)}`,
    ...(fitted.model === 'gamma-gamma' ? correlationText(fitted) : purchasesText(fitted)),
  ].join('\n')
}

const correlationText = ({ frequencyValueCorrelation: correlation }: FittedValues): string[] =>
  correlation === null ? [] : [`correlation of frequency and mean value ${correlation.toFixed(3)}: the model assumes 0`]

const purchasesText = ({ until, unit, holdout, published }: FittedPurchases & { published?: Published }): string[] => [
  ...(holdout
    ? [
        `from then until ${holdout.until} (${holdout.horizon.toFixed(2)} ${unit}s): ` +
          `expected ${holdout.expected.toFixed(0)} purchases, there were ${holdout.actual}`,
        table([
          [`repeats until ${until}`, 'customers', 'expected each', 'actual each'],
          ...holdout.byRepeats.map(({ repeats, customers, expected, actual }, i, rows) => [
            `${repeats}${i === rows.length - 1 ? ' or more' : ''}`,
            customers,
            expected.toFixed(3),
            actual.toFixed(3),
          ]),
        ]),
      ]
    : []),
  ...(published
    ? [
        `published as ${published.name} version ${published.version}, ${published.isActive ? 'active from now on' : 'not active'}`,
        ...published.withoutValues.map(
          ({ currency, message }) => `  without the value of purchases in ${currency}: ${message}`,
        ),
      ]
    : []),
]
