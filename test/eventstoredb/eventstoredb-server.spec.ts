/** The server for tests, driven by the real client: it answers as the real server was measured to. */
import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, type JSONEventType, jsonEvent, streamNameFilter } from '@eventstore/db-client'
import { type EventStoreDBServer, startEventStoreDBServer } from './eventstoredb-server.js'

let server: EventStoreDBServer
let client: EventStoreDBClient
beforeEach(async () => {
  server = await startEventStoreDBServer()
  client = EventStoreDBClient.connectionString(server.connectionString)
})
afterEach(async () => {
  await client.dispose()
  await server.stop()
})

const event = (data: JSONEventType['data'] = {}, id: string = randomUUID()) =>
  jsonEvent<JSONEventType>({ id, type: 'PurchaseCompleted', data })
const all = async <T>(iterable: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = []
  for await (const item of iterable) items.push(item)
  return items
}

test('appends, reads and subscribes', async () => {
  const first = await client.appendToStream('a', [event({ n: 1 }), event({ n: 2 })], { expectedRevision: 'no_stream' })
  expect(first).toMatchObject({ success: true, nextExpectedRevision: 1n })
  expect((await all(client.readStream('a'))).map(({ event }) => event!.data)).toEqual([{ n: 1 }, { n: 2 }])
  const seen: unknown[] = []
  const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: ['a'] }) })
  for await (const { event: seenEvent } of subscription) {
    seen.push(seenEvent!.data)
    if (seen.length === 2) await client.appendToStream('a', event({ n: 3 }))
    if (seen.length === 3) break
  }
  expect(seen).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
})
