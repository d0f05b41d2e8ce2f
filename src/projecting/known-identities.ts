/** Who is the same as whom at a place in the log. */
import { identitiesStream } from '../../domain/identity/identity.events.js'
import { Identities } from '../../projections/identities.js'
import type { EventStore } from '../event-store/event-store.js'
import type { Belongs } from './history.js'

/** The identities after everything up to a position, of what `belongs`. */
export const readIdentities = async (
  store: EventStore,
  until = Number.MAX_SAFE_INTEGER,
  belongs: Belongs = () => true,
): Promise<Identities> => {
  const identities = new Identities()
  for await (const event of store.readStream(identitiesStream)) {
    if (event.position > until) break
    if (belongs(event.metadata)) identities.take(event)
  }
  return identities
}

/** The identities of today, kept up to date by reading what is new. */
export class CurrentIdentities {
  #identities = new Identities()
  #next = 0
  #position = 0
  #reading: Promise<void> | undefined

  constructor(private readonly store: EventStore) {}

  /** Everything that was decided when this is asked is in the answer. */
  async now(): Promise<Identities> {
    await this.#reading
    this.#reading ??= this.#readOn().finally(() => (this.#reading = undefined))
    await this.#reading
    return this.#identities
  }

  /** The identities as they were at a position that is not long ago. */
  async at(position: number): Promise<Identities> {
    const now = await this.now()
    return this.#position <= position ? now : readIdentities(this.store, position)
  }

  async #readOn(): Promise<void> {
    for await (const event of this.store.readStream(identitiesStream, { from: this.#next })) {
      this.#identities.take(event)
      this.#next = event.revision + 1
      this.#position = event.position
    }
  }
}
