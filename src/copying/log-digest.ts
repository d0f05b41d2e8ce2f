/** What a log holds, in one number: equal for two logs that hold the same events in the same order in each stream. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../domain/canonical-json.js'
import type { RecordedEvent } from '../../domain/event.js'

/**
 * Adds up the SHA-256 of every event (its stream, revision, id, type, data and metadata), so that streams may be mixed
 * in another order. Positions do not count: they differ from store to store. Finds what got lost or changed by accident.
 */
export class LogDigest {
  #sum = 0n
  #events = 0

  get events(): number {
    return this.#events
  }

  add({ stream, revision, id, type, data, metadata }: RecordedEvent): void {
    const hash = createHash('sha256')
      .update(canonicalJson([stream, revision, id, type, data, metadata]))
      .digest('hex')
    this.#sum = BigInt.asUintN(256, this.#sum + BigInt(`0x${hash}`))
    this.#events += 1
  }

  hash(): string {
    return this.#sum.toString(16).padStart(64, '0')
  }
}
