/** Chooses the event store; the only file outside their folders that knows the adapters. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.js'
import type { EventStore } from './event-store.js'
import { openEmbeddedEventStore } from './embedded/embedded-event-store.js'

/** What happens with a connection goes to the error output, a JSON line each, as the rest of the server's log does. */
const logLine = (line: object): void => {
  process.stderr.write(`${JSON.stringify({ time: Date.now(), store: 'eventstoredb', ...line })}\n`)
}

/** Whether a text names a log in EventStoreDB, and not a folder. */
const isConnectionString = (location: string): boolean => /^(esdb|kurrentdb)(\+discover)?:\/\//.test(location)

/**
 * Opens the log that a location names: a data folder, or a connection string of EventStoreDB.
 * @throws DomainError as the adapters do
 */
export const openEventStoreAt = async (location: string, isQuiet = false): Promise<EventStore> => {
  if (!isConnectionString(location)) return openEmbeddedEventStore(join(location, 'log'))
  // Loading the client takes longer than most commands.
  const { openEventStoreDb } = await import('./eventstoredb/eventstoredb-event-store.js')
  return openEventStoreDb(location, { log: isQuiet ? () => undefined : logLine })
}

/**
 * Whether there can be a log at a location; false for a folder that has none.
 * A server is found out about by asking it.
 */
export const mayHoldLog = (location: string): boolean =>
  isConnectionString(location) || existsSync(join(location, 'log'))

/** Where the log of a configuration is. May hold credentials. */
export const logLocation = ({ eventStoreUrl, dataFolder }: Config): string => eventStoreUrl || dataFolder

/** Opens the log in EventStoreDB where a connection string is configured, else the one in the data folder. */
export const openEventStore = (config: Config): Promise<EventStore> =>
  openEventStoreAt(logLocation(config), config.logLevel === 'silent')
