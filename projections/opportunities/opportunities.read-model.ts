/** Opportunities: one document per possible deal. Amounts are minor units. */
import type { Money } from '../../domain/money.js'
import type { Instant } from '../../domain/time.js'
import type { Contribution, ReadModel } from '../read-model.js'

export interface OpportunityDocument {
  opportunity: string
  status: 'open' | 'won' | 'lost'
  stage: string | null
  /** Every stage it was ever in; the first fifty. */
  stages: string[]
  amount: Money | null
  /** What the company expects to earn from it. */
  margin: Money | null
  by: string | null
  openedAt: Instant | null
  closedAt: Instant | null
  lostBecause: string | null
}

/** The figure of closed opportunities by every stage they were in: `closed`, and of those `won`. */
export const closedByStage = 'opportunities/closedByStage'

const stagesKept = 50

const enter = (document: OpportunityDocument, stage: string): void => {
  if (!document.stages.includes(stage) && document.stages.length < stagesKept) document.stages.push(stage)
}

export const opportunities: ReadModel<OpportunityDocument> = {
  name: 'opportunities',
  version: 3,
  documentOf: ({ data }) => ('opportunity' in data ? data.opportunity : undefined),
  initial: () => ({
    opportunity: '',
    status: 'open',
    stage: null,
    stages: [],
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
      enter(document, data.stage)
      document.amount ??= data.amount
      document.margin ??= data.margin ?? null
      document.by ??= data.by ?? null
    },
    OpportunityStageChanged: (document, { data }) => {
      document.opportunity = data.opportunity
      document.stage = data.stage
      enter(document, data.stage)
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
  contributions: ({ status, stage, stages, amount, margin }) => {
    const contributions: Contribution[] = [{ figure: 'opportunities/status', key: status, add: { opportunities: 1 } }]
    if (status !== 'open')
      for (const passed of stages)
        contributions.push({
          figure: closedByStage,
          key: passed,
          add: { closed: 1, won: status === 'won' ? 1 : 0 },
        })
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
