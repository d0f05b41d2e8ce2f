/** The histories of all customers at a point in time that is not the present, one after the other. */
import type { RecordedEvent } from '../../domain/event.js'
import type { EventStore } from '../event-store/event-store.js'
import { storedHistories, type StoredHistory } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import { belongsTo, type PointInTime } from './point-in-time.js'

/** Of the log up to a position. Who was the same as whom is a matter of what was known, not of when it happened. */
export async function* historiesThen(
  store: EventStore,
  at: PointInTime,
  position: number,
): AsyncGenerator<StoredHistory> {
  const { knownAt } = at
  const isKnown = (event: RecordedEvent): boolean => belongsTo({ knownAt }, event)
  const identities = await readIdentities(store, position, isKnown)
  for await (const { customer, events } of storedHistories(store, identities, position))
    yield { customer, events: events.filter((event) => belongsTo(at, event)) }
}
