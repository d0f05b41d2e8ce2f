/** Event ids: UUIDs as text outside, 16 bytes inside. */
import { isUuid } from '../../../domain/customer/customer-id.js'
import { invalid } from '../../../domain/errors.js'

/**
 * The 16 bytes of an event id. `facts` say where a malformed one came from.
 * @throws DomainError `event-id-malformed`
 */
export const idBytes = (id: string, facts: Record<string, unknown> = {}): Buffer => {
  if (!isUuid(id)) throw invalid('event-id-malformed', `"${id}" is not a UUID in lower case`, { ...facts, id })
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** The UUID of 32 hexadecimal digits. */
export const idText = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
