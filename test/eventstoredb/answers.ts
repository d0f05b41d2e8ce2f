/** Events as the protocol delivers them, encoded. */
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { LoggedEvent } from './log.js'

const { ReadResp } = streams

const encoded = (message: streams.ReadResp): Buffer => Buffer.from(message.serializeBinary())

/** Most events are read more than once, and encoding costs more than all the rest. */
const encodedEvents = new WeakMap<LoggedEvent, Buffer>()

const ticksPerMillisecond = 10_000n

/** The revision of a tombstone is the highest that there is. */
const revisionOnTheWire = (revision: number) => (revision === Infinity ? '9223372036854775807' : String(revision))

export const identifier = (stream: string) => new shared.StreamIdentifier().setStreamName(Buffer.from(stream))

export const nameOf = (identifier: shared.StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString()

const encodeEvent = (event: LoggedEvent): Buffer => {
  const position = String(event.position)
  const recorded = new ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(identifier(event.stream))
    .setStreamRevision(revisionOnTheWire(event.revision))
    .setCommitPosition(position)
    .setPreparePosition(position)
    .setData(event.data)
    .setCustomMetadata(event.metadata)
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(BigInt(event.created) * ticksPerMillisecond))
  return encoded(new ReadResp().setEvent(new ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(position)))
}

export const eventMessage = (event: LoggedEvent): Buffer => {
  const message = encodedEvents.get(event) ?? encodeEvent(event)
  encodedEvents.set(event, message)
  return message
}

export const confirmation = (subscription: string): Buffer =>
  encoded(new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId(subscription)))

export const caughtUp = (): Buffer => encoded(new ReadResp().setCaughtUp(new ReadResp.CaughtUp()))

export const checkpoint = (position: number): Buffer =>
  encoded(
    new ReadResp().setCheckpoint(
      new ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position)),
    ),
  )

export const streamNotFound = (stream: string): Buffer =>
  encoded(new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(identifier(stream))))
