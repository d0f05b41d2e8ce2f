/** The refusals of the real server: status, words and trailers. */
import { status } from '@grpc/grpc-js'
import type { Refusal } from './faults.js'
import type { Expected } from './log.js'

export const streamDeleted = (stream: string): Refusal => ({
  code: status.FAILED_PRECONDITION,
  details: `Event stream '${stream}' is deleted.`,
  trailers: { exception: 'stream-deleted', 'stream-name': stream },
})

const versions = { any: -2, no_stream: -1, stream_exists: -4 }

export const wrongExpectedVersion = (
  operation: string,
  stream: string,
  expected: Expected,
  actual: number | undefined,
): Refusal => {
  const version = typeof expected === 'number' ? expected : versions[expected]
  return {
    code: status.FAILED_PRECONDITION,
    details: `${operation} failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${version}, Actual version: ${actual ?? -1}`,
    trailers: {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(version),
      'actual-version': String(actual ?? -1),
    },
  }
}

export const appendTooLarge = (limit: number): Refusal => ({
  code: status.INVALID_ARGUMENT,
  details: `Maximum Append Size of ${limit} Exceeded.`,
  trailers: { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(limit) },
})

export const invalidArgument = (details: string): Refusal => ({ code: status.INVALID_ARGUMENT, details })

export const timedOut: Refusal = { code: status.DEADLINE_EXCEEDED, details: 'Operation timed out' }

export const unauthenticated: Refusal = { code: status.UNAUTHENTICATED, details: '' }
