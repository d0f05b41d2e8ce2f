/** Delivering the messages of a read or a subscription one after the other, and the faults that may befall it. */
import { once } from 'node:events'
import type streams from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerWritableStream } from '@grpc/grpc-js'
import { type Fault, type Refusal, statusOf } from './faults.js'
import type { Node } from './node.js'
import { timedOut } from './refusals.js'

/** A call of Read; its answers come encoded. */
export type ReadCall = ServerWritableStream<streams.ReadReq, Buffer>

/** Sends messages to one reader. */
export interface Delivery {
  readonly fault: Fault
  /** Nobody listens any more. */
  readonly ended: boolean
  readonly signal: AbortSignal
  send(message: Buffer): Promise<void>
  sendEvent(message: Buffer): Promise<void>
  refuse(refusal: Refusal): void
  end(): void
}

/** Runs what delivers, and ends it with the call. */
export const deliver = (
  node: Node,
  call: ReadCall,
  operation: 'read' | 'subscribe',
  work: (delivery: Delivery) => Promise<void>,
): void => {
  const fault = node.faults.strike(operation) ?? {}
  const { before, ending, afterEvents = 0 } = fault
  const over = new AbortController()
  let events = 0
  call.on('cancelled', () => over.abort())
  call.on('close', () => over.abort())
  call.on('error', () => over.abort())

  /** Ends the call as the fault has it; `true` when it did. */
  const strike = (): boolean => {
    if (ending === undefined || events < afterEvents) return false
    if (ending === 'cut') node.network.cut(call.getPeer())
    else if (ending !== 'silence') delivery.refuse(ending === 'timeout' ? timedOut : ending)
    over.abort()
    return true
  }

  const delivery: Delivery = {
    fault,
    get ended() {
      return over.signal.aborted
    },
    signal: over.signal,
    async send(message) {
      if (before) await before()
      if (over.signal.aborted || call.write(message)) return
      // A reader that goes away never drains.
      await once(call, 'drain', { signal: over.signal }).catch(() => {})
    },
    async sendEvent(message) {
      await delivery.send(message)
      events += 1
      strike()
    },
    refuse(refusal) {
      call.emit('error', statusOf(refusal))
    },
    end() {
      if (!over.signal.aborted) call.end()
    },
  }
  if (afterEvents === 0 && strike()) return
  work(delivery).catch((error: Error) => call.destroy(error))
}
