/** Events of service: the life of a case. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Label, Reference, Staff } from '../fields.js'

/** Every event of a case names the case, who held it then and, where it came from elsewhere, the status in that system’s words. */
const about = { case: Reference, by: Type.Optional(Staff), sourceStatus: Type.Optional(Label) }

export const caseEvents = {
  CaseOpened: event({ means: 'The customer needs help.', data: { ...about, subject: Type.Optional(Label) } }),
  CaseQueued: event({ means: 'The case waits for somebody to take it.', data: about }),
  CaseAssigned: event({ means: 'Somebody became responsible for the case.', data: { ...about, by: Staff } }),
  CaseWorkStarted: event({ means: 'Somebody works on the case.', data: about }),
  CaseWaiting: event({ means: 'The case waits for somebody else.', data: { ...about, on: Label } }),
  CaseResolved: event({ means: 'The need was met.', data: { ...about, resolution: Type.Optional(Label) } }),
  CaseReopened: event({ means: 'The need turned out not to be met.', data: { ...about, reason: Label } }),
  CaseClosed: event({ means: 'The case is finished with.', data: about }),
  CaseCancelled: event({ means: 'The case was withdrawn.', data: about }),
}
export type CaseEvent = EventOf<typeof caseEvents>

export type CaseStatus =
  'open' | 'queued' | 'assigned' | 'in progress' | 'waiting' | 'resolved' | 'closed' | 'cancelled'

/** The status a case has after each of its events. */
export const statusAfter: Readonly<Record<CaseEvent['type'], CaseStatus>> = {
  CaseOpened: 'open',
  CaseQueued: 'queued',
  CaseAssigned: 'assigned',
  CaseWorkStarted: 'in progress',
  CaseWaiting: 'waiting',
  CaseResolved: 'resolved',
  CaseReopened: 'open',
  CaseClosed: 'closed',
  CaseCancelled: 'cancelled',
}

/** Whether nobody works on a case in this status any more. */
export const isCompleted = (status: CaseStatus): boolean =>
  status === 'resolved' || status === 'closed' || status === 'cancelled'
