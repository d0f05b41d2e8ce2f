/** Two servers that share the work: when one is killed, the other takes its parts over, and nothing is missing or counted twice. */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { temporaryFolder } from '../open-stores.js'
import { answerOf, start } from '../touchledger.js'

const parts = [0, 1, 2, 3]
const lookEveryMs = 50

let data: string
beforeAll(() => {
  data = temporaryFolder()
  process.env['TOUCHLEDGER_PARTITIONS'] = String(parts.length)
})
afterAll(() => {
  delete process.env['TOUCHLEDGER_PARTITIONS']
  rmSync(data, { recursive: true, force: true })
})

const serve = async () => {
  const { process, outcome } = start(['serve', '--port', '0', '--data', data])
  let url: string | undefined
  for (let said = ''; url === undefined; url = /answers at (\S+)/.exec(said)?.[1])
    said += String((await once(process.stderr!, 'data'))[0])
  const ask = async <T>(path: string): Promise<T> => (await (await fetch(url + path)).json()) as T
  const here = async () => (await ask<{ parts: { here: number[] } }>('/health/ready')).parts.here
  const untilHere = async (count: number): Promise<void> => {
    while ((await here()).length !== count) await pause(lookEveryMs)
  }
  let written = 0
  /** Registers customers, each of whom buys for 10.00. Answers the position reached. */
  const sell = async (customers: number): Promise<number> => {
    let position = 0
    for (let at = 0; at < customers; at++) {
      const externalId = `${process.pid}-${(written += 1)}`
      const touchpoint = {
        type: 'PurchaseCompleted',
        channel: 'store',
        data: { total: { amount: 1_000, currency: 'EUR' } },
      }
      for (const [path, body] of [
        ['/customers', { kind: 'person', source: 'shop', externalId }],
        [`/customers/shop:${externalId}/touchpoints`, touchpoint],
      ] as const) {
        const headers = { 'content-type': 'application/json', 'idempotency-key': `${path} ${externalId}` }
        const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
        const said = (await answer.json()) as { position: number }
        if (!answer.ok) throw new Error(JSON.stringify(said))
        position = said.position
      }
    }
    return position
  }
  return { process, outcome, ask, here, untilHere, sell }
}

test('work is shared by partition, and a dead engine’s partitions are taken over', async () => {
  const one = await serve()
  const other = await serve()
  await Promise.all([one.untilHere(2), other.untilHere(2)])
  expect([...(await one.here()), ...(await other.here())].sort()).toEqual(parts)

  const before = await one.sell(30)
  expect(await other.ask(`/portfolio?waitFor=${before}`)).toMatchObject({ position: before, customers: 30 })

  other.process.kill('SIGKILL')
  await other.outcome
  const written = await one.sell(30)
  await one.untilHere(4)
  const portfolio = await one.ask(`/portfolio?waitFor=${written}`)
  expect(portfolio).toMatchObject({ position: written, customers: 60, value: { EUR: { revenue: 60_000 } } })

  one.process.kill('SIGTERM')
  expect((await one.outcome).code).toBe(0)
  expect(await answerOf('rebuild', '--verify', '--data', data)).toMatchObject({ equal: true, position: written })
  expect(await answerOf('rebuild', '--data', data)).toMatchObject({ rebuilt: true, proof: { equal: true } })
  expect(await answerOf('portfolio', '--data', data)).toMatchObject({ position: written, customers: 60 })
})
