/** `touchledger customer`: one customer’s file, timeline, value, waterfall, referrals, loyalty and lifecycle, at any point in time. */
import { Argument, Command, Option } from 'commander'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import { treeBounds } from '../../../projections/referral-tree.js'
import type { Horizon } from '../../../projections/potential/horizon.js'
import type { ShareOfWallet } from '../../../projections/wallet/share-of-wallet.js'
import type { ReferralBranch } from '../../queries/customer-referrals.js'
import type { CustomerValue } from '../../queries/customer-value.js'
import type {
  AccountsAnswer,
  CustomerQueries,
  TierAnswer,
  TimelinePage,
  WaterfallAnswer,
} from '../../queries/customer-queries.js'
import type { PointInTime } from '../../queries/point-in-time.js'
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
import { marginLines, reportedLines, money, percent, print, table } from '../output.js'
import { tierSaid } from '../tier-text.js'

const views = [
  'file',
  'timeline',
  'value',
  'waterfall',
  'referrals',
  'loyalty',
  'lifecycle',
  'tier',
  'accounts',
] as const
type View = (typeof views)[number]

interface Options extends SharedOptions, PointInTime {
  readonly limit: number
  readonly depth: number
  readonly cursor?: string
  readonly order: 'asc' | 'desc'
  readonly horizon: Horizon
}

export const customerCommand = (): Command =>
  new Command('customer')
    .description('show one customer')
    .argument('<customer>', 'source:externalId (cdnow:00004) or id')
    .addArgument(new Argument('[view]', 'what to show').choices(views).default('file'))
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(
      new Option('--limit <n>', 'timeline: touchpoints on a page; waterfall: events of a bar; referrals: customers')
        .argParser(wholeNumber(1, 10_000))
        .default(100),
    )
    .addOption(
      new Option('--depth <n>', 'referrals: how many levels').argParser(wholeNumber(1, 20)).default(treeBounds.depth),
    )
    .addOption(new Option('--cursor <cursor>', 'timeline, waterfall: go on where the page before ended'))
    .addOption(
      new Option('--order <order>', 'timeline: oldest or latest first').choices(['asc', 'desc']).default('asc'),
    )
    .addOption(horizonOption('value: '))
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((address: string, view: View, options: Options) =>
      withLedger({ data: options.data }, async ({ customers }) => {
        await show[view](customers, resolveCustomer(address), options)
      }),
    )

const show: Readonly<Record<View, (customers: CustomerQueries, customer: string, options: Options) => Promise<void>>> =
  {
    file: async (customers, customer, options) => {
      print(await customers.file(customer, pointInTime(options)), options, ({ file }) =>
        JSON.stringify(file, undefined, 2),
      )
    },
    timeline: async (customers, customer, options) => {
      const { limit, cursor, order } = options
      const page = { limit, order, ...(cursor !== undefined && { cursor }) }
      print(await customers.timeline(customer, pointInTime(options), page), options, timelineText)
    },
    value: async (customers, customer, options) => {
      print(await customers.value(customer, pointInTime(options), options.horizon), options, valueText)
    },
    waterfall: async (customers, customer, options) => {
      const { limit, cursor } = options
      const page = { limit, ...(cursor !== undefined && { cursor }) }
      print(await customers.waterfall(customer, pointInTime(options), page), options, waterfallText)
    },
    referrals: async (customers, customer, options) => {
      const { depth, limit } = options
      print(await customers.referrals(customer, pointInTime(options), { depth, most: limit }), options, referralsText)
    },
    loyalty: async (customers, customer, options) => {
      print(await customers.loyalty(customer, pointInTime(options)), options, (answer) =>
        JSON.stringify(answer, undefined, 2),
      )
    },
    accounts: async (customers, customer, options) => {
      print(await customers.accounts(customer, pointInTime(options)), options, accountsText)
    },
    tier: async (customers, customer, options) => {
      print(await customers.tier(customer, pointInTime(options)), options, tierText)
    },
    lifecycle: async (customers, customer, options) => {
      print(await customers.lifecycle(customer, pointInTime(options)), options, ({ stage, changes }) =>
        [
          `Stage: ${stage ?? 'none'}`,
          table([['since', 'stage', 'reason'], ...changes.map((change) => [change.at, change.stage, change.reason])]),
        ].join('\n'),
      )
    },
  }

const amounts = (what: string, byCurrency: Readonly<Record<string, number>>): string[] =>
  Object.entries(byCurrency).map(([currency, amount]) => `${what}  ${money(amount, currency)}`)

const valueText = (answer: Awaited<ReturnType<CustomerQueries['value']>>): string => {
  const {
    asOf,
    position,
    costBasis,
    currencies,
    reported,
    margins,
    potential,
    referral,
    lifetimeValue,
    wallet,
    model,
  } = answer
  return [
    `Realized value as of ${asOf} (log position ${position}), cost basis: ${costBasis}`,
    ...Object.entries(currencies).map(([currency, { months: _months, sales, ...sums }]) =>
      table([['sales', sales], ...Object.entries(sums).map(([name, amount]) => [name, money(amount, currency)])]),
    ),
    ...reportedLines(reported),
    ...marginLines(margins).map((line) => `Margin ${line}`),
    ...(potential === null
      ? ['Potential value: no model is active; touchledger fit … --publish … --activate makes one']
      : potentialText(potential)),
    ...(referral.customers === 0 ? [] : [`Brought in ${referral.customers} customers`]),
    ...amounts('earned by them', referral.earned),
    ...amounts('expected of them', referral.expected ?? {}),
    ...amounts('Lifetime value', lifetimeValue ?? {}),
    ...wallet.map(walletText),
    ...(model ? [`Model value  ${tierSaid(model)}, by ${model.name} version ${model.version}`] : []),
  ].join('\n')
}

const walletText = ({ share, amount, currency, per, basis, source, estimatedOn }: ShareOfWallet): string =>
  `Share of wallet  ${percent(share)} of ${money(amount, currency)} per ${per} (${basis}, ${source}, ${estimatedOn})`

const potentialText = (potential: NonNullable<CustomerValue['potential']>): string[] => {
  const { model, horizon, pAlive, expectedPurchases, expectedMargin, contracts, pipeline } = potential
  const by = `${model.name} version ${model.version} (${model.purchases}), horizon ${horizon}`
  return [
    `Potential value by ${by}`,
    pAlive === null
      ? 'has not bought yet: no pattern'
      : table([
          ['pAlive', pAlive.toFixed(4)],
          ['expectedPurchases', expectedPurchases === null ? 'without bound' : expectedPurchases.toFixed(4)],
        ]),
    ...amounts(contracts ? 'expectedMargin by contracts' : 'expectedMargin', expectedMargin ?? {}),
    ...(contracts?.contracts ?? []).map(
      ({ contract, until, runningTerm, renewals, renewalProbability, currency }) =>
        `  ${contract} until ${until}: ${money(runningTerm, currency)}, renewals ${money(renewals, currency)} (${percent(renewalProbability)} each)`,
    ),
    ...(pipeline.open === 0
      ? []
      : [`Pipeline: ${pipeline.open} open opportunities`, ...amounts('expectedMargin', pipeline.expectedMargin)]),
  ]
}

const waterfallText = ({ asOf, position, currencies }: WaterfallAnswer): string =>
  [
    `Realized value as of ${asOf} (log position ${position}); --json names the events`,
    ...Object.entries(currencies).map(([currency, { bars, realized }]) =>
      table([
        ['bar', 'amount', 'level', 'events'],
        ...bars.map(({ bar, amount, level, eventsInAll }) => [
          bar,
          money(amount, currency),
          money(level, currency),
          eventsInAll,
        ]),
        ['realized', money(realized, currency)],
      ]),
    ),
  ].join('\n')

const referralsText = ({ tree, broughtInBy, isWhole, position }: Awaited<ReturnType<CustomerQueries['referrals']>>) =>
  [
    ...broughtInBy.map((referrer) => `brought in by ${referrer}`),
    ...branchText(tree, ''),
    ...(isWhole ? [] : ['there are more: --depth, --limit']),
    `log position ${position}`,
  ].join('\n')

const branchText = ({ customer, net, earned, broughtIn, branches }: ReferralBranch, indent: string): string[] => {
  const sums = (byCurrency: Readonly<Record<string, number>>): string =>
    Object.entries(byCurrency)
      .map(([currency, amount]) => money(amount, currency))
      .join(', ') || 'nothing'
  const credit = broughtIn === 0 ? '' : `; brought in ${broughtIn}, who earned ${earned ? sums(earned) : '…'}`
  return [
    `${indent}${customer}: earned ${sums(net)}${credit}`,
    ...branches.flatMap((branch) => branchText(branch, `${indent}  `)),
  ]
}

const accountsText = ({ asOf, position, accounts }: AccountsAnswer): string =>
  [
    `${accounts.length} accounts as of ${asOf} (log position ${position})`,
    ...accounts.flatMap(({ account, label, openedAt, closedAt, currencies, margins }) => [
      `${account}${label === null ? '' : ` (${label})`}, opened ${openedAt ?? 'unknown'}${closedAt === null ? '' : `, closed ${closedAt}`}`,
      ...Object.entries(currencies).map(
        ([currency, { revenue, net }]) => `  revenue ${money(revenue, currency)}, net ${money(net, currency)}`,
      ),
      ...marginLines(margins).map((line) => `  Margin ${line}`),
    ]),
  ].join('\n')

const tierText = ({ asOf, position, model, deprioritised, changes }: TierAnswer): string =>
  [
    model
      ? `${tierSaid(model)} as of ${asOf} (log position ${position}), by ${model.name} version ${model.version}`
      : `No model of customer value is in force (log position ${position})`,
    ...(deprioritised
      ? [
          `deprioritised since ${deprioritised.since} by ${deprioritised.by} and ${deprioritised.approvedBy}: ${deprioritised.reason}`,
        ]
      : []),
    table([
      ['since', 'what', 'from', 'to', 'score before', 'score', 'reason', 'by'],
      ...changes.map(({ at, what, from, to, scoreBefore, score, reason, by, until }) => [
        at,
        `${what}${until === null ? '' : ` until ${until}`}`,
        from ?? '',
        to ?? '',
        scoreBefore === null ? '' : scoreBefore.toFixed(2),
        score === null ? '' : score.toFixed(2),
        reason,
        by ?? '',
      ]),
    ]),
  ].join('\n')

const timelineText = ({ items, next, position }: TimelinePage): string =>
  [
    table([
      ['happened', 'what', 'channel', 'who', 'recorded', 'details'],
      ...items.map((item) => [
        item.occurredAt,
        item.type,
        item.channel ?? '',
        item.who,
        `${item.recordedAt}${item.late ? ` (${item.lateByDays} days late)` : ''}`,
        JSON.stringify(item.details),
      ]),
    ]),
    `log position ${position}${next === undefined ? '' : `; more: --cursor ${next}`}`,
  ].join('\n')
