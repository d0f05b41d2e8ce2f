/** The laws of projecting, on generated histories and real stores. */
import { join } from 'node:path'
import fc from 'fast-check'
import { customerIdOf, derivedId } from '../../domain/customer/customer-id.js'
import type { FoldedDocument, ReadModel } from '../../projections/read-model.js'
import type { EventStore } from '../../src/event-store/event-store.js'
import { ProjectionEngine } from '../../src/projecting/projection-engine.js'
import { SharedProjecting } from '../../src/projecting/shared-projecting.js'
import { verify } from '../../src/projecting/verify.js'
import { openEmbeddedReadModels } from '../../src/read-models/embedded/embedded-read-model-store.js'
import { inParts } from '../../src/read-models/read-model-parts.js'
import type { ReadModelReader } from '../../src/read-models/read-model-store.js'
import { arrivals, arrivingAt, type Arriving } from '../arbitrary-history.js'
import { models, withStores } from '../open-stores.js'

type Stores = Parameters<Parameters<typeof withStores>[0]>[0]

/** Appends chunk after chunk, projecting after each, so that every chunk ends a batch. */
const arrive = async ({ store, readModels, models }: Stores, chunks: readonly (readonly Arriving[])[]) => {
  for (const chunk of chunks) {
    await append(store, chunk)
    await new ProjectionEngine(store, readModels, models).catchUp()
  }
}

const append = async (store: EventStore, chunk: readonly Arriving[]): Promise<void> => {
  if (chunk.length === 0) return
  await store.appendMany(chunk.map(({ stream, event }) => ({ stream, events: [event], expected: 'any' })))
}

/** All documents, sums and parked events. */
const everythingIn = ({ readModels, models }: Pick<Stores, 'models'> & { readonly readModels: ReadModelReader }) =>
  readModels.snapshot(async ({ documents, contributions, parked }) => {
    const found: unknown[][] = []
    for (const { name } of models)
      for await (const { customer, part, body, seen } of documents(name)) found.push([name, customer, part, body, seen])
    for await (const { figure, key, add } of contributions()) found.push(['sum', figure, key, add])
    for await (const event of parked()) found.push(['parked', event])
    return found
  })

const documentsOf = ({ readModels }: Stores, model: string) =>
  readModels.snapshot(async ({ documents }) => {
    const found: FoldedDocument[] = []
    for await (const document of documents(model)) found.push(document)
    return found
  })

/** Cuts a list at the given places, in any order. */
const cut = <T>(items: readonly T[], at: readonly number[]): T[][] => {
  const places = [0, ...at.map((place) => place % (items.length + 1)).sort((a, b) => a - b), items.length]
  return places.slice(1).map((end, index) => items.slice(places[index], end))
}

/** All documents, without what only tells where an event stands in the log. */
const documentsIn = ({ readModels }: Stores) =>
  readModels.snapshot(async ({ documents, contributions }) => {
    const found: unknown[] = []
    for (const { name } of models)
      for await (const { customer, part, body } of documents(name) as AsyncIterable<FoldedDocument>)
        found.push([name, customer, part.replace(/\/\d+$/, ''), withoutPlaces(body)])
    for await (const contribution of contributions()) found.push(contribution)
    return found
  })

const withoutPlaces = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => (key === 'position' || key === 'revision' ? undefined : inner)),
  )

/** Cannot take a fulfilment before the order, which a late event may mend, nor ever a broken commitment. */
const fragile: ReadModel<{ placed: string[]; fulfilled: number }> = {
  name: 'fragile',
  version: 1,
  documentOf: 'customer',
  initial: () => ({ placed: [], fulfilled: 0 }),
  evolve: {
    OrderPlaced: (document, { data }) => void document.placed.push(data.order),
    OrderFulfilled: (document, { data }) => {
      if (!document.placed.includes(data.order)) throw new Error(`${data.order} was never placed`)
      document.fulfilled += 1
    },
    CommitmentBroken: (_document, { data }) => {
      throw new Error(`${data.commitment} was broken`)
    },
  },
  contributions: ({ fulfilled }) => [{ figure: 'fulfilled', key: fulfilled, add: { customers: 1 } }],
}
const fragileModels = [...models, fragile]

const everything = arrivals({ merging: true, discarding: true })

test('incremental equals refold, wherever batches end, whatever is late, merged, un-merged, parked or discarded', async () => {
  let parked = 0
  await fc.assert(
    fc.asyncProperty(everything, fc.array(fc.nat(60), { maxLength: 5 }), async (arriving, cuts) => {
      await withStores(async (opened) => {
        const stores = { ...opened, models: fragileModels }
        await arrive(stores, cut(arriving, cuts))
        expect(await verify(stores)).toMatchObject({ equal: true, position: arriving.length })
        parked += (await stores.readModels.parked()).length
      })
    }),
    { numRuns: 1_000 },
  )
  expect(parked).toBeGreaterThan(0)
})

test('un-merging restores every document and sum to the byte', async () => {
  const [a, b] = ['a', 'b'].map((name) => customerIdOf('law', name)) as [string, string]
  const decided = (type: string, data: object, id: string): Arriving => ({
    stream: 'identities',
    event: { ...arrivingAt(type, data), id: derivedId('law', id) },
  })
  await fc.assert(
    fc.asyncProperty(arrivals(), async (arriving) => {
      await withStores(async (stores) => {
        await arrive(stores, [arriving])
        const before = await everythingIn(stores)
        await arrive(stores, [[decided('CustomersMerged', { customer: a, into: b, reason: 'why' }, 'merge')]])
        const merged = await everythingIn(stores)
        if (before.some(([, customer]) => customer === a)) expect(merged).not.toEqual(before)
        expect(merged.some(([, customer]) => customer === a)).toBe(false)
        await arrive(stores, [[decided('CustomersUnmerged', { customer: a, from: b, reason: 'why' }, 'unmerge')]])
        expect(await everythingIn(stores)).toEqual(before)
      })
    }),
    { numRuns: 100 },
  )
})

test('two engines at once leave what one leaves', async () => {
  await fc.assert(
    fc.asyncProperty(everything, fc.array(fc.nat(60), { maxLength: 5 }), async (arriving, cuts) => {
      await withStores(async (opened) => {
        const { store, readModels } = opened
        const engines = [1, 2].map(() => new ProjectionEngine(store, readModels, fragileModels))
        for (const engine of engines) engine.start()
        for (const chunk of cut(arriving, cuts)) await append(store, chunk)
        await Promise.all(engines.map((engine) => engine.reached(arriving.length)))
        await Promise.all(engines.map((engine) => engine.stop()))
        expect(await verify({ ...opened, models: fragileModels })).toMatchObject({
          equal: true,
          position: arriving.length,
        })
      })
    }),
    { numRuns: 50 },
  )
})

test('read models in parts, by whichever engine, answer as whole ones do', async () => {
  await fc.assert(
    fc.asyncProperty(everything, fc.array(fc.nat(60), { maxLength: 5 }), async (arriving, cuts) => {
      await withStores(async (opened) => {
        const whole = { ...opened, models: fragileModels }
        const stores = Array.from({ length: 4 }, (_, at) =>
          openEmbeddedReadModels(join(opened.folder, `part-${at}`), opened.definition),
        )
        const readModels = inParts(stores)
        for (const chunk of cut(arriving, cuts)) {
          await arrive(whole, [chunk])
          const engine = new SharedProjecting(whole.store, readModels, whole.models, whole.definition)
          expect(await engine.catchUp()).toBe(await whole.store.head())
        }
        expect(await everythingIn({ ...whole, readModels })).toEqual(await everythingIn(whole))
        expect(await verify({ ...whole, readModels })).toEqual(await verify(whole))
        expect(await readModels.parked()).toEqual(await whole.readModels.parked())
        const customers = [...new Set((await documentsOf(whole, 'customer')).map(({ customer }) => customer))]
        const request = {
          documents: customers.flatMap((customer) =>
            ['value', 'nothing', 'loyalty'].map((model) => ({ model, customer, part: '' })),
          ),
          pages: customers.map((customer) => ({ model: 'timeline', customer, limit: 3, backwards: true })),
          figures: ['value', 'cohort', 'revenue/USD', 'nothing'],
          ranks: [{ figure: 'revenue/USD', key: 500, measure: 'customers' }],
        }
        expect(await readModels.read(request)).toEqual(await whole.readModels.read(request))
        await readModels.stop()
      })
    }),
    { numRuns: 60 },
  )
})

test('any arrival order gives the same documents and the same portfolio sums', async () => {
  await fc.assert(
    fc.asyncProperty(
      arrivals({ distinct: true }).chain((inOrder) =>
        fc.tuple(fc.constant(inOrder), fc.shuffledSubarray(inOrder, { minLength: inOrder.length })),
      ),
      fc.array(fc.nat(60), { maxLength: 5 }),
      async ([once, otherwise], cuts) => {
        const documents = await withStores(async (stores) => {
          await arrive(stores, [once])
          return documentsIn(stores)
        })
        await withStores(async (stores) => {
          await arrive(stores, cut(otherwise, cuts))
          expect(await documentsIn(stores)).toEqual(documents)
        })
      },
    ),
    { numRuns: 100 },
  )
})

test('events that arrive again change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(), fc.array(fc.nat(60), { maxLength: 5 }), async (arriving, again) => {
      await withStores(async (stores) => {
        await arrive(stores, [arriving])
        const documents = await documentsIn(stores)
        await arrive(stores, cut(arriving, again))
        expect(await stores.store.head()).toBe(arriving.length)
        expect(await documentsIn(stores)).toEqual(documents)
      })
    }),
    { numRuns: 50 },
  )
})
