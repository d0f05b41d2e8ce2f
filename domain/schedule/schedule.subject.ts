/** The schedule: which days were evaluated for what happens because time passes. Its own stream, not part of any history. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Count, FieldName, Reference } from '../fields.js'
import type { Subject } from '../subject.js'
import { DayField } from '../time.js'

/** The stream of the schedule. */
export const scheduleStream = 'schedule'

export const scheduleEvents = {
  ScheduleBegun: event({
    means: 'Days are evaluated from this one on; those before it never are.',
    touchpoint: false,
    data: { from: DayField },
  }),
  DayEvaluated: event({
    means: 'Everything that the rules had to say of the day is in the log.',
    touchpoint: false,
    data: {
      day: DayField,
      rules: Type.Array(
        Type.Object(
          {
            rule: Reference,
            version: Count,
            parameters: Type.Record(FieldName, Type.Number(), { additionalProperties: false }),
            /** Events recorded by the evaluation that completed the day. */
            appended: Count,
          },
          { additionalProperties: false },
        ),
      ),
      /** The log position up to which the read models reflected the log. */
      position: Count,
    },
  }),
}
export type ScheduleEvent = EventOf<typeof scheduleEvents>

export const scheduleSubject: Subject = { name: 'schedule', events: scheduleEvents, deciders: [] }
