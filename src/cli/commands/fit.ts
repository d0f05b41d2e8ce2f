/** `touchledger fit`: the parameters of a model of value under which what customers bought is likeliest. */
import { Argument, Command, Option } from 'commander'
import { decimalsOf } from '../../../domain/money.js'
import { fitModel, modelNames, type Fitted, type ModelName } from '../../queries/fit-query.js'
import type { TimeUnit } from '../../../domain/value/purchase-pattern.js'
import { exitCodes } from '../exit-codes.js'
import { withLedger } from '../ledger.js'
import { dataOption, jsonOption, knownAtOption, parseDay, type SharedOptions } from '../options.js'
import { print, table } from '../output.js'
import { progressBar } from '../progress.js'

interface Options extends SharedOptions {
  readonly until: string
  readonly unit: TimeUnit
  readonly currency?: string
  readonly knownAt?: string
}

export const fitCommand = (): Command =>
  new Command('fit')
    .description('estimate the parameters of a model of value from what customers bought until a day; stores nothing')
    .addArgument(new Argument('<model>', 'which model').choices(modelNames))
    .addOption(new Option('--until <day>', 'the last day that counts').argParser(parseDay).makeOptionMandatory())
    .addOption(new Option('--unit <unit>', 'in what time is counted').choices(['day', 'week', 'month']).default('week'))
    .option('--currency <code>', 'of gamma-gamma: the currency, where customers bought in several')
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((model: ModelName, { data, ...options }: Options) =>
      withLedger({ data, current: false }, async ({ store, signal }) => {
        const bar = progressBar('reading', 'customers')
        const onCustomers = (customers: number): void => bar.update(customers, customers)
        const fitted = await fitModel(store, { model, ...options, signal, onCustomers }).finally(() => bar.stop())
        if (!fitted) {
          process.stderr.write('stopped; nothing was fitted\n')
          process.exitCode = exitCodes.failed
          return
        }
        print(fitted, options, fitText)
      }),
    )

const fitText = (fitted: Fitted): string => {
  const { model, until, unit, currency, customers, logLikelihood, position } = fitted
  const measured = unit === undefined ? `${currency}, to ${decimalsOf(currency!)} decimals` : `time in ${unit}s`
  const correlation = fitted.frequencyValueCorrelation
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
    ...(correlation === undefined || correlation === null
      ? []
      : [`correlation of frequency and mean value ${correlation.toFixed(3)}: the model assumes 0`]),
  ].join('\n')
}
