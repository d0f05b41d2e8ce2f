/** `touchledger market`, `record-market` and `record-benchmark`: the market as others publish it, and the part of it that is ours. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { parseMoney } from '../../../domain/money.js'
import type { Day } from '../../../domain/time.js'
import type { MarketShare } from '../../../projections/market/market-share.js'
import type { MarketShares, MarketSharesRequest } from '../../queries/market-query.js'
import { withLedger } from '../ledger.js'
import {
  asOfOption,
  dataOption,
  jsonOption,
  knownAtOption,
  parseCurrency,
  parseDay,
  pointInTime,
  wholeNumber,
  type SharedOptions,
} from '../options.js'
import { money, percent, print, table } from '../output.js'

interface PublishedOptions extends SharedOptions {
  readonly from: Day
  readonly until: Day
  readonly publisher: string
  readonly by?: string
}

interface SizeOptions extends PublishedOptions {
  readonly turnover?: string
  readonly currency?: string
  readonly customers?: number
}

const published = (command: Command): Command =>
  command
    .addOption(new Option('--from <day>', 'first day of the period').argParser(parseDay).makeOptionMandatory())
    .addOption(new Option('--until <day>', 'last day of the period').argParser(parseDay).makeOptionMandatory())
    .requiredOption('--publisher <text>', 'who published it')
    .option('--by <staff>', 'the member of staff who records it')
    .addOption(dataOption())
    .addOption(jsonOption())

const parseMargin = (text: string): number => {
  const margin = Number(text)
  if (text.trim() === '' || !(margin >= -10 && margin <= 1))
    throw new InvalidArgumentError('wants a share of revenue of at most 1: 0.08 is 8 %')
  return margin
}

export const recordMarketCommand = (): Command =>
  published(
    new Command('record-market')
      .description('record how large a market was in a period; the same period again corrects it')
      .argument('<market>', 'your name for it')
      .option('--turnover <amount>', 'what all suppliers turned over, such as 1200000.00')
      .addOption(new Option('--currency <code>', 'of the turnover').argParser(parseCurrency))
      .addOption(
        new Option('--customers <n>', 'customers of all suppliers').argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
      ),
  ).action(async (market: string, options: SizeOptions, command: Command) => {
    const { data: folder, json: _json, turnover, currency, customers, ...period } = options
    if ((turnover === undefined) !== (currency === undefined))
      command.error('error: --turnover and --currency want each other')
    const data = {
      market,
      ...period,
      ...(turnover !== undefined && { turnover: parseMoney(turnover, currency!) }),
      ...(customers !== undefined && { customers }),
    }
    await withLedger({ data: folder, current: false }, async ({ runner }) => {
      const { position } = await runner.handleShared({ type: 'RecordMarketSize', data }, { actor: 'cli' })
      print({ ...data, position }, options, recordedText(market))
    })
  })

export const recordBenchmarkCommand = (): Command =>
  published(
    new Command('record-benchmark')
      .description('record the average margin of an industry in a period; the same period again corrects it')
      .argument('<industry>', 'your name for it')
      .addOption(
        new Option('--margin <share>', 'profit as a share of revenue').argParser(parseMargin).makeOptionMandatory(),
      ),
  ).action((industry: string, options: PublishedOptions & { readonly margin: number }) => {
    const { data: folder, json: _json, ...period } = options
    const data = { industry, ...period }
    return withLedger({ data: folder, current: false }, async ({ runner }) => {
      const { position } = await runner.handleShared({ type: 'RecordIndustryBenchmark', data }, { actor: 'cli' })
      print({ ...data, position }, options, recordedText(industry))
    })
  })

const recordedText =
  (name: string) =>
  ({ position }: { readonly position?: number }): string =>
    position === undefined
      ? `nothing new of ${name}: it was recorded already`
      : `${name} is recorded (log position ${position})`

export const marketCommand = (): Command =>
  new Command('market')
    .description('show which part of each market is ours, and how many customers were gained and lost')
    .option('--market <name>', 'only this one')
    .addOption(new Option('--limit <n>', 'how many periods').argParser(wholeNumber(1, 120)).default(12))
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions & MarketSharesRequest) =>
      withLedger({ data: options.data, current: false }, async ({ market: query }) => {
        const { market, limit } = options
        const wanted = { ...(market !== undefined && { market }), ...(limit !== undefined && { limit }) }
        print(await query.shares({ ...pointInTime(options), ...wanted }), options, sharesText)
      }),
    )

const shareText = (share: number | null): string => (share === null ? '' : percent(share))

const row = ({ market, from, until, isOver, turnover, customers }: MarketShare): (string | number)[] => [
  market,
  `${from} to ${until}${isOver ? '' : ' (so far)'}`,
  turnover ? `${money(turnover.ours, turnover.currency)} of ${money(turnover.market, turnover.currency)}` : '',
  shareText(turnover?.share ?? null),
  customers.market === null ? customers.bought : `${customers.bought} of ${customers.market}`,
  shareText(customers.share),
  customers.before,
  customers.new,
  customers.wonBack,
  customers.lost,
  customers.after,
]

const sharesText = ({ asOf, position, markets }: MarketShares): string =>
  [
    `Market as of ${asOf} (log position ${position})`,
    table([
      ['market', 'period', 'turnover', 'share', 'bought', 'share', 'before', 'new', 'won back', 'lost', 'after'],
      ...markets.map(row),
    ]),
  ].join('\n')
