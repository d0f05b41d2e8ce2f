/** The one family of errors that a person or a caller is meant to read. */

/** What kind of refusal an error is; doors translate it (HTTP status, exit code), nobody else needs to. */
export type ErrorKind = 'invalid' | 'not-found' | 'conflict' | 'rule' | 'unavailable'

/**
 * A refusal with a stable `code`, a message for a person and the facts behind it.
 * `facts` are plain JSON values and never carry personal data.
 */
export class DomainError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.name = 'DomainError'
  }
}

/** The input itself is wrong, whatever the state of the world. `at` says where: a field, a line, a path. */
export const invalid = (code: string, message: string, facts?: Record<string, unknown>): DomainError =>
  new DomainError('invalid', code, message, facts)

/** What was asked for does not exist. */
export const notFound = (code: string, message: string, facts?: Record<string, unknown>): DomainError =>
  new DomainError('not-found', code, message, facts)

/** Somebody else got there first, or the same identifier was used for something different. */
export const conflict = (code: string, message: string, facts?: Record<string, unknown>): DomainError =>
  new DomainError('conflict', code, message, facts)

/** The rules of the business say no in the present state. */
export const ruleBroken = (code: string, message: string, facts?: Record<string, unknown>): DomainError =>
  new DomainError('rule', code, message, facts)

/** It cannot be done now, and may be later. */
export const unavailable = (code: string, message: string, facts?: Record<string, unknown>): DomainError =>
  new DomainError('unavailable', code, message, facts)
