/** Commitments: one document per promise, with the day it is due and what became of it (R22). */
import type { CommitmentEvent } from '../../domain/commitment/commitment.subject.js'
import { dayOf } from '../../domain/event.js'
import type { Day, Instant } from '../../domain/time.js'
import type { HistoryEvent, ReadModel } from '../read-model.js'

/** `overdue`: it was recorded that the day of the promise had passed, and nothing else is known. */
export type CommitmentStatus = 'open' | 'overdue' | 'fulfilled' | 'broken'

export interface CommitmentDocument {
  commitment: string
  status: CommitmentStatus
  /** Null where only its end is known. */
  promise: string | null
  madeAt: Instant | null
  /** Kept by the end of this day, it is kept in time. Null where no day was promised. */
  dueOn: Day | null
  /** The member of staff who made it, or had to do with it since. */
  by: string | null
  /** The day on which it was first fulfilled or broken. */
  settledOn: Day | null
  /** The event that changed it last. */
  cause: string
  /** The recorded event that it fell due, where it was not taken back. */
  fellDue: { event: string; dueOn: Day } | null
}

type EventNamed<T extends CommitmentEvent['type']> = HistoryEvent<Extract<CommitmentEvent, { type: T }>>

const touch = (
  document: CommitmentDocument,
  { id, data }: EventNamed<'CommitmentMade' | 'CommitmentFulfilled' | 'CommitmentBroken'>,
): void => {
  document.commitment = data.commitment
  document.cause = id
  if (data.by !== undefined) document.by = data.by
}

const settle =
  (status: 'fulfilled' | 'broken') =>
  (document: CommitmentDocument, event: EventNamed<'CommitmentFulfilled' | 'CommitmentBroken'>): void => {
    touch(document, event)
    document.status = status
    document.settledOn ??= dayOf(event)
  }

export const commitments: ReadModel<CommitmentDocument> = {
  name: 'commitments',
  version: 1,
  documentOf: ({ data }) => ('commitment' in data ? data.commitment : undefined),
  initial: () => ({
    commitment: '',
    status: 'open',
    promise: null,
    madeAt: null,
    dueOn: null,
    by: null,
    settledOn: null,
    cause: '',
    fellDue: null,
  }),
  evolve: {
    CommitmentMade: (document, event) => {
      // A promise is made once: what is reported again under its name changes nothing of it.
      if (document.madeAt !== null) return
      touch(document, event)
      document.promise = event.data.promise
      document.madeAt = event.metadata.occurredAt
      document.dueOn = event.data.dueBy ?? null
    },
    CommitmentFulfilled: settle('fulfilled'),
    CommitmentBroken: settle('broken'),
    CommitmentFellDue: (document, { id, data }) => {
      document.commitment = data.commitment
      document.fellDue = { event: id, dueOn: data.dueOn }
      if (document.status === 'open') document.status = 'overdue'
    },
    CommitmentDueCorrected: (document, { data }) => {
      document.commitment = data.commitment
      if (document.fellDue?.event !== data.corrects) return
      document.fellDue = null
      if (document.status === 'overdue') document.status = 'open'
    },
  },
}
