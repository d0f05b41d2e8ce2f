/** The application as a process among others: how it logs, listens and stops. */
import { connect } from 'node:net'
import { once } from 'node:events'
import { readConfig } from '../config.js'
import { CustomerQueries } from '../queries/customer-queries.js'
import { withDoor } from '../../test/http-door.js'
import { createHttpApplication } from './http-application.js'

const person = { kind: 'person', source: 'shop', externalId: 'jane@example.com', profile: { name: 'Jane' } }

test('an address that other machines can reach is refused before anything starts', async () => {
  await expect(createHttpApplication(readConfig({}, { host: '0.0.0.0', dataFolder: '/nowhere' }))).rejects.toThrow(
    /0\.0\.0\.0 can be reached from other machines.*listen on 127\.0\.0\.1/,
  )
})

test('the log has one line per request, with the pattern of the route and nothing of the customer', () =>
  withDoor(async ({ get, post, log }) => {
    await post('/customers', person)
    await get('/customers/shop:jane@example.com/value?waitFor=2')
    await get('/customers/nobody@example.com/value')
    await get('/jane@example.com')
    const lines = log().filter(({ msg }) => msg === 'answered')
    expect(lines.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['POST', '/customers', 201],
      ['GET', '/customers/:customer/value', 200],
      ['GET', '/customers/:customer/value', 400],
      ['GET', 'unknown', 404],
    ])
    expect(JSON.stringify(log())).not.toMatch(/jane|nobody/i)
  }))

test('the log is silent where it is told to be', () =>
  withDoor(
    async ({ get, log }) => {
      await get('/health/live')
      expect(log()).toEqual([])
    },
    { config: { logLevel: 'silent' } },
  ))

test('a request in hand is answered before the application stops', () =>
  withDoor(async ({ application, post }) => {
    await post('/customers', person)
    const customers = application.get(CustomerQueries, { strict: false })
    const value = customers.value.bind(customers)
    let arrived: () => void = () => undefined
    const inHand = new Promise<void>((resolve) => (arrived = resolve))
    let goOn: () => void = () => undefined
    customers.value = async (...asked) => {
      arrived()
      await new Promise<void>((resolve) => (goOn = resolve))
      return value(...asked)
    }
    await application.listen(0, '127.0.0.1')
    const answer = fetch(`${await application.getUrl()}/customers/shop:jane@example.com/value?asOf=2026-01-01`)
    await inHand
    const stopped = application.close()
    goOn()
    expect((await answer).status).toBe(200)
    await stopped
  }))

test('a client that never finishes its request does not hold up the stop', () =>
  withDoor(
    async ({ application }) => {
      await application.listen(0, '127.0.0.1')
      const { port } = new URL(await application.getUrl())
      const client = connect(Number(port), '127.0.0.1')
      client.on('error', () => undefined)
      await once(client, 'connect')
      client.write(
        'POST /customers HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
      )
      await new Promise((resolve) => application.getHttpServer().once('request', resolve))
      const closed = once(client, 'close')
      await application.close()
      await closed
    },
    { drainMs: 20 },
  ))
