/** The read models in MongoDB keep the contract, and what only they promise. */
import { createServer } from 'node:net'
import { once } from 'node:events'
import { MongoClient, type Db } from 'mongodb'
import type { Contribution } from '../../../projections/read-model.js'
import { readModelStoreContract } from '../../../test/contracts/read-model-store.contract.js'
import {
  dropDatabase,
  findMongoDb,
  findMongoDbAlone,
  freshDatabase,
  keepsSnapshots,
  pointsViews,
} from '../../../test/servers/find-mongodb.js'
import { startMongoDbProxy, type Fate, type MongoDbProxy } from '../../../test/servers/mongodb-proxy.js'
import { describeWith, skipped } from '../../../test/servers/test-server.js'
import type { Checkpoint, Commit, DocumentWrite, ParkedEvent, ReadModels, ReadModelStore } from '../read-model-store.js'
import { openMongoReadModels } from './mongo-read-model-store.js'

const mongodb = await findMongoDb()
const alone = mongodb.server && (await findMongoDbAlone())

/** A test of what a server can do or not; says so where it cannot. */
const testWhere = (can: boolean, what: string) => (title: string, work: () => Promise<void>) =>
  can ? test(title, work) : test.skip(`${title} [${skipped(what, `${mongodb.server?.kind} cannot do it`)}]`, work)

const testOfSnapshots = testWhere(!mongodb.server || (await keepsSnapshots(mongodb.server.url)), 'snapshot sessions')
const testOfViews = testWhere(!mongodb.server || (await pointsViews(mongodb.server.url)), 'views that are pointed anew')

const document = (part: string, body: object = {}, model = 'timeline'): DocumentWrite => ({
  model,
  customer: 'ada',
  part,
  body,
  seen: { occurredAt: '1997-01-01T00:00:00.000Z', position: 1 },
})

const sum = (figure: string, key: string | number, add: Record<string, number>): Contribution => ({ figure, key, add })

const parked = (customer: string, position: number): ParkedEvent => ({
  customer,
  position,
  stream: `customer-${customer}`,
  revision: 3,
  id: 'f3a1',
  type: 'PurchaseCompleted',
  recordedAt: '1997-01-18T00:00:00.000Z',
  waiting: 2,
  error: { code: 'amount-missing', message: 'There is no amount' },
})

/** One more of everything, from wherever the store stands. */
const commitOne = async (store: ReadModels, part = '1'): Promise<void> => {
  const from = await store.checkpoint()
  const n = from.position + 1
  await store.commit({
    from,
    to: n,
    documents: [document(part, { n })],
    contributions: [sum('commits', 1, { made: 1 })],
  })
}

/** Commits on whatever the checkpoint is, as if it stood at a position. */
const commitAt = async (store: ReadModels, position: number, changes: Omit<Commit, 'from'>): Promise<Checkpoint> =>
  store.commit({ from: { ...(await store.checkpoint()), position }, ...changes })

const refusal = (kind: string, code: string, facts: object = {}) =>
  expect.objectContaining({ name: 'DomainError', kind, code, facts: expect.objectContaining(facts) })

describeWith(mongodb, 'read models in MongoDB', ({ url }) => {
  readModelStoreContract(
    'read models in MongoDB',
    async (definition) => {
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
    },
    testOfSnapshots,
  )

  let stores: ReadModelStore[]
  let databaseUrl: string
  let client: MongoClient
  let database: Db

  const open = async (definition = 'spec', by = databaseUrl): Promise<ReadModelStore> => {
    const store = await openMongoReadModels(by, { definition })
    stores.push(store)
    return store
  }
  const collections = async (): Promise<string[]> =>
    (await database.listCollections({ type: 'collection' }, { nameOnly: true }).toArray())
      .map(({ name }) => name)
      .sort()
  const everything = async (store: ReadModels) => {
    const { position, pages, figures } = await store.read({
      pages: [{ model: 'timeline', customer: 'ada', limit: 100 }],
      figures: ['commits'],
    })
    return { position, documents: pages[0]!.map(({ part, body }) => [part, body]), sums: figures[0] }
  }

  beforeEach(() => {
    stores = []
    databaseUrl = freshDatabase(url)
    client = new MongoClient(databaseUrl)
    database = client.db()
  })
  afterEach(async () => {
    for (const store of stores) await store.stop()
    await database.dropDatabase()
    await client.close()
  })

  describe('are plain to query', () => {
    test('as documents with the fields of the read model', async () => {
      const store = await open()
      await commitAt(store, 0, {
        to: 7,
        documents: [
          document('', { frequency: 2, monetary: { USD: 29_33 } }, 'value'),
          document('a/1', { text: 'one' }),
        ],
        contributions: [],
      })
      const seen = { occurredAt: '1997-01-01T00:00:00.000Z', position: 1 }
      expect(await database.collection('value').find().toArray()).toStrictEqual([
        { _id: 'ada', _customer: 'ada', _part: '', _seen: seen, frequency: 2, monetary: { USD: 29_33 } },
      ])
      expect(await database.collection('timeline').find().toArray()).toStrictEqual([
        { _id: 'ada/a/1', _customer: 'ada', _part: 'a/1', _seen: seen, text: 'one' },
      ])
      expect(
        await database
          .collection('value')
          .find({ 'monetary.USD': { $gt: 29_00 } })
          .toArray(),
      ).toHaveLength(1)
    })

    test('as sums of 64 bits, of which none is zero', async () => {
      const store = await open()
      const contributions = [sum('pyramid', 'gold', { customers: 1, spent: 5 }), sum('recency', 9, { customers: 2 })]
      await commitAt(store, 0, { to: 1, documents: [], contributions })
      const gone = [sum('pyramid', 'gold', { spent: -5 })]
      await commitAt(store, 1, { to: 2, documents: [], contributions: gone })
      const sums = database.collection('portfolio.sums')
      expect(await sums.find({}, { sort: { figure: 1 } }).toArray()).toStrictEqual([
        { _id: '["pyramid","gold","customers"]', figure: 'pyramid', key: 'gold', measure: 'customers', total: 1 },
        { _id: '["recency",9,"customers"]', figure: 'recency', key: 9, measure: 'customers', total: 2 },
      ])
    })

    test('as parked events', async () => {
      const store = await open()
      const { customer, ...event } = parked('ada', 7)
      await store.commit({
        from: await store.checkpoint(),
        to: 7,
        documents: [],
        contributions: [],
        parked: [{ customer, ...event }],
      })
      expect(await database.collection('parked.events').find().toArray()).toStrictEqual([{ _id: customer, ...event }])
    })

    test('by customer and part, and by figure, along indexes', async () => {
      const store = await open()
      await commitOne(store)
      const indexesOf = async (collection: string) =>
        (await database.collection(collection).indexes()).map(({ key }) => Object.keys(key))
      expect(await indexesOf('timeline.generation_1')).toContainEqual(['_customer', '_part'])
      expect(await indexesOf('portfolio.sums.generation_1')).toContainEqual(['figure', 'key', 'measure'])
    })

    testOfViews('under the same names after a rebuild took over', async () => {
      const store = await open()
      await commitOne(store)
      await commitAt(store, 1, { to: 2, documents: [document('', {}, 'value')], contributions: [] })
      const rebuild = await store.beside('next')
      await commitAt(rebuild.readModels, 0, { to: 2, documents: [document('rebuilt')], contributions: [] })
      expect(await database.collection('timeline').distinct('_part')).toEqual(['1'])
      await rebuild.takeOver()
      expect(await database.collection('timeline').distinct('_part')).toEqual(['rebuilt'])
      expect(await database.listCollections({ name: 'value' }).toArray()).toEqual([])
    })
  })

  describe('open', () => {
    test('the database that the URL names, or else touchledger', async () => {
      await commitOne(await open())
      expect(await database.collection('read-models.state').findOne()).toMatchObject({ _id: 'live', checkpoint: 1 })
      const unnamed = url.replace(/^([^/]*\/\/[^/?]*)\/?[^?]*/, '$1/')
      const store = await open('spec', unnamed)
      const live = await client.db('touchledger').collection('read-models.state').findOne()
      expect(live).toMatchObject({ _id: 'live', checkpoint: 0, edition: (await store.checkpoint()).edition })
      await client.db('touchledger').dropDatabase()
    })

    test('at the same time, and agree on what there is', async () => {
      const opened = await Promise.all(['one', 'two', 'three', 'four'].map((definition) => open(definition)))
      const definitions = await Promise.all(opened.map((store) => store.definition()))
      expect(new Set(definitions).size).toBe(1)
      const from = await opened[0]!.checkpoint()
      const commits = opened.map((store) =>
        store.commit({ from, to: 1, documents: [document('1')], contributions: [] }),
      )
      const outcomes = await Promise.allSettled(commits)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    test('nothing any more once they were stopped', async () => {
      const store = await open()
      await store.stop()
      await expect(store.checkpoint()).rejects.toEqual(refusal('unavailable', 'read-models-unavailable'))
      await expect(store.read({})).rejects.toEqual(refusal('unavailable', 'read-models-unavailable'))
    })
  })

  describe('behind a network', () => {
    let proxy: MongoDbProxy
    let store: ReadModelStore

    beforeEach(async () => {
      proxy = await startMongoDbProxy(databaseUrl)
      store = await open('spec', proxy.url)
      await commitOne(store)
    })
    afterEach(() => proxy.stop())

    const second = ['2', { n: 2 }]
    const commitSecond = async (from: Checkpoint): Promise<unknown> =>
      store.commit({
        from,
        to: 2,
        documents: [document('2', { n: 2 })],
        contributions: [sum('commits', 1, { made: 1 })],
      })

    /** While somebody else's transaction holds the checkpoint, tries something until the server has refused it once. */
    const meeting = async (
      checkpoint: number,
      end: 'commit' | 'abort',
      more: object = {},
      work: (from: Checkpoint) => Promise<unknown> = commitSecond,
    ): Promise<unknown> => {
      const from = await store.checkpoint()
      const session = client.startSession()
      try {
        session.startTransaction({ writeConcern: { w: 'majority' } })
        await database
          .collection<{ _id: string }>('read-models.state')
          .updateOne({ _id: 'live' }, { $set: { checkpoint, commit: 'somebody else’s', ...more } }, { session })
        const refused = proxy.sent('abortTransaction')
        const outcome = work(from).catch((error: unknown) => error)
        await refused
        await (end === 'commit' ? session.commitTransaction() : session.abortTransaction())
        return await outcome
      } finally {
        await session.endSession()
      }
    }
    const first = ['1', { n: 1 }]

    test('a commit that meets another transaction is made once that has failed', async () => {
      expect(await meeting(2, 'abort')).toMatchObject({ position: 2 })
      expect(await everything(store)).toEqual({
        position: 2,
        documents: [first, second],
        sums: [sum('commits', 1, { made: 2 })],
      })
    })

    test('a commit that meets another transaction has lost the race once that is made', async () => {
      expect(await meeting(5, 'commit')).toEqual(refusal('conflict', 'checkpoint-moved', { expected: 1, actual: 5 }))
      expect(await everything(store)).toEqual({
        position: 5,
        documents: [first],
        sums: [sum('commits', 1, { made: 1 })],
      })
    })

    test.each<[string, Fate[]]>([
      ['is lost', ['lose']],
      ['is lost, and lost again', ['lose', 'lose']],
      ['is lost, and lost again and again', ['lose', 'lose', 'lose']],
      ['is lost, and the server does not remember', ['lose', 'deny']],
      ['is that the server knows nothing of it', ['deny']],
      ['is denied, and then lost', ['deny', 'lose']],
    ])('a commit is made once where the answer to it %s', async (_, fates) => {
      for (const to of [2, 2]) {
        const from = await store.checkpoint()
        proxy.decide(...fates)
        const reached = await store.commit({
          from,
          to,
          documents: [document('2', { n: 2 })],
          contributions: [sum('commits', 1, { made: 1 })],
          note: `noted ${to}`,
        })
        expect(reached).toStrictEqual(await store.checkpoint())
        expect(reached).toMatchObject({ position: to, note: `noted ${to}` })
        expect(reached.edition === from.edition).toBe(from.position !== to)
      }
      for (const fate of ['lose', 'deny'] as const)
        expect(proxy.met[fate]).toBe(2 * fates.filter((one) => one === fate).length)
      expect(await everything(store)).toEqual({
        position: 2,
        documents: [first, second],
        sums: [sum('commits', 1, { made: 3 })],
      })
    })

    test('a commit that meets documents being put right has lost the race once that is made', async () => {
      expect(await meeting(1, 'commit', { edition: 'another' })).toEqual(
        refusal('conflict', 'checkpoint-moved', { expected: 1, actual: 1 }),
      )
      expect(await everything(store)).toEqual({
        position: 1,
        documents: [first],
        sums: [sum('commits', 1, { made: 1 })],
      })
    })

    test('a commit that meets a rebuild taking over has lost the race once that is made', async () => {
      const generation = { generation: '2_0abc', edition: 'its own' }
      expect(await meeting(1, 'commit', generation)).toEqual(
        refusal('conflict', 'checkpoint-moved', { expected: 1, actual: 1 }),
      )
      expect(await everything(store)).toEqual({ position: 1, documents: [], sums: [] })
    })

    test('a rebuild that meets a commit does not take over once that is made', async () => {
      const rebuild = await store.beside('next')
      await commitOne(rebuild.readModels)
      expect(await meeting(5, 'commit', {}, () => rebuild.takeOver())).toEqual(
        refusal('conflict', 'rebuild-behind', { rebuilt: 1, live: 5 }),
      )
      expect(await store.definition()).toBe('spec')
      expect(await meeting(6, 'abort', {}, () => rebuild.takeOver())).toEqual(
        refusal('conflict', 'rebuild-behind', { rebuilt: 1, live: 5 }),
      )
      await commitAt(rebuild.readModels, 1, { to: 5, documents: [], contributions: [] })
      expect(await meeting(6, 'abort', {}, () => rebuild.takeOver())).toBeUndefined()
      expect(await everything(store)).toMatchObject({ position: 5, sums: [sum('commits', 1, { made: 1 })] })
      expect(await store.definition()).toBe('next')
    })

    test.each<[string, Fate[]]>([
      ['is lost', ['lose', 'lose']],
      ['is lost, and the server does not remember', ['lose', 'deny']],
      ['is that the server knows nothing of it', ['deny']],
    ])('a building is begun, resumed and thrown away once where the answer to it %s', async (_, fates) => {
      const rolesOf = async () => (await store.generations()).map(({ role }) => role)
      proxy.decide(...fates)
      const begun = await store.beside('next')
      expect(await rolesOf()).toEqual(['live', 'building'])
      await commitOne(begun.readModels)
      proxy.decide(...fates)
      const resumed = await store.beside('next', 'resume')
      expect(await resumed.readModels.checkpoint()).toMatchObject({ position: 1 })
      proxy.decide(...fates)
      await resumed.discard()
      expect(await rolesOf()).toEqual(['live'])
      expect(proxy.met.deny + proxy.met.lose).toBe(3 * fates.length)
    })

    test.each<[string, Fate[]]>([
      ['is lost', ['lose', 'lose']],
      ['is lost, and the server does not remember', ['lose', 'deny']],
    ])('a rebuild takes over once where the answer to it %s', async (_, fates) => {
      const rebuild = await store.beside('next')
      await commitAt(rebuild.readModels, 0, { to: 9, documents: [document('rebuilt')], contributions: [] })
      proxy.decide(...fates)
      await rebuild.takeOver()
      expect(proxy.met.lose).toBeGreaterThan(0)
      expect(await everything(store)).toEqual({ position: 9, documents: [['rebuilt', {}]], sums: [] })
      expect(await store.definition()).toBe('next')
      await expect(rebuild.takeOver()).rejects.toEqual(refusal('conflict', 'rebuild-overtaken'))
    })

    test('that breaks down, they cannot be reached', async () => {
      const short = await openMongoReadModels(proxy.url, { definition: 'spec', timeLimitMs: 500 })
      stores.push(short)
      await proxy.stop()
      const unreachable = refusal('unavailable', 'read-models-unavailable')
      await expect(short.checkpoint()).rejects.toEqual(unreachable)
      await expect(short.read({ figures: ['commits'] })).rejects.toEqual(unreachable)
      await expect(short.snapshot(() => Promise.resolve())).rejects.toEqual(unreachable)
    })
  })

  describe('take much at once', () => {
    test('more than one message to the server holds', async () => {
      const store = await open()
      const documents = Array.from({ length: 60 }, (_, at) => document(`${at}`, { text: `${at}`.padEnd(900_000, '.') }))
      await commitAt(store, 0, { to: 1, documents, contributions: [] })
      const { documents: found } = await store.read({ documents })
      expect(found.map((one) => one?.body)).toEqual(documents.map(({ body }) => body))
    })
  })

  describe('keep generations apart', () => {
    test('in collections of their own, of which those of an unfinished rebuild are dropped by another', async () => {
      const store = await open()
      await commitOne(store)
      const live = ['portfolio.sums.generation_1', 'read-models.state', 'timeline.generation_1']
      expect(await collections()).toEqual(live)
      const unfinished = await store.beside('unfinished')
      await commitOne(unfinished.readModels)
      await unfinished.leave()
      expect(await collections()).toHaveLength(5)
      const rebuild = await store.beside('next')
      expect(await collections()).toEqual(live)
      await commitOne(rebuild.readModels)
      await expect(commitOne(unfinished.readModels)).rejects.toEqual(refusal('conflict', 'rebuild-overtaken'))
      await rebuild.discard()
      expect(await collections()).toEqual(live)
    })

    test('and drop those that nothing names any more, whatever became of who should have', async () => {
      const store = await open()
      await commitOne(store)
      const rebuild = await store.beside('next')
      await commitOne(rebuild.readModels)
      await rebuild.takeOver()
      const kept = await collections()
      for (const name of ['timeline.generation_2_0abc', 'portfolio.sums.generation_7', 'parked.events.generation_3_f'])
        await database.createCollection(name)
      await database.createCollection('somebody.elses')
      const building = await store.beside('later')
      await commitOne(building.readModels)
      const [, , built] = (await store.generations()).map(({ name }) => name).sort()
      expect(await collections()).toEqual(
        [...kept, 'somebody.elses', `timeline.generation_${built}`, `portfolio.sums.generation_${built}`].sort(),
      )
    })

    test('the one before as long as somebody may still look at it', async () => {
      const store = await open()
      const another = await open()
      await commitOne(store)
      const taken = async () => {
        const rebuild = await store.beside('next')
        await commitAt(rebuild.readModels, 0, { to: 1, documents: [document('rebuilt')], contributions: [] })
        await rebuild.takeOver()
      }
      const partsIn = async (times: number): Promise<string[]> =>
        another.snapshot(async ({ documents }) => {
          for (let time = 0; time < times; time++) await taken()
          const parts: string[] = []
          for await (const { part } of documents('timeline')) parts.push(part)
          return parts
        })
      expect(await partsIn(1)).toEqual(['1'])
      await expect(partsIn(2)).rejects.toEqual(refusal('unavailable', 'snapshot-thrown-away'))
      expect(await partsIn(0)).toEqual(['rebuilt'])
      expect(await collections()).toHaveLength(1 + 2 + 2)
    })
  })

  describe('are not opened', () => {
    const opening = (by: string, timeLimitMs = 500) =>
      openMongoReadModels(by, { definition: 'spec', timeLimitMs }).catch((error: unknown) => error)
    const secret = /ada|hunter2/

    test('where nobody listens, in time and without telling the password', async () => {
      const error = await opening('mongodb://ada:hunter2@127.0.0.1:1/crm')
      expect(error).toEqual(refusal('unavailable', 'read-models-unavailable', { hosts: '127.0.0.1:1' }))
      expect(`${(error as Error).message} ${JSON.stringify(error)}`).not.toMatch(secret)
    })

    test('where somebody listens and does not answer', async () => {
      const silent = createServer().listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const { port } = silent.address() as { port: number }
      const error = await opening(`mongodb://127.0.0.1:${port}/crm`)
      silent.close()
      expect(error).toEqual(refusal('unavailable', 'read-models-unavailable'))
    })

    test.each(['mongodb://ada:hunter2@/crm', 'postgres://ada:hunter2@host/crm', 'mongodb://ada:hunter2@host/%zz', ''])(
      'by what is no URL of MongoDB: %s',
      async (url) => {
        const error = await opening(url)
        expect(error).toEqual(refusal('invalid', 'mongodb-url-invalid'))
        expect(`${(error as Error).message} ${JSON.stringify(error)}`).not.toMatch(secret)
      },
    )
  })
})

if (alone)
  describeWith(alone, 'a MongoDB server outside of a replica set', ({ url }) => {
    test('is refused, with what to do', async () => {
      const error: unknown = await openMongoReadModels(url, { definition: 'spec' }).catch((error: unknown) => error)
      expect(error).toEqual(refusal('unavailable', 'mongodb-not-a-replica-set'))
      expect((error as Error).message).toMatch(/mongod --replSet rs0.*rs\.initiate\(\)/)
    })
  })
