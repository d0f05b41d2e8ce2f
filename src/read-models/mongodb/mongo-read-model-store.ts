/**
 * Read models in MongoDB. A document names the live generation of collections, and where it stands; a rebuild writes
 * the next generation, and making that one live is one step, seen by everyone at their next question.
 */
import { randomBytes } from 'node:crypto'
import { conflict, unavailable, type DomainError } from '../../../domain/errors.js'
import type { ReadModelStore, Rebuild } from '../read-model-store.js'
import { drop, dropAllBut, pointViews } from './generations.js'
import { MongoConnection } from './mongo-connection.js'
import { isMongoError, mongoCodes } from './mongo-errors.js'
import { MongoReadModels, statesOf } from './mongo-read-models.js'

export interface MongoReadModelsOptions {
  /** Noted where there are no read models yet. */
  readonly definition: string
  /** How long to look for a server, at most. */
  readonly timeLimitMs?: number
}

const firstGeneration = '1'

class MongoReadModelStore extends MongoReadModels implements ReadModelStore {
  constructor(private readonly mongo: MongoConnection) {
    super(mongo, { _id: 'live' }, () => databaseGone(mongo.hosts))
  }

  /** Makes the read models where there are none yet. */
  async prepare(definition: string): Promise<void> {
    await this.mongo.ask(async () => {
      try {
        await statesOf(this.mongo).updateOne(
          { _id: 'live' },
          { $setOnInsert: { generation: firstGeneration, checkpoint: 0, definition } },
          { upsert: true },
        )
      } catch (error) {
        // Somebody else does the same at the same time.
        if (!isMongoError(error, mongoCodes.duplicateKey)) throw error
      }
    })
    await this.#pointViews()
  }

  async beside(definition: string): Promise<Rebuild> {
    const live = await this.state()
    const generation = `${Number.parseInt(live.generation) + 1}_${randomBytes(4).toString('hex')}`
    await this.mongo.ask(async () => {
      const states = statesOf(this.mongo)
      await states.replaceOne({ _id: 'rebuild' }, { generation, checkpoint: 0, definition }, { upsert: true })
      const now = await states.findOneAndUpdate({ _id: 'live' }, { $unset: { before: '' } })
      await dropAllBut(this.mongo.database, [now?.generation ?? live.generation, generation])
    })
    let isOver = false
    return {
      readModels: new MongoReadModels(this.mongo, { _id: 'rebuild', generation }, rebuildOvertaken),
      takeOver: async () => {
        if (isOver) throw rebuildOvertaken()
        await this.#takeOver(generation)
        isOver = true
        await this.#pointViews()
      },
      discard: async () => {
        if (isOver) return
        isOver = true
        await this.#discard(generation)
      },
    }
  }

  stop(): Promise<void> {
    return this.mongo.stop()
  }

  async #takeOver(generation: string): Promise<void> {
    const states = statesOf(this.mongo)
    await this.mongo.transaction(async (session, attempt) => {
      const live = await this.stateIn(session)
      // An earlier attempt did it, and its answer was lost.
      if (attempt > 1 && live.generation === generation) return
      const rebuilt = await states.findOneAndDelete({ _id: 'rebuild', generation }, { session })
      if (!rebuilt) throw rebuildOvertaken()
      const { checkpoint, definition, commit } = rebuilt
      await states.replaceOne(
        { _id: 'live' },
        { generation, checkpoint, definition, commit, before: live.generation },
        { session },
      )
    })
  }

  async #discard(generation: string): Promise<void> {
    await this.mongo.ask(async () => {
      await statesOf(this.mongo).deleteOne({ _id: 'rebuild', generation })
      if ((await this.state()).generation !== generation) await drop(this.mongo.database, generation)
    })
  }

  /** Looks again afterwards: another rebuild may have taken over meanwhile. */
  async #pointViews(): Promise<void> {
    for (let shown = '', live = ''; ; shown = live) {
      live = (await this.state()).generation
      if (live === shown) return
      await this.mongo.ask(() => pointViews(this.mongo.database, live))
    }
  }
}

const rebuildOvertaken = (): DomainError =>
  conflict('rebuild-overtaken', 'Another rebuild was started or took over meanwhile; this one is thrown away')

const databaseGone = (hosts: string): DomainError =>
  unavailable(
    'read-models-unavailable',
    `The read models in MongoDB at ${hosts} are gone: somebody dropped the database. Restart, and they are rebuilt.`,
    { hosts },
  )

/**
 * Opens the read models in the database that the URL names, `touchledger` where it names none.
 * @throws DomainError `mongodb-url-invalid`; `read-models-unavailable` when no server is found within the time limit;
 * `mongodb-not-a-replica-set` when the server cannot do transactions
 */
export const openMongoReadModels = async (
  url: string,
  { definition, timeLimitMs = 10_000 }: MongoReadModelsOptions,
): Promise<ReadModelStore> => {
  const connection = await MongoConnection.open(url, timeLimitMs)
  const store = new MongoReadModelStore(connection)
  try {
    await store.prepare(definition)
  } catch (error) {
    await connection.stop()
    throw error
  }
  return store
}
