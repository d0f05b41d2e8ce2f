/** Checks bodies, paths and queries against their DTO classes; what they do not name is refused. */
import { ValidationPipe, type ValidationError } from '@nestjs/common'
import { invalid } from '../../domain/errors.js'

interface FieldProblem {
  readonly field: string
  readonly message: string
}

const problemsIn = (errors: readonly ValidationError[], above = ''): FieldProblem[] =>
  errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = above + property
    // What holds for the whole field says it all: its parts would only say the same again.
    const { nestedValidation, ...own } = constraints
    const messages = Object.entries(own)
    if (messages.length === 0)
      return nestedValidation === undefined
        ? problemsIn(children, `${field}.`)
        : [{ field, message: withoutName(property, nestedValidation) }]
    return messages.map(([rule, message]) => ({
      field,
      message: rule === 'whitelistValidation' ? 'is not a known field' : withoutName(property, message),
    }))
  })

const withoutName = (property: string, message: string): string =>
  message.startsWith(`${property} `) ? message.slice(property.length + 1) : message

/** @throws DomainError `request-invalid`; its `problems` name each field by its path and what would be right */
export const validation = (): ValidationPipe =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    exceptionFactory: (errors) => {
      const problems = problemsIn(errors)
      return invalid('request-invalid', problems.map(({ field, message }) => `${field} ${message}`).join('; '), {
        problems,
      })
    },
  })
