/** Those who keep the ledger: merging, proving, rebuilding while it is served, on real processes. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startHttpServer, type HttpServer } from '../http-server.js'
import { leavingOut } from '../leaving-out.js'
import { temporaryFolder } from '../open-stores.js'
import { answerOf, touchledger } from '../touchledger.js'

const timeLimitMs = 180_000

const purchases = Array.from(
  { length: 60 },
  (_, row) => ` 000${10 + (row % 13)} 19970${1 + (row % 9)}15 1 ${row + 1}.50`,
)

test(
  'two customers are merged, seen as one, found to be right, and un-merged on the command line',
  async () => {
    const data = temporaryFolder()
    try {
      const file = join(data, 'purchases.txt')
      writeFileSync(file, ['customer_id date number_of_cds dollar_value', ...purchases].join('\n'))
      await answerOf('import', 'cdnow', file, '--data', data)
      const [one, other] = ['cdnow:00010', 'cdnow:00011'] as const
      const of = (address: string) => answerOf('customer', address, 'value', '--data', data)
      const customerOf = async (address: string) => (await of(address)).customer
      const told = async (address: string): Promise<object> =>
        leavingOut(await of(address), 'asOf', 'knownAt', 'position')
      const before = [await told(one), await told(other)]
      const [oneId, otherId] = [await customerOf(one), await customerOf(other)]
      await answerOf('merge', one, other, '--reason', 'same telephone', '--data', data)
      const merged = await of(one)
      expect(merged).toMatchObject({ customer: otherId, askedFor: oneId })
      expect(await answerOf('drift', '--data', data)).toMatchObject({ completed: true, found: 0 })
      expect(await answerOf('rebuild', '--verify', '--data', data)).toMatchObject({ equal: true })
      expect(await answerOf('rebuild', '--data', data)).toMatchObject({ rebuilt: true, proof: { equal: true } })
      expect({ ...(await of(one)), asOf: '', knownAt: '' }).toEqual({ ...merged, asOf: '', knownAt: '' })
      await answerOf('unmerge', one, '--reason', 'brothers', '--data', data)
      expect([await told(one), await told(other)]).toEqual(before)
      expect(await answerOf('parked', 'list', '--data', data)).toMatchObject({ parked: [] })
      const refused = await touchledger('unmerge', one, '--reason', 'again', '--data', data)
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('was merged into nobody')])
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  },
  timeLimitMs,
)

describe('over HTTP', () => {
  let server: HttpServer
  beforeAll(async () => {
    server = await startHttpServer()
  })
  afterAll(async () => expect((await server.stop()).code).toBe(0))

  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(server.url + path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    return (await answer.json()) as { state: string; outcome?: object; position: number }
  }

  test(
    'read models are rebuilt on a thread of their own while requests are answered',
    async () => {
      expect(await ask('GET', '/rebuild')).toEqual({ state: 'none' })
      await ask('POST', '/customers', { kind: 'person', source: 'shop', externalId: '1' })
      expect(await ask('PUT', '/rebuild')).toMatchObject({ state: 'running' })
      let { position } = await ask('POST', '/customers/shop:1/purchases', { total: { amount: 5, currency: 'EUR' } })
      let status = await ask('GET', '/rebuild')
      while (status.state === 'running') {
        const written = await ask('POST', '/customers/shop:1/purchases', { total: { amount: 5, currency: 'EUR' } })
        position = written.position
        status = await ask('GET', '/rebuild')
      }
      expect(status).toMatchObject({ state: 'done', outcome: { proof: { equal: true } } })
      const value = await ask('GET', `/customers/shop:1/value?waitFor=${position}`)
      expect(value).toMatchObject({ currencies: { EUR: { revenue: 5 * (position - 2) } } })
      expect(await ask('DELETE', '/rebuild')).toMatchObject({ state: 'done' })
    },
    timeLimitMs,
  )
})
