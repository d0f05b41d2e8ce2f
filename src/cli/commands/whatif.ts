/** `touchledger whatif`: what would change if customers were scored by a draft instead of the model in force. */
import { Command, Option } from 'commander'
import { loadValueModel } from '../../scoring/value-model-file.js'
import type { WhatIfAnswer, WhatIfRequest } from '../../queries/pyramid-query.js'
import { withLedger } from '../ledger.js'
import {
  asOfOption,
  dataOption,
  jsonOption,
  knownAtOption,
  pointInTime,
  wholeNumber,
  type SharedOptions,
} from '../options.js'
import { money, percent, print, table } from '../output.js'
import { tierTable } from './pyramid.js'

export const whatIfCommand = (): Command =>
  new Command('whatif')
    .description(
      'show who would be in another tier by a draft of a model of value, and how much revenue moves with them',
    )
    .argument('<model>', 'the draft: YAML file, or name of a model that comes with the project')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(
      new Option('--limit <n>', 'how many of those who move are named').argParser(wholeNumber(0, 100_000)).default(20),
    )
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (file: string, options: SharedOptions & WhatIfRequest) => {
      const draft = await loadValueModel(file)
      await withLedger({ data: options.data, current: false }, async ({ pyramids }) =>
        print(await pyramids.whatIf(draft, { ...pointInTime(options), limit: options.limit }), options, whatIfText),
      )
    })

const shareOf = (part: number, whole: number): string => (whole > 0 ? percent(part / whole) : '')

const whatIfText = ({
  asOf,
  position,
  active,
  draft,
  customers,
  moved,
  currencies,
  tiers,
  moves,
  movers,
}: WhatIfAnswer): string =>
  [
    `${draft.name} version ${draft.version} instead of ${active.name} version ${active.version}, as of ${asOf} (log position ${position})`,
    `${moved} of ${customers} customers move (${shareOf(moved, customers)})`,
    ...Object.entries(currencies).map(
      ([currency, { all, moved }]) =>
        `revenue that moves: ${money(moved.revenue, currency)} of ${money(all.revenue, currency)} ${shareOf(moved.revenue, all.revenue)}`,
    ),
    'Now',
    tierTable(tiers.active),
    'By the draft',
    tierTable(tiers.draft),
    table([
      ['is', 'would be', 'customers', 'revenue', 'net'],
      ...moves.map(({ from, to, customers, currencies }) => [
        from,
        to,
        customers,
        Object.entries(currencies)
          .map(([currency, { revenue }]) => money(revenue, currency))
          .join(', '),
        Object.entries(currencies)
          .map(([currency, { net }]) => money(net, currency))
          .join(', '),
      ]),
    ]),
    ...(movers.length === 0
      ? []
      : [
          table([
            ['customer', 'is', 'would be', 'points', 'would be'],
            ...movers.map(({ customer, from, to, fromScore, toScore }) => [
              customer,
              from,
              to,
              fromScore.toFixed(2),
              toScore.toFixed(2),
            ]),
          ]),
        ]),
  ].join('\n')
