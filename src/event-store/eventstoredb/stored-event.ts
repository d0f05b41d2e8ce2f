/** Events as the server stores them, and how two with one id are told apart without keeping them. */
import { hash } from 'node:crypto'
import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client'
import { canonicalJson } from '../../../domain/canonical-json.js'
import { derivedId, isUuid } from '../../../domain/customer/customer-id.js'
import { invalid } from '../../../domain/errors.js'
import type { EventMetadata, NewEvent, RecordedEvent } from '../../../domain/event.js'
import { asJson } from '../append-rules.js'
import { eventIdMalformed } from '../event-store.js'
import { positionOf } from './positions.js'

/** What decides whether two events with one id are the same: `sameEvent` with the content hashed. */
export interface Sameness {
  readonly content: string
  readonly occurredAt: string
  readonly asRecorded: boolean
}

type Content = Pick<NewEvent, 'type' | 'data' | 'metadata'>

export const samenessOf = ({ type, data, metadata }: Content): Sameness => {
  const { recordedAt, occurredAt, ...rest } = metadata
  return {
    content: hash('sha256', canonicalJson([type, data, rest]), 'base64'),
    occurredAt,
    asRecorded: occurredAt === recordedAt,
  }
}

/** Whether a retry carries the event that is stored; see EventStore for the rule. */
export const isSame = (stored: Sameness, retried: Sameness): boolean =>
  stored.content === retried.content &&
  (stored.occurredAt === retried.occurredAt || (stored.asRecorded && retried.asRecorded))

/** An event on its way to the server. */
export interface OutgoingEvent {
  readonly id: string
  readonly serverId: string
  readonly type: string
  readonly data: Buffer
  readonly metadata: Buffer
  readonly sameness: Sameness
}

/**
 * The server drops other bytes under an id that it knows without saying so. It knows our events by an id that is derived
 * from what makes them the same, so that it can only ever recognise the same event.
 */
const serverIdOf = (id: string, { content, occurredAt, asRecorded }: Sameness): string =>
  derivedId('event', id, content, asRecorded ? '' : occurredAt)

/** The text of metadata with one field more. */
const withEventId = (metadata: string, id: string): string =>
  `${metadata.slice(0, -1)}${metadata === '{}' ? '' : ','}"eventId":"${id}"}`

/** @throws DomainError `event-id-malformed`, `event-not-json`, `event-type-reserved`, `event-metadata-reserved` */
export const outgoingEvent = ({ id, type, data, metadata }: NewEvent, stream: string, index: number): OutgoingEvent => {
  if (!isUuid(id)) throw eventIdMalformed(id, { stream, index })
  if (type === '' || type.startsWith('$'))
    throw invalid('event-type-reserved', `EventStoreDB keeps the event type “${type}” for itself`, { stream, index })
  if ('eventId' in metadata)
    throw invalid('event-metadata-reserved', 'The store keeps the field eventId of metadata for itself', {
      stream,
      index,
    })
  const dataText = asJson(data, stream, index)
  const metadataText = asJson(metadata, stream, index)
  // As it will be read: texts of dates and the like have no other form by then.
  const sameness = samenessOf({
    type,
    data: JSON.parse(dataText) as object,
    metadata: JSON.parse(metadataText) as EventMetadata,
  })
  return {
    id,
    serverId: serverIdOf(id, sameness),
    type,
    data: Buffer.from(dataText),
    metadata: Buffer.from(withEventId(metadataText, id)),
    sameness,
  }
}

/** What events count for against the limit of an append. */
export const sizeOf = (events: readonly OutgoingEvent[]): number => {
  let size = 0
  for (const { type, data, metadata } of events) size += data.length + metadata.length + 2 * type.length
  return size
}

/** Whether the server wrote it for itself: those events are nobody’s history. */
export const isSystemEvent = ({ event }: AllStreamResolvedEvent | ResolvedEvent): boolean =>
  event === undefined || event.type.startsWith('$') || event.streamId.startsWith('$')

type StoredMetadata = EventMetadata & { readonly eventId?: string }

/** An event of ours without what the store added to it; what somebody else wrote has the id that the server knows it by. */
export const recordedEvent = ({ event }: AllStreamResolvedEvent | ResolvedEvent): RecordedEvent => {
  const { streamId, id, type, data, metadata, revision, position } = event!
  const stored: unknown = metadata instanceof Uint8Array ? {} : (metadata ?? {})
  const { eventId = id, ...rest } = stored as StoredMetadata
  return {
    id: eventId,
    type,
    data: data as object,
    metadata: rest,
    stream: streamId,
    revision: Number(revision),
    position: positionOf(position!),
  }
}
