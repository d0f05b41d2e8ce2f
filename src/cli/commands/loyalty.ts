/** `touchledger loyalty`: loyal customers beside the others, and whether satisfied ones are loyal and bring more. */
import { Command } from 'commander'
import type { LoyaltyGroup } from '../../../projections/portfolio/loyalty-profit.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import type { LoyaltyProfitAnswer } from '../../queries/portfolio-query.js'
import { withLedger } from '../ledger.js'
import { asOfOption, dataOption, jsonOption, knownAtOption, pointInTime, type SharedOptions } from '../options.js'
import { money, percent, print, table } from '../output.js'

export const loyaltyCommand = (): Command =>
  new Command('loyalty')
    .description('show what loyal customers bring beside the others, and customers by how satisfied they are')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions & PointInTime) =>
      withLedger({ data: options.data }, async ({ portfolio }) => {
        print(await portfolio.loyaltyProfit(pointInTime(options)), options, loyaltyText)
      }),
    )

const share = (of: number | null): string => (of === null ? '' : percent(of))

const rows = (name: string, { currencies, ...group }: LoyaltyGroup): (string | number)[][] => {
  const { customers, loyalShare, repeatShare, activeShare } = group
  const said = [name, customers, share(loyalShare), share(repeatShare), share(activeShare)]
  const sums = Object.entries(currencies).map(([currency, { net, margin, netPerCustomer }]) => [
    money(net, currency),
    share(margin),
    money(netPerCustomer, currency),
  ])
  return sums.length === 0
    ? [said]
    : sums.map((amounts, at) => [...(at === 0 ? said : ['', '', '', '', '']), ...amounts])
}

const points = (difference: number | null): string =>
  difference === null ? 'no revenue' : `${difference < 0 ? '' : '+'}${(100 * difference).toFixed(1)} points`

const loyaltyText = ({ asOf, position, loyal, others, bySatisfaction, benchmarks }: LoyaltyProfitAnswer): string =>
  [
    `Loyalty and profit as of ${asOf} (log position ${position})`,
    table([
      ['', 'customers', 'loyal', 'repeat', 'active', 'net', 'margin', 'each'],
      ...rows('loyal', loyal),
      ...rows('others', others),
      ...bySatisfaction.flatMap(({ satisfaction, ...group }) => rows(`satisfaction ${satisfaction}`, group)),
    ]),
    ...benchmarks.flatMap(({ industry, from, until, margin, publisher, currencies }) => [
      `average margin of ${industry} ${from} to ${until}: ${percent(margin)} (${publisher})`,
      ...Object.entries(currencies).map(
        ([currency, against]) => `  ${currency}: loyal ${points(against.loyal)}, others ${points(against.others)}`,
      ),
    ]),
  ].join('\n')
