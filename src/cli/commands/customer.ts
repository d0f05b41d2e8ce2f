/** `touchledger customer`: one customer’s file, timeline, value, loyalty and lifecycle, at any point in time; merging. */
import { Argument, Command, Option } from 'commander'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import type { CustomerQueries, TimelinePage } from '../../queries/customer-queries.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import { withLedger } from '../ledger.js'
import { asOfOption, dataOption, jsonOption, knownAtOption, pointInTime, wholeNumber } from '../options.js'
import { money, print, table } from '../output.js'
import { acts, decideMerge, type Act, type MergeOptions } from './merge.js'

const views = ['file', 'timeline', 'value', 'loyalty', 'lifecycle'] as const
type View = (typeof views)[number]

interface Options extends MergeOptions, PointInTime {
  readonly limit: number
  readonly cursor?: string
  readonly order: 'asc' | 'desc'
}

export const customerCommand = (): Command =>
  new Command('customer')
    .description('show one customer, or merge it')
    .argument('<customer>', 'source:externalId (cdnow:00004) or id')
    .addArgument(
      new Argument('[view]', 'what to show; or merge: it is another one too, unmerge: it is not')
        .choices([...views, ...acts])
        .default('file'),
    )
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(
      new Option('--limit <n>', 'timeline: touchpoints on a page').argParser(wholeNumber(1, 10_000)).default(100),
    )
    .addOption(new Option('--cursor <cursor>', 'timeline: go on where the page before ended'))
    .addOption(
      new Option('--order <order>', 'timeline: oldest or latest first').choices(['asc', 'desc']).default('asc'),
    )
    .addOption(new Option('--into <customer>', 'merge: the customer who stands for both from now on'))
    .addOption(new Option('--reason <text>', 'merge, unmerge: why'))
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((address: string, view: View | Act, options: Options) => {
      const customer = resolveCustomer(address)
      return isAct(view)
        ? decideMerge(customer, view, options)
        : withLedger({ data: options.data }, ({ customers }) => show[view](customers, customer, options))
    })

const isAct = (view: View | Act): view is Act => (acts as readonly string[]).includes(view)

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
      print(
        await customers.value(customer, pointInTime(options)),
        options,
        ({ asOf, position, costBasis, currencies }) =>
          [
            `Realized value as of ${asOf} (log position ${position}), cost basis: ${costBasis}`,
            ...Object.entries(currencies).map(([currency, { months: _months, ...sums }]) =>
              table(Object.entries(sums).map(([name, amount]) => [name, money(amount, currency)])),
            ),
          ].join('\n'),
      )
    },
    loyalty: async (customers, customer, options) => {
      print(await customers.loyalty(customer, pointInTime(options)), options, (answer) =>
        JSON.stringify(answer, undefined, 2),
      )
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
