/** Cases: one document per case, with its hand-offs and reopenings. A case is open from its first event. */
import { isCompleted, statusAfter, type CaseEvent, type CaseStatus } from '../../domain/service/case.events.js'
import type { Instant } from '../../domain/time.js'
import type { Contribution, HistoryEvent, ReadModel } from '../read-model.js'

export interface CaseDocument {
  case: string
  status: CaseStatus
  /** The present status in the source system’s words, where it has any. */
  sourceStatus: string | null
  owner: string | null
  openedAt: Instant
  changedAt: Instant
  resolvedAt: Instant | null
  closedAt: Instant | null
  changes: number
  /** How often the case had each status; keys are the source’s words where it has any. */
  changesByStatus: Record<string, number>
  /** How often the case went from one member of staff to another. */
  handOffs: number
  /** How often the case became active again after it was completed. */
  reopenings: number
}

/** Different statuses counted apart; a source with more has them counted together. */
const statusesKept = 50
const otherStatus = '(other)'
/** JavaScript objects keep this name for themselves. */
const notAName = '__proto__'

const change = (document: CaseDocument, event: HistoryEvent<CaseEvent>): void => {
  const { data, metadata, type } = event
  const status = statusAfter[type]
  const at = metadata.occurredAt
  if (document.changes === 0) {
    document.case = data.case
    document.openedAt = at
  } else if (isCompleted(document.status) && !isCompleted(status)) document.reopenings += 1
  if (data.by !== undefined) {
    if (document.owner !== null && document.owner !== data.by) document.handOffs += 1
    document.owner = data.by
  }
  document.status = status
  document.sourceStatus = data.sourceStatus ?? null
  document.changedAt = at
  document.changes += 1
  if (status === 'resolved') document.resolvedAt = at
  if (status === 'closed') document.closedAt = at
  const counts = document.changesByStatus
  const words = data.sourceStatus ?? status
  const isKept = Object.hasOwn(counts, words) || (words !== notAName && Object.keys(counts).length < statusesKept)
  const key = isKept ? words : otherStatus
  counts[key] = (Object.hasOwn(counts, key) ? counts[key]! : 0) + 1
}

export const cases: ReadModel<CaseDocument> = {
  name: 'cases',
  version: 2,
  documentOf: ({ data }) => ('case' in data ? data.case : undefined),
  initial: () => ({
    case: '',
    status: 'open',
    sourceStatus: null,
    owner: null,
    openedAt: '',
    changedAt: '',
    resolvedAt: null,
    closedAt: null,
    changes: 0,
    changesByStatus: {},
    handOffs: 0,
    reopenings: 0,
  }),
  evolve: {
    CaseOpened: change,
    CaseQueued: change,
    CaseAssigned: change,
    CaseWorkStarted: change,
    CaseWaiting: change,
    CaseResolved: change,
    CaseReopened: change,
    CaseClosed: change,
    CaseCancelled: change,
  },
  contributions: ({ status, sourceStatus, changesByStatus, handOffs, reopenings }) => {
    const contributions: Contribution[] = [
      { figure: 'cases', key: 'all', add: { cases: 1, handOffs, reopenings } },
      { figure: 'cases/status', key: status, add: { cases: 1 } },
    ]
    if (sourceStatus !== null)
      contributions.push({ figure: 'cases/sourceStatus', key: sourceStatus, add: { cases: 1 } })
    for (const status in changesByStatus)
      contributions.push({ figure: 'cases/changes', key: status, add: { changes: changesByStatus[status]! } })
    return contributions
  },
}
