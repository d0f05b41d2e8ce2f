/** What every store of read models must do, whichever adapter stands behind the port. */
import fc from 'fast-check'
import type { Contribution, FoldedDocument } from '../../projections/read-model.js'
import type {
  Commit,
  DocumentWrite,
  PageRequest,
  ReadModels,
  ReadModelStore,
} from '../../src/read-models/read-model-store.js'

/** A store to test, empty at first. */
export interface ReadModelsUnderTest {
  readonly store: ReadModelStore
  /** Opens the same read models once more, as another process would. */
  readonly another: () => Promise<ReadModelStore>
  /** Ends every store that is open and cleans up. */
  readonly close: () => Promise<void>
}

/** The definition that the store under test is opened with. */
export const contractDefinition = 'the definition of the contract'

const at = (position: number) => ({ occurredAt: '1997-01-01T00:00:00.000Z', position })

const document = (
  model: string,
  customer: string,
  body: object,
  { part = '', position = 1 }: { part?: string; position?: number } = {},
): DocumentWrite => ({ model, customer, part, body, seen: at(position) })

const folded = ({ model: _model, ...rest }: DocumentWrite): FoldedDocument => rest

const change = (from: number, to: number, parts: Partial<Commit> = {}): Commit => ({
  from,
  to,
  documents: [],
  contributions: [],
  ...parts,
})

const sum = (figure: string, key: string | number, add: Record<string, number>): Contribution => ({ figure, key, add })

const all = async <T>(items: Iterable<T> | AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const refusal = (code: string, facts: object = {}) =>
  expect.objectContaining({ name: 'DomainError', code, facts: expect.objectContaining(facts) })

const find = async (store: ReadModels, model: string, customer: string, part = '') =>
  (await store.read({ documents: [{ model, customer, part }] })).documents[0]

const figure = async (store: ReadModels, name: string) => (await store.read({ figures: [name] })).figures[0]

const page = async (store: ReadModels, request: PageRequest) =>
  (await store.read({ pages: [request] })).pages[0]!.map(({ part }) => part)

/** Everything a store holds of some models. */
const everything = (store: ReadModels, models: readonly string[]) =>
  store.snapshot(async ({ position, documents, contributions }) => ({
    position,
    documents: await Promise.all(models.map(async (model) => all(documents(model)))),
    contributions: await all(contributions()),
  }))

/** Runs the suite. `open` answers empty read models for each test, opened with `contractDefinition`. */
export const readModelStoreContract = (name: string, open: () => Promise<ReadModelsUnderTest>): void => {
  describe(`${name}, a store of read models`, () => {
    let opened: ReadModelsUnderTest
    let store: ReadModelStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('is empty at first: at position 0, by the definition it was opened with', async () => {
      expect(await store.checkpoint()).toBe(0)
      expect(await store.definition()).toBe(contractDefinition)
      expect(
        await store.read({
          documents: [{ model: 'value', customer: 'ada', part: '' }],
          pages: [{ model: 'value', customer: 'ada', limit: 10 }],
          figures: ['buyers'],
          ranks: [{ figure: 'buyers', key: 1, measure: 'customers' }],
        }),
      ).toEqual({ position: 0, documents: [undefined], pages: [[]], figures: [[]], ranks: [{ below: 0, total: 0 }] })
      expect(await everything(store, ['value'])).toEqual({ position: 0, documents: [[]], contributions: [] })
    })

    describe('commits', () => {
      test('documents, sums and checkpoint together', async () => {
        const ada = document('value', 'ada', { net: 10_00 })
        await store.commit(change(0, 7, { documents: [ada], contributions: [sum('buyers', 'all', { customers: 1 })] }))
        expect(
          await store.read({ documents: [{ model: 'value', customer: 'ada', part: '' }], figures: ['buyers'] }),
        ).toEqual({
          position: 7,
          documents: [folded(ada)],
          pages: [],
          figures: [[sum('buyers', 'all', { customers: 1 })]],
          ranks: [],
        })
        expect(await store.checkpoint()).toBe(7)
      })

      test('the checkpoint alone', async () => {
        await store.commit(change(0, 3))
        await store.commit(change(3, 3))
        expect(await store.checkpoint()).toBe(3)
      })

      test('nothing on another checkpoint than it was computed on', async () => {
        const kept = document('value', 'ada', { net: 1 })
        await store.commit(change(0, 5, { documents: [kept], contributions: [sum('buyers', 'all', { customers: 1 })] }))
        for (const from of [0, 4, 6]) {
          const stale = change(from, 9, {
            documents: [document('value', 'ada', { net: 2 }), document('loyalty', 'ada', {})],
            contributions: [sum('buyers', 'all', { customers: 1 }), sum('cohort', '1997-01', { customers: 1 })],
          })
          await expect(store.commit(stale)).rejects.toEqual(refusal('checkpoint-moved', { expected: from, actual: 5 }))
        }
        expect(await everything(store, ['value', 'loyalty'])).toEqual({
          position: 5,
          documents: [[folded(kept)], []],
          contributions: [sum('buyers', 'all', { customers: 1 })],
        })
      })

      test.each<[string, () => Partial<Commit>]>([
        [
          'a document that is no JSON',
          () => ({ documents: [document('value', 'ada', { net: 1 }), document('value', 'bea', { net: 1n })] }),
        ],
        [
          'a sum that cannot be computed',
          () => ({
            documents: [document('value', 'ada', { net: 1 })],
            contributions: (function* () {
              yield sum('buyers', 'all', { customers: 1 })
              throw new Error('no such sum')
            })(),
          }),
        ],
      ])('nothing at all when it fails half way, at %s', async (_, parts) => {
        await expect(store.commit(change(0, 5, parts()))).rejects.toThrow()
        expect(await everything(store, ['value'])).toEqual({ position: 0, documents: [[]], contributions: [] })
        await store.commit(change(0, 1, { documents: [document('value', 'ada', { net: 2 })] }))
        expect((await find(store, 'value', 'ada'))?.body).toEqual({ net: 2 })
      })

      test('of two engines at one checkpoint exactly one, time and again', async () => {
        const other = await opened.another()
        const rounds = 20
        let won = 0
        for (let round = 0; round < rounds; round++) {
          const outcomes = await Promise.allSettled(
            [store, other].map((engine, number) =>
              engine.commit(
                change(round, round + 1, {
                  documents: [
                    document('value', 'ada', { round, number }),
                    document('value', `by ${number}`, { round }),
                  ],
                  contributions: [sum('rounds', number, { won: 1 }), sum('rounds', 'all', { won: 1 })],
                }),
              ),
            ),
          )
          const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
          expect(outcomes[1 - winner]).toEqual({
            status: 'rejected',
            reason: refusal('checkpoint-moved', { expected: round }),
          })
          expect((await find(store, 'value', 'ada'))?.body).toEqual({ round, number: winner })
          expect((await find(other, 'value', `by ${1 - winner}`))?.body).not.toEqual({ round })
          if (winner === 0) won += 1
        }
        expect(await figure(other, 'rounds')).toEqual(
          [
            sum('rounds', 0, { won }),
            sum('rounds', 1, { won: rounds - won }),
            sum('rounds', 'all', { won: rounds }),
          ].filter(({ add }) => add['won'] !== 0),
        )
      })

      test('thousands of documents at once', async () => {
        const documents = Array.from({ length: 5_000 }, (_, number) =>
          document(
            'timeline',
            `customer ${String(number % 50).padStart(2, '0')}`,
            { number },
            {
              part: String(number).padStart(5, '0'),
            },
          ),
        )
        await store.commit(change(0, 5_000, { documents }))
        const kept = (await everything(store, ['timeline'])).documents[0]!
        expect(kept).toEqual(documents.map(folded).sort((a, b) => (a.customer + a.part < b.customer + b.part ? -1 : 1)))
      })
    })

    describe('keeps a document', () => {
      test('in the place of the one before, with the last event it has seen', async () => {
        await store.commit(change(0, 1, { documents: [document('value', 'ada', { net: 1, more: true })] }))
        const seen = { occurredAt: '1998-06-30T23:59:59.999Z', position: 2 ** 40 }
        await store.commit(change(1, 2, { documents: [{ model: 'value', customer: 'ada', part: '', body: {}, seen }] }))
        expect(await find(store, 'value', 'ada')).toEqual({ customer: 'ada', part: '', body: {}, seen })
      })

      test('apart from those of other models, customers and parts', async () => {
        const documents = [
          document('cases', 'ada', { is: 1 }, { part: 'c-1' }),
          document('cases', 'ada', { is: 2 }, { part: 'c-2' }),
          document('cases', 'bea', { is: 3 }, { part: 'c-1' }),
          document('orders', 'ada', { is: 4 }, { part: 'c-1' }),
          document('orders', 'ada', { is: 5 }),
        ]
        await store.commit(change(0, 1, { documents }))
        const refs = documents.map(({ model, customer, part }) => ({ model, customer, part }))
        const asked = [...refs, { model: 'cases', customer: 'ada', part: '' }, refs[0]!]
        expect((await store.read({ documents: asked })).documents).toEqual([
          ...documents.map(folded),
          undefined,
          folded(documents[0]!),
        ])
      })

      test.each<[string, object]>([
        ['nothing in it', {}],
        ['nothing inside', { empty: {}, none: [], null: null, lists: [[], [{}], [null]] }],
        [
          'yes, no and text',
          { yes: true, no: false, text: '', more: 'Łódź 東京 العربية 😀 e\u0301 "\\ \u0000\n\u2028' },
        ],
        ['whole numbers', { numbers: [0, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1, -(2 ** 53) + 1] }],
        ['fractions', { numbers: [0.1, -0.5, 1e21, 5e-324, 1.7976931348623157e308] }],
        ['fields named like operators and paths', { $set: 1, 'a.b': { $inc: 2, 'c.d': 3 }, '': 4, '.': 5, $: 6 }],
        [
          'fields named like a store’s own',
          { _id: 1, id: 2, customer: 3, part: 4, seen: 5, body: { body: 6 }, model: 7 },
        ],
        ['fields that objects have anyway', { constructor: 1, toString: 2, hasOwnProperty: 3 }],
        ['fields named by numbers', { months: { 10: 1, 9: 2, '01': 3 } }],
        [
          'text that looks like something else',
          { day: '1997-01-01', at: '1997-01-01T00:00:00.000Z', json: '{"$oid":1}' },
        ],
        ['900 kB of text', { text: 'é'.repeat(450_000) }],
      ])('with %s', async (_, body) => {
        const kept = document('value', 'ada', body)
        await store.commit(change(0, 1, { documents: [kept] }))
        expect(await find(store, 'value', 'ada')).toStrictEqual(folded(kept))
        expect((await everything(store, ['value'])).documents[0]).toStrictEqual([folded(kept)])
      })

      test('without the fields that have no value, as JSON does', async () => {
        const body = { net: 1, none: undefined, inside: { none: undefined } }
        await store.commit(change(0, 1, { documents: [document('value', 'ada', body)] }))
        expect((await find(store, 'value', 'ada'))?.body).toStrictEqual({ net: 1, inside: {} })
      })

      test.each(['Zoë Ω 客户', "o'hara", 'a"b', 'a|b', 'a/b', 'a\\b', '$a.b', '%_', 'a\u0001b'])(
        'of a customer and a part called %s',
        async (text) => {
          const documents = [document('value', text, { of: 1 }, { part: text }), document('value', text, { of: 2 })]
          await store.commit(change(0, 1, { documents }))
          expect((await find(store, 'value', text, text))?.body).toEqual({ of: 1 })
          expect((await find(store, 'value', text))?.body).toEqual({ of: 2 })
        },
      )
    })

    describe('reads a customer’s documents page by page', () => {
      const parts = ['1997-01-01/1', '1997-01-01/2', '1997-02-03/4', '1997-12-31/9', '1998', 'A', 'Z', 'a', 'z']
      beforeEach(() =>
        store.commit(
          change(0, 1, {
            documents: [
              ...[...parts].reverse().map((part) => document('timeline', 'ada', { part }, { part })),
              document('timeline', 'adam', {}, { part: '1997-01-01/1' }),
              document('timeline', 'bea', {}, { part: 'b' }),
            ],
          }),
        ),
      )

      const ofAda = (request: Partial<PageRequest>) =>
        page(store, { model: 'timeline', customer: 'ada', limit: 100, ...request })

      test('in the order of their parts, forwards and backwards', async () => {
        expect(await ofAda({})).toEqual(parts)
        expect(await ofAda({ backwards: true })).toEqual([...parts].reverse())
      })

      test.each([1, 2, 4, 9, 10])('of %i, each once', async (limit) => {
        for (const backwards of [false, true]) {
          const seen: string[] = []
          for (let after: string | undefined; ; after = seen.at(-1)!) {
            const next = await ofAda({ backwards, limit, ...(after !== undefined && { after }) })
            expect(next.length).toBeLessThanOrEqual(limit)
            seen.push(...next)
            if (next.length < limit) break
          }
          expect(seen).toEqual(backwards ? [...parts].reverse() : parts)
        }
      })

      test('beyond a part that is not there', async () => {
        expect(await ofAda({ after: '1997-06' })).toEqual(parts.slice(3))
        expect(await ofAda({ after: '1997-06', backwards: true })).toEqual(parts.slice(0, 3).reverse())
        expect(await ofAda({ after: 'zz' })).toEqual([])
      })

      test('up to a text, and what begins with it', async () => {
        expect(await ofAda({ until: '1997-01-01' })).toEqual(parts.slice(0, 2))
        expect(await ofAda({ until: '1997' })).toEqual(parts.slice(0, 4))
        expect(await ofAda({ until: '1997-02-03/4', backwards: true, limit: 2 })).toEqual(parts.slice(1, 3).reverse())
        expect(await ofAda({ until: '1996' })).toEqual([])
      })

      test('of whom there are none, as an empty one', async () => {
        expect(await ofAda({ customer: 'nobody' })).toEqual([])
        expect(await ofAda({ model: 'orders' })).toEqual([])
      })
    })

    describe('sums', () => {
      const commitSums = async (...sums: Contribution[]) => {
        const from = await store.checkpoint()
        await store.commit(change(from, from + 1, { contributions: sums }))
      }

      test('the measures of each key of each figure', async () => {
        await commitSums(sum('f', 'a', { customers: 1, orders: 2 }), sum('g', 'a', { orders: 9 }))
        await commitSums(sum('f', 'a', { customers: 1, refunds: -7 }), sum('f', 'b', { orders: 5 }))
        expect(await figure(store, 'f')).toEqual([
          sum('f', 'a', { customers: 2, orders: 2, refunds: -7 }),
          sum('f', 'b', { orders: 5 }),
        ])
        expect((await everything(store, [])).contributions).toEqual([
          sum('f', 'a', { customers: 2, orders: 2, refunds: -7 }),
          sum('f', 'b', { orders: 5 }),
          sum('g', 'a', { orders: 9 }),
        ])
      })

      test('in the order of the keys: numbers as numbers, before texts', async () => {
        const keys = [-(2 ** 40), -10, -9, 0, 2, 9, 10, 2 ** 31, 2 ** 52, '+1', '10', '9', 'A', 'Zoë', 'a', 'é']
        await commitSums(...[...keys].reverse().map((key) => sum('f', key, { n: 1 })))
        expect((await figure(store, 'f'))!.map(({ key }) => key)).toEqual(keys)
        expect((await everything(store, [])).contributions.map(({ key }) => key)).toEqual(keys)
      })

      test('a number and the same digits as text apart', async () => {
        await commitSums(sum('f', 7, { n: 1 }), sum('f', '7', { n: 2 }))
        await commitSums(sum('f', 7, { n: 4 }))
        expect(await figure(store, 'f')).toEqual([sum('f', 7, { n: 5 }), sum('f', '7', { n: 2 })])
      })

      test('exactly, however large', async () => {
        await commitSums(sum('f', 'a', { amount: 2 ** 52, less: -(2 ** 52) }))
        await commitSums(sum('f', 'a', { amount: 2 ** 52 - 1, less: -(2 ** 52) + 1 }))
        expect(await figure(store, 'f')).toEqual([sum('f', 'a', { amount: 2 ** 53 - 1, less: -(2 ** 53) + 1 })])
      })

      test('no more of what comes to nothing', async () => {
        await commitSums(sum('f', 'a', { n: 2, m: 1 }), sum('f', 'b', { n: 1 }), sum('f', 'c', { n: 0 }))
        await commitSums(sum('f', 'a', { n: -2 }), sum('f', 'b', { n: -1 }))
        expect(await figure(store, 'f')).toEqual([sum('f', 'a', { m: 1 })])
        await commitSums(sum('f', 'b', { n: 3 }), sum('f', 'a', { n: -1 }))
        expect(await figure(store, 'f')).toEqual([sum('f', 'a', { n: -1, m: 1 }), sum('f', 'b', { n: 3 })])
      })

      test('by measures and figures of any name', async () => {
        const add = { 'lost or given up': 1, $inc: 2, 'a.b': 3, Zoë: 4 }
        await commitSums(sum('monetary/USD $.%', 'a.b/$c', add))
        expect(await figure(store, 'monetary/USD $.%')).toEqual([sum('monetary/USD $.%', 'a.b/$c', add)])
      })

      test('and tells how much lies below a key', async () => {
        await commitSums(
          sum('f', -5, { customers: 1, orders: 50 }),
          sum('f', 3, { customers: 2 }),
          sum('f', 10, { customers: 4 }),
          sum('g', 0, { customers: 100 }),
        )
        const keys = [-6, -5, 0, 3, 4, 10, 11]
        const ranks = [
          ...keys.map((key) => ({ figure: 'f', key, measure: 'customers' })),
          { figure: 'f', key: 3, measure: 'orders' },
          { figure: 'none', key: 3, measure: 'orders' },
        ]
        expect((await store.read({ ranks })).ranks).toEqual([
          ...[0, 0, 1, 1, 3, 3, 7].map((below) => ({ below, total: 7 })),
          { below: 50, total: 50 },
          { below: 0, total: 0 },
        ])
      })
    })

    describe('answers from one state', () => {
      /** A commit whose every part says the same number. */
      const numbered = (number: number): Commit =>
        change(number - 1, number, {
          documents: [document('value', 'ada', { number }), document('loyalty', 'ada', { number }, { part: 'p' })],
          contributions: [sum('f', 'a', { n: 1 })],
        })
      const commits = 40

      test('several questions while commits go on', async () => {
        const writer = await opened.another()
        let written = false
        const writing = (async () => {
          for (let number = 1; number <= commits; number++) await writer.commit(numbered(number))
          written = true
        })()
        const states = new Set<number>()
        do {
          const { position, documents, pages, figures } = await store.read({
            documents: [{ model: 'value', customer: 'ada', part: '' }],
            pages: [{ model: 'loyalty', customer: 'ada', limit: 1 }],
            figures: ['f'],
          })
          const expected = position === 0 ? undefined : { number: position }
          expect(documents[0]?.body).toEqual(expected)
          expect(pages[0]![0]?.body).toEqual(expected)
          expect(figures[0]![0]?.add['n'] ?? 0).toBe(position)
          states.add(position)
        } while (!written)
        await writing
        expect(states.size).toBeGreaterThan(1)
      })

      test('a snapshot, whatever is committed meanwhile', async () => {
        await store.commit(numbered(1))
        await store.snapshot(async ({ position, documents, contributions }) => {
          const writer = await opened.another()
          const state = async () => ({
            position,
            documents: await all(documents('value')),
            contributions: await all(contributions()),
          })
          const before = await state()
          await writer.commit(numbered(2))
          await store.commit(numbered(3))
          expect(await state()).toEqual(before)
          expect(before).toMatchObject({
            position: 1,
            documents: [{ body: { number: 1 } }],
            contributions: [sum('f', 'a', { n: 1 })],
          })
        })
        expect((await find(store, 'value', 'ada'))?.body).toEqual({ number: 3 })
      })

      test('and passes on what goes wrong in a snapshot', async () => {
        const wrong = new Error('wrong')
        await expect(store.snapshot(() => Promise.reject(wrong))).rejects.toBe(wrong)
        await store.commit(numbered(1))
        expect(await store.snapshot(({ position }) => Promise.resolve(position))).toBe(1)
      })
    })

    describe('is rebuilt beside', () => {
      const old = change(0, 9, {
        documents: [document('value', 'ada', { is: 'old' }), document('value', 'bea', { is: 'old' })],
        contributions: [sum('f', 'a', { n: 1 }), sum('g', 'a', { n: 1 })],
      })
      const rebuilt = change(0, 12, {
        documents: [document('value', 'ada', { is: 'new' }), document('orders', 'ada', { is: 'new' })],
        contributions: [sum('f', 'a', { n: 5 })],
      })
      const models = ['value', 'orders']
      const oldState = {
        position: 9,
        documents: [old.documents.map(folded), []],
        contributions: [sum('f', 'a', { n: 1 }), sum('g', 'a', { n: 1 })],
      }
      const newState = {
        position: 12,
        documents: [[folded(rebuilt.documents[0]!)], [folded(rebuilt.documents[1]!)]],
        contributions: [sum('f', 'a', { n: 5 })],
      }
      beforeEach(() => store.commit(old))

      test('from nothing, without a trace in the live ones', async () => {
        const { readModels, discard } = await store.beside('another definition')
        expect(await readModels.definition()).toBe('another definition')
        expect(await everything(readModels, models)).toEqual({ position: 0, documents: [[], []], contributions: [] })
        await readModels.commit(change(0, 0, { documents: rebuilt.documents }))
        await readModels.commit(change(0, 12, { contributions: rebuilt.contributions }))
        expect(await everything(readModels, models)).toEqual(newState)
        expect(await everything(store, models)).toEqual(oldState)
        expect(await store.definition()).toBe(contractDefinition)
        await discard()
        expect(await everything(store, models)).toEqual(oldState)
      })

      test('while the live ones go on', async () => {
        const { readModels, discard } = await store.beside('another definition')
        await readModels.commit(rebuilt)
        await store.commit(change(9, 10, { documents: [document('value', 'ada', { is: 'live' })] }))
        expect((await find(store, 'value', 'ada'))?.body).toEqual({ is: 'live' })
        expect((await find(readModels, 'value', 'ada'))?.body).toEqual({ is: 'new' })
        await discard()
      })

      test('and taken over in one step, for everyone who has them open', async () => {
        const other = await opened.another()
        expect(await everything(other, models)).toEqual(oldState)
        const { readModels, takeOver } = await store.beside('another definition')
        await readModels.commit(rebuilt)
        await takeOver()
        for (const reader of [store, other, await opened.another()]) {
          expect(await everything(reader, models)).toEqual(newState)
          expect(await reader.definition()).toBe('another definition')
          expect(await reader.checkpoint()).toBe(12)
        }
      })

      test('so that an engine of the old ones cannot commit any more', async () => {
        const other = await opened.another()
        expect(await other.checkpoint()).toBe(9)
        const { readModels, takeOver } = await store.beside('another definition')
        await readModels.commit(rebuilt)
        await takeOver()
        const late = change(9, 10, { documents: [document('value', 'ada', { is: 'late' })] })
        await expect(other.commit(late)).rejects.toEqual(refusal('checkpoint-moved', { expected: 9, actual: 12 }))
        await other.commit(change(12, 13, { documents: [document('value', 'bea', { is: 'newer' })] }))
        expect((await find(store, 'value', 'bea'))?.body).toEqual({ is: 'newer' })
      })

      test('as often as wanted', async () => {
        for (const definition of ['second', 'third', 'fourth']) {
          const { readModels, takeOver } = await store.beside(definition)
          await readModels.commit(rebuilt)
          await takeOver()
          expect(await store.definition()).toBe(definition)
        }
        expect(await everything(store, models)).toEqual(newState)
      })

      test('by one at a time: whoever begins later throws the earlier away', async () => {
        const other = await opened.another()
        const first = await store.beside('first')
        await first.readModels.commit(change(0, 1, { documents: [document('value', 'ada', { is: 'first' })] }))
        const second = await other.beside('second')
        await second.readModels.commit(rebuilt)
        await expect(first.takeOver()).rejects.toEqual(refusal('rebuild-overtaken'))
        expect(await everything(store, models)).toEqual(oldState)
        await second.takeOver()
        expect(await everything(store, models)).toEqual(newState)
        expect(await store.definition()).toBe('second')
      })

      test('and read whole by whoever reads while they are taken over', async () => {
        const reader = await opened.another()
        const { readModels, takeOver } = await store.beside('another definition')
        await readModels.commit(rebuilt)
        let over = false
        const taking = takeOver().then(() => (over = true))
        do {
          const state = await everything(reader, models)
          expect([oldState, newState]).toContainEqual(state)
        } while (!over)
        await taking
        expect(await everything(reader, models)).toEqual(newState)
      })
    })

    test('is there again when it is opened again, and may be stopped twice', async () => {
      await store.commit(change(0, 4, { documents: [document('value', 'ada', { net: 1 })] }))
      await store.stop()
      await store.stop()
      const again = await opened.another()
      expect(await again.checkpoint()).toBe(4)
      expect((await find(again, 'value', 'ada'))?.body).toEqual({ net: 1 })
    })

    test('holds what a simple model of it holds, whatever is committed', async () => {
      const names = fc.constantFrom('a', 'b', 'é')
      const write = fc.record({
        model: fc.constantFrom('value', 'orders'),
        customer: names,
        part: fc.constantFrom('', 'p', 'q'),
        body: fc.record({ n: fc.integer(), text: fc.string({ unit: 'binary' }) }),
      })
      const addition = fc.record({
        figure: fc.constantFrom('f', 'g'),
        key: fc.oneof(names, fc.integer({ min: -2, max: 2 })),
        n: fc.integer({ min: -2, max: 2 }),
      })
      const commit = fc.record({
        writes: fc.uniqueArray(write, {
          maxLength: 8,
          selector: ({ model, customer, part }) => `${model} ${customer} ${part}`,
        }),
        additions: fc.uniqueArray(addition, {
          maxLength: 8,
          selector: ({ figure, key }) => `${figure} ${typeof key} ${key}`,
        }),
        stale: fc.boolean(),
      })
      const documents = new Map<string, DocumentWrite>()
      const sums = new Map<string, Contribution & { add: { n: number } }>()
      let position = 0
      await fc.assert(
        fc.asyncProperty(fc.array(commit, { maxLength: 4 }), async (commits) => {
          for (const { writes, additions, stale } of commits) {
            const written = writes.map(({ model, customer, part, body }) =>
              document(model, customer, body, { part, position: position + 1 }),
            )
            const contributions = additions.map(({ figure, key, n }) => sum(figure, key, { n }))
            if (stale) {
              const early = change(position + 1, position + 2, { documents: written, contributions })
              await expect(store.commit(early)).rejects.toEqual(refusal('checkpoint-moved'))
              continue
            }
            await store.commit(change(position, ++position, { documents: written, contributions }))
            for (const one of written) documents.set(`${one.model} ${one.customer} ${one.part}`, one)
            for (const { figure, key, n } of additions) {
              const id = `${figure} ${typeof key} ${key}`
              sums.set(id, { figure, key, add: { n: (sums.get(id)?.add.n ?? 0) + n } })
            }
          }
          const state = await everything(store, ['value', 'orders'])
          expect(state.position).toBe(position)
          for (const [index, model] of ['value', 'orders'].entries()) {
            const expected = [...documents.values()].filter((one) => one.model === model).map(folded)
            expect(state.documents[index]).toHaveLength(expected.length)
            expect(state.documents[index]).toEqual(expect.arrayContaining(expected))
          }
          const expected = [...sums.values()].filter(({ add }) => add.n !== 0)
          expect(state.contributions).toHaveLength(expected.length)
          expect(state.contributions).toEqual(expect.arrayContaining(expected))
        }),
        { numRuns: 25 },
      )
    })
  })
}
