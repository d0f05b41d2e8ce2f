/** The connections of a server: a port of its own in front, so that they can be cut, frozen and killed as the network would. */
import { once } from 'node:events'
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Certificate } from './certificate.js'

interface Connection {
  readonly client: Socket
  readonly server: Socket
}

const address = '127.0.0.1'

const flow = ({ client, server }: Connection): void => {
  client.pipe(server)
  server.pipe(client)
}

const halt = ({ client, server }: Connection): void => {
  client.unpipe(server)
  server.unpipe(client)
  client.pause()
  server.pause()
}

/** Passes bytes between a public port and the port that really answers. */
export class Network {
  private readonly connections = new Set<Connection>()
  private front: Server | undefined
  private frozen = false

  constructor(private readonly certificate?: Certificate) {}

  /** Opens the public port, the same one after the first time. */
  async open(port: number, answeringPort: number): Promise<number> {
    const accept = (client: Socket) => this.accept(client, answeringPort)
    this.front = this.certificate
      ? createTlsServer({ ...this.certificate, ALPNProtocols: ['h2'] }, accept)
      : createServer(accept)
    this.front.listen(port, address)
    await once(this.front, 'listening')
    return (this.front.address() as AddressInfo).port
  }

  /** Closes the port and ends every connection at once. */
  async close(): Promise<void> {
    const front = this.front
    if (!front) return
    this.front = undefined
    this.frozen = false
    const closed = once(front, 'close')
    front.close()
    this.drop()
    await closed
  }

  /** Ends every connection at once; new ones are welcome. */
  drop(): void {
    for (const { client, server } of this.connections) {
      client.destroy()
      server.destroy()
    }
  }

  /** Ends the connection that a call came over, after what was answered to it so far has left. */
  cut(peer: string): void {
    const port = Number(peer.slice(peer.lastIndexOf(':') + 1))
    for (const { client, server } of this.connections) {
      if (server.localPort !== port) continue
      client.unpipe(server)
      client.resume()
      server.end()
    }
  }

  /** Accepts connections and bytes, and answers nothing, not even the pings of a connection. */
  freeze(): void {
    this.frozen = true
    for (const connection of this.connections) halt(connection)
  }

  /** Goes on as if nothing had been. */
  thaw(): void {
    this.frozen = false
    for (const connection of this.connections) flow(connection)
  }

  private accept(client: Socket, answeringPort: number): void {
    const server = connect(answeringPort, address)
    client.setNoDelay(true)
    server.setNoDelay(true)
    const connection = { client, server }
    this.connections.add(connection)
    // A connection that breaks is what this server is for.
    client.on('error', () => server.destroy())
    server.on('error', () => client.destroy())
    client.on('close', () => {
      server.destroy()
      this.connections.delete(connection)
    })
    server.on('close', () => client.end())
    if (!this.frozen) flow(connection)
  }
}
