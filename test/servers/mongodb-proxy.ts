/** Stands between the driver and a server, and loses answers to commits as a broken network does. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { BSON } from 'mongodb'

/**
 * What becomes of a commit: `pass` as if there were no proxy; `lose` its answer, after the server has made it;
 * `deny` it, as a server does that knows nothing of the transaction any more.
 */
export type Fate = 'pass' | 'lose' | 'deny'

export interface MongoDbProxy {
  /** The URL through the proxy. */
  readonly url: string
  /** How often each fate was met. */
  readonly met: Record<Fate, number>
  /** What becomes of the next commits, one after the other; those after them pass. */
  decide(...fates: Fate[]): void
  /** Waits until the driver sends a command. */
  sent(command: string): Promise<void>
  stop(): Promise<void>
}

const denial = {
  ok: 0,
  code: 251,
  codeName: 'NoSuchTransaction',
  errmsg: 'The transaction is not known here',
  errorLabels: ['TransientTransactionError'],
}

/** A reply to a message of the wire protocol (OP_MSG with one section). */
const replyTo = (message: Buffer, body: object): Buffer => {
  const document = BSON.serialize(body)
  const reply = Buffer.alloc(21 + document.length)
  reply.writeInt32LE(reply.length, 0)
  reply.writeInt32LE(message.readInt32LE(4), 8)
  reply.writeInt32LE(2013, 12)
  reply.set(document, 21)
  return reply
}

/** Cuts a stream of bytes into messages, each of which begins with its length. */
const messagesOf = (socket: Socket, take: (message: Buffer) => void): void => {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (data: Buffer) => {
    rest = rest.length ? Buffer.concat([rest, data]) : data
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0)
      take(rest.subarray(0, length))
      rest = rest.subarray(length)
    }
  })
}

/** Starts a proxy to the one server that a URL names. */
export const startMongoDbProxy = async (to: string): Promise<MongoDbProxy> => {
  const [, before, host, path, query = ''] = /^([^/]*\/\/(?:[^@/]*@)?)([^/?,]*)(?:,[^/?]*)?(\/[^?]*)?(?:\?(.*))?$/.exec(
    to,
  )!
  const [hostname, port = '27017'] = host!.split(':')
  const met: Record<Fate, number> = { pass: 0, lose: 0, deny: 0 }
  const decided: Fate[] = []
  const awaited = new Map<string, () => void>()
  const sockets = new Set<Socket>()

  const server = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port) })
    let isLost = false
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    messagesOf(client, (message) => {
      for (const [command, wake] of awaited) if (message.includes(`${command}\0`)) wake()
      if (message.includes('commitTransaction\0')) {
        const fate = decided.shift() ?? 'pass'
        met[fate] += 1
        if (fate === 'deny') return void client.write(replyTo(message, denial))
        isLost = fate === 'lose'
      }
      upstream.write(message)
    })
    messagesOf(upstream, (message) => {
      if (isLost) client.destroy()
      else client.write(message)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as { port: number }
  const options = query.split('&').filter((option) => option !== '' && !/^(replicaSet|directConnection)=/.test(option))
  return {
    url: `${before}127.0.0.1:${own}${path ?? '/'}?${[...options, 'directConnection=true'].join('&')}`,
    met,
    decide: (...fates) => decided.push(...fates),
    sent: (command) => new Promise((resolve) => awaited.set(command, resolve)),
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}
