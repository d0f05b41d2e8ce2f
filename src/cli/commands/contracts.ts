/** `touchledger contracts`: the calendar of contracts. */
import { Command, Option } from 'commander'
import type { ContractCalendar, ContractCalendarRequest } from '../../queries/contract-query.js'
import { withLedger } from '../ledger.js'
import {
  asOfOption,
  dataOption,
  jsonOption,
  knownAtOption,
  parseDay,
  pointInTime,
  wholeNumber,
  type SharedOptions,
} from '../options.js'
import { money, print, table } from '../output.js'

export const contractsCommand = (): Command =>
  new Command('contracts')
    .description('show which contracts begin, must be given notice of, and end')
    .addOption(new Option('--from <day>', 'the first day; the day asked about').argParser(parseDay))
    .addOption(new Option('--days <n>', 'how many days from then on').argParser(wholeNumber(1, 3_660)).default(90))
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions & ContractCalendarRequest) =>
      withLedger({ data: options.data }, async ({ contracts }) => {
        const { from, days = 90 } = options
        const request = { ...pointInTime(options), days, ...(from !== undefined && { from }) }
        print(await contracts.calendar(request), options, calendarText)
      }),
    )

const calendarText = ({ from, until, position, dates }: ContractCalendar): string =>
  [
    `Contracts from ${from} until ${until} (log position ${position})`,
    table([
      ['day', 'what', 'customer', 'contract', 'brings', 'renewed', ''],
      ...dates.map(({ day, what, customer, contract, value, per, renewals, isTerminated }) => [
        day,
        what,
        customer,
        contract,
        value && per ? `${money(value.amount, value.currency)} per ${per}` : '',
        renewals,
        isTerminated ? 'terminated' : '',
      ]),
    ]),
  ].join('\n')
