/** kill -9 of the server while it takes in touchpoints: what it acknowledged is in the log, once; what it shows is what the log says. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { temporaryFolder } from '../open-stores.js'
import { answerOf, start } from '../touchledger.js'

const kills = 10
const clients = 8

interface Written {
  readonly events: readonly { readonly id: string }[]
  readonly repeated: boolean
}

/** Starts the server and waits until it answers. */
const serve = async (data: string) => {
  const { process, outcome } = start(['serve', '--port', '0', '--data', data])
  let said = ''
  for await (const [text] of on(process.stderr!, 'data')) {
    said += String(text)
    const url = /answers at (\S+)/.exec(said)?.[1]
    if (url !== undefined) return { url, process, outcome }
  }
  throw new Error(`the server ended before it answered: ${said}`)
}

async function* on(emitter: NodeJS.EventEmitter, name: string): AsyncGenerator<unknown[]> {
  for (;;) yield (await once(emitter, name)) as unknown[]
}

const post = async (url: string, body: object, key: string): Promise<Written> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Written
}

const visit = { type: 'InteractionRecorded', channel: 'store', data: { subject: 'visit' } }

let data: string
beforeEach(() => (data = temporaryFolder()))
afterEach(() => rmSync(data, { recursive: true, force: true }))

test(`a server killed ${kills} times loses no touchpoint that it acknowledged, and records no retry twice`, async () => {
  const acknowledged: string[] = []
  const unanswered: string[] = []
  let { url, process, outcome } = await serve(data)
  await post(`${url}/customers`, { kind: 'person', source: 'test', externalId: '1' }, 'register')

  for (let killed = 0; killed < kills; killed++) {
    const until = acknowledged.length + 20 + killed * 7
    const client = async (): Promise<void> => {
      for (;;) {
        const key = unanswered.pop() ?? randomUUID()
        try {
          const { events } = await post(`${url}/customers/test:1/touchpoints`, visit, key)
          acknowledged.push(events[0]!.id)
        } catch {
          unanswered.push(key)
          return
        }
        if (acknowledged.length >= until) process.kill('SIGKILL')
      }
    }
    await Promise.all(Array.from({ length: clients }, client))
    expect((await outcome).code).toBeNull()
    ;({ url, process, outcome } = await serve(data))
  }

  for (const key of unanswered)
    acknowledged.push((await post(`${url}/customers/test:1/touchpoints`, visit, key)).events[0]!.id)
  const feed = await fetch(`${url}/feed?limit=1000&types=InteractionRecorded`)
  const recorded = (await feed.text())
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id)
  expect(recorded.sort()).toEqual(acknowledged.sort())
  process.kill('SIGTERM')
  expect((await outcome).code).toBe(0)

  expect(await answerOf('rebuild', '--verify', '--data', data)).toMatchObject({ equal: true })
}, 180_000)
