/** `touchledger portfolio`: the figures over all customers, at any point in time. */
import { Command } from 'commander'
import type { PointInTime } from '../../queries/point-in-time.js'
import { withLedger } from '../ledger.js'
import { asOfOption, dataOption, jsonOption, knownAtOption, pointInTime, type SharedOptions } from '../options.js'
import { print } from '../output.js'
import { portfolioText } from '../portfolio-text.js'

export const portfolioCommand = (): Command =>
  new Command('portfolio')
    .description('show the figures over all customers')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions & PointInTime) =>
      withLedger({ data: options.data }, async ({ portfolio }) => {
        print(await portfolio.portfolio(pointInTime(options)), options, portfolioText)
      }),
    )
