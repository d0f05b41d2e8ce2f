/** Finds a MongoDB to test against: the one that MONGODB_URL names, or one started for the tests. */
import { randomBytes } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { inDocker } from './docker.js'
import { findServer, freePort, named, programAt, startProgram, type Found, type Way } from './test-server.js'

export const image = 'mongo:8.0'
const answersWithinMs = 10_000

/** `alone` is a server as it starts when nobody says that it is a replica set. */
type Kind = 'replica set' | 'alone'

const asked = async (url: string, work: (client: MongoClient) => Promise<unknown>, timeLimitMs = answersWithinMs) => {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: timeLimitMs, connectTimeoutMS: timeLimitMs })
  try {
    await work(client)
  } finally {
    await client.close()
  }
}

const ping = (url: string): Promise<void> => asked(url, (client) => client.db('admin').command({ ping: 1 }), 1_000)

const container = (kind: Kind): Way =>
  inDocker(image, async (name, { GenericContainer, Wait }) => {
    const started = await new GenericContainer(name)
      .withCommand(kind === 'alone' ? ['--bind_ip_all'] : ['--bind_ip_all', '--replSet', 'rs0'])
      .withExposedPorts(27017)
      .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/))
      .start()
    if (kind === 'replica set') {
      // The set knows itself by a name that holds inside the container only.
      const { exitCode, output } = await started.exec([
        'mongosh',
        '--quiet',
        '--eval',
        `rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'localhost:27017' }] });
         while (!db.hello().isWritablePrimary) sleep(50)`,
      ])
      if (exitCode !== 0) throw new Error(`rs.initiate() failed: ${output}`)
    }
    return [started, `mongodb://${started.getHost()}:${started.getMappedPort(27017)}/?directConnection=true`]
  })

const program =
  (kind: Kind, name: string, settings: (folder: string) => string[], initiate: typeof initiateSet, variable?: string) =>
  async (): ReturnType<Way> => {
    const path = programAt([name], variable)
    if (!path) return { not: `no ${name} on the PATH` + (variable ? ` nor in ${variable}` : '') }
    const port = String(await freePort())
    const direct = `mongodb://127.0.0.1:${port}/?directConnection=true`
    const stop = await startProgram(
      path,
      (folder) => ['--port', port, ...settings(folder)],
      () => ping(direct),
    )
    try {
      if (kind === 'replica set') await initiate(direct, `127.0.0.1:${port}`)
    } catch (error) {
      await stop()
      throw error
    }
    return { kind: name, url: `mongodb://127.0.0.1:${port}/`, stop }
  }

const initiateSet = async (direct: string, host: string): Promise<void> => {
  await asked(direct, (client) =>
    client.db('admin').command({ replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host }] } }),
  )
  // Found as a set, it has a member that can be read.
  await asked(`mongodb://${host}/?replicaSet=rs0`, (client) => client.db('admin').command({ ping: 1 }))
}

const mongod = (kind: Kind): Way =>
  program(
    kind,
    'mongod',
    (folder) => [
      ...['--bind_ip', '127.0.0.1', '--dbpath', folder, '--quiet'],
      ...(kind === 'alone' ? [] : ['--replSet', 'rs0']),
    ],
    initiateSet,
  )

/** A server that speaks as MongoDB does, from PyPI: for machines that have neither Docker nor mongod. */
const secantusdb = (kind: Kind): Way =>
  program(
    kind,
    'secantusd-py',
    (folder) => [...['--storage-path', folder, '--log-level', 'ERROR'], ...(kind === 'alone' ? ['--standalone'] : [])],
    () => Promise.resolve(),
    'SECANTUSDB',
  )

const started = (kind: Kind): Way[] => [container(kind), mongod(kind), secantusdb(kind)]

/** Finds a replica set. */
export const findMongoDb = (): Promise<Found> =>
  findServer('MongoDB', [named('MONGODB_URL'), ...started('replica set')])

/** Finds a server that is not a member of a replica set. */
export const findMongoDbAlone = (): Promise<Found> => findServer('MongoDB outside of a replica set', started('alone'))

/** The URL of a database of its own on a server. */
export const freshDatabase = (url: string): string =>
  url.replace(/^([^/]*\/\/[^/?]*)\/?[^?]*/, `$1/touchledger_${randomBytes(6).toString('hex')}`)

/** Drops the database that a URL names. */
export const dropDatabase = (url: string): Promise<void> => asked(url, (client) => client.db().dropDatabase())

/** Whether a server keeps a state for a snapshot session while others write, found out by trying. */
export const keepsSnapshots = async (url: string): Promise<boolean> => {
  let isKept = false
  await asked(freshDatabase(url), async (client) => {
    const documents = client.db().collection('documents')
    await documents.insertOne({}, { writeConcern: { w: 'majority' } })
    await client.withSession({ snapshot: true }, async (session) => {
      await documents.find({}, { session }).toArray()
      await documents.insertOne({})
      isKept = (await documents.find({}, { session }).toArray()).length === 1
    })
    await client.db().dropDatabase()
  })
  return isKept
}

/** Whether a server lets a view show another collection than before, found out by trying. */
export const pointsViews = async (url: string): Promise<boolean> => {
  let viewOn: unknown
  await asked(freshDatabase(url), async (client) => {
    const database = client.db()
    for (const name of ['one', 'other']) await database.createCollection(name)
    await database.createCollection('view', { viewOn: 'one' })
    await database.command({ collMod: 'view', viewOn: 'other', pipeline: [] })
    const [view] = await database
      .listCollections<{ name: string; options?: { viewOn?: string } }>({ name: 'view' })
      .toArray()
    viewOn = view?.options?.viewOn
    await database.dropDatabase()
  })
  return viewOn === 'other'
}
