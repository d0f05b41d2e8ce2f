/** What specs do with the official client itself. */
import { randomUUID } from 'node:crypto'
import { type EventStoreDBClient, type JSONEventType, type RecordedEvent, jsonEvent } from '@eventstore/db-client'

export const event = (data: JSONEventType['data'] = {}, id: string = randomUUID(), type = 'PurchaseCompleted') =>
  jsonEvent({ id, type, data })

export const events = (count: number) => Array.from({ length: count }, (_, n) => event({ n }))

export const all = async <T>(iterable: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = []
  for await (const item of iterable) items.push(item)
  return items
}

/** The next items of a subscription, which goes on. */
export const take = async <T>(subscription: AsyncIterable<T>, count: number): Promise<T[]> => {
  const iterator = subscription[Symbol.asyncIterator]()
  const taken: T[] = []
  while (taken.length < count) taken.push((await iterator.next()).value as T)
  return taken
}

export const history = async (client: EventStoreDBClient, stream: string): Promise<RecordedEvent[]> =>
  (await all(client.readStream(stream))).map(({ event }) => event!)

/** The error that a call ends with. */
export const refusal = (call: Promise<unknown>) =>
  call.then(
    () => Promise.reject(new Error('The call was accepted.')),
    (error: Error & Record<string, unknown>) => error,
  )

/**
 * Waits for a connection that works: connections are shared by all clients of a process, and one that the server ended
 * may take a call with it.
 */
export const connected = async (client: EventStoreDBClient): Promise<void> => {
  const answered = () => client.getStreamMetadata('any').then(Boolean, () => false)
  while (!(await answered()));
}
