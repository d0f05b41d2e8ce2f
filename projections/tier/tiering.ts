/**
 * What was recorded of how a customer ranks: tiers, a person’s word against them, and whether effort is still spent on it.
 * Folded when it is asked for, never stored.
 */
import { dayOf } from '../../domain/event.js'
import type { Day, Instant } from '../../domain/time.js'
import type { HistoryEvent, ReadModel } from '../read-model.js'

/** The tier that was recorded last. */
export interface RecordedTier {
  readonly event: string
  readonly tier: string
  /** The day evaluated. */
  readonly day: Day
  readonly score: number
  readonly model: { readonly name: string; readonly version: number }
}

export interface TierOverride {
  readonly tier: string
  readonly reason: string
  readonly by: string
  readonly since: Day
  /** The last day; null until it is ended. */
  readonly until: Day | null
}

/** That no effort is spent on the customer beyond what it asks for. */
export interface Deprioritisation {
  readonly since: Day
  readonly reason: string
  readonly by: string
  readonly approvedBy: string
}

/** What was recorded of a customer’s rank, one after the other. */
export interface RankChange {
  readonly at: Instant
  readonly event: string
  readonly what: 'tier' | 'override' | 'override ended' | 'deprioritised' | 'reinstated'
  readonly from: string | null
  readonly to: string | null
  /** Points of 100, where the score decided. */
  readonly score: number | null
  /** Points when `from` was recorded; null where that is not known. */
  readonly scoreBefore: number | null
  readonly reason: string
  readonly by: string | null
  readonly until: Day | null
}

export interface TieringDocument {
  recorded: RecordedTier | null
  override: TierOverride | null
  deprioritised: Deprioritisation | null
  /** The latest hundred, in the order of history. */
  changes: RankChange[]
}

const changesKept = 100

const note = (
  document: TieringDocument,
  { id, metadata }: HistoryEvent,
  change: Pick<RankChange, 'what' | 'reason'> & Partial<RankChange>,
): void => {
  const blank = { from: null, to: null, score: null, scoreBefore: null, by: null, until: null }
  document.changes.push({ at: metadata.occurredAt, event: id, ...blank, ...change })
  if (document.changes.length > changesKept) document.changes.shift()
}

export const tiering: ReadModel<TieringDocument> = {
  name: 'tiering',
  version: 1,
  documentOf: 'customer',
  initial: () => ({ recorded: null, override: null, deprioritised: null, changes: [] }),
  evolve: {
    CustomerTierChanged: (document, event) => {
      const { from, to, day, score, scoreBefore = null, model, reason } = event.data
      document.recorded = { event: event.id, tier: to, day, score, model }
      note(document, event, { what: 'tier', from, to, score, scoreBefore, reason })
    },
    TierOverridden: (document, event) => {
      const { tier, reason, by, until = null } = event.data
      document.override = { tier, reason, by, since: dayOf(event), until }
      note(document, event, { what: 'override', to: tier, reason, by, until })
    },
    TierOverrideEnded: (document, event) => {
      document.override = null
      note(document, event, { what: 'override ended', ...event.data })
    },
    CustomerDeprioritised: (document, event) => {
      const { reason, by, approvedBy } = event.data
      document.deprioritised = { since: dayOf(event), reason, by, approvedBy }
      note(document, event, { what: 'deprioritised', reason, by })
    },
    CustomerReinstated: (document, event) => {
      document.deprioritised = null
      note(document, event, { what: 'reinstated', ...event.data })
    },
  },
}
