/** The call Read: a stream or everything, once or as a subscription. */
import streams from '@eventstore/db-client/generated/streams_pb.js'
import { eventMessage, nameOf, streamNotFound } from './answers.js'
import { type Delivery, type ReadCall, deliver } from './delivery.js'
import type { Log, LoggedEvent } from './log.js'
import type { Node } from './node.js'
import { streamDeleted } from './refusals.js'
import { subscribe } from './subscribe.js'

type Options = streams.ReadReq.Options

/** The events of the stream, or what is said instead. */
const fromStream = (log: Log, options: Options, backwards: boolean): readonly LoggedEvent[] | undefined => {
  const wanted = options.getStream()!
  const events = log.readable(nameOf(wanted.getStreamIdentifier()))
  if (!events) return undefined
  if (!backwards) {
    const from = wanted.hasRevision() ? Number(wanted.getRevision()) : wanted.hasEnd() ? Infinity : 0
    return events.filter(({ revision }) => revision >= from)
  }
  const from = wanted.hasRevision() ? Number(wanted.getRevision()) : wanted.hasStart() ? 0 : Infinity
  return events.filter(({ revision }) => revision <= from).toReversed()
}

/** Forwards an event at the position is included, backwards it is not. */
const fromAll = (log: Log, options: Options, backwards: boolean): readonly LoggedEvent[] => {
  const wanted = options.getAll()!
  const position = wanted.getPosition()
  const index = position ? log.indexFrom(Number(position.getCommitPosition())) : wanted.hasEnd() ? log.events.length : 0
  return backwards ? log.events.slice(0, index).toReversed() : log.events.slice(index)
}

const readOnce = async (delivery: Delivery, { log }: Node, options: Options): Promise<void> => {
  const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS
  const stream = options.getStream()
  const name = nameOf(stream?.getStreamIdentifier())
  if (stream && log.isTombstoned(name)) return delivery.refuse(streamDeleted(name))

  const events = stream ? fromStream(log, options, backwards) : fromAll(log, options, backwards)
  const count = Number(options.getCount())
  if (!events) await delivery.send(streamNotFound(name))
  for (const event of events?.slice(0, count) ?? []) {
    if (delivery.ended) return
    await delivery.sendEvent(eventMessage(event))
  }
  delivery.end()
}

export const read = (node: Node, call: ReadCall): void => {
  const options = call.request.getOptions()!
  const isSubscription = options.hasSubscription()
  deliver(node, call, isSubscription ? 'subscribe' : 'read', (delivery) =>
    isSubscription ? subscribe(delivery, node.log, options) : readOnce(delivery, node, options),
  )
}
