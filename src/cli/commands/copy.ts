/** `touchledger copy`, and what it makes possible: `backup` and `restore`. */
import { Command } from 'commander'
import { invalid } from '../../../domain/errors.js'
import { readConfig } from '../../config.js'
import { copyLog, type Copied } from '../../copying/copy-log.js'
import { logLocation, mayHoldLog, openEventStoreAt } from '../../event-store/open-event-store.js'
import { exitCodes } from '../exit-codes.js'
import { interruption } from '../ledger.js'
import { dataOption, jsonOption, type SharedOptions } from '../options.js'
import { print } from '../output.js'
import { progressBar } from '../progress.js'

/** Data folders, or connection strings of EventStoreDB. */
interface Ends {
  readonly from: string
  readonly to: string
}

export const copyCommand = (): Command =>
  new Command('copy')
    .description('copy the whole log to another store and prove it; run again, it copies what came since')
    .requiredOption('--from <log>', 'a data folder, or a connection string such as esdb://host:2113')
    .requiredOption('--to <log>', 'likewise; empty, or an earlier copy')
    .addOption(jsonOption())
    .action(({ from, to, ...options }: Ends & SharedOptions) => copy({ from, to }, options))

export const backupCommand = (): Command =>
  new Command('backup')
    .description('copy the log into a folder while it is in use; run again, it adds what came since')
    .argument('<folder>', 'the folder of the backup')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((folder: string, options: SharedOptions) => copy({ from: logOf(options), to: folder }, options))

export const restoreCommand = (): Command =>
  new Command('restore')
    .description('copy the log of a backup into an empty ledger')
    .argument('<folder>', 'the folder of the backup')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((folder: string, options: SharedOptions) => copy({ from: folder, to: logOf(options) }, options))

const logOf = ({ data }: SharedOptions): string =>
  logLocation(readConfig(process.env, data === undefined ? {} : { dataFolder: data }))

const copy = async (ends: Ends, options: SharedOptions): Promise<void> => {
  if (!mayHoldLog(ends.from)) throw invalid('log-missing', `There is no log in ${ends.from}`, { folder: ends.from })
  const from = await openEventStoreAt(ends.from)
  try {
    const to = await openEventStoreAt(ends.to)
    const bars = new Map<string, ReturnType<typeof progressBar>>()
    try {
      const copied = await copyLog({
        from,
        to,
        signal: interruption(),
        onProgress: ({ step, events, eventsTotal }) => {
          let bar = bars.get(step)
          if (!bar) {
            for (const earlier of bars.values()) earlier.stop()
            bars.set(step, (bar = progressBar(step, 'events')))
          }
          bar.update(events, eventsTotal)
        },
      })
      for (const bar of bars.values()) bar.stop()
      const named = { from: withoutCredentials(ends.from), to: withoutCredentials(ends.to) }
      print({ ...named, ...copied }, options, copiedText)
      if (!copied.completed) process.exitCode = exitCodes.failed
    } finally {
      for (const bar of bars.values()) bar.stop()
      await to.stop()
    }
  } finally {
    await from.stop()
  }
}

const withoutCredentials = (location: string): string => location.replace(/\/\/[^/@]*@/, '//')

const copiedText = ({ from, to, events, copied, hash, completed }: Ends & Copied): string =>
  completed
    ? `${events} events of ${from} are in ${to}, ${copied} of them new\nproven equal, digest ${hash}`
    : `stopped after ${copied} new events: run the same command again to complete it`
