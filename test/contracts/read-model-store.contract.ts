/** What every read-model store must do, whichever adapter stands behind the port. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Contribution, FoldedDocument } from '../../projections/read-model.js'
import type {
  Checkpoint,
  Commit,
  DocumentRef,
  DocumentWrite,
  Generation,
  PageRequest,
  ParkedEvent,
  ReadAnswer,
  ReadModels,
  ReadModelStore,
  ReadRequest,
  Rebuild,
} from '../../src/read-models/read-model-store.js'

/**
 * A store to test.
 * `another` opens a second store object on the same data, by the same definition where none is given;
 * `reopen` stops the first and opens the same data again; `close` stops all that are open and cleans up.
 */
export interface ReadModelStoreUnderTest {
  readonly store: ReadModelStore
  readonly another: (definition?: string) => Promise<ReadModelStore>
  readonly reopen: () => Promise<ReadModelStore>
  readonly close: () => Promise<void>
}

const definition = 'folded by the first rules'
const nextDefinition = 'folded by the next rules'

const customer = 'ada'

/** A document of a timeline, unless said otherwise. */
const document = (part: string, body: object = {}, more: Partial<DocumentWrite> = {}): DocumentWrite => ({
  model: 'timeline',
  customer,
  part,
  body,
  seen: { occurredAt: '1997-01-01T00:00:00.000Z', position: 1 },
  ...more,
})

const folded = ({ customer, part, body, seen }: DocumentWrite): FoldedDocument => ({ customer, part, body, seen })

const sum = (figure: string, key: string | number, add: Record<string, number>): Contribution => ({ figure, key, add })

/** An event that the fold of a customer could not take. */
const parkedEvent = (customer: string, position = 1, more: Partial<ParkedEvent> = {}): ParkedEvent => ({
  customer,
  position,
  stream: `customer-${customer}`,
  revision: 3,
  id: `event-${position}`,
  type: 'PurchaseCompleted',
  recordedAt: '1997-01-18T00:00:00.000Z',
  waiting: 2,
  error: { code: 'amount-missing', message: 'There is no amount: “€”' },
  ...more,
})

const positionOf = async (readModels: ReadModels): Promise<number> => (await readModels.checkpoint()).position

/** What a commit changes; of what is not said, nothing. */
type Changes = Partial<Omit<Commit, 'from'>>

/** Commits on a checkpoint, which stays where it is unless said otherwise. */
const commitOn = (readModels: ReadModels, from: Commit['from'], changes: Changes = {}): Promise<Checkpoint> =>
  readModels.commit({ from, to: from.position, documents: [], contributions: [], ...changes })

/** Commits as one does who takes the read models to stand at a position, and knows their edition. */
const commitAt = async (readModels: ReadModels, position: number, changes: Changes): Promise<Checkpoint> =>
  commitOn(readModels, { ...(await readModels.checkpoint()), position }, changes)

/** Commits on whatever the checkpoint is; leaves it there unless said otherwise. */
const commit = async (readModels: ReadModels, changes: Changes): Promise<Checkpoint> =>
  commitOn(readModels, await readModels.checkpoint(), changes)

/** Commits on whatever the checkpoint is and moves it by one. */
const commitNext = async (
  readModels: ReadModels,
  documents: readonly DocumentWrite[],
  contributions: Iterable<Contribution> = [],
): Promise<Checkpoint> => {
  const from = await readModels.checkpoint()
  return readModels.commit({ from, to: from.position + 1, documents, contributions })
}

const pageOf = async (readModels: ReadModels, page: Partial<PageRequest> = {}): Promise<readonly FoldedDocument[]> => {
  const { pages } = await readModels.read({ pages: [{ model: 'timeline', customer, limit: 1_000, ...page }] })
  return pages[0]!
}

const find = async (readModels: ReadModels, { model, customer, part }: DocumentRef) =>
  (await readModels.read({ documents: [{ model, customer, part }] })).documents[0]

const figureOf = async (readModels: ReadModels, figure: string): Promise<readonly Contribution[]> =>
  (await readModels.read({ figures: [figure] })).figures[0]!

const partsOf = (documents: readonly FoldedDocument[]): string[] => documents.map(({ part }) => part)

const all = async <T>(items: Iterable<T> | AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** Everything there is. */
const stateOf = (readModels: ReadModels, models: readonly string[] = ['timeline', 'value']) =>
  readModels.snapshot(async ({ position, documents, contributions, parked }) => {
    const found: Record<string, FoldedDocument[]> = {}
    for (const model of models) found[model] = await all(documents(model))
    return { position, documents: found, contributions: await all(contributions()), parked: await all(parked()) }
  })

const nothing = { position: 0, documents: { timeline: [], value: [] }, contributions: [], parked: [] }

const refusal = (code: string, facts: object = {}) =>
  expect.objectContaining({ name: 'DomainError', kind: 'conflict', code, facts: expect.objectContaining(facts) })

/** Asks again and again until `work` is done. */
const during = async (work: Promise<unknown>, ask: () => Promise<void>): Promise<void> => {
  let done = false
  const ended = work.finally(() => (done = true))
  ended.catch(() => undefined)
  try {
    while (!done) await ask()
  } finally {
    await ended
  }
}

/**
 * Runs the suite. `open` answers an empty store of its own for each test, opened by the definition given.
 * `testOfSnapshots` is for those cases where a snapshot must not see what is committed after it.
 */
export const readModelStoreContract = (
  name: string,
  open: (definition: string) => Promise<ReadModelStoreUnderTest>,
  testOfSnapshots: (title: string, work: () => Promise<void>) => void = test,
): void => {
  describe(`${name}, a store of read models`, () => {
    let opened: ReadModelStoreUnderTest
    let store: ReadModelStore

    beforeEach(async () => {
      opened = await open(definition)
      store = opened.store
    })
    afterEach(() => opened.close())

    /** Something of everything: a document in each of two models, and a sum. */
    const commitSomething = (to: ReadModels = store, text = 'something') =>
      commitNext(
        to,
        [document('1', { text }), document('', { text }, { model: 'value' })],
        [sum('pyramid', text, { customers: 1 })],
      )

    describe('knows which engines are at work', () => {
      const long = 60_000

      test('in the order of their names, for all who have it open', async () => {
        expect(await store.atWork('b', long)).toEqual(['b'])
        expect(await (await opened.another()).atWork('a', long)).toEqual(['a', 'b'])
        expect(await store.atWork('b', long)).toEqual(['a', 'b'])
      })

      test('until they say that they stop', async () => {
        await store.atWork('a', long)
        await store.atWork('b', long)
        expect(await store.atWork('a', 0)).toEqual(['b'])
        expect(await store.atWork('a', 0)).toEqual(['b'])
        expect(await store.atWork('a', long)).toEqual(['a', 'b'])
      })

      test('until they have been silent for as long as they said', async () => {
        await store.atWork('silent', 1)
        while ((await store.atWork('b', long)).includes('silent'));
        expect(await store.atWork('b', long)).toEqual(['b'])
      })
    })

    describe('begins empty', () => {
      test('at checkpoint 0, with the definition it was opened by', async () => {
        expect(await positionOf(store)).toBe(0)
        expect(await store.definition()).toBe(definition)
        expect(await stateOf(store)).toStrictEqual(nothing)
      })

      test('and answers questions about what it does not have', async () => {
        const asked: ReadRequest = {
          documents: [{ model: 'timeline', customer, part: '' }],
          pages: [{ model: 'timeline', customer, limit: 10 }],
          figures: ['pyramid'],
          ranks: [{ figure: 'pyramid', key: 1, measure: 'customers' }],
        }
        const answer = {
          documents: [undefined],
          pages: [[]],
          figures: [[]],
          ranks: [{ below: 0, total: 0 }],
        }
        expect(await store.read(asked)).toEqual({ position: 0, ...answer })
        await commitNext(store, [document('1', {}, { customer: 'bob' })], [sum('other', 1, { customers: 1 })])
        expect(await store.read(asked)).toEqual({ position: 1, ...answer })
        await commitNext(store, [document('1')])
        expect(await find(store, { model: 'timeline', customer, part: '' })).toBeUndefined()
        expect(await find(store, { model: 'value', customer, part: '1' })).toBeUndefined()
      })

      test('and answers nothing but its checkpoint when nothing is asked', async () => {
        await commitSomething()
        expect(await store.read({})).toStrictEqual({ position: 1, documents: [], pages: [], figures: [], ranks: [] })
      })
    })

    describe('commits documents, sums and checkpoint together', () => {
      test('and answers them', async () => {
        const one = document('1', { text: 'one' })
        const value = document('', { spent: 29_33 }, { model: 'value', customer: 'bob' })
        await commitAt(store, 0, {
          to: 7,
          documents: [one, value],
          contributions: [sum('pyramid', 'gold', { customers: 1, spent: 29_33 })],
        })
        expect(await positionOf(store)).toBe(7)
        expect(await stateOf(store)).toStrictEqual({
          position: 7,
          documents: { timeline: [folded(one)], value: [folded(value)] },
          contributions: [sum('pyramid', 'gold', { customers: 1, spent: 29_33 })],
          parked: [],
        })
      })

      test('the checkpoint alone where nothing else changes', async () => {
        await commitSomething()
        const before = await stateOf(store)
        await commitAt(store, 1, { to: 500, documents: [], contributions: [] })
        expect(await stateOf(store)).toStrictEqual({ ...before, position: 500 })
      })

      test('also where the checkpoint stays where it is, as it does in a rebuild', async () => {
        const [one, two, three] = [document('1'), document('2'), document('3')]
        await commitAt(store, 0, { to: 0, documents: [one], contributions: [sum('a', 1, { b: 1 })] })
        await commitAt(store, 0, { to: 0, documents: [two], contributions: [sum('a', 1, { b: 1 })] })
        await commitAt(store, 0, { to: 3, documents: [], contributions: [] })
        await commitAt(store, 3, { to: 3, documents: [three], contributions: [] })
        expect(await stateOf(store)).toStrictEqual({
          position: 3,
          documents: { timeline: [one, two, three].map(folded), value: [] },
          contributions: [sum('a', 1, { b: 2 })],
          parked: [],
        })
      })

      test('for all who have it open, and when it is opened again', async () => {
        const another = await opened.another()
        await commitSomething()
        const written = await stateOf(store)
        expect(await stateOf(another)).toStrictEqual(written)
        await commitNext(another, [document('2')])
        const more = await stateOf(another)
        expect(more).not.toEqual(written)
        expect(await stateOf(store)).toStrictEqual(more)
        store = await opened.reopen()
        expect(await stateOf(store)).toStrictEqual(more)
        await commitSomething()
        expect(await positionOf(store)).toBe(3)
      })

      test('a few thousand documents at once', async () => {
        const many = Array.from({ length: 3_000 }, (_, at) => document(String(at).padStart(4, '0'), { at }))
        const sums = Array.from({ length: 1_000 }, (_, at) => sum('many', at, { customers: 1, spent: at }))
        await commitNext(store, many, sums)
        expect(await pageOf(store, { limit: 10_000 })).toStrictEqual(many.map(folded))
        expect(await figureOf(store, 'many')).toStrictEqual([sum('many', 0, { customers: 1 }), ...sums.slice(1)])
      })
    })

    describe('refuses a commit computed on another checkpoint', () => {
      test.each([
        ['before it', 3],
        ['just before it', 6],
        ['just after it', 8],
        ['of an empty store', 0],
      ])('%s, and nothing has changed', async (_, from) => {
        await commitSomething()
        await commitAt(store, 1, { to: 7, documents: [], contributions: [] })
        const before = await stateOf(store)
        for (const to of [from, 7, 9])
          await expect(
            commitAt(store, from, {
              to,
              documents: [document('1', { text: 'stale' }), document('2'), document('', {}, { model: 'new' })],
              contributions: [sum('pyramid', 'something', { customers: 1 }), sum('new', 1, { customers: 1 })],
            }),
          ).rejects.toEqual(refusal('checkpoint-moved', { expected: from, actual: 7 }))
        expect(await stateOf(store)).toStrictEqual(before)
        expect(await stateOf(store, ['new'])).toMatchObject({ documents: { new: [] } })
        expect(await positionOf(store)).toBe(7)
        await commitSomething()
        expect(await positionOf(store)).toBe(8)
      })

      test('when nothing was ever committed', async () => {
        await expect(commitAt(store, 1, { to: 2, documents: [document('1')], contributions: [] })).rejects.toEqual(
          refusal('checkpoint-moved', { expected: 1, actual: 0 }),
        )
        expect(await stateOf(store)).toStrictEqual(nothing)
      })

      test('so that of two stores racing for it exactly one wins, round after round', async () => {
        const rounds = 30
        const racers = [
          { store, racer: 'one' },
          { store: await opened.another(), racer: 'other' },
        ]
        const winners: string[] = []
        for (let round = 0; round < rounds; round++) {
          const starting = round % 2 ? racers : [...racers].reverse()
          const from = await store.checkpoint()
          const outcomes = await Promise.allSettled(
            starting.map(({ store, racer }) =>
              commitOn(store, from, {
                to: round + 1,
                documents: [
                  document(String(round).padStart(3, '0'), { racer }),
                  document(racer, { round }, { model: 'value' }),
                  document('both', { racer, round }, { model: 'value' }),
                ],
                contributions: [
                  sum('won', racer, { rounds: 1, total: round }),
                  sum('won', 'both', { rounds: 1, total: round }),
                ],
              }),
            ),
          )
          const won = outcomes.flatMap(({ status }, at) => (status === 'fulfilled' ? [starting[at]!.racer] : []))
          expect(won).toHaveLength(1)
          winners.push(won[0]!)
          for (const outcome of outcomes)
            if (outcome.status === 'rejected')
              expect(outcome.reason).toEqual(refusal('checkpoint-moved', { expected: round, actual: round + 1 }))
          expect(await positionOf(store)).toBe(round + 1)
          expect(await find(store, { model: 'value', customer, part: 'both' })).toMatchObject({
            body: { racer: won[0], round },
          })
        }
        expect((await pageOf(store)).map(({ body }) => body)).toEqual(winners.map((racer) => ({ racer })))
        const recount = new Map<string, { rounds: number; total: number; last: number }>()
        for (const [round, winner] of winners.entries())
          for (const racer of [winner, 'both']) {
            const { rounds, total } = recount.get(racer) ?? { rounds: 0, total: 0 }
            recount.set(racer, { rounds: rounds + 1, total: total + round, last: round })
          }
        expect(await figureOf(store, 'won')).toEqual(
          [...recount]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([racer, { rounds, total }]) => sum('won', racer, { rounds, total })),
        )
        for (const { racer } of racers)
          expect((await find(store, { model: 'value', customer, part: racer }))?.body).toEqual(
            recount.has(racer) ? { round: recount.get(racer)!.last } : undefined,
          )
      })

      test('so that of many commits at once exactly one is made', async () => {
        const stores = [store, await opened.another()]
        const from = await commitSomething()
        const outcomes = await Promise.allSettled(
          Array.from({ length: 8 }, (_, at) =>
            commitOn(stores[at % 2]!, from, {
              to: 2 + at,
              documents: [document(`by-${at}`)],
              contributions: [sum('made', at, { commits: 1 })],
            }),
          ),
        )
        const made = outcomes.flatMap(({ status }, at) => (status === 'fulfilled' ? [at] : []))
        expect(made).toHaveLength(1)
        for (const outcome of outcomes)
          if (outcome.status === 'rejected')
            expect(outcome.reason).toEqual(refusal('checkpoint-moved', { expected: 1, actual: 2 + made[0]! }))
        expect(await positionOf(store)).toBe(2 + made[0]!)
        expect(partsOf(await pageOf(store))).toEqual(['1', `by-${made[0]!}`])
        expect(await figureOf(store, 'made')).toEqual([sum('made', made[0]!, { commits: 1 })])
      })
    })

    describe('leaves no trace of a commit that fails half way', () => {
      const circular: Record<string, unknown> = {}
      circular['self'] = circular
      const contributions = [sum('pyramid', 'something', { customers: 1 }), sum('new', 1, { customers: 1 })]
      const before = [document('1', { text: 'changed' }), document('0'), document('', {}, { model: 'new' })]

      test.each([
        [
          'a body that cannot be read',
          () => ({
            documents: [
              ...before,
              document('2', {
                get text(): string {
                  throw new Error('unreadable')
                },
              }),
              document('3'),
            ],
            contributions,
          }),
        ],
        ['a bigint, which is no JSON', () => ({ documents: [...before, document('2', { n: 1n })], contributions })],
        ['a body that contains itself', () => ({ documents: [...before, document('2', circular)], contributions })],
        [
          'sums that break off',
          () => ({
            documents: before,
            contributions: (function* () {
              yield* contributions
              throw new Error('unreadable')
            })(),
          }),
        ],
      ])('because of %s, and goes on', async (_, failing) => {
        const another = await opened.another()
        await commitSomething()
        const state = await stateOf(store)
        for (const to of [1, 2, 2]) {
          await expect(commitAt(store, 1, { to, ...failing() })).rejects.toThrow()
          expect(await stateOf(store)).toStrictEqual(state)
          expect(await stateOf(store, ['new'])).toMatchObject({ documents: { new: [] } })
          expect(await positionOf(another)).toBe(1)
        }
        await commitNext(another, [document('2')])
        await commitNext(store, [document('3')])
        expect(await stateOf(another)).toMatchObject({
          position: 3,
          documents: { timeline: [{ part: '1', body: { text: 'something' } }, { part: '2' }, { part: '3' }] },
        })
      })

      test('and says what was wrong', async () => {
        const contributions = (function* (): Iterable<Contribution> {
          yield sum('pyramid', 1, { customers: 1 })
          throw new Error('the sums broke off')
        })()
        await expect(commitAt(store, 0, { to: 1, documents: [], contributions })).rejects.toThrow('the sums broke off')
      })
    })

    describe('keeps a document', () => {
      test.each<[string, object]>([
        ['nothing', {}],
        ['nothing at every level', { a: {}, b: [], c: [[], {}, [{}]], d: { e: { f: {} } }, g: '', h: null }],
        ['yes, no and nothing', { yes: true, no: false, nothing: null, all: [true, false, null] }],
        ['letters of every script', { text: 'Łódź 東京 Ελλάδα العربية 😀 e\u0301', 'Zoë 東京 😀': 'é' }],
        [
          'quotes, backslashes and control characters',
          { text: '"\\\' \u0000\u0007\b\f\n\r\t\u007f\u2028\u2029 %_[]{}' },
        ],
        ['integers at their limits', { n: [0, 1, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53 - 1, -(2 ** 53) + 1] }],
        ['fractions', { n: [0.1, -0.5, 1 / 3, 29.33, 1e21, 5e-324, 1.7976931348623157e308] }],
        [
          'keys that mean something elsewhere',
          { 'a.b': { 'c.d': 1 }, $set: { $inc: 1 }, '': { '': 2 }, _id: 3, 'a b': 4 },
        ],
        ['keys that objects have anyway', { constructor: 1, toString: 2, hasOwnProperty: 3, valueOf: 4 }],
        ['keys that look like numbers', { 10: 'ten', 9: 'nine', '01': 'one' }],
        ['what looks like something else', { date: '1997-01-01T00:00:00.000Z', json: '{"a":1}', oid: { $oid: 'x' } }],
        ['a long text', { text: 'Ω 100% '.repeat(10_000) }],
      ])('exactly as it was written, with %s in it', async (_, body) => {
        const one = document('1', body)
        const inside = document('2', { body, list: [body, [body]] })
        await commitNext(store, [one, inside])
        const kept = [folded(one), folded(inside)]
        const answer = await store.read({ documents: [one, inside] })
        expect(answer.documents).toStrictEqual(kept)
        expect(JSON.stringify(answer.documents[1]!.body)).toBe(JSON.stringify(inside.body))
        expect(await pageOf(store)).toStrictEqual(kept)
        expect((await stateOf(store)).documents['timeline']).toStrictEqual(kept)
      })

      test('with fields in the order in which they were written', async () => {
        const one = document('1', { b: 1, a: { d: 2, c: 3 }, B: 4 })
        await commitNext(store, [one])
        expect(JSON.stringify((await find(store, one))!.body)).toBe(JSON.stringify(one.body))
      })

      test('of 900 kB', async () => {
        const large = ['a', 'ë', '😀'].map((letter, at) =>
          document(String(at), { text: letter.repeat(900_000 / Buffer.byteLength(letter)) }),
        )
        await commitNext(store, large)
        expect(await pageOf(store)).toStrictEqual(large.map(folded))
      })

      test('the same whether it comes as a body or as its JSON text', async () => {
        const { body, ...one } = document('1', { b: 1, a: { d: 'ż', c: [3, null] }, B: -4.5 })
        await commit(store, { documents: [{ ...one, text: JSON.stringify(body) }, document('2', body)] })
        const [text, object] = await pageOf(store)
        expect(text).toStrictEqual(folded({ ...one, body }))
        expect(JSON.stringify(text!.body)).toBe(JSON.stringify(object!.body))
        expect((await stateOf(store)).documents['timeline']).toStrictEqual([text, object])
      })

      test('with the last event that it has seen', async () => {
        const seen = [
          { occurredAt: '1997-01-01T00:00:00.000Z', position: 1 },
          { occurredAt: '0001-01-01T00:00:00.000Z', position: 0 },
          { occurredAt: '9999-12-31T23:59:59.999Z', position: 2 ** 31 + 7 },
          { occurredAt: '2026-02-28T12:00:00.001Z', position: 2 ** 53 - 1 },
        ]
        const documents = seen.map((seen, at) => document(String(at), {}, { seen }))
        await commitNext(store, documents)
        expect((await pageOf(store)).map(({ seen }) => seen)).toStrictEqual(seen)
        expect((await find(store, documents[3]!))?.seen).toStrictEqual(seen[3])
      })

      test('until it is replaced, as a whole', async () => {
        const other = document('2', { text: 'other' })
        await commitNext(store, [document('1', { text: 'first', list: [1, 2], more: { a: 1 } }), other])
        const later = document(
          '1',
          { more: { b: 2 } },
          { seen: { occurredAt: '1996-01-01T00:00:00.000Z', position: 9 } },
        )
        await commitNext(await opened.another(), [later])
        expect(await find(store, later)).toStrictEqual(folded(later))
        expect(await pageOf(store)).toStrictEqual([folded(later), folded(other)])
        expect((await stateOf(store)).documents['timeline']).toHaveLength(2)
      })

      test('apart from those of other models, customers and parts, whatever their names', async () => {
        const names = ['Zoë', 'Zoe\u0308', 'zoë', '東京', '😀', 'a.b', 'a', 'A', 'a b', `quote'"`, '100%', '100_', '$a']
        const documents = names.flatMap((model) =>
          names.flatMap((customer) =>
            [...names, ''].map((part) => document(part, { is: [model, customer, part] }, { model, customer })),
          ),
        )
        await commitNext(store, documents)
        const answer = await store.read({
          documents,
          pages: names.map((name) => ({ model: name, customer: name, limit: 100 })),
        })
        expect(answer.documents).toStrictEqual(documents.map(folded))
        for (const [at, page] of answer.pages.entries())
          expect(page.map(({ body }) => body)).toEqual(
            expect.arrayContaining([...names, ''].map((part) => ({ is: [names[at], names[at], part] }))),
          )
        expect(answer.pages.map((page) => page.length)).toEqual(names.map(() => names.length + 1))
        store = await opened.reopen()
        expect((await store.read({ documents })).documents).toStrictEqual(documents.map(folded))
      })

      test('and answers what is asked in the order in which it is asked', async () => {
        const [one, two] = [document('1'), document('2')]
        await commitNext(store, [one, two])
        const answer = await store.read({ documents: [two, document('none'), one, two] })
        expect(answer.documents).toStrictEqual([folded(two), undefined, folded(one), folded(two)])
      })
    })

    describe('pages through the documents of a customer', () => {
      const parts = ['', '!', '0', '1', '10', '2', 'A', 'B', 'a', 'a/1', 'a/10', 'a/2', 'a0', 'ab', 'b', '~']

      beforeEach(() =>
        commitNext(store, [
          ...[...parts].reverse().map((part) => document(part, { part })),
          ...['ad', 'adaa', 'Ada', 'ada '].map((customer) => document('a/1', { customer }, { customer })),
          document('a/3', {}, { model: 'value' }),
        ]),
      )

      /** What the port says about a page. `until` lets through what begins with it. */
      const expectedPage = ({ after, until, backwards = false, limit }: Omit<PageRequest, 'model' | 'customer'>) =>
        (backwards ? [...parts].reverse() : parts)
          .filter((part) => after === undefined || (backwards ? part < after : part > after))
          .filter((part) => until === undefined || part <= until || part.startsWith(until))
          .slice(0, limit)

      test('from the least part, or backwards from the greatest', async () => {
        expect(partsOf(await pageOf(store))).toEqual(parts)
        expect(partsOf(await pageOf(store, { backwards: true }))).toEqual([...parts].reverse())
      })

      test.each([false, true])(
        'after every part, up to every text, at every limit (backwards: %s)',
        async (backwards) => {
          const asked = [undefined, '', '0', '3', 'a', 'a/', 'a/10', 'a/11', '~', '~~'].flatMap((after) =>
            [undefined, '', ' ', '1', 'A', 'a', 'a/1', 'a/10', 'a/11', '~'].flatMap((until) =>
              [0, 1, 3, 1_000].map((limit) => ({ after, until, backwards, limit })),
            ),
          )
          const { pages } = await store.read({
            pages: asked.map((page) => ({ model: 'timeline', customer, ...page })),
          })
          expect(pages.map((page, at) => ({ ...asked[at], parts: partsOf(page) }))).toEqual(
            asked.map((page) => ({ ...page, parts: expectedPage(page) })),
          )
        },
      )

      const pageThrough = async (customer: string, limit: number, backwards: boolean, until?: string) => {
        const found: string[] = []
        for (let after: string | undefined; ; after = found.at(-1)) {
          const page = await pageOf(store, { customer, limit, backwards, after, until })
          found.push(...partsOf(page))
          if (page.length < limit) return found
          if (found.length > 100) throw new Error('Paging does not end')
        }
      }

      test('page by page, each once, with pages of every size', async () => {
        for (let limit = 1; limit <= parts.length + 1; limit++)
          for (const backwards of [false, true])
            for (const until of [undefined, 'a/1'])
              expect(await pageThrough(customer, limit, backwards, until)).toEqual(
                expectedPage({ backwards, until, limit: Infinity }),
              )
      })

      // Whether 😀 comes before ～ is the store's choice (UTF-16 says yes, UTF-8 no), as long as it is always the same.
      test('page by page, each once, where parts are written in any script', async () => {
        const scripts = [
          'é',
          'e\u0301',
          'e',
          'z',
          '\uff5e',
          '\u{1f600}',
          '\u{1f600}a',
          '\ue000',
          '東',
          '東京',
          'Ω',
          'ä',
        ]
        await commitNext(
          store,
          scripts.map((part) => document(part, {}, { customer: 'Zoë' })),
        )
        const order = partsOf(await pageOf(store, { customer: 'Zoë' }))
        expect([...order].sort()).toEqual([...scripts].sort())
        for (const limit of [1, 2, 5, 12]) {
          expect(await pageThrough('Zoë', limit, false)).toEqual(order)
          expect(await pageThrough('Zoë', limit, true)).toEqual([...order].reverse())
        }
      })
    })

    describe('adds up portfolio figures', () => {
      test('key by key, numbers as numbers, before texts as texts', async () => {
        const numbers = [-(2 ** 53) + 1, -(2 ** 31) - 1, -10, -9, -1, 0, 1, 2, 9, 10, 2 ** 31, 2 ** 40, 2 ** 53 - 1]
        const texts = [
          '',
          '-1',
          '0',
          '10',
          '1997-01/+3',
          '1e3',
          '2',
          '9',
          'A',
          'B',
          'a',
          'null',
          'true',
          'ë',
          '東京',
          '😀',
        ]
        const keys = [...numbers, ...texts]
        const scattered = keys.map((_, at) => keys[(at * 12) % keys.length]!)
        expect(new Set(scattered).size).toBe(keys.length)
        for (const half of [scattered.slice(0, 9), scattered.slice(9)])
          await commitNext(
            store,
            [],
            half.map((key) => sum('figure', key, { customers: keys.indexOf(key) + 1 })),
          )
        const expected = keys.map((key, at) => sum('figure', key, { customers: at + 1 }))
        expect(await figureOf(store, 'figure')).toStrictEqual(expected)
        expect((await stateOf(store)).contributions).toStrictEqual(expected)
      })

      test('measure by measure, over commits and stores', async () => {
        await commitNext(store, [], [sum('cohort', '1997-01', { customers: 1, spent: 100 })])
        await commitNext(
          await opened.another(),
          [],
          [sum('cohort', '1997-02', { spent: 7 }), sum('cohort', '1997-01', { spent: -30, orders: 2 })],
        )
        await commitNext(
          store,
          [],
          [sum('cohort', '1997-01', { customers: 1 }), sum('cohort2', '1997-01', { spent: 1 })],
        )
        const cohort = [
          sum('cohort', '1997-01', { customers: 2, orders: 2, spent: 70 }),
          sum('cohort', '1997-02', { spent: 7 }),
        ]
        expect(await figureOf(store, 'cohort')).toEqual(cohort)
        expect((await stateOf(store)).contributions).toEqual([...cohort, sum('cohort2', '1997-01', { spent: 1 })])
      })

      test('whatever figures and measures are called', async () => {
        const names = [
          'Zoë',
          'total.USD',
          'total',
          '$inc',
          'a b',
          'constructor',
          'toString',
          `'"`,
          'A',
          'a',
          '東京 😀',
          '%',
        ]
        const add = Object.fromEntries(names.map((name, at) => [name, at + 1]))
        const contributions = names.map((figure) => sum(figure, figure, add))
        await commitNext(store, [], contributions)
        await commitNext(store, [], contributions)
        const { figures } = await store.read({ figures: names })
        const doubled = Object.fromEntries(names.map((name, at) => [name, (at + 1) * 2]))
        expect(figures).toEqual(names.map((figure) => [sum(figure, figure, doubled)]))
      })

      test('to the last unit', async () => {
        await commitNext(store, [], [sum('a', 1, { up: 2 ** 53 - 3, down: -(2 ** 53) + 2, over: 2 ** 31 - 1 })])
        await commitNext(store, [], [sum('a', 1, { up: 2, down: -1, over: 1 })])
        expect(await figureOf(store, 'a')).toEqual([
          sum('a', 1, { up: 2 ** 53 - 1, down: -(2 ** 53) + 1, over: 2 ** 31 }),
        ])
      })

      test('and forgets what has become nothing', async () => {
        await commitNext(store, [], [sum('a', 1, { customers: 1, spent: 5 }), sum('a', 'x', { customers: 2 })])
        await commitNext(store, [], [sum('a', 1, { customers: -1 })])
        expect(await figureOf(store, 'a')).toStrictEqual([sum('a', 1, { spent: 5 }), sum('a', 'x', { customers: 2 })])
        await commitNext(store, [], [sum('a', 1, { spent: -5 }), sum('a', 'x', { customers: -1 })])
        expect(await figureOf(store, 'a')).toStrictEqual([sum('a', 'x', { customers: 1 })])
        await commitNext(store, [], [sum('a', 'x', { customers: -1 }), sum('a', 1, { customers: 1 })])
        expect(await figureOf(store, 'a')).toStrictEqual([sum('a', 1, { customers: 1 })])
        expect((await stateOf(store)).contributions).toStrictEqual([sum('a', 1, { customers: 1 })])
      })

      test('and never keeps a zero, of either sign', async () => {
        const zeros = [sum('a', 1, { customers: 0 }), sum('a', 2, { customers: -0 }), sum('a', 'x', {})]
        await commitNext(store, [], zeros)
        expect(await figureOf(store, 'a')).toEqual([])
        await commitNext(store, [], [sum('a', -0, { customers: 1, spent: -0 }), sum('a', -1, { customers: 3 })])
        await commitNext(store, [], [sum('a', 0, { customers: 1 }), sum('a', -1, { customers: -3 }), ...zeros])
        const kept = [sum('a', 0, { customers: 2 })]
        expect(await figureOf(store, 'a')).toStrictEqual(kept)
        expect((await stateOf(store)).contributions).toStrictEqual(kept)
      })
    })

    describe('ranks a key of a figure', () => {
      beforeEach(async () => {
        await commitNext(
          store,
          [],
          [
            sum('recency', -5, { customers: 1 }),
            sum('recency', 0, { customers: 2, spent: 1_000 }),
            sum('recency', 9, { customers: 4 }),
            sum('recency', 10, { customers: 8, spent: -10 }),
            sum('recency', 2 ** 40, { customers: 16 }),
            sum('recency2', 1, { customers: 1_000 }),
          ],
        )
        await commitNext(store, [], [sum('recency', 9, { customers: -4 }), sum('recency', 100, { customers: 4 })])
      })

      test.each([
        [-6, 0],
        [-5, 0],
        [-4, 1],
        [0, 1],
        [1, 3],
        [9, 3],
        [10, 3],
        [11, 11],
        [100, 11],
        [2 ** 31, 15],
        [2 ** 40, 15],
        [2 ** 40 + 1, 31],
        [2 ** 53 - 1, 31],
      ])('%d by what lies below it: %d of all', async (key, below) => {
        const { ranks } = await store.read({ ranks: [{ figure: 'recency', key, measure: 'customers' }] })
        expect(ranks).toEqual([{ below, total: 31 }])
      })

      test('by one measure of one figure alone', async () => {
        const { ranks } = await store.read({
          ranks: [
            { figure: 'recency', key: 10, measure: 'spent' },
            { figure: 'recency', key: 11, measure: 'spent' },
            { figure: 'recency', key: 10, measure: 'spen' },
            { figure: 'recency2', key: 10, measure: 'customers' },
            { figure: 'nothing', key: 10, measure: 'customers' },
          ],
        })
        expect(ranks).toEqual([
          { below: 1_000, total: 990 },
          { below: 990, total: 990 },
          { below: 0, total: 0 },
          { below: 1_000, total: 1_000 },
          { below: 0, total: 0 },
        ])
      })
    })

    /** A commit that tells its number everywhere: in documents of two models, in a sum and by its checkpoint. */
    const commitNumber = (to: ReadModels, n: number) =>
      commitAt(to, n - 1, {
        to: n,
        documents: [document('latest', { n }), document('', { n }, { model: 'value' })],
        contributions: [sum('commits', 1, { made: 1 })],
      })

    const commitNumbers = async (to: ReadModels, from: number, until: number): Promise<void> => {
      for (let n = from; n <= until; n++) await commitNumber(to, n)
    }

    describe('answers several questions from one state', () => {
      const everywhere: ReadRequest = {
        documents: [
          { model: 'timeline', customer, part: 'latest' },
          { model: 'value', customer, part: '' },
        ],
        pages: [
          { model: 'timeline', customer, limit: 5 },
          { model: 'value', customer, limit: 5, backwards: true },
        ],
        figures: ['commits'],
        ranks: [{ figure: 'commits', key: 2, measure: 'made' }],
      }
      const numbersIn = ({ position, documents, pages, figures, ranks }: ReadAnswer): unknown[] => [
        position,
        ...[...documents, ...pages.flat()].map((document) => (document?.body as { n?: number } | undefined)?.n),
        ...figures.flat().map(({ add }) => add['made']),
        ...ranks.flatMap(({ below, total }) => [below, total]),
      ]

      test('while commits go on, through this store and another', async () => {
        const another = await opened.another()
        await commitNumber(store, 1)
        const seen = new Set<number>()
        await during(commitNumbers(store, 2, 60), async () => {
          for (const answer of await Promise.all([store.read(everywhere), another.read(everywhere)])) {
            expect(numbersIn(answer)).toEqual(Array(8).fill(answer.position))
            seen.add(answer.position)
          }
        })
        expect(seen.size).toBeGreaterThan(1)
        expect(numbersIn(await another.read(everywhere))).toEqual(Array(8).fill(60))
      })

      test('that includes what was committed through another store before', async () => {
        const stores = [store, await opened.another()]
        for (let n = 1; n <= 10; n++) {
          await commitNumber(stores[n % 2]!, n)
          expect(numbersIn(await stores[(n + 1) % 2]!.read(everywhere))).toEqual(Array(8).fill(n))
        }
      })
    })

    describe('stands at a checkpoint', () => {
      test('that a commit answers, and everybody finds', async () => {
        const another = await opened.another()
        const begun = await store.checkpoint()
        expect(begun).toStrictEqual({ position: 0, edition: expect.any(String) })
        const reached = await commitOn(store, begun, { to: 7 })
        expect(reached).toStrictEqual({ position: 7, edition: begun.edition })
        for (const open of [() => store, () => another, opened.another, opened.reopen])
          expect(await (await open()).checkpoint()).toStrictEqual(reached)
      })

      test('of another edition after every commit that leaves the position where it is', async () => {
        const editions = [(await commitNext(store, [])).edition]
        for (let round = 0; round < 3; round++) {
          const { position, edition } = await commitAt(store, 1, { documents: [document('1')] })
          expect({ position, edition }).toStrictEqual(await store.checkpoint())
          expect(position).toBe(1)
          editions.push(edition)
        }
        expect(new Set(editions).size).toBe(4)
      })

      test('and refuses what was computed before documents were put right at the same position', async () => {
        const another = await opened.another()
        const from = await commitSomething()
        await commitOn(another, from, { documents: [document('1', { text: 'put right' })], note: 'put right' })
        const before = [await stateOf(store), await store.checkpoint()]
        for (const one of [store, another])
          for (const to of [1, 2])
            await expect(
              commitOn(one, from, {
                to,
                removed: [customer],
                documents: [document('1', { text: 'stale' }), document('2')],
                contributions: [sum('pyramid', 'something', { customers: 1 })],
                parked: [parkedEvent(customer)],
                note: 'stale',
              }),
            ).rejects.toEqual(refusal('checkpoint-moved', { expected: 1, actual: 1 }))
        expect([await stateOf(another), await another.checkpoint()]).toStrictEqual(before)
      })

      test('with what the last commit noted, which the next one forgets unless it notes it again', async () => {
        const another = await opened.another()
        for (const note of ['ada', undefined, '', 'Zoë 東京 😀 "1"', '42', 'ada', 'ada', undefined])
          for (const step of [0, 1]) {
            const from = await store.checkpoint()
            const reached = await commitOn(store, from, { to: from.position + step, note })
            expect(reached.note).toBe(note)
            for (const one of [store, another]) expect(await one.checkpoint()).toStrictEqual(reached)
          }
        await commit(store, { note: 'kept' })
        const failing = [document('1', { amount: 1n })]
        await expect(commit(another, { documents: failing })).rejects.toThrow()
        expect(await store.checkpoint()).toMatchObject({ note: 'kept' })
        expect(await (await opened.reopen()).checkpoint()).toMatchObject({ note: 'kept' })
      })
    })

    describe('removes everything of a customer', () => {
      const customers = ['ada', 'ad', 'adaa', 'Ada', 'ada/1', 'a%', '%', '_d_', 'Zoë']
      const models = ['timeline', 'value', 'Value', '$other', 'a.b']
      const documents = customers.flatMap((customer) =>
        models.flatMap((model) => ['', '1', 'a/2'].map((part) => document(part, { customer }, { customer, model }))),
      )

      beforeEach(async () => {
        await commit(store, {
          to: 1,
          documents,
          contributions: [sum('pyramid', 'gold', { customers: 9 })],
          parked: customers.map((customer, at) => parkedEvent(customer, at + 1)),
        })
      })

      const left = async (readModels: ReadModels) => {
        const { documents, ...state } = await stateOf(readModels, models)
        const parkedOf = (await readModels.parked()).map(({ customer }) => customer)
        expect(state.parked.map(({ customer }) => customer).sort()).toEqual([...parkedOf].sort())
        return { documents: Object.values(documents).flat(), parkedOf, contributions: state.contributions }
      }

      test.each(customers)('in every model, and nothing of others: %s', async (removed) => {
        // Through a store that has not seen the models yet.
        const another = await opened.another()
        await commit(another, { removed: [removed, 'nobody'] })
        const others = customers.filter((one) => one !== removed)
        const found = await left(store)
        expect(found.parkedOf).toEqual(others)
        expect(found.contributions).toEqual([sum('pyramid', 'gold', { customers: 9 })])
        const wanted = documents.filter(({ customer }) => customer !== removed).map(folded)
        expect(found.documents).toHaveLength(wanted.length)
        expect(found.documents).toEqual(expect.arrayContaining(wanted))
        expect(await find(store, document('1', {}, { customer: removed, model: 'value' }))).toBeUndefined()
      })

      test('before it writes what the same commit has of them', async () => {
        const again = document('again', { n: 1 }, { model: 'value' })
        const event = parkedEvent(customer, 77)
        await commit(store, { removed: [customer, 'Zoë'], documents: [again], parked: [event] })
        const found = await left(store)
        expect(found.documents.filter((one) => one.customer === customer)).toEqual([folded(again)])
        expect(found.documents.filter((one) => one.customer === 'Zoë')).toEqual([])
        expect(await store.parked()).toContainEqual(event)
        expect(found.parkedOf).toEqual([...customers.filter((one) => one !== customer && one !== 'Zoë'), customer])
      })

      test('or nothing, where the commit is refused or fails', async () => {
        const before = await stateOf(store, models)
        await expect(commitAt(store, 3, { to: 4, removed: [customer] })).rejects.toEqual(refusal('checkpoint-moved'))
        const contributions = (function* (): Iterable<Contribution> {
          yield sum('pyramid', 'gold', { customers: -1 })
          throw new Error('the sums broke off')
        })()
        await expect(commit(store, { removed: [customer], contributions })).rejects.toThrow('the sums broke off')
        expect(await stateOf(store, models)).toStrictEqual(before)
      })

      test('in its own generation alone', async () => {
        const rebuild = await store.beside(nextDefinition)
        await commit(rebuild.readModels, { to: 1, documents, parked: [parkedEvent(customer)] })
        const before = await stateOf(store, models)
        await commit(rebuild.readModels, { removed: customers })
        expect(await left(rebuild.readModels)).toEqual({ documents: [], parkedOf: [], contributions: [] })
        expect(await stateOf(store, models)).toStrictEqual(before)
      })
    })

    describe('parks events', () => {
      test('of which there are none at first', async () => {
        expect(await store.parked()).toEqual([])
      })

      test('and answers them by position, in a snapshot by customer', async () => {
        const events = [parkedEvent('b', 3), parkedEvent('a', 2), parkedEvent('A', 10), parkedEvent('c', 1)]
        await commitNext(store, [])
        await commit(store, { parked: events.slice(0, 2) })
        await commitAt(await opened.another(), 1, { to: 2, parked: events.slice(2) })
        const byPosition = [events[3], events[1], events[0], events[2]]
        expect(await store.parked()).toStrictEqual(byPosition)
        expect((await stateOf(store)).parked).toStrictEqual([events[2], events[1], events[0], events[3]])
        store = await opened.reopen()
        expect(await store.parked()).toStrictEqual(byPosition)
      })

      test('exactly as they are', async () => {
        const event = parkedEvent('Zoë/%_$a', 2 ** 53 - 1, {
          stream: 'customer-東京 😀',
          revision: 2 ** 31 + 7,
          waiting: 2 ** 40,
          error: { code: 'unreadable', message: `"quotes", 'quotes', \\, \n and $set: {}, \u2028` },
        })
        await commit(store, { parked: [event] })
        expect(await store.parked()).toStrictEqual([event])
        expect((await stateOf(store)).parked).toStrictEqual([event])
      })

      test('one of each customer: the later replaces the earlier', async () => {
        await commit(store, { parked: [parkedEvent('ada', 5), parkedEvent('bob', 6)] })
        const later = parkedEvent('ada', 2, { waiting: 1, error: { code: 'other', message: 'Another' } })
        await commit(store, { to: 1, parked: [later] })
        expect(await store.parked()).toStrictEqual([later, parkedEvent('bob', 6)])
      })

      test('together with the rest of a commit, or not at all', async () => {
        const failing = [document('1', { amount: 1n })]
        await expect(commit(store, { documents: failing, parked: [parkedEvent('ada')] })).rejects.toThrow()
        await expect(commitAt(store, 1, { parked: [parkedEvent('ada')] })).rejects.toEqual(refusal('checkpoint-moved'))
        expect(await store.parked()).toEqual([])
      })

      testOfSnapshots('which a snapshot goes on seeing as they were', async () => {
        const event = parkedEvent('ada')
        await commit(store, { parked: [event] })
        await store.snapshot(async ({ position, parked }) => {
          expect(position).toBe(0)
          await commit(store, { removed: ['ada'], parked: [parkedEvent('bob')] })
          expect(await all(parked())).toStrictEqual([event])
        })
        expect((await stateOf(store)).parked).toStrictEqual([parkedEvent('bob')])
      })

      test('of each generation apart', async () => {
        await commit(store, { parked: [parkedEvent('ada')] })
        const rebuild = await store.beside(nextDefinition)
        expect(await rebuild.readModels.parked()).toEqual([])
        await commit(rebuild.readModels, { parked: [parkedEvent('bob')] })
        expect(await store.parked()).toStrictEqual([parkedEvent('ada')])
        await rebuild.takeOver()
        expect(await store.parked()).toStrictEqual([parkedEvent('bob')])
      })
    })

    describe('shows a snapshot', () => {
      test('of everything in order: documents by customer and part, sums by figure and key', async () => {
        const names = ['1', '10', '2', 'A', 'a', 'a1', 'b', '~']
        const documents = names.flatMap((customer) => ['', ...names].map((part) => document(part, {}, { customer })))
        const figures = names.flatMap((figure) => [-1, 9, 10, '10', '9', 'a'].map((key) => sum(figure, key, { n: 1 })))
        await commitNext(store, [...documents].reverse(), [...figures].reverse())
        await store.snapshot(async (snapshot) => {
          expect(await all(snapshot.documents('timeline'))).toStrictEqual(documents.map(folded))
          expect(await all(snapshot.documents('value'))).toEqual([])
          expect(await all(snapshot.contributions())).toStrictEqual(figures)
          expect(snapshot.position).toBe(1)
        })
      })

      testOfSnapshots('that stays as it is, from its first moment to its last, while commits go on', async () => {
        const another = await opened.another()
        const many = Array.from({ length: 3_000 }, (_, at) =>
          document(String(at % 10), { n: 0 }, { customer: `c-${String(Math.floor(at / 10)).padStart(4, '0')}` }),
        )
        await commitNext(store, many, [sum('before', 1, { n: 1 })])
        const answer = await store.snapshot(async ({ position, documents, contributions }) => {
          const writing = async (at: number) =>
            commitNext(
              at % 2 ? store : another,
              [
                { ...many[at % many.length]!, body: { n: 1 } },
                { ...many.at(-1 - (at % many.length))!, body: { n: 1 } },
                document('new', {}, { customer: `c-0${at}` }),
              ],
              [sum('before', 1, { n: 1 }), sum('meanwhile', at, { n: 1 })],
            )
          await writing(0)
          const found: FoldedDocument[] = []
          for await (const one of documents('timeline')) {
            found.push(one)
            if (found.length % 250 === 0) await writing(found.length)
          }
          expect(found).toStrictEqual(many.map(folded))
          expect(await all(contributions())).toEqual([sum('before', 1, { n: 1 })])
          return position
        })
        expect(answer).toBe(1)
        const { position, documents, contributions } = await stateOf(store)
        expect(position).toBe(14)
        expect(documents['timeline']).toHaveLength(3_013)
        expect(contributions).toHaveLength(14)
      })

      testOfSnapshots('whose parts belong together, whenever it is taken', async () => {
        const another = await opened.another()
        await commitNumber(store, 1)
        const seen = new Set<number>()
        await during(commitNumbers(store, 2, 40), async () => {
          const { position, documents, contributions } = await stateOf(another)
          expect([documents['timeline'], documents['value']]).toMatchObject([
            [{ body: { n: position } }],
            [{ body: { n: position } }],
          ])
          expect(contributions).toEqual([sum('commits', 1, { made: position })])
          seen.add(position)
        })
        expect(seen.size).toBeGreaterThan(1)
      })

      test('that may be looked at more than once, and not to the end', async () => {
        const many = Array.from({ length: 2_500 }, (_, at) => document(String(at).padStart(5, '0')))
        await commitNext(store, many, [sum('a', 1, { n: 1 }), sum('a', 2, { n: 2 })])
        await store.snapshot(async ({ documents, contributions }) => {
          for await (const { part } of documents('timeline')) if (part === '01200') break
          for await (const { part } of documents('timeline')) {
            if (part === '00007') expect(await all(contributions())).toHaveLength(2)
            if (part === '00009') break
          }
          expect(partsOf(await all(documents('timeline')))).toEqual(partsOf(many))
        })
        await commitSomething()
      })

      test('that may be looked at twice at the same time', async () => {
        const many = Array.from({ length: 1_200 }, (_, at) => document(String(at).padStart(5, '0')))
        await commitNext(store, many)
        await store.snapshot(async ({ documents }) => {
          const [one, other] = [0, 1].map(() => {
            const found = documents('timeline')
            return Symbol.asyncIterator in found ? found[Symbol.asyncIterator]() : found[Symbol.iterator]()
          })
          for (const { part } of many)
            expect([await one!.next(), await other!.next()]).toMatchObject([{ value: { part } }, { value: { part } }])
          expect([await one!.next(), await other!.next()]).toMatchObject([{ done: true }, { done: true }])
        })
      })

      testOfSnapshots('of its own time each, of several at once', async () => {
        await commitNumber(store, 1)
        const inside = await store.snapshot(async (first) => {
          await commitNumber(store, 2)
          const second = await stateOf(store)
          await commitNumber(store, 3)
          return { first: await all(first.documents('timeline')), second, third: await stateOf(store) }
        })
        expect(inside).toMatchObject({
          first: [{ body: { n: 1 } }],
          second: { position: 2, documents: { timeline: [{ body: { n: 2 } }] } },
          third: { position: 3, documents: { timeline: [{ body: { n: 3 } }] } },
        })
        expect(await stateOf(store)).toMatchObject({ position: 3, contributions: [sum('commits', 1, { made: 3 })] })
      })

      test('that is let go of, even where it was not looked at to the end', async () => {
        await commitNumber(store, 1)
        await commitNext(store, [document('other')])
        await store.snapshot(async ({ documents }) => {
          const left = documents('timeline')
          await (Symbol.asyncIterator in left ? left[Symbol.asyncIterator]() : left[Symbol.iterator]()).next()
        })
        await commitAt(store, 2, { to: 3, documents: [document('latest', { n: 3 })], contributions: [] })
        expect(await stateOf(store)).toMatchObject({
          position: 3,
          documents: { timeline: [{ body: { n: 3 } }, { part: 'other' }] },
        })
      })

      test('and passes on what the work answers', async () => {
        expect(await store.snapshot(() => Promise.resolve({ seen: 'everything' }))).toEqual({ seen: 'everything' })
      })

      test('and passes on the error of the work, and goes on', async () => {
        await commitSomething()
        const failure = new Error('changed my mind')
        for (let round = 0; round < 3; round++) {
          await expect(
            store.snapshot(async ({ documents }) => {
              for await (const _ of documents('timeline')) throw failure
            }),
          ).rejects.toBe(failure)
          await commitSomething()
          expect(await stateOf(store)).toMatchObject({ position: round + 2, documents: { timeline: [{ part: '1' }] } })
        }
      })
    })

    describe('is folded by a definition', () => {
      test('that stays, whoever opens it by another', async () => {
        await commitSomething()
        const another = await opened.another(nextDefinition)
        expect(await another.definition()).toBe(definition)
        expect(await store.definition()).toBe(definition)
        expect(await positionOf(another)).toBe(1)
        store = await opened.reopen()
        expect(await store.definition()).toBe(definition)
      })

      test('of any length and script', async () => {
        const long = `Zoë 東京 😀 "'$ ${'value 3, '.repeat(2_000)}`
        const built = await store.beside(long)
        expect(await built.readModels.definition()).toBe(long)
        await built.takeOver()
        expect(await store.definition()).toBe(long)
      })
    })

    describe('is rebuilt beside', () => {
      const isLive = (text: string, position = 1) => ({
        position,
        documents: { timeline: [{ body: { text } }], value: [{ body: { text } }] },
        contributions: [sum('pyramid', text, { customers: 1 })],
        parked: [],
      })
      let rebuild: Rebuild

      const fill = async ({ readModels }: Rebuild, text = 'rebuilt', to = 1): Promise<Checkpoint> => {
        const [one, value] = [document('1', { text }), document('', { text }, { model: 'value' })]
        const begun = await commitOn(readModels, await readModels.checkpoint(), { documents: [one] })
        return commitOn(readModels, begun, {
          to,
          documents: [value],
          contributions: [sum('pyramid', text, { customers: 1 })],
        })
      }

      beforeEach(async () => {
        await commitSomething(store, 'live')
        rebuild = await store.beside(nextDefinition)
      })

      const overtaken = refusal('rebuild-overtaken')

      test('from nothing', async () => {
        expect(await positionOf(rebuild.readModels)).toBe(0)
        expect(await rebuild.readModels.definition()).toBe(nextDefinition)
        expect(await stateOf(rebuild.readModels)).toStrictEqual(nothing)
        expect(await rebuild.readModels.read({ pages: [{ model: 'timeline', customer, limit: 9 }] })).toMatchObject({
          position: 0,
          pages: [[]],
        })
      })

      test('without changing what is live, which goes on', async () => {
        const another = await opened.another()
        await fill(rebuild, 'rebuilt', 7)
        for (const one of [store, another]) {
          expect(await stateOf(one)).toMatchObject(isLive('live'))
          expect(await one.definition()).toBe(definition)
        }
        await commitNext(store, [document('2')])
        await commitNext(another, [document('3')])
        await expect(commitAt(rebuild.readModels, 3, { to: 4, documents: [], contributions: [] })).rejects.toEqual(
          refusal('checkpoint-moved', { expected: 3, actual: 7 }),
        )
        expect(await positionOf(store)).toBe(3)
        expect(partsOf(await pageOf(another))).toEqual(['1', '2', '3'])
        expect(await stateOf(rebuild.readModels)).toMatchObject(isLive('rebuilt', 7))
        expect(await pageOf(rebuild.readModels)).toMatchObject([{ body: { text: 'rebuilt' } }])
        expect(await figureOf(rebuild.readModels, 'pyramid')).toEqual([sum('pyramid', 'rebuilt', { customers: 1 })])
      })

      test('and takes over, for all who have it open and who open it later', async () => {
        const another = await opened.another()
        await another.checkpoint()
        await fill(rebuild, 'rebuilt', 5)
        await commitNext(store, [document('2')])
        await rebuild.takeOver()
        for (const open of [() => another, () => store, () => opened.another(), opened.reopen]) {
          const one = await open()
          expect(await positionOf(one)).toBe(5)
          expect(await one.definition()).toBe(nextDefinition)
          expect(await stateOf(one)).toMatchObject(isLive('rebuilt', 5))
          expect(await pageOf(one)).toHaveLength(1)
          expect(await figureOf(one, 'pyramid')).toEqual([sum('pyramid', 'rebuilt', { customers: 1 })])
        }
      })

      test('and takes over from a store that was never asked before', async () => {
        const another = await opened.another()
        await fill(rebuild)
        await rebuild.takeOver()
        expect(await another.definition()).toBe(nextDefinition)
        expect(await stateOf(another)).toMatchObject(isLive('rebuilt'))
      })

      test('and does not take over as long as what is live reflects more of the log', async () => {
        await commitOn(store, await store.checkpoint(), { to: 7 })
        for (const behind of [0, 6]) {
          await commitOn(rebuild.readModels, await rebuild.readModels.checkpoint(), { to: behind })
          const built = await rebuild.readModels.checkpoint()
          const before = [await stateOf(store), await store.generations()]
          await expect(rebuild.takeOver()).rejects.toEqual(refusal('rebuild-behind', { rebuilt: behind, live: 7 }))
          expect([await stateOf(store), await store.generations()]).toStrictEqual(before)
          expect(await rebuild.readModels.checkpoint()).toStrictEqual(built)
        }
        await fill(rebuild, 'rebuilt', 7)
        await rebuild.takeOver()
        expect(await stateOf(store)).toMatchObject(isLive('rebuilt', 7))
      })

      test('and refuses commits computed on what was live before, also where both stand at the same position', async () => {
        const another = await opened.another()
        const before = await commitAt(store, 1, { to: 9 })
        await fill(rebuild, 'rebuilt', 9)
        await rebuild.takeOver()
        for (const one of [another, store])
          for (const to of [9, 10])
            await expect(
              commitOn(one, before, {
                to,
                removed: [customer],
                documents: [document('late')],
                contributions: [sum('late', 1, { customers: 1 })],
                parked: [parkedEvent('late')],
                note: 'late',
              }),
            ).rejects.toEqual(refusal('checkpoint-moved', { expected: 9, actual: 9 }))
        expect(await stateOf(another)).toStrictEqual(await stateOf(store))
        expect(await stateOf(another)).toMatchObject(isLive('rebuilt', 9))
        await commitAt(another, 9, { to: 10, documents: [document('2')] })
        expect(partsOf(await pageOf(store))).toEqual(['1', '2'])
      })

      test('and takes what is committed next, also through who did nothing but commit before', async () => {
        const another = await opened.another()
        await fill(rebuild, 'rebuilt', 1)
        await commitAt(another, 1, { documents: [document('2')], parked: [parkedEvent('live')] })
        await rebuild.takeOver()
        await commitAt(another, 1, { to: 2, documents: [document('3')], parked: [parkedEvent('rebuilt')] })
        expect(partsOf(await pageOf(store))).toEqual(['1', '3'])
        expect(await store.parked()).toEqual([parkedEvent('rebuilt')])
      })

      test('in one step for everyone who reads meanwhile', async () => {
        const stores = [store, await opened.another()]
        await fill(rebuild, 'rebuilt', 5)
        const asked: ReadRequest = {
          documents: [
            { model: 'timeline', customer, part: '1' },
            { model: 'value', customer, part: '' },
          ],
          figures: ['pyramid'],
        }
        const told = (text: string, position: number) => ({
          position,
          documents: [{ body: { text } }, { body: { text } }],
          figures: [[sum('pyramid', text, { customers: 1 })]],
        })
        const isNew = stores.map(() => false)
        const look = async () => {
          for (const [at, answer] of (await Promise.all(stores.map((one) => one.read(asked)))).entries()) {
            isNew[at] ||= answer.position === 5
            expect(answer).toMatchObject(isNew[at] ? told('rebuilt', 5) : told('live', 1))
          }
        }
        await look()
        expect(isNew).toEqual([false, false])
        await during(rebuild.takeOver(), look)
        await look()
        expect(isNew).toEqual([true, true])
      })

      test('again and again, while another store commits: whoever is second is refused, and nothing is lost', async () => {
        const another = await opened.another()
        await rebuild.discard()
        for (let round = 0; round < 12; round++) {
          const from = await store.checkpoint()
          const before = await store.definition()
          const text = `round ${round}`
          const next = await store.beside(text)
          await fill(next, text, from.position)
          const commit = () =>
            commitOn(another, from, {
              to: from.position + 1,
              documents: [document('late', { round }), document('late', { round }, { model: 'value' })],
              contributions: [sum('late', round, { customers: 1 })],
            })
          // Who comes first changes with the round, as far as the store leaves that open.
          const begun = round % 2 ? [commit, next.takeOver] : [next.takeOver, commit]
          const outcomes = await Promise.allSettled(begun.map((begin) => begin()))
          const [late, taken] = round % 2 ? outcomes : [...outcomes].reverse()
          const state = await stateOf(another)
          const lateIn = (documents: readonly FoldedDocument[]) =>
            documents.filter(({ body }) => (body as { round?: number }).round === round).map(({ part }) => part)
          const isLate = late!.status === 'fulfilled'
          if (isLate)
            expect(taken).toMatchObject({
              reason: refusal('rebuild-behind', { rebuilt: from.position, live: from.position + 1 }),
            })
          else {
            expect(taken).toMatchObject({ status: 'fulfilled' })
            expect(late).toMatchObject({ reason: refusal('checkpoint-moved') })
          }
          expect(await store.definition()).toBe(isLate ? before : text)
          expect(state.position).toBe(from.position + (isLate ? 1 : 0))
          expect(lateIn(state.documents['timeline']!)).toEqual(isLate ? ['late'] : [])
          expect(lateIn(state.documents['value']!)).toEqual(isLate ? ['late'] : [])
          const sums = state.contributions.filter(({ figure, key }) => figure === 'late' && key === round)
          expect(sums).toHaveLength(isLate ? 1 : 0)
          await next.discard()
        }
      })

      test('and thrown away: what is live stays', async () => {
        await fill(rebuild)
        await rebuild.discard()
        expect(await stateOf(store)).toMatchObject(isLive('live'))
        expect(await store.definition()).toBe(definition)
        store = await opened.reopen()
        expect(await stateOf(store)).toMatchObject(isLive('live'))
        const next = await store.beside(nextDefinition)
        expect(await stateOf(next.readModels)).toStrictEqual(nothing)
        await fill(next)
        await next.takeOver()
        expect(await stateOf(store)).toMatchObject(isLive('rebuilt'))
      })

      test('and forgotten when the store is opened again: what is live stays', async () => {
        await fill(rebuild)
        store = await opened.reopen()
        expect(await stateOf(store)).toMatchObject(isLive('live'))
        expect(await stateOf((await store.beside(nextDefinition)).readModels)).toStrictEqual(nothing)
      })

      test.each(['the same store', 'another store'])(
        'by one at a time: a later one through %s wins',
        async (through) => {
          const reached = await fill(rebuild)
          const next = await (through === 'another store' ? await opened.another() : store).beside('later')
          expect(await stateOf(next.readModels)).toStrictEqual(nothing)
          await expect(rebuild.takeOver()).rejects.toEqual(overtaken)
          const late = { to: 9, documents: [document('late')] }
          await expect(commitOn(rebuild.readModels, reached, late)).rejects.toEqual(overtaken)
          expect(await stateOf(store)).toMatchObject(isLive('live'))
          expect(await store.definition()).toBe(definition)
          await rebuild.discard()
          await fill(next, 'later')
          await next.takeOver()
          expect(await stateOf(store)).toMatchObject(isLive('later'))
          expect(await store.definition()).toBe('later')
        },
      )

      test.each(['before it was filled', 'after it was filled'])(
        'by one at a time: it does not take over once another did, %s',
        async (when) => {
          const another = await opened.another()
          if (when === 'after it was filled') await fill(rebuild)
          const next = await another.beside('later')
          await fill(next, 'later')
          await next.takeOver()
          await expect(rebuild.takeOver()).rejects.toEqual(overtaken)
          await rebuild.discard()
          for (const open of [() => store, () => another, opened.reopen]) {
            const one = await open()
            expect(await stateOf(one)).toMatchObject(isLive('later'))
            expect(await one.definition()).toBe('later')
          }
        },
      )

      test('by one at a time: it does not take over once a later one was thrown away', async () => {
        await fill(rebuild)
        await (await store.beside('later')).discard()
        await expect(rebuild.takeOver()).rejects.toEqual(overtaken)
        expect(await stateOf(store)).toMatchObject(isLive('live'))
      })

      test('once: it neither takes over twice nor is thrown away when it has', async () => {
        await fill(rebuild)
        await rebuild.takeOver()
        await expect(rebuild.takeOver()).rejects.toEqual(overtaken)
        await rebuild.discard()
        expect(await stateOf(store)).toMatchObject(isLive('rebuilt'))
      })

      test('as often as needed', async () => {
        for (let round = 1; round < 5; round++) {
          await fill(rebuild, `round ${round}`, round)
          await rebuild.takeOver()
          expect(await stateOf(store)).toMatchObject(isLive(`round ${round}`, round))
          rebuild = await store.beside(`definition ${round}`)
        }
      })
    })

    describe('keeps what was built', () => {
      const next = nextDefinition
      const generation = (role: Generation['role'], definition: string, position: number) => ({
        name: expect.any(String),
        role,
        definition,
        checkpoint: expect.objectContaining({ position }),
      })
      /** Fills read models with a text and takes them to a position. */
      const fill = async (readModels: ReadModels, text: string, to: number) =>
        commit(readModels, { to, documents: [document(text, { text })], note: `noted ${text}` })
      const textsIn = async (readModels: ReadModels) => partsOf(await pageOf(readModels))
      const overtaken = refusal('rebuild-overtaken')

      beforeEach(() => fill(store, 'live', 3))

      test('and tells what there is: live, building, live before', async () => {
        expect(await store.generations()).toEqual([generation('live', definition, 3)])
        const first = await store.beside(next)
        await fill(first.readModels, 'first', 3)
        const another = await opened.another()
        for (const one of [store, another]) {
          const found = await one.generations()
          expect(found).toEqual([generation('live', definition, 3), generation('building', next, 3)])
          expect(found[0]!.checkpoint).toStrictEqual(await store.checkpoint())
          expect(found[1]!.checkpoint).toStrictEqual(await first.readModels.checkpoint())
          expect(new Set(found.map(({ name }) => name)).size).toBe(2)
        }
        await first.takeOver()
        expect(await another.generations()).toEqual([
          generation('live', next, 3),
          generation('previous', definition, 3),
        ])
        const second = await another.beside('later')
        const [live, ...beside] = await store.generations()
        expect(live).toEqual(generation('live', next, 3))
        expect(beside).toHaveLength(2)
        expect(beside).toEqual(
          expect.arrayContaining([generation('previous', definition, 3), generation('building', 'later', 0)]),
        )
        await second.discard()
        expect(await store.generations()).toEqual([generation('live', next, 3), generation('previous', definition, 3)])
        const third = await store.beside('later')
        await fill(third.readModels, 'third', 4)
        await third.takeOver()
        expect(await store.generations()).toEqual([generation('live', 'later', 4), generation('previous', next, 3)])
      })

      test('each generation with an edition of its own, and another when it takes over', async () => {
        const editions: string[] = [(await store.checkpoint()).edition]
        for (let round = 0; round < 3; round++) {
          const rebuild = await store.beside(next)
          editions.push((await rebuild.readModels.checkpoint()).edition)
          await fill(rebuild.readModels, 'rebuilt', 3)
          editions.push((await rebuild.readModels.checkpoint()).edition)
          await rebuild.takeOver()
          editions.push((await store.checkpoint()).edition)
        }
        // Only what moves the position leaves the edition as it was.
        expect(new Set(editions).size).toBe(1 + 3 * 2)
      })

      describe('and resumes', () => {
        test.each<[string, (rebuild: Rebuild) => Promise<void>]>([
          ['left', (rebuild) => rebuild.leave()],
          [
            'left, also when the store was closed',
            async (rebuild) => {
              await rebuild.leave()
              store = await opened.reopen()
            },
          ],
          ['was broken off', async () => void (store = await opened.reopen())],
          ['still held by somebody', () => Promise.resolve()],
        ])('a building that was %s', async (_, leave) => {
          const begun = await store.beside(next, 'resume')
          await fill(begun.readModels, 'one', 0)
          const reached = await fill(begun.readModels, 'two', 2)
          await leave(begun)
          const resumed = await store.beside(next, 'resume')
          expect(await resumed.readModels.checkpoint()).toStrictEqual(reached)
          expect(reached.note).toBe('noted two')
          expect(await textsIn(resumed.readModels)).toEqual(['one', 'two'])
          expect(await textsIn(store)).toEqual(['live'])
          await fill(resumed.readModels, 'three', 3)
          await resumed.takeOver()
          expect(await textsIn(store)).toEqual(['one', 'three', 'two'])
          expect(await store.definition()).toBe(next)
        })

        test('no building of another definition, which it throws away', async () => {
          const begun = await store.beside('another definition')
          await fill(begun.readModels, 'other', 2)
          await begun.leave()
          const rebuild = await store.beside(next, 'resume')
          expect(await rebuild.readModels.definition()).toBe(next)
          expect(await stateOf(rebuild.readModels)).toStrictEqual(nothing)
          expect(await store.generations()).toEqual([
            generation('live', definition, 3),
            generation('building', next, 0),
          ])
        })

        test('nothing where it begins anew, and throws away what was left', async () => {
          const begun = await store.beside(next)
          await fill(begun.readModels, 'left', 2)
          await begun.leave()
          const rebuild = await store.beside(next, 'anew')
          expect(await stateOf(rebuild.readModels)).toStrictEqual(nothing)
          expect(await store.generations()).toHaveLength(2)
        })

        test('nothing that was thrown away', async () => {
          const begun = await store.beside(next)
          await fill(begun.readModels, 'left', 2)
          await begun.discard()
          const rebuild = await store.beside(next, 'resume')
          expect(await stateOf(rebuild.readModels)).toStrictEqual(nothing)
        })

        test('not what is live', async () => {
          const rebuild = await store.beside(definition, 'resume')
          expect(await stateOf(rebuild.readModels)).toStrictEqual(nothing)
        })

        test('what was live before: the way back, again and again', async () => {
          const first = await store.beside(next)
          await fill(first.readModels, 'next', 5)
          await first.takeOver()
          for (const [by, at] of [
            [definition, 6],
            [next, 7],
            [definition, 8],
          ] as const) {
            const another = await opened.another()
            const before = await textsIn(store)
            const back = await another.beside(by, 'resume')
            await expect(back.takeOver()).rejects.toEqual(refusal('rebuild-behind', { live: at - 1 }))
            await fill(back.readModels, `back ${at}`, at)
            expect(await textsIn(store)).toEqual(before)
            await back.takeOver()
            expect(await store.definition()).toBe(by)
          }
          expect(await textsIn(store)).toEqual(['back 6', 'back 8', 'live'])
          expect(await store.generations()).toEqual([
            generation('live', definition, 8),
            generation('previous', next, 7),
          ])
        })

        test('what was live before and broken off when it was resumed', async () => {
          const first = await store.beside(next)
          await fill(first.readModels, 'next', 5)
          await first.takeOver()
          const back = await store.beside(definition, 'resume')
          await fill(back.readModels, 'back', 4)
          store = await opened.reopen()
          expect(await textsIn((await store.beside(definition, 'resume')).readModels)).toEqual(['back', 'live'])
        })

        test.each([2, 4])('an unfinished building, at %i, before what was live before, at 3', async (reached) => {
          const first = await store.beside(next)
          await fill(first.readModels, 'next', 3)
          await first.takeOver()
          const begun = await store.beside(definition)
          await fill(begun.readModels, 'begun', reached)
          await begun.leave()
          const resumed = await store.beside(definition, 'resume')
          expect(await textsIn(resumed.readModels)).toEqual(['begun'])
          await fill(resumed.readModels, 'resumed', 5)
          await resumed.takeOver()
          expect(await store.generations()).toEqual([
            generation('live', definition, 5),
            generation('previous', next, 3),
          ])
        })

        test('for two at once, of whom one is held off by the checkpoint', async () => {
          const one = await store.beside(next, 'resume')
          const other = await (await opened.another()).beside(next, 'resume')
          const from = await one.readModels.checkpoint()
          expect(await other.readModels.checkpoint()).toStrictEqual(from)
          const step = { documents: [document('1')], note: '1' }
          const outcomes = await Promise.allSettled(
            [one, other].map(({ readModels }) => commitOn(readModels, from, step)),
          )
          expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
          expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
            reason: refusal('checkpoint-moved', { expected: 0, actual: 0 }),
          })
          await fill(other.readModels, 'other', 3)
          await other.takeOver()
          await expect(one.takeOver()).rejects.toEqual(overtaken)
          await one.discard()
          expect(await textsIn(store)).toEqual(['1', 'other'])
        })
      })

      test('and does not throw away what was live before when a rebuild is', async () => {
        const first = await store.beside(next)
        await fill(first.readModels, 'next', 3)
        await first.takeOver()
        await (await store.beside('verifying')).discard()
        const back = await store.beside(definition, 'resume')
        expect(await textsIn(back.readModels)).toEqual(['live'])
        const begun = await store.beside(definition, 'anew')
        await expect(back.takeOver()).rejects.toEqual(overtaken)
        await back.discard()
        await begun.discard()
        expect(await store.generations()).toEqual([generation('live', next, 3), generation('previous', definition, 3)])
      })

      test('and what was left or taken over may be left again', async () => {
        const rebuild = await store.beside(next)
        await fill(rebuild.readModels, 'next', 3)
        await rebuild.takeOver()
        await rebuild.leave()
        await rebuild.leave()
        expect(await textsIn(store)).toEqual(['next'])
        expect(await store.generations()).toHaveLength(2)
      })

      test('and throws away what was left when it is told to', async () => {
        const rebuild = await store.beside(next)
        await rebuild.leave()
        await rebuild.discard()
        expect(await store.generations()).toEqual([generation('live', definition, 3)])
      })

      test('and refuses what was computed on it when it was live the time before', async () => {
        const another = await opened.another()
        const from = await another.checkpoint()
        const first = await store.beside(next)
        await fill(first.readModels, 'next', 3)
        await first.takeOver()
        await (await store.beside(definition, 'resume')).takeOver()
        expect(await textsIn(another)).toEqual(['live'])
        await expect(commitOn(another, from, { to: 4, documents: [document('late')] })).rejects.toEqual(
          refusal('checkpoint-moved', { expected: 3, actual: 3 }),
        )
        await commitAt(another, 3, { to: 4, documents: [document('right')] })
        expect(await textsIn(store)).toEqual(['live', 'right'])
      })
    })

    describe('stops', () => {
      test('as often as it is told, and what it held is there when it is opened again', async () => {
        await commitSomething()
        const written = await stateOf(store)
        const another = await opened.another()
        await store.stop()
        await store.stop()
        expect(await stateOf(another)).toStrictEqual(written)
        store = await opened.reopen()
        expect(await stateOf(store)).toStrictEqual(written)
        expect(await store.definition()).toBe(definition)
      })

      test('before it was asked anything', async () => {
        const another = await opened.another()
        await another.stop()
        await another.stop()
        await commitSomething()
        expect(await positionOf(store)).toBe(1)
      })
    })

    describe('holds what a simple model of it holds', () => {
      const models = ['value', 'timeline']
      const customers = ['ada', 'ad', 'Zoë']
      const parts = ['', '1', '10', '2', 'a']
      const figures = ['pyramid', 'recency']
      const keys = [-3, 0, 2, 10, '10', '2', 'gold']

      const anyBody = fc
        .dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
        .map((body) => JSON.parse(JSON.stringify(body)) as object)
      const anyDocument = fc.record({
        model: fc.constantFrom(...models),
        customer: fc.constantFrom(...customers),
        part: fc.constantFrom(...parts),
        body: anyBody,
        seen: fc.record({ occurredAt: fc.constantFrom('1997-01-01', '1998-01-01'), position: fc.maxSafeNat() }),
      })
      const anyContribution = fc.record({
        figure: fc.constantFrom(...figures),
        key: fc.constantFrom(...keys),
        add: fc.dictionary(fc.constantFrom('customers', 'spent'), fc.integer({ min: -2, max: 2 })),
      })
      const nameOf = ({ model, customer, part }: DocumentWrite) => `${model}/${customer}/${part}`
      const anyCommit = fc.record({
        through: fc.nat(1),
        kind: fc.constantFrom('right', 'right', 'right', 'right', 'behind', 'of another edition', 'failing'),
        step: fc.nat(3),
        documents: fc.uniqueArray(anyDocument, { selector: nameOf, maxLength: 6 }),
        contributions: fc.uniqueArray(anyContribution, {
          selector: ({ figure, key }) => `${figure} ${JSON.stringify(key)}`,
          maxLength: 6,
        }),
        removed: fc.subarray(customers, { maxLength: 2 }),
        parked: fc.subarray(customers, { maxLength: 2 }),
        note: fc.option(fc.string(), { nil: undefined }),
      })

      const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
      const byKey = (a: string | number, b: string | number) =>
        typeof a === 'number' ? (typeof b === 'number' ? a - b : -1) : typeof b === 'number' ? 1 : byText(a, b)

      type AnyChanges = Required<Omit<Commit, 'from' | 'note' | 'documents'>> &
        Pick<Commit, 'note'> & { readonly documents: readonly DocumentWrite[] }

      class Model {
        position: number
        note: string | undefined
        readonly parked = new Map<string, ParkedEvent>()
        readonly documents = new Map<string, DocumentWrite>()
        readonly sums = new Map<string, { figure: string; key: string | number; add: Record<string, number> }>()

        constructor({ position, note }: Checkpoint) {
          this.position = position
          this.note = note
        }

        of(model: string): FoldedDocument[] {
          return [...this.documents.values()]
            .filter((document) => document.model === model)
            .sort((a, b) => byText(a.customer, b.customer) || byText(a.part, b.part))
            .map(folded)
        }

        contributions(): Contribution[] {
          return [...this.sums.values()]
            .map(({ figure, key, add }) =>
              sum(figure, key, Object.fromEntries(Object.entries(add).filter(([, total]) => total !== 0))),
            )
            .filter(({ add }) => Object.keys(add).length > 0)
            .sort((a, b) => byText(a.figure, b.figure) || byKey(a.key, b.key))
        }

        commit({ to, removed, documents, contributions, parked, note }: AnyChanges): void {
          this.position = to
          this.note = note
          for (const customer of removed) {
            this.parked.delete(customer)
            for (const [name, document] of this.documents)
              if (document.customer === customer) this.documents.delete(name)
          }
          for (const event of parked) this.parked.set(event.customer, event)
          for (const document of documents) this.documents.set(nameOf(document), document)
          for (const { figure, key, add } of contributions) {
            const id = `${figure} ${JSON.stringify(key)}`
            const held = this.sums.get(id) ?? { figure, key, add: {} }
            for (const [measure, amount] of Object.entries(add)) held.add[measure] = (held.add[measure] ?? 0) + amount
            this.sums.set(id, held)
          }
        }
      }

      test('after any commits, made, refused and failed, through two stores', async () => {
        const stores = [store, await opened.another()]
        let refused = 0
        await fc.assert(
          fc.asyncProperty(fc.array(anyCommit, { maxLength: 8 }), async (commits) => {
            // Names of its own for each run, in a store that they share.
            const run = `${randomUUID()}-`
            const own = ({ model, customer, ...rest }: DocumentWrite): DocumentWrite => ({
              ...rest,
              model: run + model,
              customer: run + customer,
            })
            const ownSum = ({ figure, key, add }: Contribution) => sum(run + figure, key, add)
            const model = new Model(await store.checkpoint())
            for (const { through, kind, step, note, ...written } of commits) {
              const to = model.position + step
              const changes = {
                to,
                removed: written.removed.map((customer) => run + customer),
                documents: written.documents.map(own),
                contributions: written.contributions.map(ownSum),
                parked: written.parked.map((customer) => parkedEvent(run + customer, to)),
                ...(note !== undefined && { note }),
              }
              const one = stores[through]!
              const { position, edition } = await one.checkpoint()
              if (kind === 'right') {
                const reached = await commitOn(one, { position, edition }, changes)
                model.commit(changes)
                expect(reached).toStrictEqual(await stores[1 - through]!.checkpoint())
                expect(reached).toEqual({ position: to, note, edition: expect.any(String) })
                expect(reached.edition === edition).toBe(step > 0)
              } else {
                const from =
                  kind === 'behind'
                    ? { position: position + 1 + step, edition }
                    : { position, edition: kind === 'failing' ? edition : 'another' }
                const failing = [...changes.documents, document('x', { amount: 1n })]
                const wrong = { ...changes, documents: kind === 'failing' ? failing : changes.documents }
                await expect(commitOn(one, from, wrong)).rejects.toThrow()
                refused += 1
              }
            }
            for (const one of stores) {
              const { contributions, parked, ...state } = await stateOf(
                one,
                models.map((name) => run + name),
              )
              expect(state).toEqual({
                position: model.position,
                documents: Object.fromEntries(models.map((name) => [run + name, model.of(run + name)])),
              })
              expect(contributions.filter(({ figure }) => figure.startsWith(run))).toEqual(model.contributions())
              expect((await one.checkpoint()).note).toBe(model.note)
              const parkedHere = parked.filter(({ customer }) => customer.startsWith(run))
              expect(parkedHere).toEqual([...model.parked.values()].sort((a, b) => byText(a.customer, b.customer)))
            }
            const asked = models.flatMap((name) =>
              customers.map((customer) => ({ model: run + name, customer: run + customer, limit: 3 })),
            )
            const pages = [...asked, ...asked.map((page) => ({ ...page, backwards: true }))]
            const ranks = figures.flatMap((figure) =>
              [-4, 0, 3].map((key) => ({ figure: run + figure, key, measure: 'spent' })),
            )
            const answer = await store.read({ pages, figures: figures.map((figure) => run + figure), ranks })
            expect(answer.pages).toEqual(
              pages.map((page) => {
                const documents = model.of(page.model).filter(({ customer }) => customer === page.customer)
                return ('backwards' in page ? documents.reverse() : documents).slice(0, page.limit)
              }),
            )
            const sums = figures.map((name) => model.contributions().filter(({ figure }) => figure === run + name))
            expect(answer.figures).toEqual(sums)
            const spent = (of: readonly Contribution[]) => of.reduce((total, { add }) => total + (add['spent'] ?? 0), 0)
            expect(answer.ranks).toEqual(
              ranks.map(({ figure, key: limit }) => {
                const of = model.contributions().filter((one) => one.figure === figure)
                return {
                  below: spent(of.filter(({ key }) => typeof key === 'number' && key < limit)),
                  total: spent(of),
                }
              }),
            )
          }),
          { numRuns: 30 },
        )
        expect(refused).toBeGreaterThan(10)
      })
    })
  })
}
