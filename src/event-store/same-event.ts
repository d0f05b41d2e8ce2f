/** When two events with one id are the same event: the rule that makes an append idempotent. */
import { canonicalJson } from '../../domain/canonical-json.js'
import type { EventMetadata, NewEvent } from '../../domain/event.js'

const apartFromRecording = ({ recordedAt, occurredAt, ...rest }: EventMetadata): unknown =>
  occurredAt === recordedAt ? rest : { ...rest, occurredAt }

/** Whether a retry carries the event that is stored; see EventStore for the rule. */
export const sameEvent = (
  stored: Pick<NewEvent, 'type' | 'data' | 'metadata'>,
  retried: Pick<NewEvent, 'type' | 'data' | 'metadata'>,
): boolean =>
  stored.type === retried.type &&
  canonicalJson(stored.data) === canonicalJson(retried.data) &&
  canonicalJson(apartFromRecording(stored.metadata)) === canonicalJson(apartFromRecording(retried.metadata))
