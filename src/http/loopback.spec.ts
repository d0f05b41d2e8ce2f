import type { FastifyRequest } from 'fastify'
import { isLoopback, mustBeLocalCaller, mustBeLoopback } from './loopback.js'

test.each(['localhost', '127.0.0.1', '127.8.9.10', '::1', '[::1]'])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true)
})

test.each(['0.0.0.0', '::', '192.168.1.2', '127.0.0.1.example.com', 'localhost.example.com', '', '128.0.0.1'])(
  '"%s" may be another machine',
  (host) => {
    expect(isLoopback(host)).toBe(false)
    expect(() => mustBeLoopback(host)).toThrow(expect.objectContaining({ code: 'host-not-loopback' }))
  },
)

const callerWith = (headers: Record<string, string>) => () =>
  mustBeLocalCaller({ headers } as unknown as FastifyRequest)

test('a name of this machine is answered to, whatever the port', () => {
  expect(callerWith({ host: 'localhost:8400' })).not.toThrow()
  expect(callerWith({ host: '[::1]:8400', origin: 'http://127.0.0.1:3000' })).not.toThrow()
})

test('a foreign name that was made to point here is not answered to', () => {
  expect(callerWith({ host: 'rebound.example.com:8400' })).toThrow(expect.objectContaining({ status: 421 }))
})

test.each(['https://example.com', 'null', 'http://localhost.example.com'])('a page of %s may not call', (origin) => {
  expect(callerWith({ host: 'localhost', origin })).toThrow(expect.objectContaining({ status: 403 }))
})
