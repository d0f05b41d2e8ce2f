/** Who is the same as whom at a place in the log. */
import { identitiesStream } from '../../domain/identity/identity.events.js'
import { Identities } from '../../projections/identities.js'
import type { EventStore } from '../event-store/event-store.js'
import { foldStream, type StreamFold } from './current-fold.js'
import type { Belongs } from './history.js'

export const identitiesFold: StreamFold<Identities> = {
  stream: identitiesStream,
  begin: () => new Identities(),
  take: (identities, event) => identities.take(event),
}

/** The identities after everything up to a position, of what `belongs`. */
export const readIdentities = (store: EventStore, until?: number, belongs?: Belongs): Promise<Identities> =>
  foldStream(identitiesFold, store, until, belongs)
