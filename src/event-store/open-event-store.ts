/** Chooses the event store; the only file outside its folder that knows an adapter. */
import { join } from 'node:path'
import type { Config } from '../config.js'
import type { EventStore } from './event-store.js'
import { openEmbeddedEventStore } from './embedded/embedded-event-store.js'

export const openEventStore = (config: Config): Promise<EventStore> =>
  openEmbeddedEventStore(join(config.dataFolder, 'log'))
