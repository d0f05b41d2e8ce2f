/** Connection strings as operators write them, made into what the client reads; it tells nobody what they hold. */
import { invalid, type DomainError } from '../../../domain/errors.js'

const unreadable = (why: string): DomainError =>
  invalid(
    'connection-string-unreadable',
    `The connection string of EventStoreDB cannot be used: ${why}. ` +
      'It looks like esdb://user:password@host:2113?tls=true, or esdb+discover://… for a cluster',
  )

/** The newer name of the same protocol. */
const names: Readonly<Record<string, string>> = {
  'esdb:': 'esdb:',
  'esdb+discover:': 'esdb+discover:',
  'kurrentdb:': 'esdb:',
  'kurrentdb+discover:': 'esdb+discover:',
}

/** Options that the client knows and the adapter leaves to it, without dashes and capitals as the client compares them. */
const options = new Set([
  'usercertfile',
  'userkeyfile',
  'maxdiscoverattempts',
  'connectionname',
  'defaultdeadline',
  'discoveryinterval',
  'gossiptimeout',
  'nodepreference',
  'tls',
  'tlscafile',
  'tlsverifycert',
  'keepaliveinterval',
  'keepalivetimeout',
])

/** The client asks one node after the other who leads, and would wait for a frozen one longer than a call may take. */
const gossipTimeoutSeconds = 2

/**
 * The connection string for the client. What the client would complain about, printing the password, is refused here.
 * @throws DomainError `connection-string-unreadable`
 */
export const clientConnectionString = (connectionString: string): string => {
  const [, scheme, rest] = /^([^/]*)\/\/(.*)$/s.exec(connectionString.trim()) ?? []
  const name = scheme === undefined ? undefined : names[scheme]
  if (name === undefined || rest === undefined)
    throw unreadable('it does not begin with esdb://, esdb+discover://, kurrentdb:// or kurrentdb+discover://')
  const credentials = /^[^:]+:[^@]+@/.exec(rest)?.[0] ?? ''
  const question = rest.indexOf('?', credentials.length)
  const pairs = question < 0 ? [] : rest.slice(question + 1).split('&')
  const given = new Set<string>()
  for (const pair of pairs) {
    const [key = '', value] = pair.split('=')
    const option = key.trim().toLowerCase().replace(/[_-]/g, '')
    if (!options.has(option)) throw unreadable(`it has an option “${key}” that is not known`)
    if (option === 'tlsverifycert' && value?.trim() === 'false')
      throw unreadable('the client cannot leave out verifying certificates; name the authority’s file by tlsCAFile')
    given.add(option)
  }
  const whole = `${name}//${rest.replace(/\/+$/, '')}`
  if (given.has('gossiptimeout')) return whole
  return `${whole}${pairs.length === 0 ? '?' : '&'}gossipTimeout=${gossipTimeoutSeconds}`
}

/** What the client said when it could not read a connection string, without what it quotes. */
export const unreadableBecause = (error: unknown): DomainError => {
  const { message = '' } = error as { message?: string }
  const expected = /expected [^"]*$/.exec(message)?.[0]
  // The client quotes the string only where it could not parse it.
  return unreadable(message.startsWith('Unexpected "') ? (expected ?? 'it is malformed') : message)
}
