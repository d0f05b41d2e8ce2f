/** What can go wrong, on demand: faults as values, and the list of those still to happen. */
import { Metadata, status } from '@grpc/grpc-js'

/** What a fault can befall: appends of either kind, deletions, reads, subscriptions, and the client asking about the server. */
export type Operation = 'append' | 'delete' | 'read' | 'subscribe' | 'gossip' | 'features'

/** The call ends with a status, and what the server adds to it. */
export interface Refusal {
  readonly code: status
  readonly details: string
  readonly trailers?: Readonly<Record<string, string>>
}

/** How a call goes wrong. Without any part it goes right. */
export interface Fault {
  /** Whether a write is stored before it goes wrong. */
  readonly stored?: boolean
  /** So many events are delivered before it goes wrong. */
  readonly afterEvents?: number
  /**
   * A refusal; the connection cut; silence for good; or the answer `Timeout`, which an append gets without its connection
   * suffering.
   */
  readonly ending?: Refusal | 'cut' | 'silence' | 'timeout'
  /** An append is answered so many times. */
  readonly answers?: number
  /** Each message waits for this. */
  readonly before?: () => Promise<unknown>
  /** Where a filtered subscription has checkpoints besides the usual ones. */
  readonly checkpoints?: 'after-every-event' | 'at-the-seam'
}

/** Refuses a call with a gRPC status. */
export const refused = (code: status, details: string, trailers?: Refusal['trailers']): Fault => ({
  ending: { code, details, trailers },
})

/** This node does not lead the cluster; the client is sent on. */
export const notLeader = ({ host, port }: { host: string; port: number }): Fault =>
  refused(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  })

/** The server says that it cannot answer now. */
export const unavailable = (): Fault => refused(status.UNAVAILABLE, 'Server Is Not Ready')

/** The server gave up waiting for itself; a write may have been stored all the same. */
export const deadlineExceeded = ({ stored = false } = {}): Fault => ({ stored, ending: 'timeout' })

/** The connection is cut before a write is stored. */
export const cutBeforeEffect = (): Fault => ({ ending: 'cut' })

/** The connection is cut when a write is stored, before it is answered. */
export const cutAfterEffect = (): Fault => ({ stored: true, ending: 'cut' })

/** The connection is cut when so many events have been delivered. */
export const cutAfter = (afterEvents: number): Fault => ({ afterEvents, ending: 'cut' })

/** No answer, ever. A write is stored or not. */
export const silence = ({ stored = false } = {}): Fault => ({ stored, ending: 'silence' })

/** Nothing more when so many events have been delivered, over a connection that stays. */
export const silenceAfter = (afterEvents: number): Fault => ({ afterEvents, ending: 'silence' })

/** An append is answered twice. */
export const answeredTwice = (): Fault => ({ answers: 2 })

/** Each message comes so many milliseconds late. */
export const slow = (milliseconds: number): Fault => ({
  before: () => new Promise((resolve) => setTimeout(resolve, milliseconds)),
})

/** Messages wait until they are released. */
export const held = (): Fault & { readonly release: () => void } => {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  return { before: () => released, release }
}

/** A filtered subscription has more checkpoints than usual, where they are hard to bear. */
export const checkpoints = (checkpoints: NonNullable<Fault['checkpoints']>): Fault => ({ checkpoints })

/** A fault that was asked for. */
export interface Ordered {
  /** Resolves when it strikes for the first time. */
  readonly struck: Promise<void>
  /** How often it struck. */
  readonly times: () => number
  /** Takes it back. */
  readonly lift: () => void
}

interface Order {
  readonly operation: Operation
  readonly fault: Fault
  left: number
  readonly strike: () => void
}

/** The faults still to happen; the oldest order for an operation comes first. */
export class Faults {
  private orders: Order[] = []

  /** Strikes the next call, or the next few. */
  next(operation: Operation, fault: Fault, times = 1): Ordered {
    let struck = 0
    let strike = () => {}
    const first = new Promise<void>((resolve) => (strike = resolve))
    const order: Order = {
      operation,
      fault,
      left: times,
      strike: () => {
        struck += 1
        strike()
      },
    }
    this.orders.push(order)
    return { struck: first, times: () => struck, lift: () => (order.left = 0) }
  }

  /** Strikes every call until it is lifted. */
  always(operation: Operation, fault: Fault): Ordered {
    return this.next(operation, fault, Infinity)
  }

  /** Takes everything back. */
  clear(): void {
    this.orders = []
  }

  /** The fault that strikes this call, if any. */
  strike(operation: Operation): Fault | undefined {
    this.orders = this.orders.filter(({ left }) => left > 0)
    const order = this.orders.find((order) => order.operation === operation)
    if (!order) return undefined
    order.left -= 1
    order.strike()
    return order.fault
  }
}

/** A refusal as gRPC wants it. */
export const statusOf = ({ code, details, trailers = {} }: Refusal) => {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value)
  return { code, details, metadata }
}
