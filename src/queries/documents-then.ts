/** The documents of all customers at a point in time that is not the present, folded from the log one customer after the other. */
import type { AnyReadModel } from '../../projections/read-model.js'
import type { EventStore } from '../event-store/event-store.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import type { DocumentWrite } from '../read-models/read-model-store.js'
import { historiesThen } from './histories-then.js'
import type { PointInTime } from './point-in-time.js'

/** Of the log up to a position. */
export async function* documentsThen(
  store: EventStore,
  models: readonly AnyReadModel[],
  at: PointInTime,
  position: number,
): AsyncGenerator<DocumentWrite> {
  for await (const history of historiesThen(store, at, position)) yield* foldCustomer(models, history).documents
}
