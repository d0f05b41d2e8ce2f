/** The read models in MongoDB keep the contract, and what only they promise. */
import { readModelStoreContract } from '../../../test/contracts/read-model-store.contract.js'
import { dropDatabase, findMongoDb, freshDatabase } from '../../../test/servers/find-mongodb.js'
import { describeWith } from '../../../test/servers/test-server.js'
import type { ReadModelStore } from '../read-model-store.js'
import { openMongoReadModels } from './mongo-read-model-store.js'

const mongodb = await findMongoDb()

describeWith(mongodb, 'read models in MongoDB', ({ url }) => {
  readModelStoreContract('read models in MongoDB', async (definition) => {
    const database = freshDatabase(url)
    const stores: ReadModelStore[] = []
    const open = async (by = definition): Promise<ReadModelStore> => {
      const store = await openMongoReadModels(database, { definition: by })
      stores.push(store)
      return store
    }
    const store = await open()
    return {
      store,
      another: open,
      reopen: async () => {
        await store.stop()
        return open()
      },
      close: async () => {
        for (const store of stores) await store.stop()
        await dropDatabase(database)
      },
    }
  })
})
