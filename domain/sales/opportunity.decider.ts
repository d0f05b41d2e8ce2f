/** Decides on opportunities. */
import type { Decider } from '../decider.js'
import { conflict, notFound, ruleBroken } from '../errors.js'
import type { Money } from '../money.js'
import type { OpportunityEvent } from './sales.events.js'

type DataOf<T extends OpportunityEvent['type']> = Extract<OpportunityEvent, { type: T }>['data']

export type OpportunityCommand =
  | { readonly type: 'OpenOpportunity'; readonly data: DataOf<'OpportunityOpened'> }
  | { readonly type: 'ChangeOpportunityStage'; readonly data: DataOf<'OpportunityStageChanged'> }
  | {
      readonly type: 'WinOpportunity'
      readonly data: { readonly opportunity: string; readonly amount?: Money; readonly by?: string }
    }
  | { readonly type: 'LoseOpportunity'; readonly data: DataOf<'OpportunityLost'> }

interface Opportunity {
  readonly status: 'none' | 'open' | 'won' | 'lost'
  readonly stage?: string
  readonly amount?: Money
}

const mustBeOpen = ({ status }: Opportunity, opportunity: string): void => {
  if (status === 'none')
    throw notFound('opportunity-unknown', `Opportunity ${opportunity} was never opened`, { opportunity })
  if (status !== 'open')
    throw ruleBroken('opportunity-not-open', `Opportunity ${opportunity} is ${status}`, { opportunity, status })
}

export const opportunity: Decider<Opportunity, OpportunityCommand, OpportunityEvent> = {
  name: 'opportunity',
  initial: { status: 'none' },
  instanceOf: (data) => data.opportunity,
  decide: {
    OpenOpportunity: ({ data }, state) => {
      if (state.status !== 'none')
        throw conflict('opportunity-already-opened', `Opportunity ${data.opportunity} was opened already`, {
          opportunity: data.opportunity,
        })
      return [{ type: 'OpportunityOpened', data }]
    },
    ChangeOpportunityStage: ({ data }, state) => {
      mustBeOpen(state, data.opportunity)
      return state.stage === data.stage ? [] : [{ type: 'OpportunityStageChanged', data }]
    },
    WinOpportunity: ({ data }, state) => {
      mustBeOpen(state, data.opportunity)
      return [{ type: 'OpportunityWon', data: { ...data, amount: data.amount ?? state.amount! } }]
    },
    LoseOpportunity: ({ data }, state) => {
      mustBeOpen(state, data.opportunity)
      return [{ type: 'OpportunityLost', data }]
    },
  },
  evolve: {
    // What was recorded earlier may have happened later: an opening that is reported last opens nothing again.
    OpportunityOpened: (state, { data }) => ({
      status: state.status === 'none' ? 'open' : state.status,
      stage: state.stage ?? data.stage,
      amount: state.amount ?? data.amount,
    }),
    OpportunityStageChanged: (state, { data }) => ({ ...state, stage: data.stage }),
    OpportunityWon: (state, { data }) => ({ ...state, status: 'won', amount: data.amount }),
    OpportunityLost: (state) => ({ ...state, status: 'lost' }),
  },
}
