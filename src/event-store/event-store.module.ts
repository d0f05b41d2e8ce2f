/** The event store for those who are wired by Nest. */
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common'
import type { Config } from '../config.js'
import type { EventStore } from './event-store.js'
import { openEventStore } from './open-event-store.js'

export const EVENT_STORE = Symbol('EventStore')

@Module({})
export class EventStoreModule implements OnApplicationShutdown {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  static for(config: Config): DynamicModule {
    return {
      module: EventStoreModule,
      providers: [{ provide: EVENT_STORE, useFactory: () => openEventStore(config) }],
      exports: [EVENT_STORE],
    }
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.stop()
  }
}
