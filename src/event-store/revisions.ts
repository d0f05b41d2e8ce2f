/** Watches that the events of a stream come one revision after the other: where some are missing, somebody deleted them. */
import type { RecordedEvent } from '../../domain/event.js'
import { streamDeleted } from './event-store.js'

export class Revisions {
  #come = 0

  /** `next` is the revision that comes next, or the highest it may be backwards; not given, it begins at the end. */
  constructor(
    private readonly stream: string,
    private readonly backwards: boolean,
    public next: number | undefined,
  ) {}

  /** @throws DomainError `stream-deleted` */
  met(events: readonly RecordedEvent[]): void {
    for (const { revision } of events) {
      const atTheEnd = this.backwards && this.#come === 0 && (this.next === undefined || revision <= this.next)
      if (!atTheEnd && revision !== this.next)
        throw streamDeleted(this.stream, this.backwards && this.next !== undefined ? this.next + 1 : revision)
      this.next = this.backwards ? revision - 1 : revision + 1
      this.#come += 1
    }
  }

  /**
   * No more will come of a stream that was written once.
   * @throws DomainError `stream-deleted`
   */
  ended(): void {
    if (this.#come === 0 && (this.backwards || this.next === 0)) throw streamDeleted(this.stream, null)
    if (this.#come > 0 && this.backwards && this.next! >= 0) throw streamDeleted(this.stream, this.next! + 1)
  }
}
