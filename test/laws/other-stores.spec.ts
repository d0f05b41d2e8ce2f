/** The first law of projecting on the stores at scale: whatever comes in whatever batches, what is stored is what the log says. */
import fc from 'fast-check'
import { openEventStoreDb } from '../../src/event-store/eventstoredb/eventstoredb-event-store.js'
import type { EventStore } from '../../src/event-store/event-store.js'
import { ProjectionEngine } from '../../src/projecting/projection-engine.js'
import { verify } from '../../src/projecting/verify.js'
import { openMongoReadModels } from '../../src/read-models/mongodb/mongo-read-model-store.js'
import type { ReadModelStore } from '../../src/read-models/read-model-store.js'
import { arrivals } from '../arbitrary-history.js'
import { startEventStoreDBServer } from '../eventstoredb/eventstoredb-server.js'
import { models, withStores } from '../open-stores.js'
import { dropDatabase, findMongoDb, freshDatabase } from '../servers/find-mongodb.js'
import { describeWith } from '../servers/test-server.js'

const timeLimitMs = 300_000
const runs = 25

type Work = (store: EventStore, readModels: ReadModelStore) => Promise<void>

/** Projects histories in two batches, each on stores of its own, and proves what is stored. */
const holdsOn = (withOpened: (work: Work) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(arrivals({ merging: true, discarding: true, most: 40 }), fc.nat(40), (arriving, half) =>
      withOpened(async (store, readModels) => {
        for (const chunk of [arriving.slice(0, half), arriving.slice(half)]) {
          for (const { stream, event } of chunk) await store.append(stream, [event], 'any')
          await new ProjectionEngine(store, readModels, models).catchUp()
        }
        expect(await verify({ store, readModels, models })).toMatchObject({ equal: true, position: await store.head() })
      }),
    ),
    { numRuns: runs },
  )

describeWith(await findMongoDb(), 'read models in MongoDB', ({ url }) => {
  test(
    'are what the log says',
    () =>
      holdsOn((work) =>
        withStores(async ({ store }) => {
          const database = freshDatabase(url)
          const readModels = await openMongoReadModels(database, { definition: 'law' })
          try {
            await work(store, readModels)
          } finally {
            await readModels.stop()
            await dropDatabase(database)
          }
        }),
      ),
    timeLimitMs,
  )
})

test(
  'read models of a log in EventStoreDB are what it says',
  () =>
    holdsOn((work) =>
      withStores(async ({ readModels }) => {
        const server = await startEventStoreDBServer()
        const store = await openEventStoreDb(server.connectionString)
        try {
          await work(store, readModels)
        } finally {
          await store.stop()
          await server.stop()
        }
      }),
    ),
  timeLimitMs,
)
