/** Finds an EventStoreDB to test against: the one that EVENTSTOREDB_URL names, or one started for the tests. */
import { inDocker } from './docker.js'
import { findServer, freePort, named, programAt, startProgram, type Found, type Way } from './test-server.js'

export const image = 'eventstore/eventstore:23.10.1-jammy'
const programs = ['eventstored', 'EventStore.ClusterNode', 'kurrentd']

/** Nothing of a test is kept, and nobody has to say who they are. */
const settings = ['--insecure', '--mem-db', '--cluster-size=1']

const urlOf = (host: string, port: number): string => `esdb://${host}:${port}?tls=false`

const container = inDocker(image, async (name, { GenericContainer, Wait }) => {
  const started = await new GenericContainer(name)
    .withCommand(settings)
    .withExposedPorts(2113)
    .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCodeMatching((code) => code < 300))
    .start()
  return [started, urlOf(started.getHost(), started.getMappedPort(2113))]
})

const program: Way = async () => {
  const found = programAt(programs)
  if (!found) return { not: `none of ${programs.join(', ')} on the PATH` }
  const port = await freePort()
  const stop = await startProgram(
    found,
    (folder) => [...settings, `--node-port=${port}`, `--log=${folder}`],
    async () => {
      const { ok, status } = await fetch(`http://127.0.0.1:${port}/health/live`)
      if (!ok) throw new Error(`Not yet: ${status}`)
    },
  )
  return { kind: found, url: urlOf('127.0.0.1', port), stop }
}

export const findEventStoreDb = (): Promise<Found> =>
  findServer('EventStoreDB', [named('EVENTSTOREDB_URL'), container, program])
