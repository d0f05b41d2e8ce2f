/** Says in the API’s description which problems an endpoint can answer with. */
import { applyDecorators } from '@nestjs/common'
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger'
import { ProblemDto } from './problem.dto.js'

/** `{ 404: ['customer-unknown'] }`: the codes by HTTP status. */
export type ProblemCodes = Readonly<Record<number, readonly string[]>>

/** Several lists as one. */
export const together = (...lists: readonly ProblemCodes[]): ProblemCodes => {
  const codes: Record<number, string[]> = {}
  for (const list of lists)
    for (const [status, more] of Object.entries(list)) (codes[Number(status)] ??= []).push(...more)
  return codes
}

export const Problems = (codes: ProblemCodes): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiExtraModels(ProblemDto),
    ...Object.entries(codes).map(([status, names]) =>
      ApiResponse({
        status: Number(status),
        description: names.map((name) => `\`${name}\``).join(', '),
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
      }),
    ),
  )
