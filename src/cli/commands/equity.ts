/** `touchledger equity`: what all customers together have brought in, and what is still to come of them. */
import { Command, Option } from 'commander'
import { parseUntil } from '../../../domain/time.js'
import type { EquityPart } from '../../../projections/customer-equity/customer-equity.js'
import type { Horizon } from '../../../projections/potential/horizon.js'
import type { CustomerEquityAnswer } from '../../queries/customer-equity-query.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import { withLedger } from '../ledger.js'
import {
  asOfOption,
  dataOption,
  horizonOption,
  jsonOption,
  knownAtOption,
  pointInTime,
  type SharedOptions,
} from '../options.js'
import { money, print, table } from '../output.js'

interface Options extends SharedOptions, PointInTime {
  readonly horizon: Horizon
  readonly against?: string
  readonly byTier?: boolean
}

export const equityCommand = (): Command =>
  new Command('equity')
    .description('show the value of all customers together: realized, and still to come by the model in force')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(horizonOption())
    .addOption(
      new Option('--against <when>', 'an earlier day (to its end, UTC) or instant to compare with').argParser(
        parseUntil,
      ),
    )
    .option('--by-tier', 'tell customers apart by tier too, by the model of customer value in force')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: Options) =>
      withLedger({ data: options.data, current: false }, async ({ equity }) => {
        const { horizon, against, byTier = false } = options
        const request = { ...pointInTime(options), horizon, byTier, ...(against !== undefined && { against }) }
        print(await equity.equity(request), options, equityText)
      }),
    )

const share = (amount: number | null): string => (amount === null ? 'unknown' : amount.toFixed(1))

const partRows = (name: string, { customers, alive, expectedPurchases, currencies }: EquityPart) =>
  Object.entries(currencies).map(([currency, { realized, potential }], i) => [
    i === 0 ? name : '',
    i === 0 ? customers : '',
    i === 0 ? share(alive) : '',
    i === 0 ? share(expectedPurchases) : '',
    money(realized, currency),
    potential === null ? 'unknown' : money(potential, currency),
  ])

const equityText = ({
  asOf,
  position,
  horizon,
  model,
  active,
  byKind,
  quiet,
  all,
  lostAfterDays,
  ...answer
}: CustomerEquityAnswer): string =>
  [
    `Customer equity as of ${asOf} (log position ${position}), horizon ${horizon}`,
    model
      ? `by ${model.name} version ${model.version} (${model.purchases}, fitted until ${model.fittedUntil}, discount ${model.discountPerYear} a year)`
      : 'no model is active; touchledger fit … --publish … --activate makes one',
    `active: bought within ${lostAfterDays} days`,
    table([
      ['', 'customers', 'alive', 'purchases', 'realized', 'potential'],
      ...partRows('active', active),
      ...partRows('  persons', byKind.person),
      ...partRows('  organisations', byKind.organisation),
      ...partRows('  of unknown kind', byKind.unknown),
      ...Object.entries(answer.byTier ?? {}).flatMap(([tier, part]) => partRows(`  ${tier}`, part)),
      ...partRows('quiet', quiet),
      ...partRows('all', all),
    ]),
    ...(answer.before
      ? [
          `Change of the active since ${answer.before.asOf}, by the same model`,
          table([
            ['', 'realized', 'potential'],
            ...Object.entries(answer.change!).map(([currency, { realized, potential }]) => [
              currency,
              money(realized, currency),
              potential === null ? 'unknown' : money(potential, currency),
            ]),
          ]),
        ]
      : []),
  ].join('\n')
