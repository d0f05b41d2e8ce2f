import { clientConnectionString, unreadableBecause } from './connection-string.js'
import { openClient } from './guarded-client.js'

test.each([
  ['esdb://localhost:2113?tls=false&gossipTimeout=7', 'esdb://localhost:2113?tls=false&gossipTimeout=7'],
  ['kurrentdb://localhost:2113?tls=false&gossipTimeout=7', 'esdb://localhost:2113?tls=false&gossipTimeout=7'],
  ['esdb+discover://a.example:2113?gossip-timeout=7', 'esdb+discover://a.example:2113?gossip-timeout=7'],
  ['kurrentdb+discover://ada:x@a.example?gossipTimeout=7', 'esdb+discover://ada:x@a.example?gossipTimeout=7'],
  [' esdb://a,b:1,c ', 'esdb://a,b:1,c?gossipTimeout=2'],
  ['esdb://a:2113/', 'esdb://a:2113?gossipTimeout=2'],
  ['esdb://a?tls=false', 'esdb://a?tls=false&gossipTimeout=2'],
  ['esdb://ada:p?q@a?tls=false', 'esdb://ada:p?q@a?tls=false&gossipTimeout=2'],
])('%s is understood', (given, clients) => {
  expect(clientConnectionString(given)).toBe(clients)
  openClient(clients).close()
})

test.each([
  ['mongodb://ada:secret@a', 'does not begin with esdb://'],
  ['', 'does not begin with esdb://'],
  ['secret', 'does not begin with esdb://'],
  ['esdb://ada:secret@a?tls=false&colour=red', 'an option “colour” that is not known'],
  ['esdb://ada:secret@a?throwOnAppendFailure=false', 'an option “throwOnAppendFailure”'],
  ['esdb://ada:secret@a?tlsVerifyCert=false', 'tlsCAFile'],
])('%s is refused, and not repeated', (given, because) => {
  expect(() => clientConnectionString(given)).toThrow(
    expect.objectContaining({
      kind: 'invalid',
      code: 'connection-string-unreadable',
      message: expect.stringContaining(because),
    }),
  )
  expect(() => clientConnectionString(given)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('secret') }),
  )
})

test.each([
  ['esdb://ada:secret@a:port', 'port number'],
  ['esdb://ada:secret@a?tls=maybe', 'true or false'],
  ['esdb://ada:secret@a?nodePreference=secret', 'leader'],
  ['esdb://ada:secret@a?keepAliveTimeout=secret', 'Integer'],
  ['esdb://ada:secret@a?tlsCAFile=/nowhere', 'File was not found'],
  ['esdb://ada:secret%@a?tls=false', 'malformed'],
])('%s is refused by the client, and not repeated', (given, because) => {
  const refused = expect.objectContaining({
    code: 'connection-string-unreadable',
    message: expect.stringContaining(because),
  })
  expect(() => openClient(clientConnectionString(given))).toThrow(refused)
  expect(() => openClient(clientConnectionString(given))).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('secret') }),
  )
})

test('what the client quotes is left out', () =>
  expect(unreadableBecause(new Error('Unexpected "secret" at position 7, expected "host".')).message).not.toContain(
    'secret',
  ))
