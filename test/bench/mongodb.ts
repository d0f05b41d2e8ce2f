/**
 * Projecting a log into MongoDB, beside a bare loop that computes nothing: it writes the same documents and sums with
 * `bulkWrite`, in transactions with a checkpoint as ours are.
 */
import { MongoClient, type AnyBulkWriteOperation, type Document } from 'mongodb'
import type { FoldedDocument } from '../../projections/read-model.js'
import { ProjectionEngine } from '../../src/projecting/projection-engine.js'
import { openMongoReadModels } from '../../src/read-models/mongodb/mongo-read-model-store.js'
import type { DocumentWrite, ReadModelStore } from '../../src/read-models/read-model-store.js'
import { dropDatabase, freshDatabase } from '../servers/find-mongodb.js'
import { definition, importPurchases, models, openLedger, purchasesFile } from './ledger.js'
import { perSecond, type Benchmark, type Ground } from './measure.js'

interface Written {
  readonly documents: readonly DocumentWrite[]
  readonly sums: readonly { readonly id: string; readonly total: number; readonly of: Document }[]
}

/** Notes what is committed. */
const noting = (readModels: ReadModelStore, commits: Written[]): ReadModelStore =>
  new Proxy(readModels, {
    get: (store, name) =>
      name === 'commit'
        ? (commit: Parameters<ReadModelStore['commit']>[0]) => {
            const sums = [...commit.contributions].flatMap(({ figure, key, add }) =>
              Object.entries(add).map(([measure, total]) => ({
                id: JSON.stringify([figure, key, measure]),
                total,
                of: { figure, key, measure },
              })),
            )
            commits.push({
              documents: commit.documents as readonly DocumentWrite[],
              sums: sums.filter(({ total }) => total !== 0),
            })
            return store.commit(commit)
          }
        : (Reflect.get(store, name) as () => unknown).bind(store),
  })

const idOf = ({ customer, part }: FoldedDocument): string => (part === '' ? customer : `${customer}/${part}`)

/** What is there in the end, each document and each sum once, as many documents to a transaction as before. */
const outcomeOf = (commits: readonly Written[]): Written[] => {
  const documents = new Map<string, DocumentWrite>()
  const sums = new Map<string, Written['sums'][number]>()
  for (const commit of commits) {
    for (const document of commit.documents) documents.set(`${document.model} ${idOf(document)}`, document)
    for (const sum of commit.sums) sums.set(sum.id, { ...sum, total: sum.total + (sums.get(sum.id)?.total ?? 0) })
  }
  const all = [...documents.values()]
  const size = Math.ceil(all.length / commits.length)
  return commits.map((_, index) => ({
    documents: all.slice(index * size, (index + 1) * size),
    sums: index === 0 ? [...sums.values()] : [],
  }))
}

/** The operations of a transaction, collection by collection, made before anybody looks at the clock. */
const operationsOf = ({ documents, sums }: Written): Map<string, AnyBulkWriteOperation[]> => {
  const operations = new Map<string, AnyBulkWriteOperation[]>()
  const add = (collection: string, operation: object): void => {
    const others = operations.get(collection) ?? []
    others.push(operation as AnyBulkWriteOperation)
    operations.set(collection, others)
  }
  for (const document of documents) {
    const { model, customer, part, seen, body } = document
    const replacement = { _id: idOf(document), _customer: customer, _part: part, _seen: seen, ...body }
    add(model, { replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } })
  }
  for (const { id, total, of } of sums)
    add('sums', { updateOne: { filter: { _id: id }, update: { $inc: { total }, $setOnInsert: of }, upsert: true } })
  return operations
}

const bareRate = async (url: string, events: number, written: readonly Written[]): Promise<number> => {
  const client = new MongoClient(url, { ignoreUndefined: true })
  try {
    const database = client.db()
    const transactions = written.map(operationsOf)
    for (const collection of new Set(transactions.flatMap((operations) => [...operations.keys()])))
      await database
        .collection(collection)
        .createIndex(collection === 'sums' ? { figure: 1, key: 1, measure: 1 } : { _customer: 1, _part: 1 })
    const checkpoint = database.collection<{ _id: string; checkpoint: number }>('checkpoint')
    await checkpoint.insertOne({ _id: 'live', checkpoint: 0 })
    const transactional = { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } } as const
    return await perSecond(events, async () => {
      for (const [index, operations] of transactions.entries())
        await client.withSession((session) =>
          session.withTransaction(async () => {
            await checkpoint.updateOne({ _id: 'live' }, { $set: { checkpoint: index + 1 } }, { session })
            for (const [collection, some] of operations)
              await database.collection(collection).bulkWrite(some, { session, ordered: false })
          }, transactional),
        )
    })
  } finally {
    await client.close()
  }
}

const catchUpRate =
  (baselineOf: (commits: readonly Written[]) => readonly Written[]) => async (ground: Ground, url: string) => {
    const { store, readModels } = await openLedger(ground.folder)
    const events = await importPurchases(store, purchasesFile(ground), ground.folder)
    const commits: Written[] = []
    // The batches are the same wherever they go, and so is what is written.
    await new ProjectionEngine(store, noting(readModels, commits), models).catchUp()
    await readModels.stop()
    const [ourDatabase, bareDatabase] = [freshDatabase(url), freshDatabase(url)]
    try {
      const baseline = await bareRate(bareDatabase, events, baselineOf(commits))
      const inMongo = await openMongoReadModels(ourDatabase, { definition })
      const ours = await perSecond(events, () => new ProjectionEngine(store, inMongo, models).catchUp())
      await inMongo.stop()
      return { ours, baseline }
    } finally {
      await store.stop()
      await dropDatabase(ourDatabase)
      await dropDatabase(bareDatabase)
    }
  }

export const mongodb: readonly Benchmark[] = [
  {
    name: 'mongodb-catch-up',
    on: 'MongoDB',
    unit: 'events/s',
    better: 'more',
    measure: catchUpRate((commits) => commits),
  },
  {
    name: 'mongodb-catch-up-once',
    on: 'MongoDB',
    unit: 'events/s',
    better: 'more',
    measure: catchUpRate(outcomeOf),
  },
]
