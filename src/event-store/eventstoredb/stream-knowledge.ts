/** What is known about streams without asking the server: how far each has come, and the ids of all its events. */
import type { RecordedEvent } from '../../../domain/event.js'
import { streamDeleted } from '../event-store.js'
import type { TimeLimit } from './patience.js'
import type { Reader } from './reading.js'
import { samenessOf, type OutgoingEvent, type Sameness } from './stored-event.js'

/** An event that a stream holds. Where it stands in the log is not known of all that were written here. */
export interface KnownEvent {
  readonly revision: number
  readonly position: number | undefined
  readonly sameness: Sameness
}

/** A stream up to a revision, every event of it; -1 without any. */
export class KnownStream {
  revision = -1
  /** It may have come further than this: to be read on before anything is decided. */
  doubtful = false
  readonly #events = new Map<string, KnownEvent>()

  constructor(private readonly before?: KnownStream) {
    if (before) this.revision = before.revision
  }

  get size(): number {
    return this.#events.size
  }

  find(id: string): KnownEvent | undefined {
    return this.#events.get(id) ?? this.before?.find(id)
  }

  /** What it would be with more events; it stays as it is itself. */
  draft(): KnownStream {
    return new KnownStream(this)
  }

  read(event: RecordedEvent): void {
    this.revision = event.revision
    this.#events.set(event.id, {
      revision: event.revision,
      position: event.position,
      sameness: samenessOf(event),
    })
  }

  /** Events that were written after its last one; `position` is that of the last of them. */
  wrote(events: readonly OutgoingEvent[], position?: number): void {
    for (const { id, sameness } of events) {
      this.revision += 1
      this.#events.set(id, { revision: this.revision, position: undefined, sameness })
    }
    const last = events.at(-1)!
    if (position !== undefined)
      this.#events.set(last.id, { revision: this.revision, position, sameness: last.sameness })
  }
}

/** A stream that is missing is a new one, most likely; where it was deleted, that shows when it is written. */
const asNew = async (): Promise<void> => undefined

/** So many events are known about at most, apart from the streams that are being written. */
const eventsRemembered = 200_000
/** What a stream counts for beside its events. */
const perStream = 4

export class StreamKnowledge {
  /** The longest unused first. */
  readonly #streams = new Map<string, { readonly known: KnownStream; weight: number }>()
  #weight = 0

  constructor(
    private readonly reader: Reader,
    private readonly limit = eventsRemembered,
  ) {}

  get(stream: string): KnownStream | undefined {
    return this.#streams.get(stream)?.known
  }

  /** Keeps what is known about a stream, and forgets others that were not used lately. */
  keep(stream: string, known: KnownStream): void {
    this.forget(stream)
    const weight = known.size + perStream
    this.#streams.set(stream, { known, weight })
    this.#weight += weight
    for (const [oldest] of this.#streams) {
      if (this.#weight <= this.limit || oldest === stream) return
      this.forget(oldest)
    }
  }

  forget(stream: string): void {
    const entry = this.#streams.get(stream)
    if (!entry) return
    this.#weight -= entry.weight
    this.#streams.delete(stream)
  }

  /**
   * Reads what came to a stream since, or all of it. A stream that is missing is taken for one that was never written.
   * @throws DomainError `stream-deleted`
   */
  async refresh(stream: string, time: TimeLimit): Promise<KnownStream> {
    const known = this.get(stream) ?? new KnownStream()
    try {
      // From the last event that is known: where that is gone, the stream was deleted.
      const from = Math.max(0, known.revision)
      let come = false
      for await (const events of this.reader.stream(stream, { from }, time, asNew)) {
        come = true
        for (const event of events) if (event.revision > known.revision) known.read(event)
      }
      if (!come && known.revision >= 0) throw streamDeleted(stream, null)
      known.doubtful = false
    } catch (error) {
      this.forget(stream)
      throw error
    }
    this.keep(stream, known)
    return known
  }
}
