/** What is done to keep customers who are about to leave (R61). They are facts; nothing is decided. */
import { event, type EventOf } from '../event.js'
import { Label, Staff } from '../fields.js'
import type { Subject } from '../subject.js'

export const retentionEvents = {
  SaveActionTaken: event({
    means: 'Somebody did something to keep the customer.',
    data: {
      action: Label,
      /** Why the customer was thought to leave. */
      reason: Label,
      by: Staff,
    },
  }),
}
export type RetentionEvent = EventOf<typeof retentionEvents>

export const retentionSubject: Subject = { name: 'retention', events: retentionEvents, deciders: [] }
