/** A customer's id: derived from where the customer was first seen, so that importing again finds the same one. */
import { hash } from 'node:crypto'
import { invalid } from '../errors.js'

const shape = '00000000-0000-8000-8000-000000000000'
/** Where the digits of an id stand. */
const digitPlaces = Uint8Array.from([...shape].flatMap((character, place) => (character === '-' ? [] : [place])))
/** Always 8. */
const versionDigit = 12
const variantDigit = 16

// Written as bytes: a string made of parts stays in parts, and an import makes and reads a hundred thousand ids a second.
const bytes = Buffer.from(shape)

/** A UUID derived from names: the same names, the same id, for ever (RFC 9562 version 8, SHA-256). */
export const derivedId = (...names: readonly string[]): string => {
  const hex = hash('sha256', names.join('\u0000'))
  for (let digit = 0; digit < digitPlaces.length; digit++)
    if (digit !== versionDigit) bytes[digitPlaces[digit]!] = hex.charCodeAt(digit)
  bytes[digitPlaces[variantDigit]!] = '89ab'.charCodeAt(parseInt(hex[variantDigit]!, 16) & 3)
  return bytes.latin1Slice()
}

/** The id of the customer whom `source` calls `externalId`. */
export const customerIdOf = (source: string, externalId: string): string => derivedId('customer', source, externalId)

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

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
