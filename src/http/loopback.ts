/** Until callers can be authenticated, only programs on this machine may call. */
import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { invalid } from '../../domain/errors.js'
import { HttpProblem } from './problems/http-problem.js'

/** Whether a host name or address (`[::1]` or `::1`) means this machine and nothing else. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'))

/** @throws DomainError `host-not-loopback` */
export const mustBeLoopback = (host: string): void => {
  if (!isLoopback(host))
    throw invalid(
      'host-not-loopback',
      `${host} can be reached from other machines, and callers cannot be authenticated yet: listen on 127.0.0.1 (TOUCHLEDGER_HOST)`,
      { host },
    )
}

const hostOf = (origin: string): string => {
  try {
    return new URL(origin).hostname
  } catch {
    return ''
  }
}

/**
 * Refuses what a browser sends on behalf of a foreign page: a name of elsewhere that was made to point here,
 * or a request from a page of elsewhere.
 */
export const mustBeLocalCaller = ({ headers }: FastifyRequest): void => {
  if (headers.host !== undefined && !isLoopback(hostOf(`http://${headers.host}`)))
    throw new HttpProblem(421, 'host-foreign', 'This server answers to names of this machine only, such as localhost')
  if (headers.origin !== undefined && !isLoopback(hostOf(headers.origin)))
    throw new HttpProblem(403, 'origin-foreign', 'Pages of other machines may not call this server')
}
