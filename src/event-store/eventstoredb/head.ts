/** The position of the log’s last event, leaving out the events that the server writes for itself. */
import type { Reader } from './reading.js'
import { positionOf } from './positions.js'
import { isSystemEvent } from './stored-event.js'
import type { TimeLimit } from './patience.js'

export class Head {
  /** The highest position of an event that is known. */
  known = 0
  /** Up to here the log was looked through; the highest event known was the last one. */
  #lookedThrough = -1
  readonly #listeners = new Set<() => void>()

  constructor(private readonly reader: Reader) {}

  /** An event was seen or written there. */
  notice(position: number): void {
    if (position <= this.known) return
    this.known = position
    for (const listener of [...this.#listeners]) listener()
  }

  /** Calls back when a higher position becomes known, until told otherwise. */
  onNotice(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Looks at the end of the log, no further back than is known already. */
  async read(time?: TimeLimit): Promise<number> {
    let end: number | undefined
    for await (const chunk of this.reader.backwards(time))
      for (const resolved of chunk) {
        const position = positionOf(resolved.event!.position)
        end ??= position
        const known = position <= this.#lookedThrough
        if (!known && isSystemEvent(resolved)) continue
        if (!known) this.notice(position)
        this.#lookedThrough = Math.max(this.#lookedThrough, end)
        return this.known
      }
    if (end !== undefined) this.#lookedThrough = Math.max(this.#lookedThrough, end)
    return this.known
  }
}
