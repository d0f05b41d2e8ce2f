/** A customer's id: derived from where the customer was first seen, so that importing again finds the same one. */
import { hash } from 'node:crypto'
import { invalid } from '../errors.js'

/** A UUID derived from names: the same names, the same id, for ever (RFC 9562 version 8, SHA-256). */
export const derivedId = (...names: readonly string[]): string => {
  const hex = hash('sha256', names.join('\u0000'))
  const variant = '89ab'[parseInt(hex[16]!, 16) & 3]!
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The id of the customer whom `source` calls `externalId`. */
export const customerIdOf = (source: string, externalId: string): string => derivedId('customer', source, externalId)

/** What a UUID in lower case looks like. */
export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether the text is a UUID in lower case, as ids are written. */
export const isUuid = (text: string): boolean => uuid.test(text)

/**
 * The id of a customer addressed as `source:externalId` (`cdnow:00004`) or by id.
 * @throws DomainError `customer-address-unreadable`
 */
export const resolveCustomer = (address: string): string => {
  if (isUuid(address)) return address
  const colon = address.indexOf(':')
  if (colon < 1 || colon === address.length - 1)
    throw invalid(
      'customer-address-unreadable',
      `"${address}" is neither a customer id nor source:externalId such as cdnow:00004`,
    )
  return customerIdOf(address.slice(0, colon), address.slice(colon + 1))
}

const prefix = 'customer-'

/** The stream that holds everything that happens with one customer. */
export const customerStream = (customer: string): string => prefix + customer

/** The customer whose stream it is; undefined for other streams. */
export const customerOfStream = (stream: string): string | undefined =>
  stream.startsWith(prefix) ? stream.slice(prefix.length) : undefined
