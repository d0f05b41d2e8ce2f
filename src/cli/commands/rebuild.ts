/** `touchledger rebuild`: all read models folded again from the log; with `--verify`, compared with the live ones instead. */
import { Command } from 'commander'
import { exitCodes } from '../exit-codes.js'
import { withLedger } from '../ledger.js'
import { dataOption, jsonOption, type SharedOptions } from '../options.js'
import { print, table } from '../output.js'
import { rebuild, verify, type Verification } from '../../projecting/rebuild.js'

interface Options extends SharedOptions {
  readonly verify?: boolean
}

export const rebuildCommand = (): Command =>
  new Command('rebuild')
    .description('fold all read models again from the log and take over')
    .option('--verify', 'compare with the live ones by hash and change nothing')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: Options) =>
      withLedger({ data: options.data, current: options.verify === true }, async (ledger) => {
        const sources = ledger.rebuildSources('rebuilding')
        if (!options.verify) {
          const done = await rebuild(sources)
          sources.done()
          const position = await ledger.readModels.checkpoint()
          print({ rebuilt: done, position }, options, () =>
            done ? `rebuilt up to log position ${position}` : 'stopped; nothing was changed',
          )
          if (!done) process.exitCode = exitCodes.failed
          return
        }
        const verification = await verify(sources)
        sources.done()
        if (!verification) {
          process.stderr.write('stopped; nothing was proven\n')
          process.exitCode = exitCodes.failed
          return
        }
        print(verification, options, verificationText)
        if (!verification.equal) process.exitCode = exitCodes.failed
      }),
    )

const verificationText = ({ position, equal, readModels, contributions }: Verification): string =>
  [
    table([
      ['read model', 'documents', 'live', 'rebuilt', ''],
      ...readModels.map((model) => [
        model.model,
        model.documents,
        model.liveHash.slice(0, 16),
        model.rebuiltHash.slice(0, 16),
        model.equal ? 'equal' : 'DIFFERENT',
      ]),
      [
        'portfolio sums',
        contributions.sums,
        contributions.liveHash.slice(0, 16),
        contributions.rebuiltHash.slice(0, 16),
        contributions.equal ? 'equal' : 'DIFFERENT',
      ],
    ]),
    equal
      ? `everything at log position ${position} is what the log says`
      : `NOT what the log says at position ${position}: run \`touchledger rebuild\``,
  ].join('\n')
