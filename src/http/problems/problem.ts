/** Turns whatever went wrong into a problem document (RFC 9457). */
import { STATUS_CODES } from 'node:http'
import { HttpException } from '@nestjs/common'
import { DomainError, type ErrorKind } from '../../../domain/errors.js'
import { HttpProblem } from './http-problem.js'

/** What a caller is told: an HTTP status, a stable code behind `type`, a sentence, and the facts as further members. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly [fact: string]: unknown
}

const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  'not-found': 404,
  conflict: 409,
  rule: 422,
  unavailable: 503,
}

/** Codes for which HTTP has a better status than their kind. */
const statusOfCode: Readonly<Record<string, number>> = {
  'event-data-invalid': 422,
  'idempotency-key-reused': 422,
  'revision-differs': 412,
}

/** Fastify’s own refusals, in our codes. */
const codeOfFastify: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'url-unreadable',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body-length-differs',
  FST_ERR_MAX_PARAM_LENGTH: 'url-too-long',
}

/** Refusals of the framework that Nest passes on with their status only. */
const codeOfStatus: Readonly<Record<number, string>> = {
  413: 'body-too-large',
  415: 'content-type-unsupported',
}

const detailOfCode: Readonly<Record<string, string>> = {
  'body-too-large': 'The body is larger than this server takes',
  'content-type-unsupported': 'Bodies are taken as application/json only',
  'url-unreadable': 'The URL is not properly encoded',
}

const refusalOfFramework = (status: number, code: string | undefined, message: string): Refusal => {
  const known = code ?? codeOfStatus[status] ?? 'request-refused'
  return { status, code: known, detail: detailOfCode[known] ?? message }
}

interface Refusal {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly facts?: Readonly<Record<string, unknown>>
}

const refusalOf = (error: unknown): Refusal => {
  if (error instanceof DomainError) {
    const status = statusOfCode[error.code] ?? statusOfKind[error.kind]
    return { status, code: error.code, detail: error.message, facts: error.facts }
  }
  if (error instanceof HttpProblem)
    return { status: error.status, code: error.code, detail: error.message, facts: error.facts }
  if (error instanceof HttpException && error.getStatus() < 500)
    return refusalOfFramework(error.getStatus(), undefined, error.message)
  if (isRefusalOfFastify(error)) return refusalOfFramework(error.statusCode, codeOfFastify[error.code], error.message)
  return {
    status: 500,
    code: 'internal-error',
    detail: 'Something went wrong here; the log has more by the request’s id',
  }
}

const isRefusalOfFastify = (error: unknown): error is Error & { code: string; statusCode: number } =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  error.statusCode >= 400 &&
  error.statusCode < 500

/** `customer-unknown` → `Customer unknown`. */
const titleOf = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ')

/**
 * The problem document of an error; of unforeseen ones it tells nothing but the request’s id.
 * A fact called `status` (of an order, a case …) appears as `state`, for `status` is HTTP’s.
 */
export const problemOf = (error: unknown, request: { readonly url: string; readonly id: string }): Problem => {
  const { status, code, detail, facts = {} } = refusalOf(error)
  const { status: state, ...others } = facts
  const standard = {
    type: `urn:touchledger:problem:${code}`,
    title: code === 'request-refused' ? (STATUS_CODES[status] ?? 'Request refused') : titleOf(code),
    status,
    detail,
    instance: request.url.split('?', 1)[0]!,
  }
  return {
    ...standard,
    ...others,
    ...(state !== undefined && { state }),
    ...(status >= 500 && { requestId: request.id }),
    ...standard,
  }
}
