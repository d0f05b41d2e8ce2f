/** The projection engine: follows the log, folds batch after batch, commits each together with its checkpoint. */
import { DomainError, unavailable } from '../../domain/errors.js'
import type { AnyReadModel, HistoryEvent } from '../../projections/read-model.js'
import type { EventBatch, EventStore } from '../event-store/event-store.js'
import type { ReadModelStore } from '../read-models/read-model-store.js'
import { foldBatch } from './fold-batch.js'
import { customerStreams, historyEvent, readHistory } from './history.js'

const batchSize = 5_000

/** How far the engine has come; positions of the log. */
export interface ProjectionProgress {
  readonly position: number
  readonly head: number
  /** Events folded since the engine was made. */
  readonly projected: number
}

export class ProjectionEngine {
  #checkpoint = 0
  #head = 0
  #projected = 0
  #failure: Error | undefined
  #running: Promise<void> | undefined
  #stopping = new AbortController()
  #waiting = new Set<() => void>()

  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModelStore,
    private readonly models: readonly AnyReadModel[],
  ) {}

  get progress(): ProjectionProgress {
    return { position: this.#checkpoint, head: this.#head, projected: this.#projected }
  }

  /** Why the engine has stopped following the log, if it has. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Follows the log in the background until `stop`. */
  start(): void {
    this.#running ??= this.#follow(this.#stopping.signal).catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error))
      this.#wake()
    })
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    this.#wake()
  }

  /** Projects everything that is in the log now; stops early, between batches, when aborted. Answers the checkpoint. */
  async catchUp(onProgress?: (progress: ProjectionProgress) => void, signal?: AbortSignal): Promise<number> {
    const end = await this.store.head()
    const done = new AbortController()
    await this.#follow(signal ? AbortSignal.any([signal, done.signal]) : done.signal, () => {
      onProgress?.(this.progress)
      if (this.#checkpoint >= end) done.abort()
    })
    return this.#checkpoint
  }

  /**
   * Waits until the log is reflected up to a position.
   * @throws DomainError `position-not-reached` when aborted before, `projection-stopped` when the engine failed or stopped
   */
  async reached(position: number, signal?: AbortSignal): Promise<void> {
    while (this.#checkpoint < position) {
      if (this.#failure || this.#stopping.signal.aborted)
        throw unavailable('projection-stopped', 'The read models are not following the log at present')
      if (signal?.aborted)
        throw unavailable(
          'position-not-reached',
          `The read models reflect position ${this.#checkpoint}, not yet ${position}`,
          {
            position: this.#checkpoint,
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

  /** Projects batch after batch; when another engine was first, goes on from where that one stands. */
  async #follow(signal: AbortSignal, afterBatch: () => void = () => undefined): Promise<void> {
    while (!signal.aborted) {
      this.#checkpoint = await this.readModels.checkpoint()
      this.#head = await this.store.head()
      afterBatch()
      try {
        for await (const batch of this.store.subscribe({
          after: this.#checkpoint,
          filter: customerStreams,
          batchSize,
          signal,
        })) {
          await this.#project(batch)
          afterBatch()
        }
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'checkpoint-moved')) throw error
      }
    }
  }

  async #project({ events, position, head }: EventBatch): Promise<void> {
    const history = events.map(historyEvent).filter((event): event is HistoryEvent => event !== undefined)
    const { documents, sums } = await foldBatch(this.models, history, {
      load: async (refs) => (await this.readModels.read({ documents: refs })).documents,
      history: (customer) => readHistory(this.store, customer, position),
    })
    await this.readModels.commit({ from: this.#checkpoint, to: position, documents, contributions: sums.values() })
    this.#checkpoint = position
    this.#head = head
    this.#projected += events.length
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}
