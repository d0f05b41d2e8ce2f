/** When two events with one id are the same event: the rule that makes an append idempotent. */
import { canonicalJson } from '../../domain/canonical-json.js'
import type { EventMetadata, NewEvent } from '../../domain/event.js'

type Content = Pick<NewEvent, 'type' | 'data' | 'metadata'>

const apartFromTimes = ({ recordedAt: _recordedAt, occurredAt: _occurredAt, ...rest }: EventMetadata): unknown => rest

const occurredAsRecorded = ({ metadata: { occurredAt, recordedAt } }: Content): boolean => occurredAt === recordedAt

/** Whether a retry carries the event that is stored; see EventStore for the rule. */
export const sameEvent = (stored: Content, retried: Content): boolean =>
  stored.type === retried.type &&
  (stored.metadata.occurredAt === retried.metadata.occurredAt ||
    (occurredAsRecorded(stored) && occurredAsRecorded(retried))) &&
  canonicalJson(stored.data) === canonicalJson(retried.data) &&
  canonicalJson(apartFromTimes(stored.metadata)) === canonicalJson(apartFromTimes(retried.metadata))
