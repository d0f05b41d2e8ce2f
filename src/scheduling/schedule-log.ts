/** The schedule as the log holds it: from which day on days are evaluated, and which are done. */
import { checkEvent, definitionOf } from '../../domain/catalogue.js'
import { derivedId } from '../../domain/customer/customer-id.js'
import type { EventMetadata, NewEvent } from '../../domain/event.js'
import { scheduleStream, type ScheduleEvent } from '../../domain/schedule/schedule.subject.js'
import { dayNumber, dayOfNumber, type Day, type Instant } from '../../domain/time.js'
import { beginningOf } from '../../projections/time-rule.js'
import type { Appended, EventStore } from '../event-store/event-store.js'

/** The account in whose name is recorded what nobody asked for but time. */
export const scheduler = 'scheduler'

/** Where the schedule stands; undefined for a ledger of which no day was ever evaluated. */
export interface Standing {
  /** The day to evaluate next. */
  readonly next: Day
  /** Revision of the last event of the schedule. */
  readonly revision: number
}

/** What became of a day. */
export type EvaluatedDay = Extract<ScheduleEvent, { type: 'DayEvaluated' }>['data']

/** What all events recorded for one day have in common. */
export const envelopeOf = (
  type: string,
  day: Day,
  recordedAt: Instant,
): Omit<EventMetadata, 'causationId'> & { readonly correlationId: string } => ({
  occurredAt: beginningOf(day),
  recordedAt,
  actor: scheduler,
  correlationId: derivedId('evaluation', day),
  schemaVersion: definitionOf(type).version,
})

const dayAfter = (day: Day): Day => dayOfNumber(dayNumber(day) + 1)

/** Reads where the schedule stands. */
export const standingOf = async (store: EventStore): Promise<Standing | undefined> => {
  for await (const { type, data, revision } of store.readStream(scheduleStream, { backwards: true, limit: 1 })) {
    const event = { type, data } as ScheduleEvent
    return { next: event.type === 'ScheduleBegun' ? event.data.from : dayAfter(event.data.day), revision }
  }
  return undefined
}

const scheduled = (event: ScheduleEvent, day: Day, recordedAt: Instant): NewEvent => {
  checkEvent(event)
  const id = derivedId(scheduleStream, event.type, day)
  return { ...event, id, metadata: { ...envelopeOf(event.type, day, recordedAt), causationId: id } }
}

/** Begins the schedule with a day. @throws DomainError `wrong-expected-revision` when another process was first */
export const begin = (store: EventStore, from: Day, recordedAt: Instant): Promise<Appended> => {
  const event = scheduled({ type: 'ScheduleBegun', data: { from } }, from, recordedAt)
  return store.append(scheduleStream, [event], 'none')
}

/**
 * Notes that a day is done.
 * @throws DomainError `wrong-expected-revision` or `event-id-reused` when another process was first
 */
export const complete = (
  store: EventStore,
  { revision }: Standing,
  data: EvaluatedDay,
  recordedAt: Instant,
): Promise<Appended> =>
  store.append(scheduleStream, [scheduled({ type: 'DayEvaluated', data }, data.day, recordedAt)], revision)
