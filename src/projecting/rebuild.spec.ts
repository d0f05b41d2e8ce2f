/** A rebuild goes on beside what is live, is proven, and takes over in one step; what it leaves can be gone on with. */
import type { AnyReadModel } from '../../projections/read-model.js'
import { ada, ben, contentOf, cy, purchases, spending, withGround, type Ground } from '../../test/projecting-ground.js'
import type { EventStore } from '../event-store/event-store.js'
import { prepare, rebuild, type RebuildSources } from './rebuild.js'
import { verify } from './verify.js'

const models = [spending(), purchases]

const sourcesOf = (ground: Ground, more: Partial<RebuildSources> = {}): RebuildSources => ({
  ...ground,
  models,
  ...more,
})

const everybodyBuys = async ({ buys }: Ground): Promise<void> => {
  for (const [index, customer] of [ada, ben, cy, ada, ben].entries()) await buys(customer, index + 1)
}

/** Writes something into a live document that the log does not say. */
const tamper = async ({ readModels }: Ground): Promise<void> => {
  const [document] = (await readModels.read({ documents: [{ model: 'spending', customer: ada, part: '' }] })).documents
  const from = await readModels.checkpoint()
  const documents = [{ ...document!, model: 'spending', body: { spent: 999, purchases: 2 } }]
  await readModels.commit({ from, to: from.position, documents, contributions: [] })
}

test('a rebuild of the same definition is proven equal to what was live', () =>
  withGround(async (ground) => {
    await everybodyBuys(ground)
    await ground.project(models)
    const before = await contentOf(ground.readModels, models)
    const rebuilt = await rebuild(sourcesOf(ground))
    expect(rebuilt).toMatchObject({ position: 5, proof: { equal: true, position: 5 } })
    expect(rebuilt).not.toHaveProperty('changes')
    expect(await contentOf(ground.readModels, models)).toEqual(before)
  }))

test('what was wrong is told, with how many customers and examples, and is right afterwards', () =>
  withGround(async (ground) => {
    await everybodyBuys(ground)
    await ground.project(models)
    await tamper(ground)
    expect(await verify({ ...ground, models })).toMatchObject({ equal: false })
    expect(await rebuild(sourcesOf(ground))).toMatchObject({
      proof: { equal: false },
      changes: {
        spending: {
          documents: { before: 3, after: 3 },
          added: 0,
          removed: 0,
          changed: 1,
          customers: 1,
          examples: [{ customer: ada, part: '', changes: [{ field: 'spent', from: 999, to: 5 }] }],
        },
      },
    })
    expect(await verify({ ...ground, models })).toMatchObject({ equal: true })
  }))

test('a new definition takes over with a summary of what it changes; the old one can be taken back', () =>
  withGround(async (ground) => {
    await everybodyBuys(ground)
    await ground.project(models)
    const before = await contentOf(ground.readModels, models)
    const doubled = [spending(undefined, 2), purchases]
    const next = sourcesOf(ground, { models: doubled, definition: 'doubled' })
    expect(await rebuild(next)).toMatchObject({
      changes: { spending: { changed: 3, customers: 3 } },
    })
    expect(await ground.readModels.definition()).toBe('doubled')
    expect((await contentOf(ground.readModels, doubled)).sums).toEqual([
      { figure: 'spent', key: 'all', add: { amount: 30, customers: 3 } },
    ])
    expect((await ground.readModels.generations()).map(({ role, definition }) => [role, definition])).toEqual([
      ['live', 'doubled'],
      ['previous', ground.definition],
    ])
    const phases = new Set<string>()
    await prepare(sourcesOf(ground, { onProgress: ({ phase }) => void phases.add(phase) }))
    expect([...phases]).toEqual(['catching up'])
    expect(await ground.readModels.definition()).toBe(ground.definition)
    expect(await contentOf(ground.readModels, models)).toEqual(before)
  }))

test('what is appended and projected meanwhile is in what takes over', () =>
  withGround(async (ground) => {
    await everybodyBuys(ground)
    await ground.project(models)
    let isMore = false
    const onProgress: RebuildSources['onProgress'] = ({ phase }) => {
      if (phase === 'proving') isMore = true
    }
    const head = async (): Promise<number> => {
      if (isMore) {
        isMore = false
        await ground.buys(ada, 100)
        await ground.project(models)
      }
      return ground.store.head()
    }
    const store = new Proxy(ground.store, {
      get: (target, name: keyof EventStore) => (name === 'head' ? head : target[name].bind(target)),
    })
    expect(await rebuild(sourcesOf(ground, { store, onProgress }))).toMatchObject({
      position: 6,
      proof: { position: 5 },
    })
    expect(isMore).toBe(false)
    expect(await verify({ ...ground, models })).toMatchObject({ equal: true, position: 6 })
  }))

/** As many customers as fill some commits of a rebuild. */
const manyBuy = async ({ buys }: Ground, customers: number): Promise<void> => {
  for (let index = 0; index < customers; index++)
    await buys(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, index)
}

test('stopped in the middle, nothing is changed, and the next one goes on where it was', () =>
  withGround(async (ground) => {
    await manyBuy(ground, 6_000)
    await ground.project(models)
    const before = await contentOf(ground.readModels, models)
    const stopping = new AbortController()
    const onProgress: RebuildSources['onProgress'] = ({ events }) => {
      if (events > 0) stopping.abort()
    }
    expect(await rebuild(sourcesOf(ground, { onProgress, signal: stopping.signal }))).toBeUndefined()
    expect((await ground.readModels.generations()).map(({ role }) => role)).toEqual(['live', 'building'])
    const seen: number[] = []
    const again = sourcesOf(ground, {
      onProgress: ({ phase, events }) => void (phase === 'folding' && seen.push(events)),
    })
    expect(await rebuild(again)).toMatchObject({ proof: { equal: true } })
    expect(seen[0]).toBeGreaterThan(0)
    expect(await contentOf(ground.readModels, models)).toEqual(before)
  }))

test('a fold that fails stops no rebuild: the customer is parked there as it is live', () =>
  withGround(async (ground) => {
    const broken: readonly AnyReadModel[] = [spending(3), purchases]
    await everybodyBuys(ground)
    await ground.project(broken)
    expect(await rebuild(sourcesOf(ground, { models: broken }))).toMatchObject({ proof: { equal: true } })
    expect(await ground.readModels.parked()).toMatchObject([{ customer: cy, waiting: 1 }])
  }))

test('merged customers are folded together', () =>
  withGround(async (ground) => {
    await everybodyBuys(ground)
    await ground.says('identities', 'CustomersMerged', { customer: ada, into: ben, reason: 'same telephone' })
    await ground.project(models)
    expect(await rebuild(sourcesOf(ground))).toMatchObject({ proof: { equal: true } })
    const { documents } = await ground.readModels.read({
      documents: [ada, ben].map((customer) => ({ model: 'spending', customer, part: '' })),
    })
    expect(documents.map((document) => document?.body)).toEqual([undefined, { spent: 12, purchases: 4 }])
  }))

test('read models that reflect more than the log has are refused, and rebuilt when asked to', () =>
  withGround(async (ground) => {
    const from = await ground.readModels.checkpoint()
    await ground.readModels.commit({ from, to: 9, documents: [], contributions: [] })
    await expect(prepare(sourcesOf(ground))).rejects.toMatchObject({
      code: 'checkpoint-beyond-log',
      facts: { checkpoint: 9, head: 0 },
    })
    await ground.buys(ada, 1)
    expect(await rebuild(sourcesOf(ground))).toEqual({ position: 1 })
    expect(await verify({ ...ground, models })).toMatchObject({ equal: true, position: 1 })
  }))
