/** A rebuild on another core while this process goes on, and what is known of it. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Instant } from '../../domain/time.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config.js'
import type { RebuildMessage } from './rebuild-worker.js'
import type { RebuildOptions, RebuildProgress, Rebuilt } from './rebuild.js'

/** The latest rebuild that this process began. */
export type RebuildStatus =
  | { readonly state: 'none' }
  | {
      readonly state: 'running' | 'cancelled' | 'failed' | 'done'
      readonly startedAt: Instant
      readonly endedAt?: Instant
      readonly progress?: RebuildProgress
      /** Seconds still to go in the present phase, by the rate so far. */
      readonly secondsLeft?: number
      readonly outcome?: Rebuilt
      readonly error?: { readonly code: string; readonly message: string }
    }

export class RebuildBeside {
  #status: RebuildStatus = { state: 'none' }
  #worker: Worker | undefined
  #phaseBegan: { readonly phase: string; readonly at: number; readonly events: number } | undefined

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  get status(): RebuildStatus {
    return this.#status
  }

  /** Begins a rebuild, or goes on with the one that was left; where one is running, that one goes on. */
  start(options: RebuildOptions = {}): RebuildStatus {
    if (this.#worker) return this.#status
    const workerData = { config: this.config, options }
    const worker = (this.#worker = new Worker(new URL('./rebuild-worker.js', import.meta.url), { workerData }))
    const startedAt = this.clock()
    this.#status = { state: 'running', startedAt }
    worker.on('message', (message: RebuildMessage) => this.#hear(message, startedAt))
    worker.once('error', (error) => this.#fail(error, startedAt))
    worker.once('exit', () => {
      this.#worker = undefined
      if (this.#status.state === 'running') this.#fail(new Error('The rebuild ended without an answer'), startedAt)
    })
    return this.#status
  }

  /** Ends the rebuild, if one is running; what is built is kept for the next one. */
  async cancel(): Promise<RebuildStatus> {
    const worker = this.#worker
    if (worker) {
      worker.postMessage('cancel')
      await once(worker, 'exit')
    }
    return this.#status
  }

  #fail(error: Error, startedAt: Instant): void {
    const told = { code: 'internal-error', message: error.message }
    this.#status = { state: 'failed', startedAt, endedAt: this.clock(), error: told }
  }

  #hear(message: RebuildMessage, startedAt: Instant): void {
    if ('progress' in message) {
      const secondsLeft = this.#secondsLeft(message.progress)
      this.#status = {
        state: 'running',
        startedAt,
        progress: message.progress,
        ...(secondsLeft !== undefined && { secondsLeft }),
      }
      return
    }
    const ended = { startedAt, endedAt: this.clock() }
    if ('failed' in message) this.#status = { state: 'failed', ...ended, error: message.failed }
    else if (message.ended) this.#status = { state: 'done', ...ended, outcome: message.ended }
    else this.#status = { state: 'cancelled', ...ended }
  }

  #secondsLeft({ phase, events, eventsTotal }: RebuildProgress): number | undefined {
    const at = Date.parse(this.clock())
    if (this.#phaseBegan?.phase !== phase) this.#phaseBegan = { phase, at, events }
    const done = events - this.#phaseBegan.events
    const seconds = (at - this.#phaseBegan.at) / 1_000
    return done > 0 ? Math.ceil((seconds * (eventsTotal - events)) / done) : undefined
  }
}
