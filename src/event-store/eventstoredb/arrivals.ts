/** What a stream of the client brings, taken as it comes: whatever is there at once, never waiting for more than that. */
import type { Readable } from 'node:stream'
import { TimedOut } from './patience.js'

/** How many events the client holds for us; large ones have most of a megabyte each. */
export const heldEvents = 32

export class Arrivals<T> {
  /** How many were taken. */
  taken = 0
  #over = false
  #failure: Error | undefined
  #wake: () => void = () => undefined

  private readonly stream: Readable

  constructor(streamOfClient: object) {
    // The client types its listeners by hand, and not quite as what they are.
    const stream = (this.stream = streamOfClient as Readable)
    stream.on('readable', () => this.#wake())
    stream.on('end', () => this.#end())
    stream.on('close', () => this.#end())
    // Stays for as long as the stream lives: an error that nobody listens for ends the process.
    stream.on('error', (error: Error) => this.fail(error))
  }

  /** How many have come so far, taken or not. */
  get come(): number {
    return this.taken + this.stream.readableLength
  }

  /** The next one, if it is there. */
  take(): T | undefined {
    const item = this.stream.read() as T | null
    if (item === null) return undefined
    this.taken += 1
    return item
  }

  /**
   * Waits until there may be more, or `nudge` is called. `false` once everything was taken and nothing more will come.
   * @throws the stream's error, or TimedOut
   */
  async more(ms: number): Promise<boolean> {
    if (this.stream.readableLength > 0) return true
    if (this.#failure) throw this.#failure
    if (this.#over) return false
    await new Promise<void>((resolve, reject) => {
      const timer = ms === Infinity ? undefined : setTimeout(() => reject(new TimedOut(ms)), ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    return true
  }

  /** Whether there is more within so many milliseconds. */
  async within(ms: number): Promise<boolean> {
    try {
      return await this.more(ms)
    } catch (error) {
      if (error instanceof TimedOut) return false
      throw error
    }
  }

  /** Ends waiting: something else has happened. */
  nudge(): void {
    this.#wake()
  }

  fail(error: Error): void {
    this.#failure ??= error
    this.#end()
  }

  #end(): void {
    this.#over = true
    this.#wake()
  }
}
