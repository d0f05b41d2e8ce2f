/** Time: how long a call may take, how long to wait between attempts. The client's own deadlines do not hold, see connection.ts. */

/** Nothing came in time. */
export class TimedOut extends Error {
  constructor(readonly afterMs: number) {
    super(`no answer within ${Math.round(afterMs)} ms`)
    this.name = 'TimedOut'
  }
}

/** What one attempt may take of a call’s time, so that a server that has fallen silent leaves time for others. */
export const attemptMsOf = (timeLimitMs: number): number => timeLimitMs / 3

/** The time that a call has left. */
export class TimeLimit {
  #end: number

  constructor(readonly ms: number) {
    this.#end = performance.now() + ms
  }

  get leftMs(): number {
    return Math.max(0, this.#end - performance.now())
  }

  /** Starts anew: something was achieved. */
  renew(): void {
    this.#end = performance.now() + this.ms
  }

  get attemptMs(): number {
    return Math.min(this.leftMs, attemptMsOf(this.ms))
  }
}

/**
 * What the promise becomes, unless the time is over before; then it may become what it will.
 * @throws TimedOut
 */
export const within = <T>(promise: Promise<T>, ms: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimedOut(ms)), ms)
    promise.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: Error) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })

/** Waits, or until the signal is given. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    if (signal?.aborted) done()
    else signal?.addEventListener('abort', done, { once: true })
  })

const firstWaitMs = 40
const longestWaitMs = 2_000

/** How long to wait after so many attempts failed: twice as long each time, and never the same for two callers. */
export const backoffMs = (attempts: number): number =>
  Math.min(longestWaitMs, firstWaitMs * 2 ** (attempts - 1)) * (0.5 + Math.random() / 2)
