/** The rule about time passing: what a day, as it begins, has to say of a document. It looks at no clock: the day is given. */
import type { LedgerEvent } from '../domain/catalogue.js'
import { dayOf } from '../domain/event.js'
import type { RuleStamp } from '../domain/rule-event.js'
import type { Day, Instant } from '../domain/time.js'
import type { HistoryEvent } from './read-model.js'

/** The events that rules record. */
type RuleEvent = Extract<LedgerEvent, { data: Record<RuleStamp, unknown> }>
export type RuleEventType = RuleEvent['type']

type FindingOf<E extends RuleEvent> = E extends RuleEvent
  ? { readonly type: E['type']; readonly data: Omit<E['data'], RuleStamp>; readonly cause: string }
  : never

/** What a rule has to record: an event without the stamp of day and rule, and the id of the event it follows from. */
export type Finding = FindingOf<RuleEvent>

/**
 * A rule as an object literal.
 *
 * `evaluate` is given a document as the day found it when it began, in which the read model has noted what was recorded
 * before; so it answers nothing once everything is recorded. It also takes back what the document shows to be wrong.
 * A correction names in `corrects` the event that it takes back; beside those, one finding of each type at most.
 */
export interface TimeRule<D extends object = object> {
  readonly name: string
  /** Raised with every change of what the rule says. */
  readonly version: number
  /** What the rule is set to; recorded with every event, beside the version. */
  readonly parameters: Readonly<Record<string, number>>
  /** The read model whose documents it looks at. */
  readonly model: string
  /** The types of events it records. */
  readonly records: readonly RuleEventType[]
  readonly evaluate: (document: D, day: Day) => readonly Finding[]
}

/** A rule whose document type no longer matters: what the evaluation works with. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- erased on purpose: rules are matched to documents by the model’s name
export type AnyTimeRule = TimeRule<any>

/** The instant with which a day begins. */
export const beginningOf = (day: Day): Instant => `${day}T00:00:00.000Z`

/**
 * Whether an event belongs to the history that a day found when it began: it happened before, or counts for an earlier
 * business day; what the rule itself has recorded always does.
 */
export const foundBy = (day: Day, rule: Pick<AnyTimeRule, 'records'>, event: HistoryEvent): boolean =>
  event.metadata.occurredAt < beginningOf(day) ||
  dayOf(event) < day ||
  (rule.records as readonly string[]).includes(event.type)
