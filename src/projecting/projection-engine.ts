/** The projection engine: follows the log, folds batch after batch, commits each together with its checkpoint. */
import { setTimeout as pause } from 'node:timers/promises'
import { DomainError, unavailable } from '../../domain/errors.js'
import type { RecordedEvent } from '../../domain/event.js'
import type { Identities } from '../../projections/identities.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import type { EventStore } from '../event-store/event-store.js'
import { everybody, type Share } from '../read-models/partitions.js'
import type { Checkpoint, ReadModels } from '../read-models/read-model-store.js'
import { foldedStreams } from './history.js'
import { readIdentities } from './known-identities.js'
import { projectBatch } from './project-batch.js'

const batchSize = 5_000
const shortestPauseMs = 500
const longestPauseMs = 30_000

/** How far the engine has come; positions of the log. */
export interface ProjectionProgress {
  readonly position: number
  readonly head: number
  /** Events folded since the engine was made. */
  readonly projected: number
}

export interface CatchUpOptions {
  readonly onProgress?: (progress: ProjectionProgress) => void
  readonly signal?: AbortSignal | undefined
  /** Where to stop. */
  readonly until?: number
}

/** What keeps read models up to date. */
export interface Projecting {
  readonly progress: ProjectionProgress
  /** How many customers are parked, as far as is known. */
  readonly parked: number
  /** Into how many parts the read models are cut, and which of them this process is at work on. */
  readonly parts: { readonly all: number; readonly here: readonly number[] }
  /** Why the log is not followed, if it is not. */
  readonly failure: Error | undefined
  start(onFailure?: (error: Error) => void): void
  stop(): Promise<void>
  catchUp(options?: CatchUpOptions): Promise<number>
  reached(position: number, signal?: AbortSignal): Promise<void>
}

export class ProjectionEngine implements Projecting {
  #checkpoint: Checkpoint = { position: 0, edition: '' }
  #identities: Identities | undefined
  #parked = new Set<string>()
  #head = 0
  #projected = 0
  #failure: Error | undefined
  #running: Promise<void> | undefined
  #stopping = new AbortController()
  #waiting = new Set<() => void>()

  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly models: readonly AnyReadModel[],
    /** The definition that the documents must have been folded by; any, where it is not given. */
    private readonly definition?: string,
    /** Whose read models they are. */
    private readonly share: Share = everybody,
  ) {}

  get progress(): ProjectionProgress {
    return { position: this.#checkpoint.position, head: this.#head, projected: this.#projected }
  }

  readonly parts = { all: 1, here: [0] }

  /** How many customers are parked, as far as this engine knows. */
  get parked(): number {
    return this.#parked.size
  }

  /** Why the engine is not following the log, if it is not. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /**
   * Follows the log in the background until `stop`. When that fails, `onFailure` is told, and it is tried again after a while,
   * longer and longer up to half a minute: a full disk or a locked file need no restart.
   */
  start(onFailure: (error: Error) => void = () => undefined): void {
    this.#running ??= this.#followAgain(this.#stopping.signal, onFailure)
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    this.#wake()
  }

  /**
   * Projects everything up to a position, the log's head as of now where none is given, and nothing beyond it.
   * Stops early, between batches, when aborted. Answers the position reached.
   */
  async catchUp({ onProgress = () => undefined, signal, until }: CatchUpOptions = {}): Promise<number> {
    this.#head = await this.store.head()
    const end = until ?? this.#head
    await this.#load()
    onProgress(this.progress)
    while (this.#checkpoint.position < end && !signal?.aborted)
      await this.#unlessMoved(async () => {
        let events: RecordedEvent[] = []
        const range = { after: this.#checkpoint.position, until: end, filter: foldedStreams }
        for await (const event of this.store.readAll(range)) {
          if (events.length === batchSize) {
            await this.#project(events, events.at(-1)!.position, end)
            onProgress(this.progress)
            if (signal?.aborted) return
            events = []
          }
          events.push(event)
        }
        await this.#project(events, end, end)
        onProgress(this.progress)
      })
    return this.#checkpoint.position
  }

  /**
   * Waits until the log is reflected up to a position.
   * @throws DomainError `position-not-reached` when aborted before, `projection-stopped` when the engine failed or stopped
   */
  async reached(position: number, signal?: AbortSignal): Promise<void> {
    while (this.#checkpoint.position < position) {
      if (this.#failure || this.#stopping.signal.aborted)
        throw unavailable('projection-stopped', 'The read models are not following the log at present')
      if (signal?.aborted)
        throw unavailable(
          'position-not-reached',
          `The read models reflect position ${this.#checkpoint.position}, not yet ${position}`,
          {
            position: this.#checkpoint.position,
          },
        )
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        this.#waiting.add(wake)
        signal?.addEventListener('abort', wake, { once: true })
      })
    }
  }

  async #followAgain(signal: AbortSignal, onFailure: (error: Error) => void): Promise<void> {
    for (let pauseMs = shortestPauseMs; !signal.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        await this.#follow(signal)
      } catch (error) {
        if (!this.#failure) pauseMs = shortestPauseMs
        this.#failure = error instanceof Error ? error : new Error(String(error))
        onFailure(this.#failure)
        this.#wake()
        await pause(pauseMs, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  /** Projects batch after batch; when another engine was first, goes on from where that one stands. */
  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#load()
      this.#head = await this.store.head()
      if (this.#checkpoint.position >= this.#head) this.#failure = undefined
      await this.#unlessMoved(async () => {
        const options = { after: this.#checkpoint.position, filter: foldedStreams, batchSize, signal }
        for await (const { events, position, head } of this.store.subscribe(options))
          await this.#project(events, position, head)
      })
    }
  }

  /** Finds out where the read models stand. */
  async #load(): Promise<void> {
    if (this.definition !== undefined && (await this.readModels.definition()) !== this.definition)
      throw definitionDiffers()
    this.#checkpoint = await this.readModels.checkpoint()
    this.#identities = await readIdentities(this.store, this.#checkpoint.position)
    this.#parked = new Set((await this.readModels.parked()).map(({ customer }) => customer))
    this.#wake()
  }

  /** Works on; when somebody else commits meanwhile, finds out where that one stands. */
  async #unlessMoved(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'checkpoint-moved')) throw error
      await this.#load()
    }
  }

  async #project(events: readonly RecordedEvent[], position: number, head: number): Promise<void> {
    const change = await projectBatch(events, position, {
      store: this.store,
      readModels: this.readModels,
      models: this.models,
      identities: this.#identities!,
      share: this.share,
      isParked: (customer) => this.#parked.has(customer),
    })
    this.#checkpoint = await this.readModels.commit({ from: this.#checkpoint, to: position, ...change })
    for (const customer of change.removed) this.#parked.delete(customer)
    for (const { customer } of change.parked) this.#parked.add(customer)
    this.#head = head
    this.#failure = undefined
    this.#projected += events.length
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}

/** Another version of the program, or another configuration, has rebuilt the read models and taken over. */
const definitionDiffers = (): DomainError =>
  unavailable(
    'definition-differs',
    'The read models were folded by other definitions than this process has: another version or configuration took over. ' +
      'Restart with that one, or `touchledger rebuild` with this one.',
  )
