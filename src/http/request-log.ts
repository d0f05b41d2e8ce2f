/** Log lines about requests: the pattern of the route and never the address, which may name a customer; no bodies. */
import type { Writable } from 'node:stream'
import type { LoggerService } from '@nestjs/common'
import { LogController, type FastifyBaseLogger, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Config } from '../config.js'

/** The pattern of the route that a request met. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown'

class RequestLog extends LogController {
  override incomingRequest(): void {
    // One line per request is enough: the one that has the status.
  }

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const { statusCode: status, elapsedTime: ms } = reply
    const line = { method: request.method, route: routeOf(request), status, ms }
    if (error) request.log.error({ ...line, err: error }, 'answer broken off')
    else request.log.info(line, 'answered')
  }
}

/** Fastify’s options for structured log lines to a stream. */
export const logTo = (stream: Writable, { logLevel }: Config) => ({
  logger: { level: logLevel, stream },
  logController: new RequestLog(),
})

/** Nest’s own messages in the same log. */
export const nestLogger = (log: FastifyBaseLogger): LoggerService => {
  const at =
    (level: 'error' | 'warn' | 'debug') =>
    (message: unknown, ...rest: unknown[]): void =>
      log[level](message instanceof Error ? { err: message } : { from: rest.at(-1) }, String(message))
  return { log: at('debug'), error: at('error'), warn: at('warn'), fatal: at('error') }
}
