/** The daily evaluation of a server: the missed days when it starts, then every day when it is over in UTC. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Day, Instant } from '../../domain/time.js'
import { evaluateThrough, yesterday, type Evaluation, type EvaluationSources } from './evaluate-days.js'

/** What is reported a little late still counts for its day, and needs no correction. */
const afterMidnightMs = 5 * 60_000
/** So often it looks whether a day is over, or tries again: clocks are set, and machines sleep. */
const lookEveryMs = 60_000

/** Told of what was done, and of what failed and will be tried again. */
export interface EvaluationReport {
  readonly evaluated: (evaluation: Evaluation) => void
  /** Does what is due once the days before an instant are evaluated: when it starts, and after each further day. */
  readonly followUp?: (now: Instant) => Promise<void>
  readonly failed: (error: unknown) => void
}

/** Waits; ends early, quietly, when aborted. */
type Wait = (ms: number, signal: AbortSignal) => Promise<void>

const wait: Wait = (ms, signal) => pause(ms, undefined, { signal, ref: false }).catch(() => undefined)

export class DailyEvaluation {
  readonly #stopping = new AbortController()
  #running: Promise<void> | undefined
  #failure: unknown
  /** The last day that was followed up. */
  #followedUp: Day | undefined

  constructor(
    private readonly sources: Omit<EvaluationSources, 'signal' | 'onProgress'>,
    private readonly report: EvaluationReport,
    private readonly waiting: Wait = wait,
  ) {}

  /** Why the last attempt failed, if it has; it is made again. */
  get failure(): unknown {
    return this.#failure
  }

  /** Begins in the background, until `stop`. */
  start(): void {
    this.#running ??= this.#follow(this.#stopping.signal)
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#evaluate(signal)
        this.#failure = undefined
      } catch (error) {
        // Whatever it was waiting for when it was stopped has nothing to tell.
        if (this.#stopping.signal.aborted) return
        this.#failure = error
        this.report.failed(error)
      }
      await this.waiting(lookEveryMs, signal)
    }
  }

  async #evaluate(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.sources
    // A ledger without events has nothing that time could change, and is not to begin with an event of ours.
    if ((await store.head()) === 0) return
    const aLittleAgo = (): Instant => new Date(Date.parse(clock()) - afterMidnightMs).toISOString()
    const through = yesterday(aLittleAgo)
    const evaluation = await evaluateThrough({ ...this.sources, signal }, through)
    if (evaluation.days.length > 0) this.report.evaluated(evaluation)
    if (!evaluation.completed || this.#followedUp === through) return
    await this.report.followUp?.(aLittleAgo())
    this.#followedUp = through
  }
}
