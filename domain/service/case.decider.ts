/** Decides on cases. */
import type { Decider } from '../decider.js'
import { conflict, notFound, ruleBroken } from '../errors.js'
import { isCompleted, statusAfter, type CaseEvent, type CaseStatus } from './case.events.js'

type DataOf<T extends CaseEvent['type']> = Extract<CaseEvent, { type: T }>['data']

export type CaseCommand =
  | { readonly type: 'OpenCase'; readonly data: DataOf<'CaseOpened'> }
  | { readonly type: 'AssignCase'; readonly data: DataOf<'CaseAssigned'> }
  | { readonly type: 'StartCaseWork'; readonly data: DataOf<'CaseWorkStarted'> }
  | { readonly type: 'PutCaseOnHold'; readonly data: DataOf<'CaseWaiting'> }
  | { readonly type: 'ResolveCase'; readonly data: DataOf<'CaseResolved'> }
  | { readonly type: 'ReopenCase'; readonly data: DataOf<'CaseReopened'> }
  | { readonly type: 'CloseCase'; readonly data: DataOf<'CaseClosed'> }

interface Case {
  readonly status: 'none' | CaseStatus
  readonly owner?: string
}

const mustExist = (state: Case, name: string): CaseStatus => {
  if (state.status === 'none') throw notFound('case-unknown', `Case ${name} was never opened`, { case: name })
  return state.status
}

const mustBeActive = (state: Case, name: string): CaseStatus => {
  const status = mustExist(state, name)
  if (isCompleted(status))
    throw ruleBroken('case-completed', `Case ${name} is ${status}; reopen it first`, { case: name, status })
  return status
}

const step = (state: Case, event: CaseEvent): Case => ({
  ...state,
  status: statusAfter[event.type],
  ...(event.data.by !== undefined && { owner: event.data.by }),
})

export const serviceCase: Decider<Case, CaseCommand, CaseEvent> = {
  name: 'case',
  initial: { status: 'none' },
  instanceOf: (data) => data.case,
  decide: {
    OpenCase: ({ data }, state) => {
      if (state.status !== 'none')
        throw conflict('case-already-opened', `Case ${data.case} was opened already`, { case: data.case })
      return [{ type: 'CaseOpened', data }]
    },
    AssignCase: ({ data }, state) => {
      mustBeActive(state, data.case)
      return state.owner === data.by && state.status === 'assigned' ? [] : [{ type: 'CaseAssigned', data }]
    },
    StartCaseWork: ({ data }, state) => {
      mustBeActive(state, data.case)
      return [{ type: 'CaseWorkStarted', data }]
    },
    PutCaseOnHold: ({ data }, state) => {
      mustBeActive(state, data.case)
      return [{ type: 'CaseWaiting', data }]
    },
    ResolveCase: ({ data }, state) => {
      mustBeActive(state, data.case)
      return [{ type: 'CaseResolved', data }]
    },
    ReopenCase: ({ data }, state) => {
      const status = mustExist(state, data.case)
      if (!isCompleted(status))
        throw ruleBroken('case-not-completed', `Case ${data.case} is ${status} and need not be reopened`, {
          case: data.case,
          status,
        })
      return [{ type: 'CaseReopened', data }]
    },
    CloseCase: ({ data }, state) => {
      const status = mustExist(state, data.case)
      if (status === 'closed') return []
      if (status !== 'resolved')
        throw ruleBroken('case-not-resolved', `Case ${data.case} is ${status}; resolve it before closing`, {
          case: data.case,
          status,
        })
      return [{ type: 'CaseClosed', data }]
    },
  },
  evolve: {
    // What was recorded earlier may have happened later: an opening that is reported last opens nothing again.
    CaseOpened: (state, event) => (state.status === 'none' ? step(state, event) : state),
    CaseQueued: step,
    CaseAssigned: step,
    CaseWorkStarted: step,
    CaseWaiting: step,
    CaseResolved: step,
    CaseReopened: step,
    CaseClosed: step,
    CaseCancelled: step,
  },
}
