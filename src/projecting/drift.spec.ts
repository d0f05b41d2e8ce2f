/** Whoever's documents are not what the log says is found, while everything goes on, and put right when told to. */
import { ada, ben, contentOf, cy, purchases, spending, withGround, type Ground } from '../../test/projecting-ground.js'
import { DriftWatch } from './drift-watch.js'
import { findDrift, type DriftedCustomer } from './drift.js'
import { whole } from '../read-models/read-model-parts.js'
import { putRight } from './put-right.js'

const models = [spending(), purchases]

const driftIn = async (ground: Ground): Promise<DriftedCustomer[]> => {
  const found: DriftedCustomer[] = []
  for await (const one of findDrift({ ...ground, models })) found.push(one)
  return found
}

const withHistory = (work: (ground: Ground) => Promise<void>) =>
  withGround(async (ground) => {
    for (const [index, customer] of [ada, ben, cy, ada].entries()) await ground.buys(customer, index + 1)
    await ground.says('identities', 'CustomersMerged', { customer: cy, into: ben, reason: 'same telephone' })
    await ground.project(models)
    await work(ground)
  })

const overwrite = async ({ readModels }: Ground, customer: string, spent: number): Promise<void> => {
  const from = await readModels.checkpoint()
  const [document] = (await readModels.read({ documents: [{ model: 'spending', customer, part: '' }] })).documents
  const documents = [{ ...document!, model: 'spending', body: { spent, purchases: 2 } }]
  await readModels.commit({ from, to: from.position, documents, contributions: [] })
}

test('nothing is found where everything is right', () =>
  withHistory(async (ground) => expect(await driftIn(ground)).toEqual([])))

test('a changed document is found, field by field, of a merged customer too', () =>
  withHistory(async (ground) => {
    await overwrite(ground, ben, 7)
    expect(await driftIn(ground)).toEqual([
      {
        customer: ben,
        position: 5,
        documents: [{ model: 'spending', part: '', changes: [{ field: 'spent', from: 7, to: 5 }] }],
      },
    ])
  }))

test('missing and superfluous documents are found', () =>
  withHistory(async (ground) => {
    const before = await contentOf(ground.readModels, models)
    const from = await ground.readModels.checkpoint()
    const [row] = before.purchases as { customer: string; part: string; body: object; seen: never }[]
    await ground.readModels.commit({
      from,
      to: from.position,
      removed: [ada],
      documents: [{ ...row!, model: 'purchases', customer: ben, part: 'made up' }],
      contributions: [],
    })
    const found = await driftIn(ground)
    expect(found.map(({ customer, documents }) => [customer, documents.map(({ model }) => model)])).toEqual([
      [ada, ['spending', 'purchases', 'purchases']],
      [ben, ['purchases']],
    ])
  }))

test('putting right replaces documents and sums by what the log says, and touches nobody else', () =>
  withHistory(async (ground) => {
    const before = await contentOf(ground.readModels, models)
    const from = await ground.readModels.checkpoint()
    const spent = { figure: 'spent', key: 'all', add: { amount: 2 } }
    const [document] = (await ground.readModels.read({ documents: [{ model: 'spending', customer: ben, part: '' }] }))
      .documents
    await ground.readModels.commit({
      from,
      to: from.position,
      documents: [{ ...document!, model: 'spending', body: { spent: 7, purchases: 2 } }],
      contributions: [spent],
    })
    await putRight([ben], { ...ground, readModels: whole(ground.readModels), models })
    expect(await contentOf(ground.readModels, models)).toEqual(before)
    expect(await driftIn(ground)).toEqual([])
  }))

test('what comes meanwhile is no drift', () =>
  withHistory(async (ground) => {
    const found: DriftedCustomer[] = []
    let isFirst = true
    const onChecked = async (): Promise<void> => {
      if (!isFirst) return
      isFirst = false
      await ground.buys(ben, 50)
      await ground.says('identities', 'CustomersUnmerged', { customer: cy, from: ben, reason: 'mistaken' })
      await ground.project(models)
    }
    for await (const one of findDrift({ ...ground, models }, { onChecked })) found.push(one)
    expect(isFirst).toBe(false)
    expect(found).toEqual([])
  }))

test('the watch finds whom drift befell, tells it, changes nothing, and ends when asked to', () =>
  withHistory(async (ground) => {
    await overwrite(ground, ben, 7)
    const before = await contentOf(ground.readModels, models)
    const almostAtOnce = 0.000_001
    const watch = new DriftWatch({ ...ground, models }, almostAtOnce, () => '2026-01-01T00:00:00.000Z')
    const found = await new Promise((resolve) => watch.start((customer, position) => resolve({ customer, position })))
    expect(found).toEqual({ customer: ben, position: 5 })
    await watch.stop()
    expect(watch.report).toMatchObject({
      since: '2026-01-01T00:00:00.000Z',
      drifted: [{ customer: ben, position: 5, foundAt: '2026-01-01T00:00:00.000Z' }],
    })
    expect(await contentOf(ground.readModels, models)).toEqual(before)
  }))
