/** `touchledger low-value`: who brings least for the effort, and what became of those on whom no more effort is spent. */
import { Command, Option } from 'commander'
import type { LowValueReview, LowValueReviewRequest } from '../../queries/low-value-query.js'
import { withLedger } from '../ledger.js'
import {
  asOfOption,
  dataOption,
  horizonOption,
  jsonOption,
  knownAtOption,
  pointInTime,
  wholeNumber,
  type SharedOptions,
} from '../options.js'
import { money, print, table } from '../output.js'

type Options = SharedOptions &
  Required<Pick<LowValueReviewRequest, 'horizon' | 'upTo' | 'limit'>> &
  LowValueReviewRequest

export const lowValueCommand = (): Command =>
  new Command('low-value')
    .description('show customers who bring least for the effort, and those on whom no more effort is spent')
    .addOption(
      new Option('--up-to <amount>', 'the highest value that is low, in minor units')
        .argParser(wholeNumber(-1_000_000_000, 1_000_000_000))
        .default(0),
    )
    .addOption(new Option('--limit <n>', 'how many in each currency').argParser(wholeNumber(1, 1_000)).default(50))
    .addOption(horizonOption())
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: Options) =>
      withLedger({ data: options.data, current: false }, async ({ lowValue }) => {
        const { horizon, upTo, limit } = options
        print(await lowValue.review({ ...pointInTime(options), horizon, upTo, limit }), options, reviewText)
      }),
    )

const reviewText = ({ asOf, position, model, horizon, currencies, deprioritised }: LowValueReview): string =>
  [
    `Customers of low value as of ${asOf} (log position ${position})`,
    model
      ? `potential value by ${model.name} version ${model.version} (${model.purchases}), horizon ${horizon}`
      : 'by what was realized: no model of potential value is active',
    ...Object.entries(currencies).flatMap(([currency, { customers, effort, value, listed }]) => [
      `${customers} customers, worth ${money(value, currency)} together; ${money(effort, currency)} spent to win and to serve them`,
      table([
        ['customer', 'revenue', 'effort', 'realized', 'potential', 'value'],
        ...listed.map((one) => [
          one.customer,
          money(one.revenue, currency),
          money(one.effort, currency),
          money(one.realized, currency),
          one.potential === null ? '' : money(one.potential, currency),
          money(one.value, currency),
        ]),
      ]),
    ]),
    ...(deprioritised.length === 0
      ? []
      : [
          'No more effort is spent on',
          table([
            ['customer', 'since', 'proposed by', 'decided by', 'reason', 'net since then'],
            ...deprioritised.map(({ customer, since, by, approvedBy, reason, sinceThen }) => [
              customer,
              since,
              by,
              approvedBy,
              reason,
              Object.entries(sinceThen)
                .map(([currency, { net }]) => money(net, currency))
                .join(', '),
            ]),
          ]),
        ]),
  ].join('\n')
