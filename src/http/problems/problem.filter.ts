/** The one place where errors become answers. */
import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RouteTable } from '../route-table.js'
import { HttpProblem } from './http-problem.js'
import { problemOf } from './problem.js'

/** Answers with the problem document of an error; what is our own fault is logged with its stack. */
export const answerWithProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const problem = problemOf(error, request)
  if (problem.status >= 500) request.log.error({ err: error }, problem.title)
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy()
    return
  }
  if (error instanceof HttpProblem) void reply.headers(error.headers)
  void reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    const request = http.getRequest<FastifyRequest>()
    // Only Nest’s router says it so: no route was met.
    const reason = error instanceof NotFoundException ? this.routes.refusal(request.method, request.url) : error
    answerWithProblem(reason, request, http.getResponse<FastifyReply>())
  }
}
