/** Marks an endpoint as a write: its answer, its headers, its problems. */
import { applyDecorators, UseInterceptors, type Type } from '@nestjs/common'
import { ApiHeader, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger'
import { Problems, together, type ProblemCodes } from '../problems/problems.decorator.js'
import { WriteAnswerInterceptor } from './write-answer.interceptor.js'
import { SharedWrittenDto, WrittenBatchDto, WrittenDto, WrittenTogetherDto } from './written.dto.js'

const ofEveryWrite: ProblemCodes = {
  400: [
    'request-invalid',
    'header-invalid',
    'occurred-in-future',
    'body-not-json',
    'body-too-deep',
    'body-field-forbidden',
  ],
  413: ['body-too-large'],
  415: ['content-type-unsupported'],
  422: ['event-data-invalid', 'idempotency-key-reused'],
  503: ['event-store-failed', 'event-store-stopped'],
}

type Headers = NonNullable<ApiResponseOptions['headers']>

const position: Headers = {
  'Touchledger-Position': {
    description: 'Position of the last event written; pass it as `waitFor` to read what was written.',
    schema: { type: 'integer' },
  },
}
const revision: Headers = {
  ETag: { description: 'Revision of the customer’s stream, in quotes.', schema: { type: 'string' } },
}
const location: Headers = { Location: { description: 'Where the customer is read.', schema: { type: 'string' } } }

const describedAs = (type: Type, headers: Headers): MethodDecorator =>
  applyDecorators(
    UseInterceptors(WriteAnswerInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      description:
        'Up to 200 printable characters. The same key with the same request is carried out once, however often it is sent.',
    }),
    ApiHeader({ name: 'X-Correlation-Id', description: 'Up to 100 printable characters; kept with the events.' }),
    ...[
      { status: 201, description: 'Written: the events are on the disk.' },
      {
        status: 200,
        description: 'Nothing new had to be written: the state asked for was there, or the request was a repetition.',
      },
    ].map((answer) => ApiResponse({ ...answer, type, headers: { ...position, ...headers } })),
  )

/** A write that makes a customer known. */
export const Registers = (problems: ProblemCodes): MethodDecorator =>
  applyDecorators(describedAs(WrittenDto, { ...revision, ...location }), Problems(together(ofEveryWrite, problems)))

const ofOneCustomer: ProblemCodes = {
  400: ['customer-address-unreadable'],
  404: ['customer-unknown'],
  412: ['revision-differs'],
}

/** A write to one customer. */
export const Writes = (problems: ProblemCodes = {}): MethodDecorator =>
  applyDecorators(
    describedAs(WrittenDto, revision),
    ApiHeader({
      name: 'If-Match',
      description:
        'A revision of the customer’s stream in quotes, such as `"12"`: refuse unless it is at exactly this one.',
    }),
    Problems(together(ofEveryWrite, ofOneCustomer, problems)),
  )

/** A merge, say: decided in a stream that all customers share, without a revision of the customer’s to match. */
export const WritesShared = (problems: ProblemCodes): MethodDecorator =>
  applyDecorators(
    describedAs(SharedWrittenDto, {}),
    Problems(together(ofEveryWrite, { 400: ['customer-address-unreadable'], 404: ['customer-unknown'] }, problems)),
  )

/** A write about no one customer; its answer may tell more than what was written. */
export const WritesTogether = (
  problems: ProblemCodes,
  answer: Type<WrittenTogetherDto> = WrittenTogetherDto,
): MethodDecorator => applyDecorators(describedAs(answer, {}), Problems(together(ofEveryWrite, problems)))

/** A write to several customers, all or nothing. */
export const WritesBatch = (problems: ProblemCodes): MethodDecorator =>
  applyDecorators(describedAs(WrittenBatchDto, {}), Problems(together(ofEveryWrite, problems)))
