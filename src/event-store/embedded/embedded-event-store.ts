/** The log on this machine: one SQLite file, durable when acknowledged, appends of the same moment sharing one commit. */
import { join } from 'node:path'
import { setImmediate as otherWork } from 'node:timers/promises'
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { DomainError, unavailable } from '../../../domain/errors.js'
import type { NewEvent, RecordedEvent } from '../../../domain/event.js'
import {
  eventStoreStopped,
  type Appended,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type NameRange,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StreamAppend,
  type SubscribeOptions,
} from '../event-store.js'
import { Revisions } from '../revisions.js'
import { openForReading, openForWriting } from './log-file.js'
import { openingLog } from './log-damage.js'
import { LogReader, pageEvents } from './log-reader.js'
import { LogWriter } from './log-writer.js'

/** How often a subscription that has caught up looks for what other processes appended. */
const pollMs = 25

interface Pending {
  readonly appends: readonly StreamAppend[]
  readonly resolve: (answers: readonly Appended[]) => void
  readonly reject: (error: unknown) => void
}

class EmbeddedEventStore implements EventStore {
  readonly #writing: DatabaseSyncInstance
  readonly #reading: DatabaseSyncInstance
  readonly #writer: LogWriter
  readonly #reader: LogReader
  readonly #waiting = new Set<() => void>()
  #queue: Pending[] = []
  #stopped = false

  constructor(file: string) {
    this.#writing = openForWriting(file)
    this.#reading = openForReading(file)
    this.#writer = new LogWriter(this.#writing)
    this.#reader = new LogReader(this.#reading)
  }

  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    const [answer] = await this.#enqueue([{ stream, events, expected }])
    return answer!
  }

  appendMany(appends: readonly StreamAppend[]): Promise<readonly Appended[]> {
    return appends.length === 0 ? Promise.resolve([]) : this.#enqueue(appends)
  }

  async *readStream(
    stream: string,
    { from, backwards = false, limit = Infinity }: ReadStreamOptions = {},
  ): AsyncIterable<RecordedEvent> {
    const start = from ?? (backwards ? Number.MAX_SAFE_INTEGER : 0)
    if (limit <= 0 || (backwards && start < 0)) return
    const revisions = new Revisions(stream, backwards, backwards ? start : Math.max(0, start))
    let left = limit
    for (;;) {
      const { events, complete } = this.#open().stream(stream, revisions.next!, backwards, left)
      revisions.met(events)
      yield* events
      left -= events.length
      if (left <= 0 || revisions.next! < 0) return
      if (complete) break
      await otherWork()
    }
    if (this.#open().streamNumber(stream) > 0) revisions.ended()
  }

  async findEvent(stream: string, id: string): Promise<RecordedEvent | undefined> {
    return this.#open().find(stream, id)
  }

  async *readAll({ after = 0, until, limit = Infinity, filter }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    const end = Math.min(until ?? Infinity, this.#open().head())
    let position = after
    let left = limit
    while (left > 0 && position < end) {
      const { events, through } = this.#open().all(position, end, left, filter)
      yield* events
      left -= events.length
      position = through
      await otherWork()
    }
  }

  async *readStreams(prefix: string, until: number, names: NameRange = {}): AsyncIterable<readonly RecordedEvent[]> {
    let stream: RecordedEvent[] = []
    let place = { stream: names.after ?? '', revision: names.after === undefined ? -1 : Number.MAX_SAFE_INTEGER }
    for (;;) {
      const { events, complete } = this.#open().byStream(place, { prefix, before: names.before }, until)
      for (const event of events) {
        if (stream.length > 0 && stream[0]!.stream !== event.stream) {
          yield stream
          stream = []
        }
        stream.push(event)
      }
      if (complete) break
      place = events.at(-1)!
      await otherWork()
    }
    if (stream.length > 0) yield stream
  }

  async *subscribe({ after = 0, filter, batchSize = 1_000, signal }: SubscribeOptions = {}): AsyncIterable<EventBatch> {
    let position = after
    while (!signal?.aborted && !this.#stopped) {
      const head = this.#open().head()
      if (head <= position) {
        await this.#somethingNew(signal)
        continue
      }
      const events: RecordedEvent[] = []
      let page
      do {
        page = this.#open().all(position, head, batchSize - events.length, filter)
        events.push(...page.events)
        position = page.through
        // A page that is not full was cut short: its events are large, or few of the log's pass the filter.
      } while (page.events.length === pageEvents && events.length < batchSize && position < head)
      yield { events, position, head }
      await otherWork()
    }
  }

  async head(): Promise<number> {
    return this.#open().head()
  }

  stop(): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    this.#flush()
    this.#stopped = true
    this.#wake()
    this.#reading.close()
    this.#writing.close()
    return Promise.resolve()
  }

  #open(): LogReader {
    if (this.#stopped) throw eventStoreStopped()
    return this.#reader
  }

  #enqueue(appends: readonly StreamAppend[]): Promise<readonly Appended[]> {
    if (this.#stopped) return Promise.reject(eventStoreStopped())
    if (this.#queue.length === 0) setImmediate(() => this.#flush())
    return new Promise((resolve, reject) => this.#queue.push({ appends, resolve, reject }))
  }

  /** Commits everything that is queued in one transaction; what is refused does not hold up the others. */
  #flush(): void {
    let group = this.#queue
    this.#queue = []
    if (this.#appendNew(group)) return
    while (group.length > 0) {
      let refused: Pending | undefined
      try {
        const settle = this.#writer.transaction((append) =>
          group.map((pending) => {
            try {
              const answers = pending.appends.map(append)
              return () => pending.resolve(answers)
            } catch (error) {
              // A single append that is refused has written nothing; of several, the first ones must be undone.
              if (pending.appends.length === 1 && error instanceof DomainError) return () => pending.reject(error)
              refused = pending
              throw error
            }
          }),
        )
        for (const one of settle) one()
        this.#wake()
        return
      } catch (error) {
        const reason = error instanceof DomainError ? error : failed(error)
        for (const pending of refused ? [refused] : group) pending.reject(reason)
        group = refused ? group.filter((pending) => pending !== refused) : []
      }
    }
  }

  /** The usual case: everything queued is new, and one quick transaction. */
  #appendNew(group: readonly Pending[]): boolean {
    const answers = this.#writer.appendNew(group.flatMap(({ appends }) => appends))
    if (!answers) return false
    let at = 0
    for (const { appends, resolve } of group) resolve(answers.slice(at, (at += appends.length)))
    this.#wake()
    return true
  }

  /** Until an append of this process, or for a moment: another process may have appended. */
  #somethingNew(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, pollMs)
      this.#waiting.add(wake)
      signal?.addEventListener('abort', wake, { once: true })
    })
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}

const failed = (error: unknown): DomainError =>
  unavailable(
    'event-store-failed',
    `The log could not be written: ${error instanceof Error ? error.message : String(error)}`,
  )

/** Opens the log in a folder; makes it where there is none. @throws DomainError `log-format-unknown`, `log-damaged`, `log-unusable` */
export const openEmbeddedEventStore = (folder: string): Promise<EventStore> =>
  Promise.resolve(join(folder, 'events.sqlite')).then((file) => openingLog(file, () => new EmbeddedEventStore(file)))
