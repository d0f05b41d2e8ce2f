/** `touchledger rebuild`: all read models folded again from the log, proven and taken over; with `--verify`, only proven. */
import { Command } from 'commander'
import { invalid } from '../../../domain/errors.js'
import type { ProofScope } from '../../projecting/proof.js'
import { rebuildParts } from '../../projecting/rebuild-parts.js'
import type { Rebuilt } from '../../projecting/rebuild.js'
import { verify, type Compared, type Verification } from '../../projecting/verify.js'
import type { ModelChanges } from '../../projecting/what-changed.js'
import { exitCodes } from '../exit-codes.js'
import { withLedger, type Ledger } from '../ledger.js'
import { dataOption, jsonOption, type SharedOptions } from '../options.js'
import { print, table } from '../output.js'
import { progressBar } from '../progress.js'

interface Options extends SharedOptions {
  readonly verify?: boolean
  readonly portable?: boolean
  readonly anew?: boolean
}

export const rebuildCommand = (): Command =>
  new Command('rebuild')
    .description('fold all read models again from the log beside the live ones, prove them, and take over')
    .argument('[model]', 'with --verify: only this read model')
    .option('--verify', 'compare the live ones with the log by hash and change nothing')
    .option('--portable', 'with --verify: hashes without log positions, the same wherever the log is kept')
    .option('--anew', 'start from nothing where an earlier rebuild was stopped, instead of going on')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((model: string | undefined, options: Options) =>
      withLedger({ data: options.data, current: options.verify === true }, (ledger) =>
        options.verify ? proveLive(ledger, model, options) : rebuildAll(ledger, model, options),
      ),
    )

const proveLive = async (ledger: Ledger, model: string | undefined, options: Options): Promise<void> => {
  const { store, readModels, signal } = ledger
  const models = model === undefined ? ledger.models : ledger.models.filter(({ name }) => name === model)
  if (models.length === 0) {
    const known = ledger.models.map(({ name }) => name)
    throw invalid('read-model-unknown', `There is no read model ${model}; there are ${known.join(', ')}`, { known })
  }
  const bar = progressBar('verifying', 'events')
  const scope: ProofScope = options.portable ? 'anywhere' : 'here'
  const onProgress = ({ events, eventsTotal }: { events: number; eventsTotal: number }): void =>
    bar.update(events, eventsTotal)
  const proven = await verify({ store, readModels, models, scope, onProgress, signal }).finally(() => bar.stop())
  if (!proven) {
    process.stderr.write('stopped; nothing was proven\n')
    process.exitCode = exitCodes.failed
    return
  }
  print(proven, options, verificationText)
  if (!proven.equal) process.exitCode = exitCodes.failed
}

const rebuildAll = async (ledger: Ledger, model: string | undefined, options: Options): Promise<void> => {
  if (model !== undefined)
    throw invalid(
      'rebuild-is-whole',
      'All read models share one checkpoint and are rebuilt together; leave the name away',
    )
  const sources = ledger.rebuildSources('rebuilding')
  const done = await rebuildParts(sources, { anew: options.anew === true }).finally(() => sources.done())
  if (!done) {
    process.stderr.write('stopped; nothing was changed. What is built is kept: the same command again goes on\n')
    process.exitCode = exitCodes.failed
    return
  }
  print({ rebuilt: true, ...done }, options, () => rebuiltText(done))
}

const rebuiltText = ({ position, proof, changes }: Rebuilt): string =>
  [
    `rebuilt up to log position ${position}`,
    ...(!proof
      ? []
      : proof.equal
        ? [`equal to the read models that were live, by hash at log position ${proof.position}`]
        : [
            `the read models that were live differed at log position ${proof.position}:`,
            verificationTable(proof),
            ...Object.entries(changes ?? {}).map(changesText),
          ]),
  ].join('\n')

const changesText = ([model, { added, removed, changed, customers, examples }]: [string, ModelChanges]): string =>
  [
    `${model}: ${changed} documents changed, ${added} added, ${removed} removed, of ${customers} customers; for example`,
    ...examples.map(
      ({ customer, part, changes }) =>
        `  ${customer}${part === '' ? '' : ` ${part}`}: ` +
        changes
          .slice(0, 3)
          .map(
            ({ field, from, to }) =>
              `${field} ${from === undefined ? '' : `${JSON.stringify(from)} `}→ ${to === undefined ? 'gone' : JSON.stringify(to)}`,
          )
          .join('; ') +
        (changes.length > 3 ? `; and ${changes.length - 3} more` : ''),
    ),
  ].join('\n')

const verificationTable = ({ readModels, contributions, parked }: Verification): string =>
  table([
    ['read model', 'documents', 'live', 'rebuilt', ''],
    ...readModels.map((part) => row(part.model, part.documents, part)),
    row('portfolio sums', contributions.sums, contributions),
    row('parked events', parked.events, parked),
  ])

const row = (name: string, count: number, { liveHash, rebuiltHash, equal }: Compared): (string | number)[] => [
  name,
  count,
  liveHash.slice(0, 16),
  rebuiltHash.slice(0, 16),
  equal ? 'equal' : 'DIFFERENT',
]

const verificationText = (verification: Verification): string =>
  [
    verificationTable(verification),
    verification.equal
      ? `everything at log position ${verification.position} is what the log says`
      : `NOT what the log says at position ${verification.position}: run \`touchledger rebuild\``,
  ].join('\n')
