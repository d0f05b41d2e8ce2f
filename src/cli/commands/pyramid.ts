/** `touchledger pyramid`: customers by the tier of their score, and who moved between two days. */
import { Command, Option } from 'commander'
import { parseUntil } from '../../../domain/time.js'
import type { TierOfPyramid } from '../../../projections/score/pyramid.js'
import type { PyramidAnswer, PyramidRequest } from '../../queries/pyramid-query.js'
import { withLedger } from '../ledger.js'
import { asOfOption, dataOption, jsonOption, knownAtOption, pointInTime, type SharedOptions } from '../options.js'
import { money, percent, print, table } from '../output.js'

export const pyramidCommand = (): Command =>
  new Command('pyramid')
    .description('show customers by tier, what each tier holds, and who moved between two days')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(
      new Option('--against <when>', 'an earlier day (to its end, UTC) or instant to compare with').argParser(
        parseUntil,
      ),
    )
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions & PyramidRequest) =>
      withLedger({ data: options.data, current: false }, async ({ pyramids }) => {
        const { against } = options
        const request = { ...pointInTime(options), ...(against !== undefined && { against }) }
        print(await pyramids.pyramid(request), options, pyramidText)
      }),
    )

const share = (of: number | null): string => (of === null ? '' : percent(of))

const tierRows = ({ tier, from, customers, share: of, held, overridden, currencies }: TierOfPyramid) => {
  const holds = Object.entries(currencies).map(([currency, { revenue, revenueShare, net, netShare }]) => [
    money(revenue, currency),
    share(revenueShare),
    money(net, currency),
    share(netShare),
  ])
  return (holds.length === 0 ? [['', '', '', '']] : holds).map((row, i) =>
    i === 0
      ? [tier, from, customers, share(of), held || '', overridden || '', ...row]
      : ['', '', '', '', '', '', ...row],
  )
}

export const tierTable = (tiers: readonly TierOfPyramid[]): string =>
  table([
    ['tier', 'from', 'customers', 'share', 'held', 'put there', 'revenue', 'share', 'net', 'share'],
    ...tiers.flatMap(tierRows),
  ])

const pyramidText = ({ asOf, position, model, tiers, before, migrations }: PyramidAnswer): string =>
  [
    `Customers by tier as of ${asOf} (log position ${position}), by ${model.name} version ${model.version}`,
    tierTable(tiers),
    ...(before && migrations
      ? [
          `Since ${before.asOf}, by the same model`,
          table([
            ['was', 'is', 'customers'],
            ...migrations.map(({ from, to, customers }) => [from ?? 'not there', to, customers]),
          ]),
        ]
      : []),
  ].join('\n')
