/** The laws of projecting, on generated histories and real stores. */
import fc from 'fast-check'
import type { FoldedDocument } from '../../projections/read-model.js'
import { ProjectionEngine } from '../../src/projecting/projection-engine.js'
import { verify } from '../../src/projecting/verify.js'
import { arrivals, type Arriving } from '../arbitrary-history.js'
import { models, withStores } from '../open-stores.js'

/** Appends chunk after chunk, projecting after each, so that every chunk ends a batch. */
const arrive = async (
  { store, readModels }: Parameters<Parameters<typeof withStores>[0]>[0],
  chunks: readonly (readonly Arriving[])[],
) => {
  for (const chunk of chunks) {
    if (chunk.length > 0)
      await store.appendMany(chunk.map(({ stream, event }) => ({ stream, events: [event], expected: 'any' })))
    await new ProjectionEngine(store, readModels, models).catchUp()
  }
}

/** Cuts a list at the given places, in any order. */
const cut = <T>(items: readonly T[], at: readonly number[]): T[][] => {
  const places = [0, ...at.map((place) => place % (items.length + 1)).sort((a, b) => a - b), items.length]
  return places.slice(1).map((end, index) => items.slice(places[index], end))
}

/** All documents, without what only tells where an event stands in the log. */
const documentsIn = ({ readModels }: Parameters<Parameters<typeof withStores>[0]>[0]) =>
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

test('incremental equals refold, wherever batches end and whatever arrives late', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals(), fc.array(fc.nat(60), { maxLength: 5 }), async (arriving, cuts) => {
      await withStores(async (stores) => {
        await arrive(stores, cut(arriving, cuts))
        const verification = await verify(stores)
        expect(verification).toMatchObject({ equal: true, position: arriving.length })
      })
    }),
    { numRuns: 100 },
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
