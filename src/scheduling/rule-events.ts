/** What a rule has found, as events: the same finding of the same day is always the same event. */
import { canonicalJson } from '../../domain/canonical-json.js'
import { checkEvent } from '../../domain/catalogue.js'
import { customerStream, derivedId } from '../../domain/customer/customer-id.js'
import type { Day, Instant } from '../../domain/time.js'
import type { FoldedDocument } from '../../projections/read-model.js'
import type { AnyTimeRule, Finding } from '../../projections/time-rule.js'
import type { StreamAppend } from '../event-store/event-store.js'
import { envelopeOf } from './schedule-log.js'

/** The append of a finding to its customer’s stream. */
export const appendOf = (
  { name, version, parameters }: Pick<AnyTimeRule, 'name' | 'version' | 'parameters'>,
  { customer, part }: Pick<FoldedDocument, 'customer' | 'part'>,
  day: Day,
  { type, data, cause }: Finding,
  recordedAt: Instant,
): StreamAppend => {
  const event = { type, data: { ...data, day, rule: name, ruleVersion: version, parameters } }
  checkEvent(event)
  // Not by what was found: of two evaluations of a day that know different things, the first one counts.
  const id = derivedId(
    'rule',
    name,
    `${version} ${canonicalJson(parameters)}`,
    customer,
    part,
    day,
    type,
    'corrects' in data ? data.corrects : '',
  )
  const metadata = { ...envelopeOf(type, day, recordedAt), causationId: cause }
  return { stream: customerStream(customer), events: [{ ...event, id, metadata }], expected: 'any' }
}
