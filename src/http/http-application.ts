/** Makes the HTTP application: Nest on Fastify, with our limits, our problems and our log lines. */
import type { Writable } from 'node:stream'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.js'
import { HttpModule, type HttpSettings } from './http.module.js'
import { parseJsonBody } from './json-body.js'
import { mustBeLocalCaller, mustBeLoopback } from './loopback.js'
import { describeApi } from './openapi.js'
import { Metrics } from './operations/metrics.js'
import { answerWithProblem, ProblemFilter } from './problems/problem.filter.js'
import { logTo, nestLogger, routeOf } from './request-log.js'
import { RouteTable } from './route-table.js'
import { validation } from './validation.js'

/** A request must have arrived whole by then. */
const requestTimeoutMs = 30_000
/** How long a stop waits for clients to take their answers. */
const drainMs = 10_000
/** `source:externalId` in a path, each of its bytes encoded. */
const longestParameter = 2_000

export interface HttpApplicationSettings extends HttpSettings {
  /** Where log lines go; stderr where not given. */
  readonly log?: Writable
  readonly drainMs?: number
}

/**
 * Makes the application. Once initialised, or listening, its read models follow the log;
 * `close` answers what is in hand, ends live feeds, stops the engine and closes the stores.
 * @throws DomainError `host-not-loopback`
 */
export const createHttpApplication = async (
  config: Config,
  settings: HttpApplicationSettings = {},
): Promise<NestFastifyApplication> => {
  mustBeLoopback(config.host)
  const adapter = new FastifyAdapter({
    ...logTo(settings.log ?? process.stderr, config),
    bodyLimit: config.bodyLimit,
    requestTimeout: requestTimeoutMs,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    routerOptions: { maxParamLength: longestParameter },
    frameworkErrors: answerWithProblem,
  })
  const fastify = adapter.getInstance()
  const routes = new RouteTable()
  fastify.addHook('onRoute', ({ url, method }) => routes.add(url, method))
  fastify.addHook('onRequest', async (request: FastifyRequest) => mustBeLocalCaller(request))
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_: FastifyRequest, body: Buffer) =>
    parseJsonBody(body),
  )
  const application = await NestFactory.create<NestFastifyApplication>(HttpModule.for(config, settings), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(fastify.log),
  })
  application.useGlobalPipes(validation())
  application.useGlobalFilters(new ProblemFilter(routes))
  const metrics = application.get(Metrics)
  fastify.addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
    const isStream = String(reply.getHeader('content-type')).startsWith('text/event-stream')
    if (!isStream) metrics.answered(request.method, routeOf(request), reply.statusCode, reply.elapsedTime / 1_000)
  })
  fastify.addHook('preClose', async () => {
    setTimeout(() => fastify.server.closeAllConnections(), settings.drainMs ?? drainMs).unref()
  })
  describeApi(application)
  return application
}
