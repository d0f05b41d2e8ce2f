/** Looks for drift all the time, slowly: every customer once within a set time. Reports, and changes nothing. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Instant } from '../../domain/time.js'
import type { Clock } from '../clock.js'
import { findDrift, type DriftSources } from './drift.js'

/** What the watch knows. */
export interface DriftReport {
  /** Hours in which every customer is looked at once; 0: nobody is. */
  readonly hours: number
  /** Since when this round has been going on. */
  readonly since?: Instant
  /** Customers looked at in this round. */
  readonly checked: number
  /** When a whole round was completed last. */
  readonly completedAt?: Instant
  /** Customers found to differ from the log, in this round and the one before; at most a thousand of them. */
  readonly drifted: readonly { readonly customer: string; readonly position: number; readonly foundAt: Instant }[]
  /** Why it is not looking at present. */
  readonly failure?: string
}

const kept = 1_000
const msPerHour = 3_600_000
/** A small ledger is looked through no faster than that, and an empty one no more often. */
const longestPauseMs = 60_000

export class DriftWatch {
  #report: DriftReport
  #found = new Map<string, DriftReport['drifted'][number]>()
  #foundBefore = new Map<string, DriftReport['drifted'][number]>()
  readonly #stopping = new AbortController()
  #running: Promise<void> | undefined

  constructor(
    private readonly sources: DriftSources,
    hours: number,
    private readonly clock: Clock,
  ) {
    this.#report = { hours, checked: 0, drifted: [] }
  }

  get report(): DriftReport {
    const drifted = [...new Map([...this.#foundBefore, ...this.#found]).values()].slice(0, kept)
    return { ...this.#report, drifted }
  }

  /** Goes round after round until `stop`; `onFound` is told of every customer whose documents are not what the log says. */
  start(onFound: (customer: string, position: number) => void): void {
    if (this.#report.hours > 0) this.#running ??= this.#watch(onFound)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #watch(onFound: (customer: string, position: number) => void): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#round(onFound, signal)
      } catch (error) {
        this.#report = { ...this.#report, failure: error instanceof Error ? error.message : String(error) }
      }
      await this.#pause(longestPauseMs)
    }
  }

  async #round(onFound: (customer: string, position: number) => void, signal: AbortSignal): Promise<void> {
    const { failure: _failure, ...report } = this.#report
    this.#report = { ...report, since: this.clock(), checked: 0 }
    const { figures } = await this.sources.readModels.read({ figures: ['customers'] })
    const customers = figures[0]![0]?.add.customers ?? 0
    const pauseMs = Math.min(longestPauseMs, (this.#report.hours * msPerHour) / Math.max(1, customers))
    const onChecked = async (checked: number): Promise<void> => {
      this.#report = { ...this.#report, checked }
      await this.#pause(pauseMs)
    }
    for await (const { customer, position } of findDrift(this.sources, { signal, onChecked })) {
      this.#found.set(customer, { customer, position, foundAt: this.clock() })
      onFound(customer, position)
    }
    if (signal.aborted) return
    this.#report = { ...this.#report, completedAt: this.clock() }
    this.#foundBefore = this.#found
    this.#found = new Map()
  }

  #pause(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
  }
}
