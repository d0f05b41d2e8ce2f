/** Carrying out one write and answering it, as it should be or as a fault has it. */
import type { Metadata } from '@grpc/grpc-js'
import type { Operation, Refusal } from './faults.js'
import type { Written } from './log.js'
import { type Node, refusalByFollower } from './node.js'

/** How the call that asked for the write is answered. */
export interface Reply {
  answer(written: Written): void
  refuse(refusal: Refusal): void
  timeOut(): void
}

interface Call {
  readonly metadata: Metadata
  getPeer(): string
}

export const write = (node: Node, call: Call, operation: Operation, effect: () => Written, reply: Reply): void => {
  const refusal = refusalByFollower(node, call.metadata)
  if (refusal) return reply.refuse(refusal)
  const { ending, stored = ending === undefined, before, answers = 1 } = node.faults.strike(operation) ?? {}
  const written = stored ? effect() : undefined

  const conclude = () => {
    if (ending === 'cut') node.network.cut(call.getPeer())
    else if (ending === 'timeout') reply.timeOut()
    else if (ending !== undefined && ending !== 'silence') reply.refuse(ending)
    else if (ending === undefined && written) for (let n = 0; n < answers; n += 1) reply.answer(written)
  }
  // Without a fault the answers leave in the order of the writes.
  if (before) void before().then(conclude)
  else conclude()
}
