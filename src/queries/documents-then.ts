/** The documents of all customers at a point in time that is not the present, folded from the log one customer after the other. */
import type { EventMetadata } from '../../domain/event.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import type { EventStore } from '../event-store/event-store.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import { storedHistories } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import type { DocumentWrite } from '../read-models/read-model-store.js'
import { belongsTo, type PointInTime } from './point-in-time.js'

/** Of the log up to a position. Who was the same as whom is a matter of what was known, not of when it happened. */
export async function* documentsThen(
  store: EventStore,
  models: readonly AnyReadModel[],
  at: PointInTime,
  position: number,
): AsyncGenerator<DocumentWrite> {
  const { knownAt } = at
  const isKnown = ({ recordedAt }: EventMetadata): boolean => knownAt === undefined || recordedAt <= knownAt
  const identities = await readIdentities(store, position, isKnown)
  for await (const { customer, events } of storedHistories(store, identities, position)) {
    const then = { customer, events: events.filter(({ metadata }) => belongsTo(at, metadata)) }
    yield* foldCustomer(models, then).documents
  }
}
