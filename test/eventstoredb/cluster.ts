/** Several servers over one log, as if it were replicated at once, of which one leads. */
import { EventStoreDBServer, type ServerOptions, connectionStringOf } from './eventstoredb-server.js'
import { Log } from './log.js'
import type { Member } from './node.js'

export interface Cluster {
  readonly servers: readonly EventStoreDBServer[]
  /** Names all servers; a client asks them who leads. */
  readonly connectionString: string
  /** Names one server to ask about the others. */
  readonly discoveryString: string
  leader(): EventStoreDBServer
  /** Has another server lead, and forget by which ids appends were recognised. */
  elect(server: EventStoreDBServer): void
  stop(): Promise<void>
}

/** Starts so many servers; the first of them leads. */
export const startCluster = async (size: number, options: ServerOptions = {}): Promise<Cluster> => {
  const log = new Log(options)
  const members = (): Member[] =>
    servers.map((server) => ({ id: server.id, port: server.port, alive: server.running, leads: server === leader }))
  const servers = Array.from({ length: size }, () => new EventStoreDBServer({ ...options, log, members }))
  let leader = servers[0]!
  for (const server of servers) await server.start()

  return {
    servers,
    connectionString: connectionStringOf(servers, options),
    discoveryString: connectionStringOf(servers.slice(-1), options, 'esdb+discover'),
    leader: () => leader,
    elect: (server) => {
      leader = server
      log.forgetRecentIds()
    },
    stop: async () => {
      for (const server of servers) await server.stop()
    },
  }
}
