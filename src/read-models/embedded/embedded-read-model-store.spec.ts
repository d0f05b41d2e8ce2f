/** The embedded read models keep the contract, and what only they promise. */
import { rmSync } from 'node:fs'
import { readModelStoreContract } from '../../../test/contracts/read-model-store.contract.js'
import { temporaryFolder } from '../../../test/open-stores.js'
import type { ReadModelStore } from '../read-model-store.js'
import { openEmbeddedReadModels } from './embedded-read-model-store.js'

readModelStoreContract('read models in SQLite files', (definition) => {
  const folder = temporaryFolder()
  const stores: ReadModelStore[] = []
  const open = (by = definition): Promise<ReadModelStore> => {
    const store = openEmbeddedReadModels(folder, by)
    stores.push(store)
    return Promise.resolve(store)
  }
  return open().then((store) => ({
    store,
    another: open,
    reopen: async () => {
      await store.stop()
      return open()
    },
    close: async () => {
      for (const store of stores) await store.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }))
})
