/** `touchledger rfm`: customers by how recently, how often and for how much they bought. */
import { Command } from 'commander'
import type { RfmBand } from '../../../projections/portfolio/rfm.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import type { RfmAnswer } from '../../queries/portfolio-query.js'
import { withLedger } from '../ledger.js'
import { asOfOption, dataOption, jsonOption, knownAtOption, pointInTime, type SharedOptions } from '../options.js'
import { money, percent, print, table } from '../output.js'

export const rfmCommand = (): Command =>
  new Command('rfm')
    .description('show customers by how recently, how often and for how much they bought, in quintiles')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions & PointInTime) =>
      withLedger({ data: options.data }, async ({ portfolio }) => {
        print(await portfolio.rfm(pointInTime(options)), options, rfmText)
      }),
    )

const scores = [1, 2, 3, 4, 5]

/** From which value on a customer has which score; nobody may have it. */
const bands = <V>(name: string, bands: readonly RfmBand<V>[], said: (value: V) => string): string[] => {
  const by = new Map(bands.map(({ score, from }) => [score, said(from)]))
  return [name, ...scores.map((score) => by.get(score) ?? '-')]
}

const rfmText = ({ asOf, position, customers, recency, frequency, currencies }: RfmAnswer): string =>
  [
    `Recency, frequency and monetary value of ${customers} customers as of ${asOf} (log position ${position})`,
    table([
      ['scores begin with', ...scores.map(String)],
      bands('last purchase day', recency, (day) => day),
      bands('purchase days', frequency, String),
      ...Object.entries(currencies).map(([currency, { monetary }]) =>
        bands(`revenue ${currency}`, monetary, (amount) => money(amount, currency)),
      ),
    ]),
    ...Object.entries(currencies).map(([currency, { segments }]) =>
      table([
        ['segment', 'customers', 'share', 'revenue less refunds', 'share'],
        ...segments.map(({ segment, customers, shareOfCustomers, revenue, shareOfRevenue }) => [
          segment,
          customers,
          percent(shareOfCustomers),
          money(revenue, currency),
          shareOfRevenue === null ? '' : percent(shareOfRevenue),
        ]),
      ]),
    ),
  ].join('\n\n')
