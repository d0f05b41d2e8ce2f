/** Contracts: one document for each, with its term, what it brings, and what became of it (R15). */
import type { ContractEvent, ContractPeriod } from '../../domain/contract/contract.subject.js'
import type { Money } from '../../domain/money.js'
import { dayNumber, type Day, type Instant } from '../../domain/time.js'
import type { Contribution, HistoryEvent, ReadModel } from '../read-model.js'

export interface ContractDocument {
  contract: string
  signedAt: Instant | null
  /** The first day of the present term, or of the last one; null where nobody reported that it was signed. */
  from: Day | null
  /** The last day, as far as is known. */
  until: Day | null
  /** Days of the present term as it was agreed. */
  termDays: number | null
  /** In a period. */
  value: Money | null
  /** In a period; null where it was not said. */
  margin: Money | null
  per: ContractPeriod | null
  /** Null where it was not said. */
  renewalProbability: number | null
  noticeDays: number | null
  renewals: number
  terminated: { on: Day; reason: string } | null
  /** The member of staff who had to do with it last. */
  by: string | null
  /** The event that changed it last. */
  cause: string
}

/** Where a contract stands on a day. */
export type ContractState = 'to begin' | 'in force' | 'ended'

export const contractStateAt = ({ from, until }: Pick<ContractDocument, 'from' | 'until'>, day: Day): ContractState =>
  until === null || day > until ? 'ended' : from !== null && day < from ? 'to begin' : 'in force'

const touch = (document: ContractDocument, { id, data }: HistoryEvent<ContractEvent>): void => {
  document.contract = data.contract
  document.cause = id
  if (data.by !== undefined) document.by = data.by
}

const agree = (
  document: ContractDocument,
  { value, margin, per }: { value: Money; margin?: Money; per: ContractPeriod },
) => {
  document.value = value
  document.margin = margin ?? null
  document.per = per
}

export const renewalFigure = 'contracts/renewals'
/** By the last day. */
export const endFigure = 'contracts/ends'

export const contracts: ReadModel<ContractDocument> = {
  name: 'contracts',
  version: 1,
  documentOf: ({ data }) => ('contract' in data ? data.contract : undefined),
  initial: () => ({
    contract: '',
    signedAt: null,
    from: null,
    until: null,
    termDays: null,
    value: null,
    margin: null,
    per: null,
    renewalProbability: null,
    noticeDays: null,
    renewals: 0,
    terminated: null,
    by: null,
    cause: '',
  }),
  evolve: {
    ContractSigned: (document, event) => {
      // It is signed once: what is reported again under its name changes nothing of it.
      if (document.signedAt !== null) return
      touch(document, event)
      const { from, until, renewalProbability = null, noticeDays = null } = event.data
      agree(document, event.data)
      document.signedAt = event.metadata.occurredAt
      document.from = from
      document.until = until
      document.termDays = dayNumber(until) - dayNumber(from) + 1
      document.renewalProbability = renewalProbability
      document.noticeDays = noticeDays
    },
    ContractAmended: (document, event) => {
      touch(document, event)
      agree(document, event.data)
    },
    ContractRenewed: (document, event) => {
      touch(document, event)
      const { until } = event.data
      if (document.until === null || until <= document.until || document.terminated) return
      document.termDays = dayNumber(until) - dayNumber(document.until)
      document.until = until
      document.renewals += 1
    },
    ContractTerminated: (document, event) => {
      touch(document, event)
      const { on, reason } = event.data
      if (document.until === null || document.terminated) return
      document.terminated = { on, reason }
      if (on < document.until) document.until = on
    },
  },
  contributions: ({ until, renewals }) => {
    const contributions: Contribution[] = []
    if (until !== null) contributions.push({ figure: endFigure, key: dayNumber(until), add: { contracts: 1 } })
    if (renewals > 0) contributions.push({ figure: renewalFigure, key: 'all', add: { renewals } })
    return contributions
  },
}
