/** Which events a reader wants: what the server can leave out for us, and what is left to leave out here. */
import { eventTypeFilter, excludeSystemEvents, streamNameFilter, type Filter } from '@eventstore/db-client'
import type { RecordedEvent } from '../../../domain/event.js'
import type { EventFilter } from '../event-store.js'

type CheckpointReached = NonNullable<Filter['checkpointReached']>

export const matches = ({ streamPrefixes, types }: EventFilter, { stream, type }: RecordedEvent): boolean =>
  (streamPrefixes === undefined || streamPrefixes.some((prefix) => stream.startsWith(prefix))) &&
  (types === undefined || types.includes(type))

/** The prefixes, where they leave any stream out. */
const telling = (streamPrefixes: readonly string[] | undefined): readonly string[] | undefined =>
  streamPrefixes?.includes('') ? undefined : streamPrefixes

/** Whether events may be left out that are no system events, so that the position can move without an event. */
export const leavesOut = ({ streamPrefixes, types }: EventFilter): boolean =>
  telling(streamPrefixes) !== undefined || types !== undefined

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|#-]/g, '\\$&')

/** The server filters by one thing only: the streams where they are named, the types otherwise. */
export const serverFilter = ({ streamPrefixes, types }: EventFilter, checkpointReached: CheckpointReached): Filter => {
  // The shortest way between checkpoints: the fewer events one is behind, the fewer have to be looked at again.
  const checkpoints = { checkpointInterval: 1, checkpointReached }
  const prefixes = telling(streamPrefixes)
  // What a server makes of a filter that names nothing is its own affair; this one says that nothing matches.
  if (prefixes?.length === 0) return streamNameFilter({ regex: '(?!)', ...checkpoints })
  if (prefixes) return streamNameFilter({ prefixes: [...prefixes], ...checkpoints })
  // An alternative that nothing matches keeps a list without types from matching everything.
  if (types) return eventTypeFilter({ regex: `^(${['(?!)', ...types.map(literally)].join('|')})$`, ...checkpoints })
  return excludeSystemEvents(checkpoints)
}
