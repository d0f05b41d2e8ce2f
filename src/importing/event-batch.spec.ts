import { withGround } from '../../test/importing/import-ground.js'
import { derivedId } from '../../domain/customer/customer-id.js'
import type { NewEvent } from '../../domain/event.js'
import type { EventStore } from '../event-store/event-store.js'
import { writeBatch, type OwnedAppend } from './event-batch.js'

const at = '2024-01-01T00:00:00.000Z'

/** An event of a row, about an order. */
const owned = (row: string | undefined, name: string, order = name): OwnedAppend<string> => {
  const event: NewEvent = {
    id: derivedId(name),
    type: 'OrderApproved',
    data: { order },
    metadata: {
      occurredAt: at,
      recordedAt: '2025-01-01T00:00:00.000Z',
      actor: 'import:shop',
      correlationId: derivedId('c'),
      causationId: derivedId('r'),
      schemaVersion: 1,
    },
  }
  return { append: { stream: 'customer-a', events: [event], expected: 'any' }, row }
}

const written = async (store: EventStore): Promise<string[]> => {
  const orders: string[] = []
  for await (const { data } of store.readAll()) orders.push((data as { order: string }).order)
  return orders
}

const write = async (store: EventStore, batch: OwnedAppend<string>[]) => {
  const refused: string[] = []
  const counts = await writeBatch(store, batch, (row) => refused.push(row))
  return { ...counts, refused }
}

test('a batch is written once, and again without anything new', () =>
  withGround({}, async ({ store }) => {
    const batch = [owned('1', 'a'), owned('1', 'b'), owned('2', 'c')]
    expect(await write(store, batch)).toEqual({ events: 3, appended: 3, refused: [] })
    expect(await write(store, batch)).toEqual({ events: 3, appended: 0, refused: [] })
    expect(await written(store)).toEqual(['a', 'b', 'c'])
  }))

test('a row that came before with another content is left out whole, and the others are written', () =>
  withGround({}, async ({ store }) => {
    await write(store, [owned('0', 'b'), owned('0', 'g')])
    const batch = [
      owned('1', 'a'),
      owned('2', 'b1'),
      owned('2', 'b', 'changed'),
      owned('2', 'b2'),
      owned('3', 'c'),
      owned('4', 'g', 'changed'),
      owned('5', 'd'),
    ]
    expect(await write(store, batch)).toEqual({ events: 3, appended: 3, refused: ['2', '4'] })
    expect(await written(store)).toEqual(['b', 'g', 'a', 'c', 'd'])
  }))

test('an event of no row that is refused is left out silently', () =>
  withGround({}, async ({ store }) => {
    await write(store, [owned('0', 'a')])
    expect(await write(store, [owned(undefined, 'a', 'changed'), owned('1', 'b')])).toEqual({
      events: 1,
      appended: 1,
      refused: [],
    })
  }))

test('however many rows are refused, the store is asked in small pieces', () =>
  withGround({}, async ({ store }) => {
    const names = Array.from({ length: 200 }, (_, index) => `n${index}`)
    await write(
      store,
      names.map((name) => owned(name, name)),
    )
    let asked = 0
    const counting = {
      appendMany: (appends: Parameters<EventStore['appendMany']>[0]) => {
        asked += appends.length
        return store.appendMany(appends)
      },
    } as EventStore
    const result = await write(
      counting,
      names.map((name) => owned(name, name, 'changed')),
    )
    expect(result.refused).toHaveLength(200)
    expect(asked).toBeLessThan(200 * 4)
  }))

test('what the store refuses for another reason ends the import', async () => {
  const broken = { appendMany: () => Promise.reject(new Error('disk full')) } as unknown as EventStore
  await expect(write(broken, [owned('1', 'a')])).rejects.toThrow('disk full')
})
