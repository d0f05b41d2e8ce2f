/**
 * How a document lies in its collection, for everyone who queries MongoDB directly:
 *
 *     {
 *       _id: '5f0c…/1997-01-18T00:00:00.000Z/0000000000000042',   the customer, and the part where there is one
 *       _customer: '5f0c…', _part: '1997-01-18T00:00:00.000Z/0000000000000042',
 *       _seen: { occurredAt: '1997-01-18T00:00:00.000Z', position: 42 },   the last event folded into it
 *       frequency: 1, monetary: { … }, …   the fields of the read model, as they are
 *     }
 *
 * Fields of ours begin with an underscore, fields of read models never do. A body that MongoDB cannot keep exactly
 * among them (a key that begins with `_` at the top or with `$` anywhere, half a surrogate pair, …) is kept as its
 * JSON text in `_json` instead.
 */
import type { DocumentRef } from '../read-model-store.js'
import type { FoldedDocument } from '../../../projections/read-model.js'

export interface StoredDocument {
  readonly _id: string
  readonly _customer: string
  readonly _part: string
  readonly _seen: FoldedDocument['seen']
  readonly _json?: string
  readonly [field: string]: unknown
}

/** MongoDB nests up to 100 levels; what is deeper, or endless, is left to JSON. */
const deepest = 64

/** The first `/` of an id ends the customer, so that no two documents share one. */
export const documentId = ({ customer, part }: Pick<DocumentRef, 'customer' | 'part'>): string => {
  const name = /[%/]/.test(customer) ? customer.replaceAll('%', '%25').replaceAll('/', '%2F') : customer
  return part === '' ? name : `${name}/${part}`
}

/** With the `u` flag, half a surrogate pair is a character of its own, and a whole one is not. */
const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)

const isPlainKey = (key: string): boolean =>
  key.charCodeAt(0) !== 36 /* $ */ &&
  key !== '_bsontype' &&
  key !== '__proto__' &&
  !key.includes('\0') &&
  isWellFormed(key)

/** Whether MongoDB gives a value back as JSON would. */
const isPlain = (value: unknown, depth: number): boolean => {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value)
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    case 'boolean':
      return true
    case 'object':
      if (value === null) return true
      if (depth > deepest) return false
      if (Array.isArray(value)) {
        for (const item of value) if (!isPlain(item, depth + 1)) return false
        return true
      }
      return isPlainObject(value, depth)
    default:
      return false
  }
}

const isPlainObject = (value: object, depth: number): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  for (const key of Object.keys(value))
    if (!isPlainKey(key) || !isPlain((value as Record<string, unknown>)[key], depth + 1)) return false
  return true
}

const isPlainBody = (body: object): boolean => {
  if (!isPlainObject(body, 1)) return false
  for (const key of Object.keys(body)) if (key.charCodeAt(0) === 95 /* _ */) return false
  return true
}

/** The fields that a body is kept in. What JSON leaves out or writes differently, a body has not. */
const storedBody = (body: object): object => {
  if (isPlainBody(body)) return body
  const json = JSON.stringify(body)
  const told = JSON.parse(json) as object
  return isPlainBody(told) ? told : { _json: json }
}

export const toStored = ({ customer, part, seen, body }: FoldedDocument): StoredDocument => ({
  _id: documentId({ customer, part }),
  _customer: customer,
  _part: part,
  _seen: { occurredAt: seen.occurredAt, position: seen.position },
  ...storedBody(body),
})

export const fromStored = ({ _id, _customer, _part, _seen, _json, ...body }: StoredDocument): FoldedDocument => ({
  customer: _customer,
  part: _part,
  body: _json === undefined ? body : (JSON.parse(_json) as object),
  seen: _seen,
})
