/** The feed over HTTP: pages, and the live stream over real connections. */
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { customerIdOf, customerStream, derivedId } from '../../domain/customer/customer-id.js'
import type { NewEvent } from '../../domain/event.js'
import { connectFeed, type FeedConnection } from '../../test/feed-client.js'
import { withDoor, type Door } from '../../test/http-door.js'

const stream = (number: number) => customerStream(customerIdOf('feed', String(number)))

let made = 0
const newEvent = (type = 'InteractionRecorded', data: object = { note: 'ü\nb' }): NewEvent => {
  const id = derivedId('feed', String((made += 1)))
  const at = '2026-01-01T00:00:00.000Z'
  return {
    id,
    type,
    data,
    metadata: { occurredAt: at, recordedAt: at, actor: 'spec', correlationId: id, causationId: id, schemaVersion: 1 },
  }
}

const appendEvents = async ({ store }: Pick<Door, 'store'>, count: number, type?: string, data?: object) => {
  for (let left = count; left > 0; left -= 1_000)
    await store.append(
      stream(1),
      Array.from({ length: Math.min(left, 1_000) }, () => newEvent(type, data)),
      'any',
    )
}

const linesOf = (text: string): { position: number; type: string }[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { position: number; type: string })

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

describe('pages', () => {
  test('a line is an event with everything that is known about it', () =>
    withDoor(async ({ get, store }) => {
      const event = newEvent()
      await store.append(stream(1), [event], 'none')
      const { headers, text } = await get('/feed')
      expect(headers['content-type']).toMatch('application/x-ndjson')
      expect(linesOf(text)).toEqual([{ position: 1, stream: stream(1), revision: 0, ...event }])
    }))

  test('following the link gives every event once, and then nothing until there is more', () =>
    withDoor(async (door) => {
      await appendEvents(door, 25)
      const positions: number[] = []
      let url = '/feed?limit=10'
      const next = async () => {
        const { text, headers } = await door.get(url)
        positions.push(...linesOf(text).map(({ position }) => position))
        url = /^<(.*)>; rel="next"$/.exec(headers.link!)![1]!
        return headers
      }
      let headers = await next()
      while (headers['touchledger-position'] !== headers['touchledger-head']) headers = await next()
      expect(positions).toEqual(upTo(25))
      expect((await door.get(url)).text).toBe('')
      await appendEvents(door, 3)
      await next()
      expect(positions).toEqual(upTo(28))
    }))

  test('a filter lets some pass, and the position passes the others', () =>
    withDoor(async (door) => {
      await appendEvents(door, 3)
      await appendEvents(door, 2, 'PurchaseCompleted', { total: { amount: 1, currency: 'USD' } })
      await door.store.append('campaign-1', [newEvent()], 'none')
      await appendEvents(door, 4)
      const { text, headers } = await door.get('/feed?types=PurchaseCompleted,CaseOpened&limit=5')
      expect(linesOf(text).map(({ position }) => position)).toEqual([4, 5])
      expect(headers['touchledger-position']).toBe('10')
      expect(headers.link).toBe('</feed?after=10&limit=5&types=PurchaseCompleted%2CCaseOpened>; rel="next"')
      const campaigns = await door.get('/feed?streamPrefix=campaign-')
      expect(linesOf(campaigns.text).map(({ position }) => position)).toEqual([6])
    }))

  test('an event of an older shape is told in the present one', () =>
    withDoor(async (door) => {
      await appendEvents(door, 1, 'SurveyAnswered', { survey: 'year', score: 9 })
      expect(linesOf((await door.get('/feed')).text)).toMatchObject([
        { data: { measure: 'nps', scale: { min: 0, max: 10 } }, metadata: { schemaVersion: 2 } },
      ])
    }))

  test('a page of large events ends early and says where to go on', () =>
    withDoor(async (door) => {
      await appendEvents(door, 100, 'InteractionRecorded', { note: 'x'.repeat(99_000) })
      const first = await door.get('/feed')
      const read = linesOf(first.text).length
      expect(read).toBeLessThan(100)
      expect(first.headers['touchledger-position']).toBe(String(read))
      const second = await door.get(`/feed?after=${read}`)
      expect(linesOf(second.text).map(({ position }) => position)).toEqual(upTo(100, read + 1))
    }))

  test.each([
    ['/feed?after=2', 409, 'position-beyond-log'],
    ['/feed?after=-1', 400, 'request-invalid'],
    ['/feed?limit=10001', 400, 'request-invalid'],
    ['/feed?types=MoonLanded', 400, 'event-type-unknown'],
    ['/feed?live=perhaps', 400, 'request-invalid'],
    ['/feed?live=true&limit=5', 400, 'request-invalid'],
    ['/feed?colour=red', 400, 'request-invalid'],
  ])('%s is refused', (url, status, code) =>
    withDoor(async (door) => {
      await appendEvents(door, 1)
      const answer = await door.get(url)
      expect([answer.status, answer.body.type]).toEqual([status, `urn:touchledger:problem:${code}`])
    }),
  )
})

describe('the live stream', () => {
  const live = (work: (door: Door & { url: string }) => Promise<void>, heartbeatMs = 15_000) =>
    withDoor(
      async (door) => {
        await door.application.listen(0, '127.0.0.1')
        await work({ ...door, url: `${await door.application.getUrl()}/feed` })
      },
      { heartbeatMs, drainMs: 50 },
    )

  const take = async ({ frames }: FeedConnection, count: number) => {
    const taken = []
    while (taken.length < count) {
      const { done, value } = await frames.next()
      if (done) break
      taken.push(value)
    }
    return taken
  }

  test('what is there comes first, then what is appended', () =>
    live(async (door) => {
      await appendEvents(door, 2)
      const connection = await connectFeed(`${door.url}?after=1`)
      expect(connection.response.headers['content-type']).toMatch('text/event-stream')
      const [caughtUp] = await take(connection, 1)
      await appendEvents(door, 1)
      const [appended] = await take(connection, 1)
      connection.close()
      expect([caughtUp, appended]).toMatchObject([
        { id: '2', event: 'InteractionRecorded' },
        { id: '3', event: 'InteractionRecorded' },
      ])
      expect(JSON.parse(appended!.data)).toMatchObject({ position: 3, revision: 2, data: { note: 'ü\nb' } })
    }))

  test('live=true asks for it as well, and live=false for a page whatever is accepted', () =>
    live(async (door) => {
      const connection = await connectFeed(`${door.url}?live=true`, { accept: '*/*' })
      expect(connection.response.headers['content-type']).toMatch('text/event-stream')
      connection.close()
      const page = await door.get('/feed?live=false', { accept: 'text/event-stream' })
      expect(page.headers['content-type']).toMatch('application/x-ndjson')
    }))

  test('Last-Event-ID wins over after', () =>
    live(async (door) => {
      await appendEvents(door, 5)
      const connection = await connectFeed(`${door.url}?after=1`, { 'last-event-id': '3' })
      const taken = await take(connection, 2)
      connection.close()
      expect(taken.map(({ id }) => id)).toEqual(['4', '5'])
    }))

  test.each([
    ['99', 409, 'position-beyond-log'],
    ['three', 400, 'header-invalid'],
  ])('Last-Event-ID %s is refused', (id, status, code) =>
    live(async (door) => {
      const answer = await door.get('/feed?live=true', { 'last-event-id': id })
      expect([answer.status, answer.body.type]).toEqual([status, `urn:touchledger:problem:${code}`])
    }),
  )

  test('while a writer runs, a client that comes and goes gets every event once, in order', () =>
    live(async (door) => {
      const total = 4_000
      const random = generator(20260101)
      const writing = (async () => {
        for (let written = 0; written < total;) {
          const count = Math.min(total - written, 1 + (random() % 40))
          await appendEvents(door, count)
          written += count
          for (let pause = random() % 4; pause > 0; pause -= 1) await setImmediate()
        }
      })()
      const positions: number[] = []
      let connections = 0
      while (positions.length < total && connections < 1_000) {
        connections += 1
        const last = positions.at(-1)
        const connection = await connectFeed(door.url, last === undefined ? {} : { 'last-event-id': String(last) })
        const taken = await take(connection, Math.min(total - positions.length, random() % 200))
        positions.push(...taken.map(({ id }) => Number(id)))
        connection.close()
      }
      await writing
      expect(positions).toEqual(upTo(total))
      expect(connections).toBeGreaterThan(20)
    }))

  test('a client that reads slowly is waited for, and still gets everything once', () =>
    live(async (door) => {
      const total = 800
      await appendEvents(door, total, 'InteractionRecorded', { note: 'x'.repeat(50_000) })
      let read = 0
      const subscribe = door.store.subscribe.bind(door.store)
      door.store.subscribe = async function* (options) {
        for await (const batch of subscribe(options)) {
          read = batch.position
          yield batch
        }
      }
      const connection = await connectFeed(door.url)
      const [first] = await take(connection, 1)
      connection.response.pause()
      // Until the server has stood still for many turns of its loop.
      for (let still = 0, before = read; still < 500; still = read === before ? still + 1 : 0, before = read)
        await setImmediate()
      expect(read).toBeLessThan(total)
      const rest = await take(connection, total - 1)
      connection.close()
      expect([first!, ...rest].map(({ id }) => Number(id))).toEqual(upTo(total))
    }))

  test('a heartbeat moves the place to resume past what the filter kept out', () =>
    live(async (door) => {
      await appendEvents(door, 7)
      const connection = await connectFeed(`${door.url}?types=CaseOpened`)
      void connection.frames.next()
      while (connection.lastId() !== '7') await once(connection.response, 'data')
      expect(connection.comments()).toContain('heartbeat')
      connection.close()
    }, 5))

  test('a client that goes ends its subscription', () =>
    live(async (door) => {
      let ended: () => void = () => undefined
      const end = new Promise<void>((resolve) => (ended = resolve))
      const subscribe = door.store.subscribe.bind(door.store)
      door.store.subscribe = async function* (options) {
        try {
          yield* subscribe(options)
        } finally {
          ended()
        }
      }
      await appendEvents(door, 1)
      const connection = await connectFeed(door.url)
      await take(connection, 1)
      connection.close()
      await end
    }))

  test('when the server stops, streams end and the client may resume', () =>
    live(async (door) => {
      await appendEvents(door, 3)
      const connection = await connectFeed(door.url)
      const taken = await take(connection, 3)
      const stopped = door.application.close()
      expect(await connection.frames.next()).toEqual({ done: true, value: undefined })
      expect(connection.response.complete).toBe(true)
      await stopped
      expect(taken).toHaveLength(3)
    }))

  test('a client that does not read does not hold up the stop', () =>
    live(async (door) => {
      await appendEvents(door, 300, 'InteractionRecorded', { note: 'x'.repeat(90_000) })
      const connection = await connectFeed(door.url)
      connection.response.pause()
      connection.response.on('error', () => undefined)
      await door.application.close()
    }))
})

/** Numbers that look random and are the same in every run (a linear congruential generator). */
const generator = (seed: number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 8
  }
}
