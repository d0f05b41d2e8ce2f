/** `touchledger save-desk` and `save-action`: who is about to leave and worth keeping, and what was done about it. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import type { Horizon } from '../../../projections/potential/horizon.js'
import type { RiskReasons } from '../../../projections/save-desk/at-risk.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import type { SaveDeskAnswer } from '../../queries/save-desk-query.js'
import { withLedger } from '../ledger.js'
import {
  asOfOption,
  dataOption,
  horizonOption,
  jsonOption,
  knownAtOption,
  pointInTime,
  reasonOption,
  wholeNumber,
  type SharedOptions,
} from '../options.js'
import { money, percent, print, table } from '../output.js'

interface DeskOptions extends SharedOptions, PointInTime {
  readonly horizon: Horizon
  readonly limit: number
  readonly minRisk: number
}

const share = (text: string): number => {
  const number = Number(text)
  if (text.trim() === '' || !(number >= 0 && number <= 1)) throw new InvalidArgumentError('wants a number from 0 to 1')
  return number
}

export const saveDeskCommand = (): Command =>
  new Command('save-desk')
    .description('show profitable customers who are about to leave, those first with whom most would go')
    .addOption(new Option('--limit <n>', 'how many in each currency').argParser(wholeNumber(1, 1_000)).default(50))
    .addOption(new Option('--min-risk <share>', 'how likely a customer must have left').argParser(share).default(0.25))
    .addOption(horizonOption())
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: DeskOptions) =>
      withLedger({ data: options.data }, async ({ saveDesk }) => {
        const { horizon, limit, minRisk } = options
        print(await saveDesk.desk({ ...pointInTime(options), horizon, limit, minRisk }), options, deskText)
      }),
    )

interface ActionOptions extends SharedOptions {
  readonly action: string
  readonly by: string
  readonly reason: string
}

export const saveActionCommand = (): Command =>
  new Command('save-action')
    .description('record something that was done to keep a customer')
    .argument('<customer>', 'source:externalId or id')
    .addOption(new Option('--action <text>', 'what was done').makeOptionMandatory())
    .addOption(new Option('--by <staff>', 'the member of staff who did it').makeOptionMandatory())
    .addOption(reasonOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((address: string, { action, by, reason, ...options }: ActionOptions) =>
      withLedger({ data: options.data, current: false }, async ({ runner }) => {
        const facts = [{ type: 'SaveActionTaken', data: { action, reason, by } }]
        const written = await runner.record(resolveCustomer(address), facts, { actor: 'cli' })
        print(written, options, () => `recorded of ${address}: ${action} (log position ${written.position})`)
      }),
    )

const said = ({ quiet, openCases, lowAnswers, brokenCommitments, lostOpportunities }: RiskReasons): string =>
  [
    ...(quiet ? [`quiet ${quiet.days} days, usually ${quiet.usualDays.toFixed(0)}`] : []),
    ...(openCases > 0 ? [`open cases: ${openCases}`] : []),
    ...(lowAnswers > 0 ? [`low answers: ${lowAnswers}`] : []),
    ...(brokenCommitments > 0 ? [`broken commitments: ${brokenCommitments}`] : []),
    ...(lostOpportunities > 0 ? [`lost opportunities: ${lostOpportunities}`] : []),
  ].join('; ')

const deskText = (answer: SaveDeskAnswer): string => {
  const { asOf, position, model, horizon, minRisk, currencies, saveActions, winBacks } = answer
  return [
    `Save desk as of ${asOf} (log position ${position})`,
    `by ${model.name} version ${model.version} (${model.purchases}), horizon ${horizon}, risk of ${percent(minRisk)} or more`,
    ...Object.entries(currencies).flatMap(([currency, { customersAtRisk, valueAtRisk, customers }]) => [
      `${customersAtRisk} customers at risk, value at risk ${money(valueAtRisk, currency)}`,
      table([
        ['customer', 'risk', 'at risk', 'expected', 'so far', 'why', 'done'],
        ...customers.map((one) => [
          one.customer,
          percent(one.churnRisk),
          money(one.valueAtRisk, currency),
          money(one.expectedMargin, currency),
          money(one.net, currency),
          [...(one.contractEnds ? [`contract ends ${one.contractEnds}`] : []), said(one.reasons)]
            .filter((why) => why !== '')
            .join('; '),
          one.lastSaveAction ? `${one.lastSaveAction.day} ${one.lastSaveAction.action} (${one.lastSaveAction.by})` : '',
        ]),
      ]),
    ]),
    `Something was done for ${saveActions.customers} customers: ${saveActions.boughtSince} have bought since, ${saveActions.gone} are gone`,
    `${winBacks.customers} customers came back, ${winBacks.winBacks} times in all`,
  ].join('\n')
}
