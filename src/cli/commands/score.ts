/** `touchledger score`: the score of a customer by a model of value, indicator by indicator. */
import { Command } from 'commander'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import { loadValueModel } from '../../scoring/value-model-file.js'
import type { ScoreAnswer } from '../../queries/customer-queries.js'
import type { PointInTime } from '../../queries/point-in-time.js'
import { withLedger } from '../ledger.js'
import { asOfOption, dataOption, jsonOption, knownAtOption, pointInTime, type SharedOptions } from '../options.js'
import { print, table } from '../output.js'
import { tierSaid } from '../tier-text.js'

export const scoreCommand = (): Command =>
  new Command('score')
    .description('show the score and tier of a customer, and which indicator brought how many points')
    .argument('<customer>', 'source:externalId (cdnow:00004) or id')
    .option(
      '--model <file>',
      'by this model, YAML file or name of one that comes with the project; else the one in force',
    )
    .addOption(asOfOption())
    .addOption(knownAtOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (address: string, options: SharedOptions & PointInTime & { readonly model?: string }) => {
      const draft = options.model === undefined ? undefined : await loadValueModel(options.model)
      await withLedger({ data: options.data, current: false }, async ({ customers }) =>
        print(await customers.score(resolveCustomer(address), pointInTime(options), draft), options, scoreText),
      )
    })

const scoreText = ({ asOf, position, model }: ScoreAnswer): string =>
  [
    `${tierSaid(model)} as of ${asOf} (log position ${position})`,
    `by ${model.name} version ${model.version}`,
    table([
      ['indicator', 'figure', 'value', 'normalised', 'share', 'points'],
      ...model.breakdown.map(({ indicator, figure, raw, normalised, share, points }) => [
        indicator,
        figure,
        raw ?? 'unknown',
        normalised === null ? '' : normalised.toFixed(4),
        share.toFixed(4),
        points.toFixed(2),
      ]),
    ]),
  ].join('\n')
