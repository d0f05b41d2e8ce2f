/** Opportunities: one document per possible deal. Amounts are minor units. */
import type { Money } from '../../domain/money.js'
import type { Instant } from '../../domain/time.js'
import type { Contribution, ReadModel } from '../read-model.js'

export interface OpportunityDocument {
  opportunity: string
  status: 'open' | 'won' | 'lost'
  stage: string | null
  amount: Money | null
  /** What the company expects to earn from it. */
  margin: Money | null
  by: string | null
  openedAt: Instant | null
  closedAt: Instant | null
  lostBecause: string | null
}

export const opportunities: ReadModel<OpportunityDocument> = {
  name: 'opportunities',
  version: 2,
  documentOf: ({ data }) => ('opportunity' in data ? data.opportunity : undefined),
  initial: () => ({
    opportunity: '',
    status: 'open',
    stage: null,
    amount: null,
    margin: null,
    by: null,
    openedAt: null,
    closedAt: null,
    lostBecause: null,
  }),
  evolve: {
    OpportunityOpened: (document, { data, metadata }) => {
      document.opportunity = data.opportunity
      document.openedAt = metadata.occurredAt
      document.stage ??= data.stage
      document.amount ??= data.amount
      document.margin ??= data.margin ?? null
      document.by ??= data.by ?? null
    },
    OpportunityStageChanged: (document, { data }) => {
      document.opportunity = data.opportunity
      document.stage = data.stage
      document.by = data.by ?? document.by
    },
    OpportunityWon: (document, { data, metadata }) => {
      document.opportunity = data.opportunity
      document.status = 'won'
      document.amount = data.amount
      document.by = data.by ?? document.by
      document.closedAt = metadata.occurredAt
      document.lostBecause = null
    },
    OpportunityLost: (document, { data, metadata }) => {
      document.opportunity = data.opportunity
      if (document.status === 'won') return
      document.status = 'lost'
      document.by = data.by ?? document.by
      document.closedAt = metadata.occurredAt
      document.lostBecause = data.reason
    },
  },
  contributions: ({ status, stage, amount, margin }) => {
    const contributions: Contribution[] = [{ figure: 'opportunities/status', key: status, add: { opportunities: 1 } }]
    if (amount)
      contributions.push({
        figure: `opportunities/${status}`,
        key: `${amount.currency}/${stage ?? ''}`,
        add: {
          opportunities: 1,
          amount: amount.amount,
          margin: margin?.currency === amount.currency ? margin.amount : 0,
        },
      })
    return contributions
  },
}
