/** Decides on leads. */
import type { Decider } from '../decider.js'
import { conflict, notFound, ruleBroken } from '../errors.js'
import type { LeadEvent } from './sales.events.js'

type DataOf<T extends LeadEvent['type']> = Extract<LeadEvent, { type: T }>['data']

export type LeadCommand =
  | { readonly type: 'CaptureLead'; readonly data: DataOf<'LeadCaptured'> }
  | { readonly type: 'QualifyLead'; readonly data: DataOf<'LeadQualified'> }
  | { readonly type: 'DisqualifyLead'; readonly data: DataOf<'LeadDisqualified'> }
  | { readonly type: 'ConvertLead'; readonly data: DataOf<'LeadConverted'> }

interface Lead {
  readonly status: 'none' | 'captured' | 'qualified' | 'disqualified' | 'converted'
}

const mustBeOpen = ({ status }: Lead, lead: string): void => {
  if (status === 'none') throw notFound('lead-unknown', `Lead ${lead} was never captured`, { lead })
  if (status !== 'captured' && status !== 'qualified')
    throw ruleBroken('lead-not-open', `Lead ${lead} is ${status}`, { lead, status })
}

export const lead: Decider<Lead, LeadCommand, LeadEvent> = {
  name: 'lead',
  initial: { status: 'none' },
  instanceOf: (data) => data.lead,
  decide: {
    CaptureLead: ({ data }, state) => {
      if (state.status !== 'none')
        throw conflict('lead-already-captured', `Lead ${data.lead} was captured already`, { lead: data.lead })
      return [{ type: 'LeadCaptured', data }]
    },
    QualifyLead: ({ data }, state) => {
      mustBeOpen(state, data.lead)
      return state.status === 'qualified' ? [] : [{ type: 'LeadQualified', data }]
    },
    DisqualifyLead: ({ data }, state) => {
      mustBeOpen(state, data.lead)
      return [{ type: 'LeadDisqualified', data }]
    },
    ConvertLead: ({ data }, state) => {
      mustBeOpen(state, data.lead)
      return [{ type: 'LeadConverted', data }]
    },
  },
  evolve: {
    // What was recorded earlier may have happened later: a capture that is reported last opens nothing again.
    LeadCaptured: (state) => (state.status === 'none' ? { status: 'captured' } : state),
    LeadQualified: () => ({ status: 'qualified' }),
    LeadDisqualified: () => ({ status: 'disqualified' }),
    LeadConverted: () => ({ status: 'converted' }),
  },
}
