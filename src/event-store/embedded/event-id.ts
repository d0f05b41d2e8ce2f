/** Event ids: UUIDs as text outside, 16 bytes inside. */
import { isUuid } from '../../../domain/customer/customer-id.js'

/** The bytes of a UUID; undefined for any other text. */
export const idBytes = (id: string): Buffer | undefined =>
  isUuid(id) ? Buffer.from(id.replaceAll('-', ''), 'hex') : undefined

/** The UUID of 32 hexadecimal digits. */
export const idText = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
