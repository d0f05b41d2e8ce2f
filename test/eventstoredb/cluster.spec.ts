/** Several servers that pass for a cluster, as the real client sees them. */
import { EventStoreDBClient } from '@eventstore/db-client'
import { type Cluster, startCluster } from './cluster.js'
import { unavailable } from './faults.js'
import { connected, event, history, refusal } from './raw-client.js'

let cluster: Cluster
let client: EventStoreDBClient
beforeEach(async () => {
  cluster = await startCluster(3)
})
afterEach(async () => {
  await client.dispose()
  await cluster.stop()
})

const connect = (connectionString: string) => (client = EventStoreDBClient.connectionString(connectionString))
const toLeader = { requiresLeader: true }
const stored = () => cluster.servers[0]!.log.readable('a')?.length ?? 0

test.each(['connectionString', 'discoveryString'] as const)('a client finds the leader by its %s', async (string) => {
  cluster.elect(cluster.servers[1]!)
  connect(cluster[string])
  await client.appendToStream('a', event(), toLeader)
  expect(stored()).toBe(1)
  // Somebody else was asked, nobody else was written to.
  const fault = cluster.leader().faults.next('append', unavailable())
  expect(await refusal(client.appendToStream('a', event(), toLeader))).toMatchObject({ type: 'unavailable' })
  expect(fault.times()).toBe(1)
})

test('a follower sends on who insists on the leader', async () => {
  const [leader, follower] = cluster.servers
  connect(follower!.connectionString)
  expect(await refusal(client.appendToStream('a', event(), toLeader))).toMatchObject({
    type: 'not-leader',
    leader: { address: '127.0.0.1', port: leader!.port },
  })
  expect(stored()).toBe(0)
  await client.appendToStream('a', event(), toLeader)
  expect(stored()).toBe(1)
})

test('a follower passes on for others, and reads what all read', async () => {
  connect(cluster.servers[2]!.connectionString)
  await client.appendToStream('a', event())
  expect(await history(client, 'a')).toHaveLength(1)
  expect(cluster.leader().log.readable('a')).toHaveLength(1)
})

test('a client follows from a leader that is gone to the next', async () => {
  connect(cluster.connectionString)
  const first = event()
  await client.appendToStream('a', first, { ...toLeader, expectedRevision: 'no_stream' })
  await cluster.leader().kill()
  cluster.elect(cluster.servers[1]!)
  expect((await refusal(client.appendToStream('a', event(), toLeader))).message).toMatch(/UNAVAILABLE/)
  await connected(client)
  await client.appendToStream('a', first, { ...toLeader, expectedRevision: 'no_stream' })
  await client.appendToStream('a', event(), { ...toLeader, expectedRevision: 0n })
  expect(stored()).toBe(2)
})

test('a new leader does not know which appends with any were made', async () => {
  connect(cluster.connectionString)
  const again = event()
  await client.appendToStream('a', again)
  await client.appendToStream('a', again)
  expect(stored()).toBe(1)
  cluster.elect(cluster.servers[1]!)
  await client.appendToStream('a', again)
  expect(stored()).toBe(2)
})

test('a client that finds no leader alive reads from another', async () => {
  await cluster.leader().kill()
  connect(cluster.discoveryString)
  await expect(history(client, 'a')).rejects.toMatchObject({ type: 'stream-not-found' })
})

test('a leader that was deposed sends its client on', async () => {
  connect(cluster.connectionString)
  await client.appendToStream('a', event(), toLeader)
  cluster.elect(cluster.servers[2]!)
  expect(await refusal(client.appendToStream('a', event(), toLeader))).toMatchObject({
    type: 'not-leader',
    leader: { port: cluster.servers[2]!.port },
  })
  await client.appendToStream('a', event(), toLeader)
  expect(stored()).toBe(2)
})
