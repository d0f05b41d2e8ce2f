/** A customer's history as the folds see it: read from the log, upcast, named with its customer. */
import { upcast } from '../../domain/catalogue.js'
import { customerOfStream, customerStream } from '../../domain/customer/customer-id.js'
import type { EventMetadata, RecordedEvent } from '../../domain/event.js'
import type { HistoryEvent } from '../../projections/read-model.js'
import type { EventStore } from '../event-store/event-store.js'

/** Streams that belong to customers, all others being no part of any history. */
export const customerStreams = { streamPrefixes: [customerStream('')] } as const

/** An event of a customer's stream as an event of the history; undefined for other streams. */
export const historyEvent = (stored: RecordedEvent): HistoryEvent | undefined => {
  const customer = customerOfStream(stored.stream)
  return customer === undefined ? undefined : Object.assign(upcast(stored), { customer })
}

/** One customer's events up to a position, those that `belongs` lets through. */
export const readHistory = async (
  store: EventStore,
  customer: string,
  until = Number.MAX_SAFE_INTEGER,
  belongs: (metadata: EventMetadata) => boolean = () => true,
): Promise<HistoryEvent[]> => {
  const history: HistoryEvent[] = []
  for await (const stored of store.readStream(customerStream(customer))) {
    if (stored.position > until) break
    const event = historyEvent(stored)
    if (event && belongs(event.metadata)) history.push(event)
  }
  return history
}
