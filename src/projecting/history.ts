/** A customer's history as the folds see it: read from the log, upcast, named with the customer it belongs to by now. */
import { upcast } from '../../domain/catalogue.js'
import { customerOfStream, customerStream } from '../../domain/customer/customer-id.js'
import type { RecordedEvent } from '../../domain/event.js'
import { identitiesStream } from '../../domain/identity/identity.events.js'
import type { Identities } from '../../projections/identities.js'
import type { HistoryEvent } from '../../projections/read-model.js'
import { everybody, isIn, partitionsIn, streamsOf, type Share } from '../read-models/partitions.js'
import type { EventStore, NameRange } from '../event-store/event-store.js'

/** Streams of customers begin so; all others are no part of any history. */
const customerStreams = customerStream('')

/** What read models are made of. */
export const foldedStreams = { streamPrefixes: [customerStreams, identitiesStream] }

/** What is stored of one customer and all who were merged into it, in the order of the log. */
export interface StoredHistory {
  readonly customer: string
  readonly events: readonly RecordedEvent[]
}

/** Which events a reader wants to see. */
export type Belongs = (event: RecordedEvent) => boolean

/**
 * A stored event as part of a customer's history.
 * @throws DomainError `event-too-new`
 */
export const historyEvent = (stored: RecordedEvent, owner: string, customer: string): HistoryEvent =>
  Object.assign(upcast(stored), owner === customer ? { customer } : { customer, mergedFrom: owner })

/** The events without those of which their stream says later that they are left out. */
const withoutDiscarded = (events: readonly RecordedEvent[]): readonly RecordedEvent[] => {
  const discards = events.filter(({ type }) => type === 'EventDiscarded')
  if (discards.length === 0) return events
  const key = (stream: string, id: string): string => `${stream} ${id}`
  const last = new Map(
    discards.map(({ stream, data, revision }) => [key(stream, (data as { event: string }).event), revision]),
  )
  return events.filter(({ stream, id, revision }) => revision >= (last.get(key(stream, id)) ?? 0))
}

/**
 * The events that the folds see, in the order given.
 * @throws DomainError `event-too-new`
 */
export const historyOf = ({ customer, events }: StoredHistory): HistoryEvent[] =>
  withoutDiscarded(events).map((stored) => historyEvent(stored, customerOfStream(stored.stream)!, customer))

/** What is stored of a survivor and its merged ones up to a position, of what `belongs`. */
export const readStoredHistory = async (
  store: EventStore,
  identities: Identities,
  survivor: string,
  until = Number.MAX_SAFE_INTEGER,
  belongs: Belongs = () => true,
): Promise<StoredHistory> => {
  const events: RecordedEvent[] = []
  const members = identities.membersOf(survivor)
  for (const member of members)
    for await (const stored of store.readStream(customerStream(member))) {
      if (stored.position > until) break
      if (belongs(stored)) events.push(stored)
    }
  if (members.length > 1) events.sort((a, b) => a.position - b.position)
  return { customer: survivor, events }
}

/** The histories of customers of whom nobody was merged, up to a position, in the order of their streams. */
export async function* loneHistories(
  store: EventStore,
  identities: Identities,
  until: number,
  streams?: NameRange,
): AsyncIterable<StoredHistory> {
  for await (const events of store.readStreams(customerStreams, until, streams)) {
    const customer = customerOfStream(events[0]!.stream)!
    if (identities.isAlone(customer)) yield { customer, events }
  }
}

/** The histories of customers into whom others were merged, up to a position. */
export async function* mergedHistories(
  store: EventStore,
  identities: Identities,
  until: number,
  share: Share = everybody,
): AsyncIterable<StoredHistory> {
  for (const survivor of identities.merged())
    if (isIn(share, survivor)) yield readStoredHistory(store, identities, survivor, until)
}

/** The histories of all customers up to a position, each once; those of whom somebody was merged come last. */
export async function* storedHistories(
  store: EventStore,
  identities: Identities,
  until: number,
  share: Share = everybody,
): AsyncIterable<StoredHistory> {
  const partitions = partitionsIn(share)
  const { after } = streamsOf(partitions[0]!)
  const { before } = streamsOf(partitions.at(-1)!)
  yield* loneHistories(store, identities, until, { after, before })
  yield* mergedHistories(store, identities, until, share)
}
