/** What a stream of its own says today, kept up to date by reading what is new. */
import type { RecordedEvent } from '../../domain/event.js'
import type { EventStore } from '../event-store/event-store.js'
import type { Belongs } from './history.js'

/** How a stream is folded into one thing. */
export interface StreamFold<F> {
  readonly stream: string
  readonly begin: () => F
  readonly take: (fold: F, event: RecordedEvent) => void
}

/** The fold after everything up to a position, of what `belongs`. */
export const foldStream = async <F>(
  { stream, begin, take }: StreamFold<F>,
  store: EventStore,
  until = Number.MAX_SAFE_INTEGER,
  belongs: Belongs = () => true,
): Promise<F> => {
  const fold = begin()
  for await (const event of store.readStream(stream)) {
    if (event.position > until) break
    if (belongs(event)) take(fold, event)
  }
  return fold
}

export class CurrentFold<F> {
  readonly #fold: F
  #next = 0
  #position = 0
  #reading: Promise<void> | undefined

  constructor(
    private readonly definition: StreamFold<F>,
    private readonly store: EventStore,
  ) {
    this.#fold = definition.begin()
  }

  /** Everything that was decided when this is asked is in the answer. */
  async now(): Promise<F> {
    await this.#reading
    this.#reading ??= this.#readOn().finally(() => (this.#reading = undefined))
    await this.#reading
    return this.#fold
  }

  /** As it was at a position that is not long ago. */
  async at(position: number): Promise<F> {
    const now = await this.now()
    return this.#position <= position ? now : foldStream(this.definition, this.store, position)
  }

  async #readOn(): Promise<void> {
    const { stream, take } = this.definition
    for await (const event of this.store.readStream(stream, { from: this.#next })) {
      take(this.#fold, event)
      this.#next = event.revision + 1
      this.#position = event.position
    }
  }
}
