/** An event that a fold cannot take holds up its customer and nobody else, and leaves no trace once it is mended. */
import { customerStream } from '../../domain/customer/customer-id.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import { ada, ben, contentOf, purchases, spending, withGround, type Ground } from '../../test/projecting-ground.js'
import { mustBeParked } from './parked.js'
import { whole } from '../read-models/read-model-parts.js'
import { putRight } from './put-right.js'
import { verify } from './verify.js'

const broken = [spending(13), purchases]
const mended = [spending(), purchases]

const spentBy = async ({ readModels }: Ground, customer: string): Promise<unknown> =>
  (await readModels.read({ documents: [{ model: 'spending', customer, part: '' }] })).documents[0]?.body

/** The documents that there are when nothing ever fails. */
const neverFailed = (history: (ground: Ground) => Promise<void>) =>
  withGround(async (ground) => {
    await history(ground)
    await ground.project(mended)
    return contentOf(ground.readModels, mended)
  })

test('others go on, in the same batch and later', () =>
  withGround(async (ground) => {
    await ground.buys(ada, 13)
    await ground.buys(ben, 5)
    expect(await ground.project(broken)).toBe(2)
    await ground.buys(ben, 7)
    await ground.project(broken)
    expect(await spentBy(ground, ben)).toEqual({ spent: 12, purchases: 2 })
  }))

test('the event is kept with what the fold said, in no read model is anything of it, and later ones wait', () =>
  withGround(async (ground) => {
    await ground.buys(ada, 1)
    await ground.project(broken)
    await ground.buys(ada, 2)
    await ground.buys(ada, 13)
    await ground.buys(ada, 3)
    await ground.project(broken)
    await ground.buys(ada, 4)
    await ground.project(broken)
    expect(await ground.readModels.parked()).toEqual([
      {
        customer: ada,
        position: 3,
        stream: customerStream(ada),
        revision: 2,
        id: expect.any(String),
        type: 'PurchaseCompleted',
        recordedAt: '2025-01-01T00:00:03.000Z',
        waiting: 3,
        error: { code: 'Error', message: 'cannot take 13' },
      },
    ])
    expect(await spentBy(ground, ada)).toEqual({ spent: 3, purchases: 2 })
    expect((await contentOf(ground.readModels, broken)).purchases).toHaveLength(2)
    expect((await contentOf(ground.readModels, broken)).sums).toEqual([
      { figure: 'spent', key: 'all', add: { amount: 3, customers: 1 } },
    ])
    expect(await verify({ ...ground, models: broken })).toMatchObject({ equal: true, parked: { events: 1 } })
  }))

const history = async ({ buys }: Ground): Promise<void> => {
  await buys(ada, 2)
  await buys(ben, 13)
  await buys(ada, 13)
  await buys(ada, 3, '2023-01-01')
  await buys(ben, 4)
}

test('after a fix, retrying gives what there would be had nothing ever failed', async () => {
  const expected = await neverFailed(history)
  await withGround(async (ground) => {
    await history(ground)
    await ground.project(broken)
    const parked = await ground.readModels.parked()
    expect(parked.map(({ customer }) => customer)).toEqual([ben, ada])
    const customers = parked.map(({ customer }) => customer)
    expect(await putRight(customers, { ...ground, readModels: whole(ground.readModels), models: mended })).toEqual({
      position: 5,
      parked: [],
    })
    expect(await contentOf(ground.readModels, mended)).toEqual(expected)
  })
})

test('without a fix, retrying changes nothing', () =>
  withGround(async (ground) => {
    await history(ground)
    await ground.project(broken)
    const before = await contentOf(ground.readModels, broken)
    const { parked } = await putRight([ada], { ...ground, readModels: whole(ground.readModels), models: broken })
    expect(parked.map(({ customer }) => customer)).toEqual([ada])
    expect(await contentOf(ground.readModels, broken)).toEqual(before)
  }))

test('an engine that was at work while somebody retried does not undo it', () =>
  withGround(async (ground) => {
    await history(ground)
    await ground.project(broken)
    const from = await ground.readModels.checkpoint()
    await putRight([ada, ben], { ...ground, readModels: whole(ground.readModels), models: mended })
    const stale = { from, to: 6, documents: [], contributions: [] }
    await expect(ground.readModels.commit(stale)).rejects.toMatchObject({ code: 'checkpoint-moved' })
  }))

test('what is discarded with a reason is left out, as if it had never come', () =>
  withGround(async (ground) => {
    await history(ground)
    await ground.project(broken)
    const { id, stream } = mustBeParked(await ground.readModels.parked(), ada)
    await ground.says(stream, 'EventDiscarded', { event: id, reason: 'entered twice' })
    await ground.project(broken)
    expect(await spentBy(ground, ada)).toEqual({ spent: 5, purchases: 2 })
    expect((await ground.readModels.parked()).map(({ customer }) => customer)).toEqual([ben])
    expect(await verify({ ...ground, models: broken })).toMatchObject({ equal: true })
    expect(() => mustBeParked([], ada)).toThrow(expect.objectContaining({ code: 'nothing-parked' }))
  }))

test('a late event that mends the history lets everything through', () =>
  withGround(async (ground) => {
    const second: AnyReadModel = {
      ...spending(),
      name: 'second',
      evolve: {
        PurchaseCompleted: (document: { purchases: number }, { data }: { data: { total: { amount: number } } }) => {
          if (data.total.amount === 2 && document.purchases === 0) throw new Error('a second without a first')
          document.purchases += 1
        },
      },
    }
    await ground.buys(ada, 2, '2024-02-01')
    await ground.project([second])
    expect(await ground.readModels.parked()).toMatchObject([{ error: { message: 'a second without a first' } }])
    await ground.buys(ada, 1, '2024-01-01')
    await ground.project([second])
    expect(await ground.readModels.parked()).toEqual([])
    expect(await verify({ ...ground, models: [second] })).toMatchObject({ equal: true })
  }))

test('an event written by a newer version parks too', () =>
  withGround(async (ground) => {
    await ground.buys(ada, 1)
    for await (const event of ground.store.readAll())
      await ground.store.append(
        customerStream(ben),
        [{ ...event, metadata: { ...event.metadata, schemaVersion: 99 } }],
        'any',
      )
    await ground.project(mended)
    expect(await ground.readModels.parked()).toMatchObject([{ customer: ben, error: { code: 'event-too-new' } }])
    expect(await spentBy(ground, ada)).toEqual({ spent: 1, purchases: 1 })
  }))
