/** What a write asks for beside its content: from the headers of the request and the envelope of its body. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import { invalid, type DomainError } from '../../../domain/errors.js'
import { parseInstant } from '../../../domain/time.js'
import type { RequestContext } from '../../commands/command-runner.js'
import type { EnvelopeDto } from './envelope.dto.js'

/** Nobody can be told apart yet: every caller of this door writes under its name. */
const actor = 'http'

const printable = (most: number): RegExp => new RegExp(`^[\\x20-\\x7e]{1,${most}}$`)
const idempotencyKey = printable(200)
const correlationId = printable(100)
const revisionTag = /^"(\d{1,15})"$/

const unreadable = (header: string, right: string): DomainError =>
  invalid('header-invalid', `${header} must be ${right}`, { header })

const headerOf = (
  request: FastifyRequest,
  header: string,
  shape: RegExp,
  right: string,
): RegExpExecArray | undefined => {
  const value = request.headers[header.toLowerCase()]
  if (value === undefined) return undefined
  const match = typeof value === 'string' ? shape.exec(value) : null
  if (!match) throw unreadable(header, right)
  return match
}

/** @throws DomainError `header-invalid`, naming the header */
const contextOf = (request: FastifyRequest): RequestContext => {
  const key = headerOf(request, 'Idempotency-Key', idempotencyKey, '1 to 200 printable ASCII characters')
  const correlation = headerOf(request, 'X-Correlation-Id', correlationId, '1 to 100 printable ASCII characters')
  const revision = headerOf(request, 'If-Match', revisionTag, 'a stream revision in quotes, such as "12"')
  return {
    actor,
    ...(key && { idempotencyKey: key[0] }),
    ...(correlation && { correlationId: correlation[0] }),
    ...(revision && { expectedRevision: Number(revision[1]) }),
  }
}

/** Hands a controller what the headers of a write ask for. */
export const WriteContext = createParamDecorator((_: unknown, context: ExecutionContext) =>
  contextOf(context.switchToHttp().getRequest<FastifyRequest>()),
)

/** The parts of an envelope as the ledger keeps them. */
export const envelopeOf = ({
  occurredAt,
  channel,
  source,
  businessDay,
}: EnvelopeDto): Pick<RequestContext, 'occurredAt' | 'channel' | 'source' | 'businessDay'> => ({
  ...(occurredAt !== undefined && { occurredAt: parseInstant(occurredAt) }),
  ...(channel !== undefined && { channel }),
  ...(source !== undefined && { source }),
  ...(businessDay && { businessDay: { date: businessDay.date, zone: businessDay.zone } }),
})

/** Plain JSON of what a DTO holds: a DTO’s fields that were not given are there, undefined. */
export const plain = <T extends object>(data: T): T => JSON.parse(JSON.stringify(data)) as T

/** Parts a body into its content and what it says of the request. */
export const unwrap = <T extends EnvelopeDto>(
  body: T,
  context: RequestContext,
): { data: Omit<T, keyof EnvelopeDto>; context: RequestContext } => {
  const { occurredAt: _occurredAt, channel: _channel, source: _source, businessDay: _businessDay, ...data } = body
  return { data: plain(data), context: { ...context, ...envelopeOf(body) } }
}
