/** How much of a key a customer's history holds in a period: what a cost is shared out by. Whole numbers. */
import { touchpointTypes } from '../../domain/catalogue.js'
import type { CostKey } from '../../domain/cost/cost.events.js'
import { dayOf } from '../../domain/event.js'
import { dayNumber, type Day } from '../../domain/time.js'
import { cases } from '../cases/cases.read-model.js'
import { ordered, partOf, type HistoryEvent } from '../read-model.js'

export interface Period {
  readonly from: Day
  /** The last day. */
  readonly until: Day
}

const contacts = new Set(touchpointTypes)

type Count = (history: readonly HistoryEvent[], period: Period) => number

const counted =
  (counts: (event: HistoryEvent) => boolean): Count =>
  (history, { from, until }) =>
    history.filter((event) => counts(event) && dayOf(event) >= from && dayOf(event) <= until).length

/** Milliseconds in which somebody worked on a case: from the beginning of work to the next event of that case. */
const workedMs: Count = (history, { from, until }) => {
  const [first, end] = [dayNumber(from) * 86_400_000, (dayNumber(until) + 1) * 86_400_000]
  /** By case: since when it is worked on. */
  const working = new Map<string, number>()
  let worked = 0
  const stop = (of: string, at: number): void => {
    const since = working.get(of)
    if (since !== undefined) worked += Math.max(0, Math.min(at, end) - Math.max(since, first))
    working.delete(of)
  }
  for (const event of ordered(history)) {
    const of = event.type.startsWith('Case') ? partOf(cases, event) : undefined
    if (of === undefined) continue
    const at = Date.parse(event.metadata.occurredAt)
    stop(of, at)
    if (event.type === 'CaseWorkStarted') working.set(of, at)
  }
  for (const of of [...working.keys()]) stop(of, end)
  return worked
}

const counts: Readonly<Record<CostKey, Count>> = {
  touchpoint: counted(({ type }) => contacts.has(type)),
  'case minute': workedMs,
  order: counted(({ type }) => type === 'OrderPlaced' || type === 'PurchaseCompleted'),
}

/** What each key is weighed by: case minutes by the millisecond, so that no second is lost. */
export const weightOf = (key: CostKey, period: Period, history: readonly HistoryEvent[]): number =>
  counts[key](history, period)

/** A weight in the units of its key, whole ones. */
export const unitsOf = (key: CostKey, weight: number): number =>
  key === 'case minute' ? Math.floor(weight / 60_000) : weight
