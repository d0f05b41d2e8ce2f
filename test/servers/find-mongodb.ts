/** Finds a MongoDB replica set to test against: the one that MONGODB_URL names, or one started for the tests. */
import { randomBytes } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { inDocker } from './docker.js'
import { findServer, freePort, named, programAt, startProgram, type Found, type Way } from './test-server.js'

const image = 'mongo:8.0'
const initiateWithinMs = 30_000

const asked = async (url: string, work: (client: MongoClient) => Promise<unknown>, timeLimitMs = 1_000) => {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: timeLimitMs, connectTimeoutMS: timeLimitMs })
  try {
    await work(client)
  } finally {
    await client.close()
  }
}

/** Makes a server that was started with `--replSet` a replica set of one, and waits until it can be written to. */
const initiate = async (url: string, member: string): Promise<void> => {
  await asked(url, (client) =>
    client.db('admin').command({ replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host: member }] } }),
  )
  await asked(url, (client) => client.db('admin').command({ hello: 1 }), initiateWithinMs)
  await asked(
    url.replace('directConnection=true', ''),
    (client) => client.db('admin').collection('ready').findOne({}),
    initiateWithinMs,
  )
}

const container = inDocker(image, async (name, { GenericContainer, Wait }) => {
  const started = await new GenericContainer(name)
    .withCommand(['--replSet', 'rs0', '--bind_ip_all'])
    .withExposedPorts(27017)
    .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/))
    .start()
  // The set knows itself by a name that holds inside the container only.
  const { exitCode, output } = await started.exec([
    'mongosh',
    '--quiet',
    '--eval',
    `rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'localhost:27017' }] });
     while (!db.hello().isWritablePrimary) sleep(50)`,
  ])
  if (exitCode !== 0) throw new Error(`rs.initiate() failed: ${output}`)
  return [started, `mongodb://${started.getHost()}:${started.getMappedPort(27017)}/?directConnection=true`]
})

const mongod: Way = async () => {
  const program = programAt(['mongod'])
  if (!program) return { not: 'no mongod on the PATH' }
  const port = await freePort()
  const member = `127.0.0.1:${port}`
  const direct = `mongodb://${member}/?directConnection=true`
  const stop = await startProgram(
    program,
    (folder) => ['--replSet', 'rs0', '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', folder, '--quiet'],
    () => asked(direct, (client) => client.db('admin').command({ ping: 1 })),
  )
  try {
    await initiate(direct, member)
  } catch (error) {
    await stop()
    throw error
  }
  return { kind: 'mongod', url: `mongodb://${member}/?replicaSet=rs0`, stop }
}

/** A server that speaks as MongoDB does, from PyPI: for machines that have neither Docker nor mongod. */
const secantusdb: Way = async () => {
  const program = programAt(['secantusd-py'], 'SECANTUSDB')
  if (!program) return { not: 'no secantusd-py on the PATH nor in SECANTUSDB' }
  return startSecantusDb(program)
}

/** `--standalone` makes it a server that is no replica set. */
const startSecantusDb = async (program: string, ...more: string[]) => {
  const port = await freePort()
  const url = `mongodb://127.0.0.1:${port}/`
  const stop = await startProgram(
    program,
    (folder) => ['--port', String(port), '--storage-path', folder, '--log-level', 'ERROR', ...more],
    () => asked(url, (client) => client.db('admin').command({ ping: 1 })),
  )
  return { kind: 'SecantusDB', url, stop }
}

export const findMongoDb = (): Promise<Found> =>
  findServer('MongoDB', [named('MONGODB_URL'), container, mongod, secantusdb])

/** The URL of a database of its own on a server. */
export const freshDatabase = (url: string, name = `touchledger_${randomBytes(6).toString('hex')}`): string =>
  url.replace(/^([^/]*\/\/[^/?]*)\/?[^?]*/, `$1/${name}`)

/** Drops the database that a URL names. */
export const dropDatabase = (url: string): Promise<void> => asked(url, (client) => client.db().dropDatabase(), 10_000)
