/** `touchledger evaluate`: records what happens because time passes, for every day that is not done yet. */
import { Command, Option } from 'commander'
import type { SharedCommand } from '../../../domain/catalogue.js'
import type { Day } from '../../../domain/time.js'
import { definitionOfAll } from '../../../projections/read-models.js'
import { timeRules } from '../../../projections/time-rules.js'
import { systemClock } from '../../clock.js'
import { evaluateThrough, yesterday, type Evaluation } from '../../scheduling/evaluate-days.js'
import { observeOutcomes } from '../../predicting/predictions.js'
import { scheduler } from '../../scheduling/schedule-log.js'
import { exitCodes } from '../exit-codes.js'
import { withLedger } from '../ledger.js'
import { dataOption, jsonOption, parseDay, type SharedOptions } from '../options.js'
import { print } from '../output.js'
import { progressBar } from '../progress.js'

interface Options extends SharedOptions {
  readonly day?: Day
}

export const evaluateCommand = (): Command =>
  new Command('evaluate')
    .description('record what happens because time passes, day by day: run again, it adds nothing')
    .addOption(
      new Option('--day <day>', 'the last day to evaluate (yesterday); of a fresh ledger, the first').argParser(
        parseDay,
      ),
    )
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: Options) =>
      withLedger({ data: options.data }, async ({ store, runner, readModels, models, engine, config, signal }) => {
        const bar = progressBar('evaluating', 'days')
        const decide = (command: SharedCommand): Promise<unknown> => runner.handleShared(command, { actor: scheduler })
        try {
          const evaluation = await evaluateThrough(
            {
              store,
              readModels,
              models,
              definition: definitionOfAll(config.lifecycle),
              rules: timeRules(config.lifecycle),
              lifecycle: config.lifecycle,
              clock: systemClock,
              catchUp: (signal) => engine.catchUp({ signal }),
              onProgress: ({ day, days, daysDone, documents, appended }) =>
                bar.update(daysDone, days, ` | ${day}: ${documents} documents, ${appended} events`),
              signal,
            },
            options.day ?? yesterday(systemClock),
          )
          // What the last day appended is in the read models too, when this ends.
          await engine.catchUp({ signal })
          const compared = options.day === undefined ? await observeOutcomes(store, decide, systemClock()) : []
          print(
            { ...evaluation, predictionsCompared: compared.map(({ prediction }) => prediction) },
            options,
            evaluationText,
          )
          if (!evaluation.completed) process.exitCode = exitCodes.failed
        } finally {
          bar.stop()
        }
      }),
    )

const evaluationText = ({
  through,
  days,
  completed,
  predictionsCompared,
}: Evaluation & { readonly predictionsCompared: readonly string[] }): string =>
  [
    ...predictionsCompared.map((prediction) => `compared prediction ${prediction} with what happened`),
    ...days.map(({ day, rules }) => `${day}: ${rules.map(({ rule, appended }) => `${rule} ${appended}`).join(', ')}`),
    ...(completed
      ? [days.length === 0 ? `every day through ${through} was evaluated before` : `evaluated through ${through}`]
      : ['stopped before the end: run the same command again to complete it']),
  ].join('\n')
