/** An event as the feed tells it. */
import { upcast } from '../../domain/catalogue.js'
import type { RecordedEvent } from '../../domain/event.js'

/** One line of JSON, the data in the present shape of the event’s type. */
export const feedLine = (stored: RecordedEvent): string => {
  const { position, stream, revision, id, type, data, metadata } = upcast(stored)
  return JSON.stringify({ position, stream, revision, id, type, data, metadata })
}
