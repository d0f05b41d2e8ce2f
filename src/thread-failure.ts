/** What went wrong on a thread, as it is told to the one that waits for it. */
import { DomainError } from '../domain/errors.js'

export type ThreadFailure =
  Pick<DomainError, 'kind' | 'code' | 'message' | 'facts'> | { readonly message: string; readonly code?: never }

export const toldOf = (error: unknown): ThreadFailure => {
  if (!(error instanceof DomainError)) return { message: error instanceof Error ? error.message : String(error) }
  const { kind, code, message, facts } = error
  return { kind, code, message, facts }
}

/** The error that was told of, to be thrown again. */
export const failureOf = (failure: ThreadFailure): Error =>
  failure.code === undefined
    ? new Error(failure.message)
    : new DomainError(failure.kind, failure.code, failure.message, failure.facts)
