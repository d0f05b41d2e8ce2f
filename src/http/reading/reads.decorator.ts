/** Marks an endpoint as a read: its answer, its headers, its problems. */
import { applyDecorators, UseInterceptors, type Type } from '@nestjs/common'
import { ApiOkResponse } from '@nestjs/swagger'
import { Problems, together, type ProblemCodes } from '../problems/problems.decorator.js'
import { readAnswer } from './read-answer.interceptor.js'

const ofEveryRead: ProblemCodes = {
  400: ['request-invalid'],
  503: ['position-not-reached', 'projection-stopped', 'event-store-stopped'],
}

const ofACustomer: ProblemCodes = { 400: ['customer-address-unreadable'], 404: ['customer-unknown'] }

export const Reads = (type: Type, description: string, problems: ProblemCodes = {}): MethodDecorator =>
  applyDecorators(
    UseInterceptors(readAnswer),
    ApiOkResponse({
      type,
      description,
      headers: {
        'Touchledger-Position': {
          description: 'The answer reflects the log up to this position.',
          schema: { type: 'integer' },
        },
      },
    }),
    Problems(together(ofEveryRead, problems)),
  )

/** A read about one customer. */
export const ReadsCustomer = (type: Type, description: string, problems: ProblemCodes = {}): MethodDecorator =>
  Reads(type, description, together(ofACustomer, problems))
