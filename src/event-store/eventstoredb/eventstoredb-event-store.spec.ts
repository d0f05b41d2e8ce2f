/** The store in EventStoreDB keeps the contract: on the server for tests, and on a real one that EVENTSTOREDB_URL names. */
import { EventStoreDBClient } from '@eventstore/db-client'
import { eventStoreContract, type StoreUnderTest } from '../../../test/contracts/event-store.contract.js'
import { startEventStoreDBServer } from '../../../test/eventstoredb/eventstoredb-server.js'
import { openEventStoreDb } from './eventstoredb-event-store.js'

const opened = async (
  url: string,
  stopServer: () => Promise<void> = async () => undefined,
): Promise<StoreUnderTest> => {
  let store = await openEventStoreDb(url)
  return {
    store,
    reopen: async () => {
      await store.stop()
      store = await openEventStoreDb(url)
      return store
    },
    close: async () => {
      await store.stop()
      await stopServer()
    },
  }
}

eventStoreContract('the log in a server that speaks like EventStoreDB', async () => {
  const server = await startEventStoreDBServer()
  return opened(server.connectionString, () => server.stop())
})
