/** A page of the feed: some lines of NDJSON, and where to go on. */
import type { EventFilter, EventStore } from '../event-store/event-store.js'
import { feedLine } from './feed-event.js'

/** Roughly how large a page may get; it ends early then. */
const pageCharacters = 8_000_000
/** How much of the log one page looks through at most, however few events a filter lets pass. */
const positionsLookedThrough = 100_000

export interface FeedPage {
  readonly lines: string
  /** Everything up to here is in this page, in one before it, or filtered out. */
  readonly position: number
}

export const readFeedPage = async (
  store: EventStore,
  { after, head, limit, filter }: { after: number; head: number; limit: number; filter: EventFilter },
): Promise<FeedPage> => {
  const until = Math.min(head, after + positionsLookedThrough)
  let lines = ''
  let events = 0
  for await (const event of store.readAll({ after, until, filter, limit })) {
    lines += feedLine(event) + '\n'
    events += 1
    if (events === limit || lines.length >= pageCharacters) return { lines, position: event.position }
  }
  return { lines, position: until }
}
