/** Turns: one call at a time for each stream, in the order in which they came, and so many calls at once in all. */

/** Waits for its turn, then is the only one until it is over. */
export interface Turn {
  /** Absent where nobody is before: most turns, so that those cost next to nothing. */
  readonly come: Promise<void> | undefined
  readonly over: () => void
}

export class Turns {
  readonly #last = new Map<string, Promise<void>>()

  /** A turn for all of these streams. Whoever gives up waiting says `over`, too: the next one comes when the one before is over. */
  take(streams: readonly string[]): Turn {
    const places = streams.length === 1 ? streams : [...new Set(streams)]
    const before: Promise<void>[] = []
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (end = resolve))
    for (const stream of places) {
      const last = this.#last.get(stream)
      if (last) before.push(last)
      this.#last.set(stream, ended)
    }
    const over = (): void => {
      for (const stream of places) if (this.#last.get(stream) === ended) this.#last.delete(stream)
      end()
    }
    if (before.length === 0) return { come: undefined, over }
    const come = Promise.all(before).then(() => undefined)
    return { come, over: () => void come.then(over) }
  }
}

/** Room for so many at once; what is large may take several places. */
export class Room {
  #free: number
  readonly #waiting: { readonly places: number; readonly come: () => void }[] = []

  constructor(private readonly size: number) {
    this.#free = size
  }

  /** Runs the work once there is room for it, in the order of asking; whoever waits for it watches the time. */
  async within<T>(work: () => Promise<T>, wanted = 1): Promise<T> {
    const places = Math.min(wanted, this.size)
    if (this.#waiting.length === 0 && this.#free >= places) this.#free -= places
    else await new Promise<void>((come) => this.#waiting.push({ places, come }))
    try {
      return await work()
    } finally {
      this.#free += places
      for (let next; (next = this.#waiting[0]) && next.places <= this.#free;) {
        this.#free -= next.places
        this.#waiting.shift()
        next.come()
      }
    }
  }
}
