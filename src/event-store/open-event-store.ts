/** Chooses the event store; the only file outside their folders that knows the adapters. */
import { join } from 'node:path'
import type { Config } from '../config.js'
import type { EventStore } from './event-store.js'
import { openEmbeddedEventStore } from './embedded/embedded-event-store.js'
import { openEventStoreDb } from './eventstoredb/eventstoredb-event-store.js'

/** What happens with a connection goes to the error output, a JSON line each, as the rest of the server's log does. */
const logLine = (line: object): void => {
  process.stderr.write(`${JSON.stringify({ time: Date.now(), store: 'eventstoredb', ...line })}\n`)
}

/**
 * Opens the log in EventStoreDB where a connection string is configured, else the one in the data folder.
 * @throws DomainError as the adapters do
 */
export const openEventStore = (config: Config): Promise<EventStore> =>
  config.eventStoreUrl === ''
    ? openEmbeddedEventStore(join(config.dataFolder, 'log'))
    : openEventStoreDb(config.eventStoreUrl, { log: config.logLevel === 'silent' ? () => undefined : logLine })
