/** The store in EventStoreDB keeps the contract: on the server for tests, and on the real one that EVENTSTOREDB_URL names. */
import { EventStoreDBClient } from '@eventstore/db-client'
import { eventStoreContract, type StoreUnderTest } from '../../../test/contracts/event-store.contract.js'
import { startEventStoreDBServer } from '../../../test/eventstoredb/eventstoredb-server.js'
import type { EventStore } from '../event-store.js'
import { clientConnectionString } from './connection-string.js'
import { openEventStoreDb } from './eventstoredb-event-store.js'

/** The store behind a connection string, whose streams somebody with a client of the server’s own can delete. */
const storeAt = async (url: string, stopServer?: () => Promise<void>): Promise<StoreUnderTest> => {
  const opened: EventStore[] = []
  const open = async (): Promise<EventStore> => {
    const store = await openEventStoreDb(url)
    opened.push(store)
    return store
  }
  let store = await open()
  return {
    store,
    another: open,
    reopen: async () => {
      await store.stop()
      return (store = await open())
    },
    close: async () => {
      for (const one of opened) await one.stop()
      await stopServer?.()
    },
    deleteBehindOurBack: async (stream) => {
      const client = EventStoreDBClient.connectionString(clientConnectionString(url))
      await client.deleteStream(stream)
      await client.dispose()
    },
  }
}

eventStoreContract('the log in a server that speaks like EventStoreDB', async () => {
  const server = await startEventStoreDBServer()
  return storeAt(server.connectionString, () => server.stop())
})

const url = process.env['EVENTSTOREDB_URL']
if (url) eventStoreContract('the log in EventStoreDB', () => storeAt(url))
