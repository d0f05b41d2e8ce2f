/** Promises to the customer, kept and broken (R22). */
import { Type } from 'typebox'
import type { Decider } from '../decider.js'
import { conflict, notFound, ruleBroken } from '../errors.js'
import { event, type EventOf } from '../event.js'
import { Label, Reference, Staff } from '../fields.js'
import { Corrected, ruleEvent } from '../rule-event.js'
import type { Subject } from '../subject.js'
import { DayField } from '../time.js'

export const commitmentEvents = {
  CommitmentMade: event({
    means: 'The company promised something.',
    data: { commitment: Reference, promise: Label, dueBy: Type.Optional(DayField), by: Type.Optional(Staff) },
  }),
  CommitmentFulfilled: event({
    means: 'The promise was kept.',
    data: { commitment: Reference, by: Type.Optional(Staff) },
  }),
  CommitmentBroken: event({
    means: 'The promise was not kept.',
    data: { commitment: Reference, reason: Label, by: Type.Optional(Staff) },
  }),
  CommitmentFellDue: ruleEvent('The day of the promise passed, and it was neither kept nor called off.', {
    commitment: Reference,
    dueOn: DayField,
  }),
  CommitmentDueCorrected: ruleEvent('The promise had not fallen due after all, as is known now.', {
    ...Corrected,
    commitment: Reference,
    dueOn: DayField,
  }),
}
export type CommitmentEvent = EventOf<typeof commitmentEvents>
type DataOf<T extends CommitmentEvent['type']> = Extract<CommitmentEvent, { type: T }>['data']

export type CommitmentCommand =
  | { readonly type: 'MakeCommitment'; readonly data: DataOf<'CommitmentMade'> }
  | { readonly type: 'FulfilCommitment'; readonly data: DataOf<'CommitmentFulfilled'> }
  | { readonly type: 'BreakCommitment'; readonly data: DataOf<'CommitmentBroken'> }

type Status = 'none' | 'made' | 'fulfilled' | 'broken'

const mustStand = (status: Status, commitment: string): void => {
  if (status === 'none') throw notFound('commitment-unknown', `Commitment ${commitment} was never made`, { commitment })
  if (status !== 'made')
    throw ruleBroken('commitment-settled', `Commitment ${commitment} is ${status} already`, { commitment, status })
}

export const commitment: Decider<Status, CommitmentCommand, CommitmentEvent> = {
  name: 'commitment',
  initial: 'none',
  instanceOf: (data) => data.commitment,
  decide: {
    MakeCommitment: ({ data }, status) => {
      if (status !== 'none')
        throw conflict('commitment-already-made', `Commitment ${data.commitment} was made already`, {
          commitment: data.commitment,
        })
      return [{ type: 'CommitmentMade', data }]
    },
    FulfilCommitment: ({ data }, status) => {
      mustStand(status, data.commitment)
      return [{ type: 'CommitmentFulfilled', data }]
    },
    BreakCommitment: ({ data }, status) => {
      mustStand(status, data.commitment)
      return [{ type: 'CommitmentBroken', data }]
    },
  },
  evolve: {
    // What was recorded earlier may have happened later: a promise that is reported last does not stand again.
    CommitmentMade: (status) => (status === 'none' ? 'made' : status),
    CommitmentFulfilled: () => 'fulfilled',
    CommitmentBroken: () => 'broken',
  },
}

export const commitmentSubject: Subject = { name: 'commitment', events: commitmentEvents, deciders: [commitment] }
