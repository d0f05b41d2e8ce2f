/** The timeline: one row per touchpoint or change of rank, so that a customer may have any number of them. */
import { timelineTypes } from '../../domain/catalogue.js'
import { dayOf } from '../../domain/event.js'
import type { Day, Instant } from '../../domain/time.js'
import type { HistoryEvent, ReadModel } from '../read-model.js'

/** A touchpoint recorded more than so many days after it happened is marked late. Our choice. */
const lateAfterDays = 1

export interface TimelineDocument {
  /** The event’s id. */
  id: string
  type: string
  /** The business day it counts for. */
  day: Day
  occurredAt: Instant
  recordedAt: Instant
  late: boolean
  /** Whole days from happening to recording. */
  lateByDays: number
  channel?: string
  source?: string
  /** The member of staff concerned, else the account that recorded it. */
  who: string
  position: number
  revision: number
  /** The event’s data. */
  details: object
}

const msPerDay = 86_400_000

const asRow = (row: TimelineDocument, event: HistoryEvent): void => {
  const { id, type, data, metadata, position, revision } = event
  const { occurredAt, recordedAt, channel, source, actor } = metadata
  const lateByMs = Date.parse(recordedAt) - Date.parse(occurredAt)
  row.id = id
  row.type = type
  row.day = dayOf(event)
  row.occurredAt = occurredAt
  row.recordedAt = recordedAt
  row.late = lateByMs > lateAfterDays * msPerDay
  row.lateByDays = Math.max(0, Math.floor(lateByMs / msPerDay))
  if (channel !== undefined) row.channel = channel
  if (source !== undefined) row.source = source
  row.who = 'by' in data && data.by !== undefined ? data.by : actor
  row.position = position
  row.revision = revision
  row.details = data
}

export const timeline: ReadModel<TimelineDocument> = {
  name: 'timeline',
  version: 2,
  documentOf: 'touchpoint',
  initial: () => ({
    id: '',
    type: '',
    day: '',
    occurredAt: '',
    recordedAt: '',
    late: false,
    lateByDays: 0,
    who: '',
    position: 0,
    revision: 0,
    details: {},
  }),
  evolve: Object.fromEntries(timelineTypes.map((type) => [type, asRow])),
}
