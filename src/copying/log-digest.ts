/** What a log holds, in one number: equal for two logs that hold the same events in the same order in each stream. */
import type { RecordedEvent } from '../../domain/event.js'
import { MultisetHash } from '../multiset-hash.js'

/**
 * Of every event its stream, revision, id, type, data and metadata, so that streams may be mixed in another order.
 * Positions do not count: they differ from store to store.
 */
export class LogDigest {
  readonly #events = new MultisetHash()

  get events(): number {
    return this.#events.count
  }

  add({ stream, revision, id, type, data, metadata }: RecordedEvent): void {
    this.#events.add([stream, revision, id, type, data, metadata])
  }

  hash(): string {
    return this.#events.hash()
  }
}
