/** A connection to the database of the read models: how it is opened, how a transaction is made, what its errors are. */
import { MongoClient, ReadPreference, type ClientSession, type Db, type TransactionOptions } from 'mongodb'
import { invalid } from '../../../domain/errors.js'
import { hostsOf, isMongoError, mongoCodes, notAReplicaSet, readModelsUnavailable, translated } from './mongo-errors.js'

const defaultDatabase = 'touchledger'

/** All that is read was acknowledged by a majority of the replica set, and so is all that is written. */
const transactional: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority' },
  readPreference: ReadPreference.primary,
}

export class MongoConnection {
  readonly database: Db
  readonly hosts: string
  #stopped = false

  private constructor(
    private readonly client: MongoClient,
    databaseName: string,
    private readonly timeLimitMs: number,
  ) {
    this.database = client.db(databaseName)
    this.hosts = hostsOf(client)
  }

  /**
   * @throws DomainError `mongodb-url-invalid`, `read-models-unavailable` or `mongodb-not-a-replica-set`
   */
  static async open(url: string, timeLimitMs: number, databaseSuffix = ''): Promise<MongoConnection> {
    const connection = new MongoConnection(clientOf(url, timeLimitMs), databaseOf(url) + databaseSuffix, timeLimitMs)
    try {
      await connection.#greet()
    } catch (error) {
      await connection.stop()
      throw error
    }
    return connection
  }

  /** Does what is asked outside of a transaction, or with one of its own. */
  async ask<T>(work: () => Promise<T>): Promise<T> {
    if (this.#stopped) throw readModelsUnavailable(this.hosts, 'they were stopped')
    try {
      return await work()
    } catch (error) {
      throw translated(error, this.hosts)
    }
  }

  /**
   * Runs `work` in a transaction and commits it. Where the server says that it may be tried again, it is, so that
   * `work` may be called again; and so is a commit whose answer did not come.
   */
  transaction<T>(work: (session: ClientSession, attempt: number) => Promise<T>): Promise<T> {
    return this.ask(() =>
      this.client.withSession(async (session) => {
        const started = performance.now()
        let attempt = 0
        return session.withTransaction(() => {
          attempt += 1
          if (attempt > 1 && performance.now() - started > this.#patienceMs)
            throw readModelsUnavailable(this.hosts, 'a transaction did not succeed again and again')
          return work(session, attempt)
        }, transactional)
      }),
    )
  }

  /** Runs `work`, which changes nothing, in a transaction: it sees one state. */
  async reading<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    return this.ask(async () => {
      const session = this.client.startSession()
      try {
        return await session.withTransaction(async () => {
          const answer = await work(session)
          await session.abortTransaction() // unlike a commit, waits for nobody
          return answer
        }, transactional)
      } finally {
        await session.endSession()
      }
    })
  }

  /** Runs `work` on one state that the server keeps for it without a transaction, as long as it keeps old states. */
  snapshot<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    return this.ask(async () => {
      const session = this.client.startSession({ snapshot: true })
      try {
        return await work(session)
      } finally {
        await session.endSession()
      }
    })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.client.close()
  }

  get #patienceMs(): number {
    return Math.max(this.timeLimitMs, 30_000)
  }

  /** Finds out, by trying, whether the server is there and does transactions. */
  async #greet(): Promise<void> {
    try {
      const { setName, msg } = await this.client.db('admin').command({ hello: 1 })
      if (setName === undefined && msg !== 'isdbgrid') throw notAReplicaSet(this.hosts)
      await this.reading((session) => this.database.collection('read-models.state').findOne({}, { session }))
    } catch (error) {
      if (isMongoError(error, mongoCodes.illegalOperation)) throw notAReplicaSet(this.hosts)
      throw translated(error, this.hosts)
    }
  }
}

const databaseOf = (url: string): string => {
  const named = /^[^/]*\/\/[^/?]*\/([^?]+)/.exec(url)?.[1]
  return named === undefined ? defaultDatabase : decodeURIComponent(named)
}

const clientOf = (url: string, timeLimitMs: number): MongoClient => {
  try {
    return new MongoClient(url, {
      appName: 'touchledger',
      serverSelectionTimeoutMS: timeLimitMs,
      connectTimeoutMS: timeLimitMs,
      ignoreUndefined: true,
      promoteLongs: true,
      readPreference: ReadPreference.primary,
      readConcern: { level: 'majority' },
      writeConcern: { w: 'majority' },
      retryWrites: true,
      retryReads: true,
    })
  } catch {
    // What the driver says may hold the URL, and the URL a password.
    throw invalid(
      'mongodb-url-invalid',
      'The URL of MongoDB cannot be read. It looks like mongodb://host:27017/touchledger?replicaSet=rs0',
    )
  }
}
