/**
 * The connection to the server, and calls made over it with patience: again after what may pass, within their time.
 *
 * The client reconnects by itself where it notices that the connection is gone, and finds the leader of a cluster again.
 * It does not notice a server that has fallen silent (a deadline is only told to that server), so the time of every
 * attempt is kept here, and after one that ran out a new client takes over.
 */
import { setMaxListeners } from 'node:events'
import { eventStoreStopped } from '../event-store.js'
import { AppendCall } from './append-call.js'
import { isShutDown, mayPass, reasonOf, refusalOf } from './failures.js'
import { openClient, type GuardedClient } from './guarded-client.js'
import type { Log } from './log-line.js'
import { attemptMsOf, backoffMs, pause, TimedOut, within, type TimeLimit } from './patience.js'

/** A client and the call that its appends share. */
export interface Link {
  readonly client: GuardedClient['client']
  readonly appends: AppendCall
  /** Whether it was closed here. Its reads end then as if they had come to their end. */
  closed: boolean
}

/** How long to go on: until the time is over, or for ever. */
interface Patience {
  readonly limit?: TimeLimit
  readonly giveUp?: (error: unknown) => Error
  /** Ends the waiting. */
  readonly signal?: AbortSignal
}

export class Connection {
  #guarded: GuardedClient
  #link: Link
  #connected = false
  readonly #stop = new AbortController()

  constructor(
    private readonly connectionString: string,
    private readonly timeLimitMs: number,
    readonly log: Log,
  ) {
    // Every call listens to it while it lasts.
    setMaxListeners(0, this.#stop.signal)
    this.#guarded = openClient(connectionString)
    this.#link = linkOver(this.#guarded)
  }

  get link(): Link {
    return this.#link
  }

  /** Given when the store is stopped; its reason is the refusal. */
  get stopping(): AbortSignal {
    return this.#stop.signal
  }

  /** The server answered over this link. */
  answered(link: Link): void {
    if (this.#connected || link !== this.#link) return
    this.#connected = true
    this.log({ event: 'connected' })
  }

  /** A call over this link failed in a way that may pass. */
  failed(link: Link, error: unknown): void {
    if (link !== this.#link || this.#stop.signal.aborted) return
    if (this.#connected) this.log({ event: 'lost', reason: reasonOf(error) })
    this.#connected = false
    if (!isShutDown(error) && !this.#fellSilent(error)) return
    this.#close()
    this.#guarded = openClient(this.connectionString)
    this.#link = linkOver(this.#guarded)
  }

  /**
   * Calls until there is an answer. What may pass is tried again after a growing wait until the time is over; then
   * `giveUp` says what is thrown.
   */
  async persist<T>(
    name: string,
    limit: TimeLimit,
    call: (link: Link) => Promise<T>,
    giveUp: (error: unknown) => Error,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const link = this.#link
      try {
        // Nothing has to end this early: the store stops its connection when nothing is being appended any more.
        const answer = await within(call(link), limit.attemptMs)
        this.answered(link)
        return answer
      } catch (error) {
        await this.again(name, link, error, attempt, { limit, giveUp })
      }
    }
  }

  /**
   * Waits before the same call is made again; throws where that would not help or there is no time for it.
   * @throws what `giveUp` says, or the DomainError that the failure is
   */
  async again(
    name: string,
    link: Link,
    error: unknown,
    attempt: number,
    { limit, giveUp, signal = this.stopping }: Patience,
  ): Promise<void> {
    this.stopping.throwIfAborted()
    if (!mayPass(error)) throw refusalOf(error)
    this.failed(link, error)
    const waitMs = Math.round(backoffMs(attempt))
    if (limit && giveUp && limit.leftMs <= waitMs) throw giveUp(error)
    this.log({ event: 'retrying', call: name, attempt: attempt + 1, waitMs, reason: reasonOf(error) })
    await pause(waitMs, signal)
    this.stopping.throwIfAborted()
  }

  stop(): void {
    if (this.#stop.signal.aborted) return
    this.#stop.abort(eventStoreStopped())
    this.#close()
  }

  /** Who had less time than an attempt should have cannot tell. */
  #fellSilent(error: unknown): boolean {
    return error instanceof TimedOut && error.afterMs >= attemptMsOf(this.timeLimitMs)
  }

  #close(): void {
    this.#link.closed = true
    this.#guarded.close()
  }
}

const linkOver = ({ client, inside }: GuardedClient): Link => ({
  client,
  appends: new AppendCall(inside),
  closed: false,
})
