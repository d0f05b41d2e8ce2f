/** Events that a rule records because time has passed: what each of them says beside its own. */
import { Type, type TSchema } from 'typebox'
import { event } from './event.js'
import { Count, FieldName, Label, Reference } from './fields.js'
import { DayField } from './time.js'

const ruleFields = {
  /** The day that was evaluated; the event is said to occur as it begins, in UTC. */
  day: DayField,
  rule: Reference,
  ruleVersion: Count,
  /** What the rule was set to then, such as the days of quietness it allows. */
  parameters: Type.Record(FieldName, Type.Number(), { additionalProperties: false }),
  reason: Label,
}

/** Defines an event that a rule records; no contact with the customer. */
export const ruleEvent = <P extends Record<string, TSchema>>(
  means: string,
  data: P,
  parts: { readonly timeline?: boolean } = {},
) => event({ means, touchpoint: false, ...parts, reportable: false, data: { ...data, ...ruleFields } })

/** What the evaluation adds to what the rule itself has found. */
export type RuleStamp = 'day' | 'rule' | 'ruleVersion' | 'parameters'

/** The id of the rule’s event that another one takes back. */
export const Corrected = { corrects: Reference }
