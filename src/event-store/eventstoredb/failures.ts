/** Failures of the server and its client: which may pass, which are answers, and how a person is told. */
import {
  AccessDeniedError,
  isCommandError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  UnknownError,
  UnsupportedError,
} from '@eventstore/db-client'
import { DomainError, invalid, unavailable } from '../../../domain/errors.js'
import { streamDeleted } from '../event-store.js'
import { TimedOut } from './patience.js'

/** Codes of gRPC that say that something is wrong with the call itself, now and later. */
const lasting: Readonly<Record<number, string>> = {
  3: 'INVALID_ARGUMENT',
  7: 'PERMISSION_DENIED',
  12: 'UNIMPLEMENTED',
  16: 'UNAUTHENTICATED',
}

const codeOf = (error: unknown): number | undefined => {
  const { code } = error as { code?: unknown }
  return typeof code === 'number' ? code : undefined
}

/** The connection ended without an answer, and without saying why. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/**
 * Whether the same call may fare better later. What the server refused is no failure of this kind; whatever leaves open
 * what became of the call is.
 */
export const mayPass = (error: unknown): boolean => {
  if (error instanceof DomainError) return false
  if (error instanceof TimedOut || error instanceof Interrupted) return true
  const code = codeOf(error)
  if (code !== undefined && code in lasting) return false
  if (
    error instanceof AccessDeniedError ||
    error instanceof StreamDeletedError ||
    error instanceof MaxAppendSizeExceededError ||
    error instanceof UnsupportedError
  )
    return false
  // Without a code it is the server's word about a request that it could not make sense of.
  if (error instanceof UnknownError) return code !== undefined
  if (code !== undefined || isShutDown(error)) return true
  return error instanceof Error && (isCommandError(error) || isDiscoveryFailure(error))
}

const isDiscoveryFailure = ({ message }: Error): boolean => message.startsWith('Failed to discover')

/** The client closed its connection while the call was about to use it, and says so as if it were a mistake. */
export const isShutDown = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Channel has been shut down'

/** What a failure says, for a log line or a message. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.message || error.name
}

const accessDenied = (): DomainError =>
  unavailable(
    'event-store-access-denied',
    'EventStoreDB does not admit these credentials; check the user and the password in the connection string',
  )

export const appendTooLarge = (stream: string, size: number, limit: number, index = 0): DomainError =>
  invalid(
    'append-too-large',
    `${stream}: an append of ${size} bytes; EventStoreDB takes ${limit} at once. Append the events in smaller groups`,
    { stream, size, limit, index },
  )

/** The server was not reached in time; `outcome` says what that means for what was asked. */
export const storeUnavailable = (outcome: string, error: unknown, facts: Record<string, unknown> = {}): DomainError =>
  unavailable('event-store-unavailable', `EventStoreDB cannot be reached: ${reasonOf(error)}. ${outcome}`, facts)

/** A failure that will not pass, as a person is told. */
export const refusalOf = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error
  const code = codeOf(error)
  if (error instanceof AccessDeniedError || code === 7 || code === 16) return accessDenied()
  if (error instanceof StreamDeletedError) return streamDeleted(error.streamName, null)
  return unavailable('event-store-failed', `EventStoreDB refused the call: ${reasonOf(error)}`)
}
