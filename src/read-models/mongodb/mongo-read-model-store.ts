/**
 * Read models in MongoDB. A document names the live generation of collections, and where it stands; a rebuild writes
 * the next generation, and making that one live is one step, seen by everyone at their next question.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import type { ClientSession, Collection } from 'mongodb'
import { unavailable, type DomainError } from '../../../domain/errors.js'
import {
  rebuildBehind,
  rebuildOvertaken,
  type Generation,
  type ReadModelStore,
  type Rebuild,
} from '../read-model-store.js'
import { dropAllBut, pointViews } from './generation-collections.js'
import { emptyState, generationsOf, statesOf, type LiveState, type State } from './generation-state.js'
import { MongoConnection } from './mongo-connection.js'
import { isMongoError, mongoCodes } from './mongo-errors.js'
import { MongoReadModels } from './mongo-read-models.js'

export interface MongoReadModelsOptions {
  /** Noted where there are no read models yet. */
  readonly definition: string
  /** Added to the name of the database. */
  readonly databaseSuffix?: string
  /** How long to look for a server, at most. */
  readonly timeLimitMs?: number
}

const firstGeneration = '1'

class MongoReadModelStore extends MongoReadModels implements ReadModelStore {
  constructor(private readonly mongo: MongoConnection) {
    super(mongo, 'live', () => databaseGone(mongo.hosts))
  }

  /** Makes the read models where there are none yet. */
  async prepare(definition: string): Promise<void> {
    await this.mongo.ask(async () => {
      try {
        await statesOf(this.mongo).updateOne(
          { _id: 'live' },
          { $setOnInsert: emptyState(firstGeneration, definition) },
          { upsert: true },
        )
      } catch (error) {
        // Somebody else does the same at the same time.
        if (!isMongoError(error, mongoCodes.duplicateKey)) throw error
      }
    })
    await this.#pointViews()
  }

  async generations(): Promise<readonly Generation[]> {
    return generationsOf(await this.mongo.ask(() => this.#states()))
  }

  async beside(definition: string, begin: 'anew' | 'resume' = 'anew'): Promise<Rebuild> {
    const generation = await this.#begin(definition, begin)
    await this.#dropForgotten()
    let isOver = false
    return {
      readModels: new MongoReadModels(this.mongo, generation, rebuildOvertaken),
      takeOver: async (evenBehind) => {
        if (isOver) throw rebuildOvertaken()
        await this.#takeOver(generation, evenBehind)
        isOver = true
        await this.#pointViews()
        await this.#dropForgotten()
      },
      leave: () => Promise.resolve(),
      discard: async () => {
        if (isOver) return
        isOver = true
        await this.#discard(generation)
        await this.#dropForgotten()
      },
    }
  }

  async atWork(engine: string, forMs: number): Promise<readonly string[]> {
    return this.mongo.ask(async () => {
      const engines = enginesOf(this.mongo)
      const now = Date.now()
      if (forMs > 0) await engines.replaceOne({ _id: engine }, { until: now + forMs }, { upsert: true })
      await engines.deleteMany(forMs > 0 ? { until: { $lte: now } } : { _id: engine })
      const here = await engines.find({ until: { $gt: now } }).toArray()
      return here.map(({ _id }) => _id).sort()
    })
  }

  stop(): Promise<void> {
    return this.mongo.stop()
  }

  /** Notes which generation is being built: one that was left, or a new one; forgets all but those that have a role. */
  #begin(definition: string, begin: 'anew' | 'resume'): Promise<string> {
    const suffix = randomBytes(4).toString('hex')
    const states = statesOf(this.mongo)
    return this.mongo.transaction(async (session) => {
      const { generation: live, previous = live } = await this.#live(session)
      const left = begin === 'resume' ? toGoOnWith(await this.#states(session), definition, previous) : undefined
      const building = left ?? `${Number.parseInt(live) + 1}_${suffix}`
      if (left === undefined)
        await states.replaceOne({ _id: building }, emptyState(building, definition), { upsert: true, session })
      await states.deleteMany({ _id: { $nin: ['live', previous, building] } }, { session })
      await states.updateOne({ _id: 'live' }, { $set: { building } }, { session })
      return building
    })
  }

  /** Whoever commits to the live generation meanwhile writes to the same document: one of the two is done again. */
  async #takeOver(generation: string, evenBehind = false): Promise<void> {
    const states = statesOf(this.mongo)
    await this.mongo.transaction(async (session, attempt) => {
      const { building, definition, checkpoint, edition, note, commit, generation: live } = await this.#live(session)
      // An earlier attempt did it, and its answer was lost.
      if (attempt > 1 && live === generation) return
      const built = await states.findOne({ _id: generation }, { session })
      if (building !== generation || !built) throw rebuildOvertaken()
      if (built.checkpoint < checkpoint && !evenBehind) throw rebuildBehind(built.checkpoint, checkpoint)
      // Another edition: nothing that was computed when it was live before, or while it was built, is added to it.
      const taken: Omit<LiveState, '_id'> = { ...withoutId(built), edition: randomUUID(), previous: live }
      const left: Omit<State, '_id'> = { generation: live, definition, checkpoint, edition, note, commit }
      await states.replaceOne({ _id: 'live' }, taken, { session })
      await states.replaceOne({ _id: live }, left, { upsert: true, session })
      await states.deleteMany({ _id: { $nin: ['live', live] } }, { session })
    })
  }

  #discard(generation: string): Promise<void> {
    const states = statesOf(this.mongo)
    return this.mongo.transaction(async (session) => {
      if ((await this.#live(session)).building !== generation) return
      await states.updateOne({ _id: 'live' }, { $unset: { building: '' } }, { session })
      await states.deleteOne({ _id: generation }, { session })
    })
  }

  /** Drops what no state names any more. */
  #dropForgotten(): Promise<void> {
    return this.mongo.ask(() =>
      dropAllBut(this.mongo.database, async () => (await this.#states()).map(({ generation }) => generation)),
    )
  }

  #live(session: ClientSession): Promise<LiveState> {
    return this.stateIn(session)
  }

  /** @throws as for a dropped database where there is none */
  async #states(session?: ClientSession): Promise<State[]> {
    const states = await statesOf(this.mongo).find({}, { session }).toArray()
    if (!states.some(({ _id }) => _id === 'live')) throw databaseGone(this.mongo.hosts)
    return states
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

/** Engines at work; `until` in milliseconds since 1970. */
const enginesOf = ({ database }: MongoConnection): Collection<{ _id: string; until: number }> =>
  database.collection('read-models.engines')

const withoutId = ({ _id, ...state }: State): Omit<State, '_id'> => state

/** The generation of a definition to go on with: an unfinished building before the one that was live before. */
const toGoOnWith = (states: readonly State[], definition: string, previous?: string): string | undefined =>
  states
    .filter((state) => state._id !== 'live' && state.definition === definition)
    .sort((a, b) => Number(a.generation === previous) - Number(b.generation === previous))[0]?.generation

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
  { definition, databaseSuffix = '', timeLimitMs = 10_000 }: MongoReadModelsOptions,
): Promise<ReadModelStore> => {
  const connection = await MongoConnection.open(url, timeLimitMs, databaseSuffix)
  const store = new MongoReadModelStore(connection)
  try {
    await store.prepare(definition)
  } catch (error) {
    await connection.stop()
    throw error
  }
  return store
}
