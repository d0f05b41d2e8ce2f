/** `touchledger cohorts`: customers by the month of their first purchase, and how many of them buy later. */
import { Command } from 'commander'
import type { CohortsAnswer } from '../../queries/portfolio-query.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import { withLedger } from '../ledger.js'
import { asOfOption, dataOption, jsonOption, knownAtOption, pointInTime, type SharedOptions } from '../options.js'
import { money, percent, print, table } from '../output.js'

export const cohortsCommand = (): Command =>
  new Command('cohorts')
    .description('show customers by the month of their first purchase, and how many of them buy later')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions & PointInTime) =>
      withLedger({ data: options.data }, async ({ portfolio }) => {
        print(await portfolio.cohorts(pointInTime(options)), options, cohortsText)
      }),
    )

const cohortsText = ({ asOf, position, cohorts }: CohortsAnswer): string =>
  [
    `Cohorts as of ${asOf} (log position ${position})`,
    table([
      ['first', 'month', 'after', 'buying', 'rate', 'revenue less refunds'],
      ...cohorts.flatMap(({ cohort, months }) =>
        months.map(({ month, after, customers, rate, revenue }) => [
          cohort,
          month,
          after,
          customers,
          percent(rate),
          Object.entries(revenue)
            .map(([currency, amount]) => money(amount, currency))
            .join(', '),
        ]),
      ),
    ]),
  ].join('\n')
