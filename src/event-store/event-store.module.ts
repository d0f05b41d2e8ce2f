/** Chooses the event store; the only file outside its folder that knows an adapter. */
import { join } from 'node:path'
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common'
import type { Config } from '../config.js'
import type { EventStore } from './event-store.js'
import { openEmbeddedEventStore } from './embedded/embedded-event-store.js'

export const EVENT_STORE = Symbol('EventStore')

@Module({})
export class EventStoreModule implements OnApplicationShutdown {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  static for(config: Config): DynamicModule {
    return {
      module: EventStoreModule,
      providers: [{ provide: EVENT_STORE, useFactory: () => openEmbeddedEventStore(join(config.dataFolder, 'log')) }],
      exports: [EVENT_STORE],
    }
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.stop()
  }
}
