/** The server for tests as a process of its own, for those who measure: says where it is, and ends with its input. */
import { startEventStoreDBServer } from '../eventstoredb/eventstoredb-server.js'

const server = await startEventStoreDBServer()
process.stdout.write(`${server.connectionString}\n`)
process.stdin.resume().on('close', () => process.exit())
