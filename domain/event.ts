/** The event and its envelope: what every fact looks like, whatever its subject. */
import { Type, type Static, type TObject, type TSchema } from 'typebox'
import type { Day, Instant } from './time.js'

/** A fact of some subject: what kind, and its data (plain JSON). */
export interface DomainEvent {
  readonly type: string
  readonly data: object
}

/** What is known about an event beside its content. Never carries a name, an address or a number of a person. */
export interface EventMetadata {
  /** When it happened, as reported. */
  readonly occurredAt: Instant
  /** When this ledger took it in; set once, at the append, and part of the stored bytes. */
  readonly recordedAt: Instant
  /** The account or program that recorded it, such as `import:cdnow`. */
  readonly actor: string
  readonly channel?: string
  /** The system it came from. */
  readonly source?: string
  readonly correlationId: string
  readonly causationId: string
  /** Version of `data`'s shape; older ones are upcast on read. */
  readonly schemaVersion: number
  /** The business's calendar day of `occurredAt`, where the business does not cut its days in UTC. */
  readonly businessDay?: { readonly date: Day; readonly zone: string }
}

/** An event ready to be appended. `id` is a UUID and names the event for ever. */
export type NewEvent<E extends DomainEvent = DomainEvent> = E & {
  readonly id: string
  readonly metadata: EventMetadata
}

/** An event as the log holds it. */
export type RecordedEvent<E extends DomainEvent = DomainEvent> = NewEvent<E> & {
  readonly stream: string
  /** Place in its stream, from 0. */
  readonly revision: number
  /** Place in the whole log; grows with time, never reused. */
  readonly position: number
}

/** Brings an event's data from one schema version to the next. Pure. */
export type Upcast = (data: Record<string, unknown>, metadata: EventMetadata) => Record<string, unknown>

/** What is wrong with a field of an event's data. */
export interface FieldProblem {
  readonly field: string
  readonly message: string
}

/** What is known about one type of event. */
export interface EventDefinition<S extends TSchema = TSchema> {
  /** One sentence for readers of the documentation. */
  readonly means: string
  /** Version of the present shape of `data`; 1 + the number of upcasts. */
  readonly version: number
  readonly data: S
  /** What is wrong with data of the right shape, where one field must fit another. */
  readonly problems: (data: object) => readonly FieldProblem[]
  /** Whether it is a contact with the customer. */
  readonly touchpoint: boolean
  /** Whether it is a row of the timeline; every touchpoint is. */
  readonly timeline: boolean
  /** Whether it can be reported from outside as a fact; if not, only this ledger itself records it. */
  readonly reportable: boolean
  /** From version 1 to 2, 2 to 3, … */
  readonly upcasts: readonly Upcast[]
}

/** The parts of a definition that differ from one event to the next. */
interface EventParts<P extends Record<string, TSchema>> {
  readonly means: string
  readonly data: P
  readonly problems?: (data: Static<TObject<P>>) => readonly FieldProblem[]
  readonly touchpoint?: boolean
  /** Of what is no touchpoint. */
  readonly timeline?: boolean
  readonly reportable?: boolean
  readonly upcasts?: readonly Upcast[]
}

/** Defines one type of event: its data may have these fields and no others. */
export const event = <P extends Record<string, TSchema>>(parts: EventParts<P>) => ({
  means: parts.means,
  version: 1 + (parts.upcasts?.length ?? 0),
  data: Type.Object(parts.data, { additionalProperties: false }),
  problems: (parts.problems ?? (() => [])) as EventDefinition['problems'],
  touchpoint: parts.touchpoint ?? true,
  timeline: (parts.touchpoint ?? true) || (parts.timeline ?? false),
  reportable: parts.reportable ?? true,
  upcasts: parts.upcasts ?? [],
})

/** The union of the events that a subject defines. */
export type EventOf<Definitions extends Record<string, EventDefinition>> = {
  [T in keyof Definitions & string]: { readonly type: T; readonly data: Readonly<Static<Definitions[T]['data']>> }
}[keyof Definitions & string]

/** The day an event counts for in business: its own business day, else the UTC day it happened on. */
export const dayOf = (event: { readonly metadata: EventMetadata }): Day =>
  event.metadata.businessDay?.date ?? event.metadata.occurredAt.slice(0, 10)

/** Order of a customer's history: when it happened, then where it stands in the log. */
export const inHistoryOrder = (
  a: { readonly metadata: EventMetadata; readonly position: number },
  b: { readonly metadata: EventMetadata; readonly position: number },
): number =>
  a.metadata.occurredAt < b.metadata.occurredAt
    ? -1
    : a.metadata.occurredAt > b.metadata.occurredAt
      ? 1
      : a.position - b.position
