/** `touchledger pareto`: how much the best customers hold, and how much of the effort goes to them. */
import { Command, Option } from 'commander'
import type { ParetoAnswer, ParetoRequest } from '../../queries/customer-equity-query.js'
import { withLedger } from '../ledger.js'
import { asOfOption, dataOption, jsonOption, knownAtOption, pointInTime, type SharedOptions } from '../options.js'
import { money, percent, print, table } from '../output.js'

export const paretoCommand = (): Command =>
  new Command('pareto')
    .description('show how much of profit the best customers hold, and how much of the effort goes to them')
    .addOption(new Option('--by <what>', 'of what').choices(['profit', 'revenue']).default('profit'))
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions & ParetoRequest) =>
      withLedger({ data: options.data, current: false }, async ({ equity }) =>
        print(await equity.pareto({ ...pointInTime(options), by: options.by }), options, paretoText),
      ),
    )

const share = (of: number | null): string => (of === null ? 'unknown' : percent(of))

const paretoText = ({ asOf, position, by, currencies }: ParetoAnswer): string =>
  [
    `Who holds the ${by} as of ${asOf} (log position ${position})`,
    ...Object.entries(currencies).flatMap(([currency, { customers, amount, effort, losing, points }]) => [
      `${customers} customers hold ${money(amount, currency)} and cost ${money(effort, currency)} to win and to serve; ` +
        `${losing.customers} bring losses, of ${money(losing.amount, currency)}`,
      table([
        ['best', 'customers', by, 'share', 'share of effort'],
        ...points.map(({ customers, customersInAll, amount, share: of, effortShare }) => [
          percent(customers),
          customersInAll,
          money(amount, currency),
          share(of),
          share(effortShare),
        ]),
      ]),
    ]),
  ].join('\n')
