/** The servers that benchmarks run on: found once and only where one is asked for, and stopped at the end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { findEventStoreDb } from '../servers/find-eventstoredb.js'
import { findMongoDb } from '../servers/find-mongodb.js'
import type { Found } from '../servers/test-server.js'
import type { ServerName } from './measure.js'

/** A server to measure on, or why there is none. */
export type BenchServer =
  | { readonly server: string; readonly url: string; readonly because?: string; readonly stop: () => Promise<void> }
  | { readonly skipped: string }

const whereFound = (found: Found): BenchServer =>
  found.server
    ? { server: found.server.kind, url: found.server.url, stop: () => found.server.stop() }
    : { skipped: `no ${found.name}: ${found.reason}` }

/** In a process of its own: it shares no event loop with who is measured. */
const startTestServer = async (because: string): Promise<BenchServer> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./eventstoredb-process.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const said = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended.then(() => undefined)])
  if (!said) return { skipped: `${because}; and the server for tests did not start` }
  return {
    server: 'test server',
    because,
    url: String(said[0]).trim(),
    stop: async () => {
      child.stdin.end()
      await ended
    },
  }
}

const ways: Readonly<Record<ServerName, () => Promise<BenchServer>>> = {
  EventStoreDB: async () => {
    const found = await findEventStoreDb()
    return found.server ? whereFound(found) : startTestServer(`no ${found.name}: ${found.reason}`)
  },
  MongoDB: async () => whereFound(await findMongoDb()),
}

const servers = new Map<ServerName, Promise<BenchServer>>()

export const serverFor = (name: ServerName): Promise<BenchServer> => {
  const server = servers.get(name) ?? ways[name]()
  servers.set(name, server)
  return server
}

export const stopServers = async (): Promise<void> => {
  for (const starting of servers.values()) {
    const server = await starting
    if ('stop' in server) await server.stop()
  }
}
