/** Subscriptions: what is there already, then what comes, with the checkpoints of a filter. */
import { randomUUID } from 'node:crypto'
import type streams from '@eventstore/db-client/generated/streams_pb.js'
import { caughtUp, checkpoint, confirmation, eventMessage, nameOf } from './answers.js'
import type { Delivery } from './delivery.js'
import { type Filter, filterOf, pageSize } from './filters.js'
import type { Log } from './log.js'
import { streamDeleted } from './refusals.js'

type Options = streams.ReadReq.Options

/** Resolves with the next write, or when nobody waits for it any more. */
const written = (log: Log, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      stop()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const stop = log.onWritten(done)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })

const toStream = async (delivery: Delivery, log: Log, options: Options): Promise<void> => {
  const wanted = options.getStream()!
  const name = nameOf(wanted.getStreamIdentifier())
  let next = wanted.hasRevision() ? Number(wanted.getRevision()) + 1 : 0
  if (wanted.hasEnd()) next = (log.readable(name)?.at(-1)?.revision ?? -1) + 1
  let live = false
  while (!delivery.ended) {
    if (log.isTombstoned(name)) return delivery.refuse(streamDeleted(name))
    const events = log.readable(name) ?? []
    const first = events[0]?.revision ?? 0
    for (let index = Math.max(0, next - first); index < events.length && !delivery.ended; index += 1) {
      const event = events[index]!
      await delivery.sendEvent(eventMessage(event))
      next = event.revision + 1
    }
    if ((log.readable(name)?.at(-1)?.revision ?? -1) >= next || log.isTombstoned(name)) continue
    if (live) await written(log, delivery.signal)
    else await delivery.send(caughtUp())
    live = true
  }
}

/**
 * Where checkpoints come. While catching up they come between pages and tell the last event that the page delivered, or
 * where a page without any began; live, they come after the event that fills the interval.
 */
const checkpointing = ({ window, checkpointInterval }: Filter) => {
  let considered = 0
  let page = { begin: -1, considered: 0, delivered: 0, last: -1 }
  const startPage = () => (page = { begin: -1, considered: 0, delivered: 0, last: -1 })
  return {
    /** The position to tell after an event, if any. */
    after(position: number, matched: boolean, live: boolean, isLast: boolean): number | undefined {
      if (live) {
        considered += 1
        if (considered < checkpointInterval) return undefined
        considered = 0
        return position
      }
      if (page.begin === -1) page.begin = position
      page.considered += 1
      if (matched) {
        page.delivered += 1
        page.last = position
      }
      if (page.considered < window && page.delivered < pageSize && !isLast) return undefined
      considered += page.considered
      const reached = page.last === -1 ? page.begin : page.last
      startPage()
      if (isLast || considered < checkpointInterval) return undefined
      considered %= checkpointInterval
      return reached
    },
  }
}

const toAll = async (delivery: Delivery, log: Log, options: Options): Promise<void> => {
  const wanted = options.getAll()!
  const position = wanted.getPosition()
  const filter = filterOf(options)
  const checkpoints = filter && checkpointing(filter)
  const extra = filter && delivery.fault.checkpoints
  let index = 0
  if (position) index = log.indexFrom(Number(position.getCommitPosition()) + 1)
  else if (wanted.hasEnd()) index = log.events.length
  let live = false
  while (!delivery.ended) {
    while (index < log.events.length && !delivery.ended) {
      const event = log.events[index]!
      index += 1
      const matched = !filter || filter.matches(event)
      if (matched) await delivery.sendEvent(eventMessage(event))
      const reached = checkpoints?.after(event.position, matched, live, index === log.events.length)
      if (reached !== undefined) await delivery.send(checkpoint(reached))
      else if (extra === 'after-every-event') await delivery.send(checkpoint(event.position))
    }
    if (index < log.events.length) continue
    if (!live) {
      const last = log.events[index - 1]
      if (extra === 'at-the-seam' && last) await delivery.send(checkpoint(last.position))
      await delivery.send(caughtUp())
      if (extra === 'at-the-seam' && last) await delivery.send(checkpoint(last.position))
      live = true
    } else await written(log, delivery.signal)
  }
}

export const subscribe = async (delivery: Delivery, log: Log, options: Options): Promise<void> => {
  await delivery.send(confirmation(randomUUID()))
  await (options.hasStream() ? toStream(delivery, log, options) : toAll(delivery, log, options))
}
