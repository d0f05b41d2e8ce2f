/** What every event store must do, whichever adapter stands behind the port. */
import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import type { NewEvent, RecordedEvent } from '../../domain/event.js'
import type {
  Appended,
  EventBatch,
  EventStore,
  ExpectedRevision,
  StreamAppend,
} from '../../src/event-store/event-store.js'

/** A store to test. */
export interface StoreUnderTest {
  readonly store: EventStore
  /** Stops it and opens the same log again. */
  readonly reopen: () => Promise<EventStore>
  /** The same log as another process has it, at the same time. */
  readonly another: () => Promise<EventStore>
  /** Ends all that are open and cleans up. */
  readonly close: () => Promise<void>
  /** Deletes the beginning of a stream, or all of it, as nobody ever should; not given where nobody can. */
  readonly deleteBehindOurBack?: (stream: string) => Promise<void>
}

const recordedAt = '2026-01-02T03:04:05.678Z'

const event = ({ metadata, ...parts }: { metadata?: object } & Partial<Omit<NewEvent, 'metadata'>> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'PurchaseCompleted',
  data: { total: { amount: 29_33, currency: 'USD' } },
  ...parts,
  metadata: {
    occurredAt: '1997-01-01T00:00:00.000Z',
    recordedAt,
    actor: 'contract',
    correlationId: 'c',
    causationId: 'c',
    schemaVersion: 1,
    ...metadata,
  },
})

const events = (count: number): NewEvent[] => Array.from({ length: count }, (_, units) => event({ data: { units } }))

const all = async <T>(iterable: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = []
  for await (const item of iterable) items.push(item)
  return items
}

const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id)

const refusal = (code: string, facts: object = {}) =>
  expect.objectContaining({ name: 'DomainError', code, facts: expect.objectContaining(facts) })

const to = (stream: string, appended: readonly NewEvent[], expected: ExpectedRevision = 'any'): StreamAppend => ({
  stream,
  events: appended,
  expected,
})

/** Events of a subscription until it has delivered everything up to a position. */
const deliveredUpTo = async (subscription: AsyncIterable<EventBatch>, position: number): Promise<RecordedEvent[]> => {
  const delivered: RecordedEvent[] = []
  for await (const batch of subscription) {
    delivered.push(...batch.events)
    if (batch.position >= position) break
  }
  return delivered
}

/** Runs the suite. `open` answers a store of its own for each test; its log may hold other streams already. */
export const eventStoreContract = (name: string, open: () => Promise<StoreUnderTest>): void => {
  describe(`${name}, an event store`, () => {
    let opened: StoreUnderTest
    let store: EventStore
    /** The log's last position before the test. */
    let start: number
    /** Begins the names of all streams of one test. */
    let prefix: string
    let stream: string

    beforeEach(async () => {
      opened = await open()
      store = opened.store
      start = await store.head()
      prefix = `t${randomUUID()}-`
      stream = `${prefix}ada`
    })
    afterEach(() => opened.close())

    const streamOf = (name: string): string => prefix + name
    const history = (of = stream) => all(store.readStream(of))
    const log = () => all(store.readAll({ after: start, filter: { streamPrefixes: [prefix] } }))

    describe('keeps what is appended', () => {
      test('and gives it back exactly, with its place', async () => {
        const first = event()
        const second = event({ type: 'RefundIssued', metadata: { channel: 'phone', source: 'crm' } })
        const appended = await store.append(stream, [first, second], 'none')
        const [one, two, ...more] = await history()
        expect(one).toStrictEqual({ ...first, stream, revision: 0, position: expect.any(Number) })
        expect(two).toStrictEqual({ ...second, stream, revision: 1, position: appended.position })
        expect(more).toEqual([])
        expect(appended).toStrictEqual({ revision: 1, position: two!.position, appended: 2 })
        expect(one!.position).toBeGreaterThan(start)
        expect(two!.position).toBeGreaterThan(one!.position)
        expect(await store.head()).toBe(two!.position)
      })

      test.each([
        ['letters of every script', { text: 'Łódź 東京 Ελλάδα العربية 😀 e\u0301' }],
        [
          'quotes, backslashes and control characters',
          { text: '"\\\' \u0000\u0007\b\f\n\r\t\u007f\u2028\u2029 %_[]{}' },
        ],
        ['half a surrogate pair', { text: '\ud83d' }],
        [
          'numbers at their limits',
          { numbers: [0, -1, 0.1, 2 ** 53 - 1, -(2 ** 53) + 1, 1e21, 5e-324, 1.7976931348623157e308] },
        ],
        ['nothing, yes and no', { nothing: null, yes: true, no: false, empty: [{}, [], ''] }],
        ['names of fields that objects have anyway', { constructor: 1, toString: 2, hasOwnProperty: 3, '': 4 }],
        ['text that looks like JSON', { text: '{"a":[1,2],"b":null}' }],
      ])('with %s in it', async (_, data) => {
        await store.append(stream, [event({ data })], 'any')
        const [{ data: kept } = {}] = await history()
        expect(kept).toStrictEqual(data)
      })

      test('with data many levels deep', async () => {
        let data: object = { bottom: true }
        for (let level = 0; level < 900; level++) data = level % 2 ? { level: data } : [data]
        await store.append(stream, [event({ data })], 'any')
        const [{ data: kept } = {}] = await history()
        expect(JSON.stringify(kept)).toBe(JSON.stringify(data))
      })

      test('however large: events of 900 kB', async () => {
        const large = Array.from({ length: 12 }, (_, at) =>
          event({ data: { text: String.fromCharCode(97 + at).repeat(900_000) } }),
        )
        await store.appendMany(large.map((one) => to(stream, [one])))
        expect((await history()).map(({ data }) => data)).toEqual(large.map(({ data }) => data))
        expect(idsOf(await log())).toEqual(idsOf(large))
        const last = await store.head()
        const delivered = await deliveredUpTo(
          store.subscribe({ after: start, filter: { streamPrefixes: [prefix] } }),
          last,
        )
        expect(delivered.map(({ data }) => data)).toEqual(large.map(({ data }) => data))
      })

      test('in streams and of types of any name', async () => {
        const names = ['Zoë/東京', 'with space', 'quote\'"', '100%_', 'a\\b', '😀']
        for (const name of names) await store.append(streamOf(name), [event({ type: name })], 'none')
        expect((await log()).map(({ stream, type }) => ({ stream, type }))).toEqual(
          names.map((name) => ({ stream: streamOf(name), type: name })),
        )
        for (const name of names) expect(await history(streamOf(name))).toHaveLength(1)
      })

      test('when it is opened again', async () => {
        const kept = events(3)
        const appended = await store.append(stream, kept, 'none')
        store = await opened.reopen()
        expect(idsOf(await history())).toEqual(idsOf(kept))
        expect(await store.head()).toBe(appended.position)
        const next = await store.append(stream, events(1), 2)
        expect(next).toMatchObject({ revision: 3, appended: 1 })
        expect(next.position).toBeGreaterThan(appended.position)
      })
    })

    describe('guards an append by the revision it expects', () => {
      const refused = (expected: ExpectedRevision, actual: number | 'none') =>
        refusal('wrong-expected-revision', { stream, expected, actual, index: 0 })

      test.each<ExpectedRevision>(['any', 'none'])('a new stream is accepted when it expects %s', async (expected) => {
        await expect(store.append(stream, events(2), expected)).resolves.toMatchObject({ revision: 1, appended: 2 })
      })

      test.each<ExpectedRevision>(['exists', 0, 1])('a new stream is refused when it expects %s', async (expected) => {
        await expect(store.append(stream, events(1), expected)).rejects.toEqual(refused(expected, 'none'))
        expect(await history()).toEqual([])
        expect(await log()).toEqual([])
        await expect(store.append(stream, events(1), 'none')).resolves.toMatchObject({ revision: 0 })
      })

      test.each<ExpectedRevision>(['any', 'exists', 1])(
        'a stream of two is accepted when it expects %s',
        async (expected) => {
          await store.append(stream, events(2), 'none')
          await expect(store.append(stream, events(3), expected)).resolves.toMatchObject({ revision: 4, appended: 3 })
        },
      )

      test.each<ExpectedRevision>(['none', 0, 2, 7])(
        'a stream of two is refused when it expects %s',
        async (expected) => {
          await store.append(stream, events(2), 'none')
          await expect(store.append(stream, events(2), expected)).rejects.toEqual(refused(expected, 1))
          expect(await history()).toHaveLength(2)
          expect(await log()).toHaveLength(2)
        },
      )
    })

    describe('answers the same events again as the first time', () => {
      let known: NewEvent[]
      let answer: Appended

      beforeEach(async () => {
        known = [event(), event({ data: { a: 1, b: [{ c: 2, d: 3 }] } })]
        answer = { ...(await store.append(stream, known, 'none')), appended: 0 }
      })

      const expectUnchanged = async () => expect(idsOf(await log())).toEqual(idsOf(known))

      test.each<ExpectedRevision>(['any', 'none', 'exists', 0, 1, 7])(
        'whatever it expects now: %s',
        async (expected) => {
          expect(await store.append(stream, known, expected)).toStrictEqual(answer)
          await expectUnchanged()
        },
      )

      test('one of them alone', async () => {
        expect(await store.append(stream, [known[0]!], 'none')).toStrictEqual({
          revision: 0,
          position: (await history())[0]!.position,
          appended: 0,
        })
        await expectUnchanged()
      })

      test('when they are recorded later', async () => {
        const retried = known.map((one) => ({
          ...one,
          metadata: { ...one.metadata, recordedAt: '2027-01-01T00:00:00.000Z' },
        }))
        expect(await store.append(stream, retried, 'none')).toStrictEqual(answer)
        expect((await history())[0]!.metadata.recordedAt).toBe(recordedAt)
      })

      test('when they occurred as they were recorded', async () => {
        const now = (instant: string, id: string) =>
          event({ id, metadata: { occurredAt: instant, recordedAt: instant } })
        const id = randomUUID()
        await store.append(stream, [now('2026-01-01T00:00:00.000Z', id)], 1)
        expect(await store.append(stream, [now('2026-01-01T00:00:09.000Z', id)], 1)).toMatchObject({
          revision: 2,
          appended: 0,
        })
      })

      test('when their fields come in another order', async () => {
        const reordered = [known[0]!, { ...known[1]!, data: { b: [{ d: 3, c: 2 }], a: 1 } }]
        expect(await store.append(stream, reordered, 1)).toStrictEqual(answer)
      })

      test('when the log is opened again', async () => {
        store = await opened.reopen()
        expect(await store.append(stream, known, 'none')).toStrictEqual(answer)
        await expectUnchanged()
      })

      test('when a thousand events came since', async () => {
        await store.append(stream, events(500), 'any')
        await store.appendMany(events(500).map((one, at) => to(streamOf(`other-${at}`), [one])))
        expect(await store.append(stream, known, 'none')).toStrictEqual(answer)
        store = await opened.reopen()
        expect(await store.append(stream, known, 'none')).toStrictEqual(answer)
        expect(await log()).toHaveLength(1_002)
      })

      test('when they are sent twice at once', async () => {
        const twice = events(2)
        const [one, other] = await Promise.all([store.append(stream, twice, 1), store.append(stream, twice, 1)])
        expect([one.appended, other.appended].sort()).toEqual([0, 2])
        expect(one).toMatchObject({ revision: 3, position: other.position })
        expect(other.revision).toBe(3)
        expect(await history()).toHaveLength(4)
      })

      test('but an id of another stream is no known id', async () => {
        await expect(store.append(streamOf('bob'), known, 'none')).resolves.toMatchObject({ revision: 1, appended: 2 })
      })
    })

    describe('refuses an event id that was used for something else', () => {
      let known: NewEvent[]

      beforeEach(async () => {
        known = events(3)
        await store.append(stream, known, 'none')
      })

      const expectReused = async (appended: readonly NewEvent[], id: string, expected: ExpectedRevision = 'any') => {
        await expect(store.append(stream, appended, expected)).rejects.toEqual(
          refusal('event-id-reused', { stream, id, index: 0 }),
        )
        expect(idsOf(await log())).toEqual(idsOf(known))
        expect(await history()).toMatchObject(known.map(({ type, data }) => ({ type, data })))
      }

      test.each([
        ['other data', { data: { units: 7 } }],
        ['another type', { type: 'RefundIssued' }],
        ['a type that the log has not met', { type: 'NeverMetBefore' }],
        ['another time of occurrence', { metadata: { occurredAt: '1997-01-01T00:00:00.001Z' } }],
        ['another actor', { metadata: { actor: 'somebody' } }],
        ['more metadata', { metadata: { channel: 'web' } }],
      ])('with %s', async (_, change) => {
        const { id, data } = known[1]!
        await expectReused([event({ id, data, ...change })], id)
        await expectReused([event({ id, data, ...change })], id, 0)
        await expectReused([known[0]!, event({ id, data, ...change })], id)
      })

      test('together with new events, before or after it', async () => {
        await expectReused([known[1]!, event()], known[1]!.id)
        await expectReused([event(), known[1]!], known[1]!.id, 2)
        await expectReused([event(), known[2]!, known[0]!], known[2]!.id, 'none')
      })

      test('twice in one append', async () => {
        const twice = event()
        await expectReused([twice, twice], twice.id)
        await expectReused([event(), twice, event(), { ...twice, type: 'RefundIssued' }], twice.id, 2)
        await expectReused([known[0]!, known[0]!], known[0]!.id)
        await expect(store.append(streamOf('bob'), [twice, twice], 'none')).rejects.toEqual(
          refusal('event-id-reused', { stream: streamOf('bob'), id: twice.id }),
        )
        await expect(store.append(streamOf('bob'), [twice], 'none')).resolves.toMatchObject({ revision: 0 })
      })

      test('and goes on as if it had not been asked', async () => {
        await expectReused([event({ id: known[0]!.id, data: { units: 7 } })], known[0]!.id)
        await expect(store.append(stream, events(1), 2)).resolves.toMatchObject({ revision: 3, appended: 1 })
      })
    })

    describe('refuses what is no event', () => {
      const circular: Record<string, unknown> = {}
      circular['self'] = circular

      test.each([
        ['no events at all', [], 'append-empty'],
        ['an id in capitals', [event({ id: randomUUID().toUpperCase() })], 'event-id-malformed'],
        ['an id that is too short', [event({ id: '0190b0a0' })], 'event-id-malformed'],
        ['an empty id', [event({ id: '' })], 'event-id-malformed'],
        ['an id with something behind it', [event(), event({ id: `${randomUUID()}\n` })], 'event-id-malformed'],
        ['no data', [event({ data: undefined as unknown as object })], 'event-not-json'],
        ['a function for data', [event({ data: () => 1 })], 'event-not-json'],
        ['a bigint in the data', [event(), event({ data: { amount: 1n } })], 'event-not-json'],
        ['data that contains itself', [event({ data: circular })], 'event-not-json'],
      ])('such as %s', async (_, refused, code) => {
        await expect(store.append(stream, refused, 'any')).rejects.toEqual(refusal(code, { stream, index: 0 }))
        await expect(store.appendMany([to(stream, events(1)), to(stream, refused)])).rejects.toEqual(
          refusal(code, { stream, index: 1 }),
        )
        expect(await log()).toEqual([])
        await expect(store.append(stream, events(1), 'none')).resolves.toMatchObject({ revision: 0 })
      })
    })

    describe('appends to many streams', () => {
      test('of each stream in the order given, each with its own answer', async () => {
        const [ada, bob] = [streamOf('ada'), streamOf('bob')]
        const [one, two, three, four] = events(4) as [NewEvent, NewEvent, NewEvent, NewEvent]
        const answers = await store.appendMany([
          to(ada, [one], 'none'),
          to(bob, [two, three], 'none'),
          to(ada, [four], 0),
        ])
        expect(answers.map(({ revision, appended }) => [revision, appended])).toEqual([
          [0, 1],
          [1, 2],
          [1, 1],
        ])
        const [first, second] = await history(ada)
        const [, last] = await history(bob)
        expect(idsOf([first!, second!])).toEqual(idsOf([one, four]))
        expect(idsOf(await history(bob))).toEqual(idsOf([two, three]))
        expect(answers.map(({ position }) => position)).toEqual([first, last, second].map((one) => one!.position))
        expect(await log()).toHaveLength(4)
      })

      test('nothing, when there is nothing to append', async () => {
        expect(await store.appendMany([])).toEqual([])
        expect(await log()).toEqual([])
      })

      test('all of them or none: a wrong revision', async () => {
        await store.append(stream, events(2), 'none')
        const appends = [
          to(streamOf('bob'), events(2)),
          to(stream, events(1), 1),
          to(stream, events(1), 1),
          to(stream, events(1)),
        ]
        await expect(store.appendMany(appends)).rejects.toEqual(
          refusal('wrong-expected-revision', { stream, expected: 1, actual: 2, index: 2 }),
        )
        expect(await log()).toHaveLength(2)
        expect(await history(streamOf('bob'))).toEqual([])
        await expect(store.append(streamOf('bob'), events(1), 'none')).resolves.toMatchObject({ revision: 0 })
        await expect(store.append(stream, events(1), 1)).resolves.toMatchObject({ revision: 2 })
      })

      test('all of them or none: a reused id', async () => {
        const known = event()
        await store.append(stream, [known], 'none')
        const reused = event({ id: known.id, data: { units: 7 } })
        await expect(
          store.appendMany([to(streamOf('bob'), events(2)), to(stream, events(1)), to(stream, [reused])]),
        ).rejects.toEqual(refusal('event-id-reused', { stream, id: known.id, index: 2 }))
        expect(idsOf(await log())).toEqual([known.id])
      })

      test('again as the first time', async () => {
        const appends = [to(streamOf('ada'), events(2), 'none'), to(streamOf('bob'), events(1), 'none')]
        const answers = await store.appendMany(appends)
        expect(await store.appendMany(appends)).toStrictEqual(answers.map((answer) => ({ ...answer, appended: 0 })))
        expect(await log()).toHaveLength(3)
      })

      test('what was cut off goes on where it was', async () => {
        const appends = events(6).map((one, at) => to(streamOf(String(at % 2)), [one]))
        await store.appendMany(appends.slice(0, 4))
        const answers = await store.appendMany(appends)
        expect(answers.map(({ appended }) => appended)).toEqual([0, 0, 0, 0, 1, 1])
        expect(answers.map(({ revision }) => revision)).toEqual([0, 0, 1, 1, 2, 2])
        expect(idsOf(await log())).toEqual(appends.map(({ events }) => events[0]!.id))
      })

      test('the same event twice in one batch is there once', async () => {
        const one = event()
        const answers = await store.appendMany([to(stream, [one]), to(stream, [one])])
        expect(answers.map(({ appended }) => appended)).toEqual([1, 0])
        expect(await history()).toHaveLength(1)
      })
    })

    describe('takes many writers at once', () => {
      test('of many at one revision exactly one wins', async () => {
        await store.append(stream, events(3), 'none')
        const writers = events(16)
        const outcomes = await Promise.allSettled(writers.map((one) => store.append(stream, [one], 2)))
        const won = outcomes.flatMap(({ status }, at) => (status === 'fulfilled' ? [writers[at]!.id] : []))
        expect(won).toHaveLength(1)
        for (const outcome of outcomes)
          if (outcome.status === 'rejected')
            expect(outcome.reason).toEqual(refusal('wrong-expected-revision', { expected: 2, actual: 3 }))
        expect(idsOf(await history()).slice(3)).toEqual(won)
      })

      test('64 appends to one stream are all there once', async () => {
        const appended = events(64)
        const answers = await Promise.all(appended.map((one) => store.append(stream, [one], 'any')))
        const recorded = await history()
        expect(recorded.map(({ revision }) => revision)).toEqual(appended.map((_, at) => at))
        for (const [at, { id }] of appended.entries()) {
          const { revision, position } = answers[at]!
          expect(recorded[revision]).toMatchObject({ id, position })
        }
        expect(idsOf(recorded).sort()).toEqual(idsOf(appended).sort())
      })

      test('a refused one does not disturb the others', async () => {
        await store.append(stream, events(1), 'none')
        const known = (await history())[0]!
        const outcomes = await Promise.allSettled([
          store.append(streamOf('bob'), events(1), 'none'),
          store.append(stream, events(1), 7),
          store.append(stream, events(1), 0),
          store.appendMany([to(streamOf('cy'), events(1), 'none'), to(streamOf('cy'), events(1), 'none')]),
          store.append(stream, [event({ id: known.id })], 'any'),
          store.append(stream, [event({ data: { amount: 1n } })], 'any'),
          store.append(streamOf('cy'), events(1), 'none'),
          store.appendMany([to(stream, events(1), 1), to(streamOf('bob'), events(1), 0)]),
        ])
        expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([
          true,
          false,
          true,
          false,
          false,
          false,
          true,
          true,
        ])
        expect(
          [await history(), await history(streamOf('bob')), await history(streamOf('cy'))].map((a) => a.length),
        ).toEqual([3, 2, 1])
      })
    })

    describe('shares its log with another process', () => {
      let other: EventStore
      beforeEach(async () => {
        other = await opened.another()
      })

      const othersHistory = () => all(other.readStream(stream))

      test('and goes on where that one stopped', async () => {
        const turns = [store, other, store, other]
        for (const [at, writer] of turns.entries())
          await expect(writer.append(stream, events(2), at === 0 ? 'none' : at * 2 - 1)).resolves.toMatchObject({
            revision: at * 2 + 1,
            appended: 2,
          })
        expect(await othersHistory()).toEqual(await history())
        expect(await other.head()).toBe(await store.head())
      })

      test('of many writers in both at one revision exactly one wins', async () => {
        await store.append(stream, events(3), 'none')
        const writers = events(16)
        const outcomes = await Promise.allSettled(
          writers.map((one, at) => (at % 2 ? store : other).append(stream, [one], 2)),
        )
        const won = outcomes.flatMap(({ status }, at) => (status === 'fulfilled' ? [writers[at]!.id] : []))
        expect(won).toHaveLength(1)
        for (const outcome of outcomes)
          if (outcome.status === 'rejected')
            expect(outcome.reason).toEqual(refusal('wrong-expected-revision', { expected: 2, actual: 3 }))
        expect(idsOf(await othersHistory()).slice(3)).toEqual(won)
      })

      test('both append to one stream, and everything is there once', async () => {
        const [ours, theirs] = [events(20), events(20)]
        const writing = [ours, theirs].map(async (all, at) => {
          const answers: Appended[] = []
          for (const one of all) answers.push(await (at ? other : store).append(stream, [one], 'any'))
          return answers
        })
        const answers = (await Promise.all(writing)).flat()
        const recorded = await history()
        expect(idsOf(recorded).sort()).toEqual(idsOf([...ours, ...theirs]).sort())
        for (const [at, { id }] of [...ours, ...theirs].entries()) {
          const { revision, position } = answers[at]!
          expect(recorded[revision]).toMatchObject({ id, position })
        }
      })

      test.each<ExpectedRevision>(['any', 'none', 'exists', 1, 7])(
        'knows what the other appended as the same: an answer that was lost, asked for again expecting %s',
        async (expected) => {
          const known = events(2)
          const { revision, position } = await other.append(stream, known, 'none')
          expect(await store.append(stream, known, expected)).toMatchObject({ revision, position })
          expect(await store.append(stream, known, expected)).toStrictEqual({ revision, position, appended: 0 })
          const [later] = events(1) as [NewEvent]
          const next = await other.append(stream, [later], 1)
          expect(await store.append(stream, [later], 1)).toMatchObject({ revision: 2, position: next.position })
          expect(idsOf(await history())).toEqual(idsOf([...known, later]))
        },
      )

      test.each<ExpectedRevision>(['any', 'none', 0])(
        'refuses an id that the other used for something else, expecting %s',
        async (expected) => {
          await store.append(stream, events(1), 'none')
          const known = event()
          await other.append(stream, [known], 0)
          for (const changed of [
            { ...known, data: { units: 7 } },
            { ...known, type: 'RefundIssued' },
          ])
            await expect(store.append(stream, [changed], expected)).rejects.toEqual(
              refusal('event-id-reused', { stream, id: known.id }),
            )
          expect((await history()).map(({ type, data }) => ({ type, data }))[1]).toEqual({
            type: known.type,
            data: known.data,
          })
          expect(await history()).toHaveLength(2)
        },
      )

      test('refuses a batch for what the other appended, before any of it is written', async () => {
        const bob = streamOf('bob')
        await store.appendMany([to(stream, events(1), 'none'), to(bob, events(1), 'none')])
        await other.append(bob, events(1), 0)
        await expect(store.appendMany([to(stream, events(1), 0), to(bob, events(1), 0)])).rejects.toEqual(
          refusal('wrong-expected-revision', { stream: bob, expected: 0, actual: 1, index: 1 }),
        )
        expect(await history()).toHaveLength(1)
      })

      test('and hears of what the other appends', async () => {
        const { position: first } = await other.append(stream, events(1), 'none')
        const filter = { streamPrefixes: [prefix] }
        const delivered: string[] = []
        let last = first
        for await (const batch of store.subscribe({ after: start, filter })) {
          delivered.push(...idsOf(batch.events))
          if (batch.position < last) continue
          if (delivered.length >= 7) break
          last = (await other.append(stream, events(2), 'any')).position
        }
        expect(delivered).toEqual(idsOf(await othersHistory()))
      })

      test('and its filtered subscription passes what the other appends beside it', async () => {
        await store.append(stream, events(1), 'none')
        let passed: Appended | undefined
        for await (const { position } of store.subscribe({ after: start, filter: { streamPrefixes: [stream] } })) {
          if (passed && position >= passed.position) break
          passed ??= await other.append(streamOf('other'), events(1), 'none')
        }
        expect(await store.head()).toBe(passed!.position)
      })
    })

    describe('notices that a stream was deleted behind its back', () => {
      const deleted = () => refusal('stream-deleted', { stream })
      let kept: string[]

      /** Whether this store is one whose streams can be deleted: it is then, and the store opened anew. */
      const prepared = async (): Promise<boolean> => {
        if (!opened.deleteBehindOurBack) return false
        await store.append(streamOf('bob'), events(1), 'none')
        kept = idsOf(await history(streamOf('bob')))
        await store.append(stream, events(3), 'none')
        await opened.deleteBehindOurBack(stream)
        store = await opened.reopen()
        return true
      }

      test('by whoever reads it', async () => {
        if (!(await prepared())) return
        await expect(history()).rejects.toEqual(deleted())
        await expect(all(store.readStream(stream, { backwards: true }))).rejects.toEqual(deleted())
        expect(idsOf(await history(streamOf('bob')))).toEqual(kept)
      })

      test.each<ExpectedRevision>(['any', 'exists', 2])('by whoever appends to it expecting %s', async (expected) => {
        if (!(await prepared())) return
        await expect(store.append(stream, events(1), expected)).rejects.toEqual(deleted())
        await expect(
          store.appendMany([to(streamOf('bob'), events(1)), to(stream, events(1), expected)]),
        ).rejects.toEqual(deleted())
        expect(idsOf(await history(streamOf('bob')))).toEqual(kept)
      })
    })

    describe('reads a stream', () => {
      const length = 7
      let appended: string[]

      beforeEach(async () => {
        const kept = events(length)
        appended = idsOf(kept)
        await store.append(streamOf('before'), events(2), 'none')
        for (const [at, one] of kept.entries()) {
          await store.append(stream, [one], 'any')
          await store.append(streamOf(`between-${at}`), events(1), 'any')
        }
      })

      test('forwards from every revision, at every limit', async () => {
        for (let from = 0; from <= length; from++)
          for (const limit of [undefined, 0, 1, 3, length, 100])
            expect(idsOf(await all(store.readStream(stream, { from, limit })))).toEqual(
              appended.slice(from).slice(0, limit),
            )
      })

      test('backwards from every revision, at every limit', async () => {
        for (let from = 0; from <= length; from++)
          for (const limit of [undefined, 0, 1, 3, length, 100])
            expect(idsOf(await all(store.readStream(stream, { from, backwards: true, limit })))).toEqual(
              appended
                .slice(0, from + 1)
                .reverse()
                .slice(0, limit),
            )
        expect(idsOf(await all(store.readStream(stream, { backwards: true })))).toEqual([...appended].reverse())
        expect(idsOf(await all(store.readStream(stream, { backwards: true, limit: 1 })))).toEqual(appended.slice(-1))
      })

      test('that does not exist as one without events', async () => {
        expect(await history(streamOf('nobody'))).toEqual([])
        expect(await all(store.readStream(streamOf('nobody'), { backwards: true }))).toEqual([])
        expect(await history(stream.slice(0, -1))).toEqual([])
      })

      test('with ten thousand events in it', async () => {
        const many = streamOf('many')
        const kept = events(10_000)
        for (let at = 0; at < kept.length; at += 2_500) await store.append(many, kept.slice(at, at + 2_500), 'any')
        const forwards = await history(many)
        expect(idsOf(forwards)).toEqual(idsOf(kept))
        expect(forwards.map(({ revision }) => revision)).toEqual(kept.map((_, at) => at))
        expect(idsOf(await all(store.readStream(many, { backwards: true })))).toEqual(idsOf(kept).reverse())
        expect(idsOf(await all(store.readStream(many, { from: 1_234, limit: 4_321 })))).toEqual(
          idsOf(kept.slice(1_234, 1_234 + 4_321)),
        )
        await expect(store.append(many, kept.slice(5_000, 5_003), 'none')).resolves.toMatchObject({ revision: 5_002 })
      })

      test('while it grows: no gap, and an append whole or not at all', async () => {
        const later: string[] = []
        const seen: string[] = []
        for await (const { id, revision } of store.readStream(stream)) {
          expect(revision).toBe(seen.length)
          if (seen.length % 3 === 2 && later.length < 8) {
            const two = events(2)
            await store.append(stream, two, 'any')
            later.push(...idsOf(two))
          }
          seen.push(id)
        }
        expect(seen.slice(0, length)).toEqual(appended)
        expect((seen.length - length) % 2).toBe(0)
        expect(seen).toEqual([...appended, ...later].slice(0, seen.length))
        expect(idsOf(await history())).toEqual([...appended, ...later])
        expect(later.length).toBeGreaterThan(0)
      })

      test('and finds an event in it by id', async () => {
        const [found] = await all(store.readStream(stream, { from: 3, limit: 1 }))
        expect(await store.findEvent(stream, appended[3]!)).toStrictEqual(found)
        expect(await store.findEvent(stream, randomUUID())).toBeUndefined()
        expect(await store.findEvent(streamOf('before'), appended[3]!)).toBeUndefined()
        expect(await store.findEvent(streamOf('nobody'), appended[3]!)).toBeUndefined()
      })
    })

    describe('reads everything', () => {
      const names = ['100%_sure', '100%', '100x_sure', 'Zoë', 'Zoë-2', 'zoe', 'ada', 'adam']
      const types = ['PurchaseCompleted', 'RefundIssued', 'CaseOpened']
      let recorded: { id: string; stream: string; type: string; position: number }[]

      beforeEach(async () => {
        recorded = []
        for (let at = 0; at < 24; at++) {
          const one = event({ type: types[at % 3]! })
          const to = streamOf(names[(at * 5) % 8]!)
          const { position } = await store.append(to, [one], 'any')
          recorded.push({ id: one.id, stream: to, type: one.type, position })
        }
      })

      const read = async (options: Parameters<EventStore['readAll']>[0] & object) =>
        idsOf(await all(store.readAll({ after: start, ...options })))

      test('in the order in which it was appended', async () => {
        expect((await log()).map(({ id, stream, type, position }) => ({ id, stream, type, position }))).toEqual(
          recorded,
        )
      })

      test('after every position, up to every position, at every limit', async () => {
        const filter = { streamPrefixes: [prefix] }
        for (let from = 0; from < recorded.length; from += 3)
          for (let end = from; end < recorded.length; end += 4)
            for (const limit of [undefined, 0, 1, 5])
              expect(
                await read({ after: recorded[from]!.position, until: recorded[end]!.position, limit, filter }),
              ).toEqual(idsOf(recorded.slice(from + 1, end + 1).slice(0, limit)))
        expect(await read({ after: recorded.at(-1)!.position, filter })).toEqual([])
        expect(await read({ until: recorded.at(-1)!.position + 1_000_000, filter })).toEqual(idsOf(recorded))
      })

      test.each(['100%', '100%_', 'Zo', 'Zoë', 'zo', 'ad', 'adam', 'nobody', ''])(
        'of streams that begin with "%s"',
        async (beginning) => {
          const streamPrefix = streamOf(beginning)
          expect(await read({ filter: { streamPrefixes: [streamPrefix] } })).toEqual(
            idsOf(recorded.filter(({ stream }) => stream.startsWith(streamPrefix))),
          )
        },
      )

      test.each([[['ad', 'Zo']], [['100%', 'nobody', 'bob']], [['ada', 'ad']], [['Zoë', '']], [['nobody']], [[]]])(
        'of streams that begin with one of %j',
        async (beginnings) => {
          const streamPrefixes = beginnings.map(streamOf)
          const matching = recorded.filter(({ stream }) => streamPrefixes.some((prefix) => stream.startsWith(prefix)))
          expect(await read({ filter: { streamPrefixes } })).toEqual(idsOf(matching))
          expect(await read({ filter: { streamPrefixes }, limit: 3 })).toEqual(idsOf(matching.slice(0, 3)))
          const refunds = matching.filter(({ type }) => type === 'RefundIssued')
          expect(await read({ filter: { streamPrefixes, types: ['RefundIssued'] } })).toEqual(idsOf(refunds))
        },
      )

      test('of all streams where the beginning asked for is empty', async () =>
        expect(await read({ filter: { streamPrefixes: [''] } })).toEqual(idsOf(recorded)))

      test.each([[['RefundIssued']], [['CaseOpened', 'RefundIssued']], [types], [['NeverHappened']], [[]]])(
        'of the types %j',
        async (wanted) => {
          const matching = recorded.filter(({ type }) => wanted.includes(type))
          expect(await read({ filter: { streamPrefixes: [prefix], types: wanted } })).toEqual(idsOf(matching))
        },
      )

      test('of some streams and types, so many of them', async () => {
        const matching = recorded.filter(({ stream, type }) => stream === streamOf('ada') && type === 'RefundIssued')
        expect(matching).toHaveLength(1)
        const filter = { streamPrefixes: [streamOf('ada')], types: ['RefundIssued', 'CaseOpened'] }
        expect(await read({ filter, limit: 2 })).toEqual(
          idsOf(
            recorded.filter(({ stream, type }) => /ada|adam/.test(stream) && type !== 'PurchaseCompleted').slice(0, 2),
          ),
        )
      })

      test('while more is appended: no gap, and an append whole or not at all', async () => {
        const before = idsOf(recorded)
        const later = events(4)
        const seen: string[] = []
        for await (const { id } of store.readAll({ after: start, filter: { streamPrefixes: [prefix] } })) {
          if (seen.length === 2) await store.append(streamOf('later'), later, 'none')
          seen.push(id)
        }
        expect([idsOf(recorded), [...before, ...idsOf(later)]]).toContainEqual(seen)
        expect(idsOf(await log())).toEqual([...before, ...idsOf(later)])
      })

      test('letting appends through while it goes on', async () => {
        for (let at = 0; at < 5; at++) await store.append(streamOf('many'), events(1_000), 'any')
        let appended: Appended | undefined
        let sawIt = false
        void store.append(streamOf('late'), events(1), 'any').then((answer) => (appended = answer))
        for await (const _ of store.readAll({ after: start })) if (appended) sawIt = true
        expect(sawIt).toBe(true)
      })
    })

    describe('reads stream by stream', () => {
      const streams = (prefix: string, until: number) => all(store.readStreams(prefix, until))
      const told = (streams: readonly (readonly RecordedEvent[])[]) =>
        new Map(streams.map((events) => [events[0]!.stream, idsOf(events)]))

      test('each whole and once, in order, also where they are longer than a page', async () => {
        const lengths: Record<string, number> = { 'c-1': 3, 'c-2': 2_600, 'c-3': 1, 'c-4': 1_000, 'd-1': 5, 'c-5': 900 }
        const kept = new Map(Object.entries(lengths).map(([name, length]) => [streamOf(name), events(length)]))
        for (let at = 0; at < 2_600; at += 200) {
          const some = [...kept].map(([name, events]) => to(name, events.slice(at, at + 200)))
          await store.appendMany(some.filter(({ events }) => events.length > 0))
        }
        const read = await streams(streamOf('c-'), await store.head())
        expect(read).toHaveLength(5)
        expect(told(read)).toEqual(
          new Map(
            [...kept].filter(([name]) => name !== streamOf('d-1')).map(([name, events]) => [name, idsOf(events)]),
          ),
        )
        for (const events of read) {
          expect(events.map(({ revision }) => revision)).toEqual(events.map((_, at) => at))
          expect(new Set(events.map(({ stream }) => stream)).size).toBe(1)
        }
      })

      test('as it was at a position', async () => {
        const [ada, bob, cy] = [streamOf('ada'), streamOf('bob'), streamOf('cy')]
        const order = [ada, bob, ada, bob, cy]
        const kept = events(5)
        const answers: Appended[] = []
        for (const [at, one] of kept.entries()) answers.push(await store.append(order[at]!, [one], 'any'))
        for (const [at, { position }] of answers.entries()) {
          const expected = new Map<string, string[]>()
          for (const [before, { id }] of kept.slice(0, at + 1).entries())
            expected.set(order[before]!, [...(expected.get(order[before]!) ?? []), id])
          expect(told(await streams(prefix, position))).toEqual(expected)
        }
        expect(await streams(prefix, start)).toEqual([])
      })

      test('in the order of their names, and only those between two names', async () => {
        const names = ['é', 'b', 'a-2', '\u{1f600}', 'a', '\uffee', 'B', 'c'].map(streamOf)
        await store.appendMany(names.map((name) => to(name, events(2))))
        const ordered = ['B', 'a', 'a-2', 'b', 'c', 'é', '\uffee', '\u{1f600}'].map(streamOf)
        const until = await store.head()
        const between = async (after?: string, before?: string) =>
          (await all(store.readStreams(prefix, until, { after, before }))).map(([first]) => first!.stream)
        expect(await between()).toEqual(ordered)
        for (let from = 0; from < ordered.length; from++)
          for (let to = from; to < ordered.length; to++)
            expect(await between(ordered[from], ordered[to])).toEqual(ordered.slice(from + 1, to))
        expect(await between(streamOf('a-'), streamOf('bb'))).toEqual(ordered.slice(2, 4))
        expect(await between('', '\u{10ffff}')).toEqual(ordered)
      })

      test('where there are none', async () =>
        expect(await streams(streamOf('nobody'), await store.head())).toEqual([]))
    })

    describe('is subscribed to', () => {
      const subscribe = (options: Parameters<EventStore['subscribe']>[0] = {}) =>
        store.subscribe({ after: start, filter: { streamPrefixes: [prefix] }, ...options })

      test('from every position of the log, in batches of every size', async () => {
        await store.appendMany(events(7).map((one, at) => to(streamOf(String(at % 3)), [one])))
        const recorded = await log()
        for (const [at, { position: after }] of recorded.slice(0, -1).entries())
          for (const batchSize of [1, 2, 5, undefined]) {
            const delivered: RecordedEvent[] = []
            let reached = after
            for await (const { events, position, head } of subscribe({ after, batchSize })) {
              expect(events.length).toBeLessThanOrEqual(batchSize ?? 1_000)
              expect(position).toBeGreaterThan(reached)
              expect(head).toBeGreaterThanOrEqual(position)
              for (const event of events) {
                expect(event.position).toBeGreaterThan(reached)
                expect(event.position).toBeLessThanOrEqual(position)
              }
              reached = position
              delivered.push(...events)
              if (position >= recorded.at(-1)!.position) break
            }
            expect(delivered).toEqual(recorded.slice(at + 1))
          }
      })

      test('from where any batch ended, without a gap', async () => {
        await store.append(stream, events(9), 'none')
        const recorded = await log()
        const delivered: string[] = []
        for (let after = start; after < recorded.at(-1)!.position;)
          for await (const { events, position } of subscribe({ after, batchSize: 2 })) {
            delivered.push(...idsOf(events))
            after = position
            break
          }
        expect(delivered).toEqual(idsOf(recorded))
      })

      test('from the first event, where nothing else is said', async () => {
        const { position } = await store.append(stream, events(1), 'none')
        expect((await deliveredUpTo(store.subscribe(), position)).at(-1)).toMatchObject({ stream })
      })

      test('catching up into live, without a gap or a repeat while a writer goes on', async () => {
        await store.append(stream, events(1_500), 'none')
        const write = async () => {
          for (let at = 0; at < 60; at++) await store.append(streamOf(String(at % 5)), events(1 + (at % 3)), 'any')
          return store.append(stream, events(1), 'any')
        }
        const writing = write()
        const delivered: RecordedEvent[] = []
        let end = Infinity
        void writing.then(({ position }) => (end = position))
        for await (const { events, position } of subscribe({ batchSize: 7 })) {
          delivered.push(...events)
          if (position >= end) break
        }
        expect(delivered).toEqual(await log())
        expect(delivered.length).toBeGreaterThan(1_500 + 60)
      })

      test('by one who is slower than the writer', async () => {
        const delivered: RecordedEvent[] = []
        let last = await store.append(stream, events(5), 'none')
        for await (const { events: batch, position } of subscribe({ batchSize: 3 })) {
          delivered.push(...batch)
          if (delivered.length < 40) last = await store.append(stream, events(5), 'any')
          else if (position >= last.position) break
        }
        expect(delivered).toEqual(await log())
        expect(delivered.length).toBeGreaterThan(40)
      })

      test('advancing past what its filter leaves out, old and new', async () => {
        const wanted = await store.append(stream, events(1), 'none')
        const passed = await store.append(streamOf('other'), events(5), 'none')
        let live: Appended | undefined
        const delivered: string[] = []
        for await (const batch of subscribe({ filter: { streamPrefixes: [stream] } })) {
          expect(batch.events.every(({ position }) => position <= batch.position)).toBe(true)
          delivered.push(...idsOf(batch.events))
          if (live && batch.position >= live.position) break
          if (!live && batch.position >= passed.position) live = await store.append(streamOf('other'), events(1), 'any')
        }
        expect(delivered).toEqual(idsOf(await history()))
        expect(delivered).toHaveLength(1)
        expect(passed.position).toBeGreaterThan(wanted.position)
      })

      test('for some types of events', async () => {
        const types = ['CaseOpened', 'CaseClosed', 'RefundIssued']
        let last = start
        for (let at = 0; at < 9; at++)
          last = (await store.append(stream, [event({ type: types[at % 3]! })], 'any')).position
        const filter = { streamPrefixes: [prefix], types: ['CaseOpened', 'RefundIssued'] }
        const delivered = await deliveredUpTo(subscribe({ filter, batchSize: 2 }), last)
        expect(delivered.map(({ revision }) => revision)).toEqual([0, 2, 3, 5, 6, 8])
      })

      test('for types alone, whatever their names are made of', async () => {
        const types = ['Case.Opened', 'CaseXOpened', '^Case', 'Case|Order', '(Zoë)+', 'Zoë', 'Größe 東京 😀', 'a\\b']
        let last = start
        for (const type of types) last = (await store.append(stream, [event({ type })], 'any')).position
        for (const wanted of [...types.map((type) => [type]), types.slice(3), ['NeverHappened'], []]) {
          const delivered = await deliveredUpTo(store.subscribe({ after: start, filter: { types: wanted } }), last)
          expect(delivered.map(({ type }) => type)).toEqual(types.filter((type) => wanted.includes(type)))
        }
      })

      test.each(['Zo', 'Zoë/東', '100%', '100%_', 'a.c', '\\'])(
        'for streams that begin with "%s"',
        async (beginning) => {
          const names = ['Zoë/東京', 'Zoe', '100%_sure', '100x', 'abc', 'a.c', '\\d']
          let last = start
          for (const name of names) last = (await store.append(streamOf(name), events(2), 'none')).position
          const filter = { streamPrefixes: [streamOf(beginning)] }
          const delivered = await deliveredUpTo(subscribe({ filter }), last)
          expect(delivered.map(({ stream }) => stream)).toEqual(
            names.filter((name) => name.startsWith(beginning)).flatMap((name) => [streamOf(name), streamOf(name)]),
          )
        },
      )

      test('for streams that begin with one of several, in turns, old and new', async () => {
        const names = ['ada-1', 'other', 'identities', 'ada-2', 'identities', 'adam', 'another', 'ada-1']
        const appended: string[] = []
        const write = async (): Promise<number> => {
          let last = start
          for (const name of names) {
            const one = events(1)
            last = (await store.append(streamOf(name), one, 'any')).position
            if (/^ada-|^identities/.test(name)) appended.push(...idsOf(one))
          }
          return last
        }
        let last = await write()
        let again = true
        const delivered: string[] = []
        const filter = { streamPrefixes: [streamOf('ada-'), streamOf('identities')] }
        for await (const batch of subscribe({ filter, batchSize: 2 })) {
          delivered.push(...idsOf(batch.events))
          if (batch.position < last) continue
          if (!again) break
          again = false
          last = await write()
        }
        expect(delivered).toEqual(appended)
        expect(delivered).toHaveLength(10)
      })

      test.each([[[]], [['']]])('for streams that begin with one of %j: none, or any', async (streamPrefixes) => {
        const kept = events(3)
        const { position } = await store.append(stream, kept, 'none')
        const delivered = await deliveredUpTo(store.subscribe({ after: start, filter: { streamPrefixes } }), position)
        expect(idsOf(delivered)).toEqual(streamPrefixes.length > 0 ? idsOf(kept) : [])
      })

      test('by several, each at its own pace', async () => {
        const { position: middle } = await store.append(stream, events(4), 'none')
        const subscriptions = [subscribe({ batchSize: 1 }), subscribe(), subscribe({ after: middle })]
        let end = middle
        for (let at = 0; at < 4; at++) end = (await store.append(stream, events(2), 'any')).position
        const delivered = await Promise.all(subscriptions.map((subscription) => deliveredUpTo(subscription, end)))
        const recorded = await log()
        expect(delivered).toEqual([recorded, recorded, recorded.slice(4)])
      })

      test('until it is aborted while it waits', async () => {
        const { position } = await store.append(stream, events(1), 'none')
        const abort = new AbortController()
        const delivered: EventBatch[] = []
        for await (const batch of subscribe({ signal: abort.signal })) {
          delivered.push(batch)
          if (batch.position >= position) void setImmediate().then(() => abort.abort())
        }
        expect(delivered.flatMap(({ events }) => idsOf(events))).toEqual(idsOf(await history()))
      })

      test('until it is aborted while a batch is handled', async () => {
        await store.append(stream, events(9), 'none')
        const abort = new AbortController()
        const delivered: string[] = []
        for await (const { events } of subscribe({ signal: abort.signal, batchSize: 1 })) {
          delivered.push(...idsOf(events))
          if (delivered.length === 4) abort.abort()
        }
        expect(delivered).toEqual(idsOf(await history()).slice(0, 4))
      })

      test('not at all when it is aborted before', async () => {
        await store.append(stream, events(1), 'none')
        expect(await all(subscribe({ signal: AbortSignal.abort() }))).toEqual([])
      })
    })

    describe('stops', () => {
      test('with what was asked before done, and nothing after', async () => {
        const queued = events(3)
        const answers = Promise.all(queued.map((one) => store.append(stream, [one], 'any')))
        await store.stop()
        expect((await answers).map(({ appended }) => appended)).toEqual([1, 1, 1])
        const stopped = refusal('event-store-stopped')
        await expect(store.append(stream, events(1), 'any')).rejects.toEqual(stopped)
        await expect(store.appendMany([to(stream, events(1))])).rejects.toEqual(stopped)
        await expect(store.head()).rejects.toEqual(stopped)
        await expect(store.findEvent(stream, queued[0]!.id)).rejects.toEqual(stopped)
        await expect(all(store.readStream(stream))).rejects.toEqual(stopped)
        await expect(all(store.readAll())).rejects.toEqual(stopped)
        store = await opened.reopen()
        expect(idsOf(await history())).toEqual(idsOf(queued))
      })

      test('twice as well as once', async () => {
        await store.stop()
        await expect(store.stop()).resolves.toBeUndefined()
      })

      test('and ends its subscriptions', async () => {
        const ended = all(store.subscribe({ after: start, filter: { streamPrefixes: [prefix] } }))
        await setImmediate()
        await store.stop()
        expect((await ended).flatMap(({ events }) => events)).toEqual([])
      })
    })

    test('holds what a simple model of it holds, whatever is appended in whatever order', async () => {
      const anyEvent = fc.record({ number: fc.nat(11), content: fc.nat({ max: 9 }).map((draw) => (draw < 8 ? 0 : 1)) })
      const anyAppend = fc.record({
        name: fc.constantFrom('ada', 'bob'),
        drawn: fc.array(anyEvent, { minLength: 1, maxLength: 4 }),
        expected: fc.oneof(
          { weight: 3, arbitrary: fc.constant<ExpectedRevision>('any') },
          fc.constantFrom<ExpectedRevision>('none', 'exists'),
          fc.integer({ min: 0, max: 6 }),
        ),
      })
      const anyStep = fc.oneof(
        { weight: 6, arbitrary: fc.array(anyAppend, { minLength: 1, maxLength: 1 }) },
        { weight: 3, arbitrary: fc.array(anyAppend, { minLength: 2, maxLength: 3 }) },
      )
      const ids = Array.from({ length: 12 }, () => randomUUID())
      let outcomes = 0
      await fc.assert(
        fc.asyncProperty(fc.array(anyStep, { maxLength: 12 }), async (steps) => {
          const run = streamOf(`${randomUUID()}-`)
          let model: Model = new Map()
          for (const step of steps) {
            const expected = modelled(model, step)
            const answer = store.appendMany(
              step.map(({ name, drawn, expected }) =>
                to(
                  run + name,
                  drawn.map(({ number, content }) => event({ id: ids[number]!, data: { content } })),
                  expected,
                ),
              ),
            )
            if ('code' in expected)
              await expect(answer).rejects.toEqual(refusal(expected.code, { index: expected.index }))
            else {
              expect((await answer).map(({ revision, appended }) => ({ revision, appended }))).toEqual(expected.answers)
              model = expected.model
            }
            outcomes += 1
          }
          for (const name of ['ada', 'bob'])
            expect((await history(run + name)).map(({ id, data, revision }) => ({ id, data, revision }))).toEqual(
              (model.get(name) ?? []).map(({ number, content }, revision) => ({
                id: ids[number],
                data: { content },
                revision,
              })),
            )
        }),
        { numRuns: 60 },
      )
      expect(outcomes).toBeGreaterThan(100)
    })
  })
}

type Model = ReadonlyMap<string, readonly { readonly number: number; readonly content: number }[]>
type ModelAppend = {
  readonly name: string
  readonly drawn: readonly { readonly number: number; readonly content: number }[]
  readonly expected: ExpectedRevision
}

/** What the simple model makes of a batch of appends: the streams after it and the answers, or the refusal. */
const modelled = (
  before: Model,
  appends: readonly ModelAppend[],
): { code: string; index: number } | { model: Model; answers: { revision: number; appended: number }[] } => {
  const model = new Map(before)
  const answers: { revision: number; appended: number }[] = []
  for (const [index, { name, drawn, expected }] of appends.entries()) {
    const stream = model.get(name) ?? []
    const places = drawn.map(({ number }) => stream.findIndex((one) => one.number === number))
    const isKnown = drawn.map(({ content }, at) => stream[places[at]!]?.content === content)
    if (new Set(drawn.map(({ number }) => number)).size < drawn.length) return { code: 'event-id-reused', index }
    if (places.some((place) => place >= 0)) {
      if (!isKnown.every(Boolean)) return { code: 'event-id-reused', index }
      answers.push({ revision: places.at(-1)!, appended: 0 })
      continue
    }
    const last = stream.length - 1
    const met =
      expected === 'any' || (expected === 'none' ? last < 0 : expected === 'exists' ? last >= 0 : expected === last)
    if (!met) return { code: 'wrong-expected-revision', index }
    model.set(name, [...stream, ...drawn])
    answers.push({ revision: last + drawn.length, appended: drawn.length })
  }
  return { model, answers }
}
