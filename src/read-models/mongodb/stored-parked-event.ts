/**
 * How parked events lie in their collection, one document for each customer whose folding has stopped:
 *
 *     { _id: '5f0c…', position: 42, stream: 'customer-5f0c…', revision: 3, id: '0b1e…', type: 'PurchaseCompleted',
 *       recordedAt: '1997-01-18T00:00:00.000Z', waiting: 7, error: { code: '…', message: '…' } }
 *
 * `_id` is the customer.
 */
import type { ClientSession, Collection } from 'mongodb'
import type { ParkedEvent } from '../read-model-store.js'

export interface StoredParkedEvent extends Omit<ParkedEvent, 'customer'> {
  readonly _id: string
}

export const parkedIndexes = [{ key: { position: 1 }, name: 'position' }] as const

const fromStored = ({ _id, ...event }: StoredParkedEvent): ParkedEvent => ({ customer: _id, ...event })

export const writeParked = async (
  collection: Collection<StoredParkedEvent>,
  events: readonly ParkedEvent[],
  session: ClientSession,
): Promise<void> => {
  if (events.length === 0) return
  const writes = events.map(({ customer, ...replacement }) => ({
    replaceOne: { filter: { _id: customer }, replacement, upsert: true },
  }))
  await collection.bulkWrite(writes, { session, ordered: false })
}

/** All of them, by position. */
export const findParked = async (
  collection: Collection<StoredParkedEvent>,
  session: ClientSession,
): Promise<ParkedEvent[]> => (await collection.find({}, { session, sort: { position: 1 } }).toArray()).map(fromStored)

/** All of them, by customer. */
export async function* readParked(
  collection: Collection<StoredParkedEvent>,
  session: ClientSession,
): AsyncIterable<ParkedEvent> {
  for await (const event of collection.find({}, { session, sort: { _id: 1 } })) yield fromStored(event)
}
