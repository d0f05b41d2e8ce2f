/** `touchledger replay`: a customer’s events one by one, with what each changed. */
import { Command } from 'commander'
import { customerStream, resolveCustomer } from '../../../domain/customer/customer-id.js'
import { notFound } from '../../../domain/errors.js'
import type { RecordedEvent } from '../../../domain/event.js'
import { historyOf, readStoredHistory } from '../../projecting/history.js'
import { readIdentities } from '../../projecting/known-identities.js'
import { belongsTo, isWithin, type PointInTime } from '../../queries/point-in-time.js'
import { replay, type ReplayedEvent } from '../../queries/replay.js'
import { withLedger } from '../ledger.js'
import { asOfOption, dataOption, jsonOption, knownAtOption, pointInTime, type SharedOptions } from '../options.js'

export const replayCommand = (): Command =>
  new Command('replay')
    .description('show a customer’s events one by one, with what each changed')
    .argument('<customer>', 'source:externalId (cdnow:00004) or id')
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((address: string, options: SharedOptions & PointInTime) =>
      withLedger({ data: options.data, current: false }, async ({ store, models, signal }) => {
        const asked = resolveCustomer(address)
        const at = pointInTime(options)
        const position = await store.head()
        const { knownAt } = at
        const identities = await readIdentities(
          store,
          position,
          ({ metadata: { recordedAt } }) => knownAt === undefined || recordedAt <= knownAt,
        )
        const customer = identities.survivorOf(asked)
        const belongs = (event: RecordedEvent): boolean => belongsTo(at, event)
        const stored = await readStoredHistory(store, identities, customer, position, belongs)
        const history = historyOf(stored).filter(({ metadata }) => isWithin(at, metadata))
        if (history.length === 0)
          throw notFound('customer-unknown', `Nothing is recorded of customer ${address} by then`, { customer })
        if (options.json) process.stdout.write(`{"customer":"${customer}","position":${position},"events":[`)
        else process.stdout.write(`${customerStream(customer)}: ${history.length} events, log position ${position}\n`)
        let first = true
        for (const event of replay(models, history)) {
          if (signal.aborted) break
          const text = options.json ? (first ? '' : ',') + JSON.stringify(event) : replayedText(event)
          if (!process.stdout.write(text)) await new Promise((drained) => process.stdout.once('drain', drained))
          first = false
        }
        process.stdout.write(options.json ? ']}\n' : '')
      }),
    )

const replayedText = ({
  position,
  occurredAt,
  recordedAt,
  type,
  channel,
  actor,
  data,
  changes,
}: ReplayedEvent): string =>
  [
    '',
    `#${position}  ${occurredAt}  ${type}${channel === undefined ? '' : ` (${channel})`}  by ${actor}, recorded ${recordedAt}`,
    `    ${JSON.stringify(data)}`,
    ...changes.map(
      ({ model, part, field, from, to }) =>
        `    ${model}${part === '' ? '' : ` ${part}`}: ${field} ${from === undefined ? '' : `${JSON.stringify(from)} `}→ ${to === undefined ? 'gone' : JSON.stringify(to)}`,
    ),
    '',
  ].join('\n')
