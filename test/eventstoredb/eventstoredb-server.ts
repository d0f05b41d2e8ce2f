/**
 * A server for tests that speaks the protocol of EventStoreDB as the real one was measured to (23.10), over a log in
 * memory, and that misbehaves on demand.
 */
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { type Metadata, Server, ServerCredentials, type sendUnaryData } from '@grpc/grpc-js'
import { getSupportedMethods, gossipRead } from './about.js'
import { append } from './append.js'
import { batchAppend } from './batch-append.js'
import type { Certificate } from './certificate.js'
import { softDelete, tombstone } from './delete.js'
import { Faults, statusOf } from './faults.js'
import { Log, type LogOptions } from './log.js'
import { Network } from './network.js'
import { type Credentials, type Member, type Node, admits, host } from './node.js'
import { read } from './read.js'
import { unauthenticated } from './refusals.js'

export interface ServerOptions extends LogOptions {
  /** A log to share with other servers, instead of one of its own. */
  readonly log?: Log
  /** Speaks TLS; the client sends no credentials without. */
  readonly certificate?: Certificate
  readonly requireCredentials?: Credentials
  /** Milliseconds after which an append that was not sent completely is answered with a timeout. */
  readonly writeTimeout?: number
  /** The cluster that the server is part of, as it tells its clients; alone when not given. */
  readonly members?: () => readonly Member[]
}

/** Largest message that the server accepts; a larger one breaks the call that it came with. */
const maximumMessage = 16 * 1024 * 1024

/** The service of streams, with events that are encoded already. */
const { StreamsService } = streamsService
const streamsOfBytes = {
  ...StreamsService,
  read: { ...StreamsService.read, responseSerialize: (message: Buffer) => message },
}

interface AnyCall {
  readonly metadata: Metadata
  emit(event: 'error', error: object): boolean
}

/** Calls with the node that they came to, provided that it admits the caller. */
const to =
  <Call extends AnyCall, Response>(
    node: Node,
    handle: (node: Node, call: Call, callback: sendUnaryData<Response>) => void,
    admitted = admits,
  ) =>
  (call: Call, callback?: sendUnaryData<Response>): void => {
    if (admitted(node, call.metadata)) handle(node, call, callback!)
    else if (callback) callback(statusOf(unauthenticated))
    else call.emit('error', statusOf(unauthenticated))
  }

export class EventStoreDBServer {
  readonly id = randomUUID()
  readonly log: Log
  /** What goes wrong with the calls to come. */
  readonly faults = new Faults()
  private readonly network: Network
  private readonly options: ServerOptions
  private grpc: Server | undefined
  private publicPort = 0

  constructor(options: ServerOptions = {}) {
    this.options = options
    this.log = options.log ?? new Log(options)
    this.network = new Network(options.certificate)
  }

  /** The port, the same after every start. */
  get port(): number {
    return this.publicPort
  }

  get connectionString(): string {
    return connectionStringOf([this], this.options)
  }

  get running(): boolean {
    return this.grpc !== undefined
  }

  /** Starts, or starts again with the same port and log; what only the memory of a process holds is forgotten. */
  async start(): Promise<this> {
    if (!this.options.log) this.log.forgetRecentIds()
    const grpc = new Server({ 'grpc.max_receive_message_length': maximumMessage })
    this.serve(grpc)
    const bind = promisify(grpc.bindAsync.bind(grpc))
    const answeringPort = await bind(`${host}:0`, ServerCredentials.createInsecure())
    this.publicPort = await this.network.open(this.publicPort, answeringPort)
    this.grpc = grpc
    return this
  }

  /** Stops at once, as kill -9 would: every connection ends, calls in flight get no answer, the port is closed. */
  async kill(): Promise<void> {
    const grpc = this.grpc
    this.grpc = undefined
    await this.network.close()
    grpc?.forceShutdown()
  }

  /** Stops, for good or until the next start; what went wrong before is forgiven. */
  async stop(): Promise<void> {
    this.faults.clear()
    await this.kill()
  }

  /** Ends every connection; the server goes on and accepts new ones. */
  dropConnections(): void {
    this.network.drop()
  }

  /** Accepts connections and answers nothing any more, not even the pings of a connection. */
  freeze(): void {
    this.network.freeze()
  }

  /** Ends the freeze; everything goes on where it stood. */
  thaw(): void {
    this.network.thaw()
  }

  private serve(grpc: Server): void {
    const alone = () => [{ id: this.id, port: this.publicPort, alive: true, leads: true }]
    const port = () => this.publicPort
    const { members = alone, requireCredentials, writeTimeout = 2_000 } = this.options
    const node: Node = {
      log: this.log,
      faults: this.faults,
      network: this.network,
      requireCredentials,
      writeTimeout,
      members,
      get port() {
        return port()
      },
    }
    grpc.addService(streamsOfBytes, {
      append: to(node, append),
      batchAppend: to(node, batchAppend),
      delete: to(node, softDelete),
      tombstone: to(node, tombstone),
      read: to(node, read),
    })
    const anybody = () => true
    grpc.addService(gossipService.GossipService, { read: to(node, gossipRead, anybody) })
    grpc.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: to(node, getSupportedMethods, anybody),
    })
  }
}

/** Where a client finds servers that were started with these options. */
export const connectionStringOf = (
  servers: readonly { readonly port: number }[],
  { certificate }: ServerOptions,
  protocol = 'esdb',
): string => {
  // A certificate names no addresses that the client would believe.
  const hosts = servers.map(({ port }) => `${certificate ? 'localhost' : host}:${port}`)
  return `${protocol}://${hosts.join(',')}?tls=${certificate !== undefined}`
}

/** Starts a server on a free port of this machine. */
export const startEventStoreDBServer = (options?: ServerOptions): Promise<EventStoreDBServer> =>
  new EventStoreDBServer(options).start()
