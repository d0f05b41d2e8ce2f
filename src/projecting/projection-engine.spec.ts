/** The engine follows the log whatever happens to the stores, and never folds on what is not its own. */
import { EventEmitter, once } from 'node:events'
import { ada, contentOf, spending, withGround } from '../../test/projecting-ground.js'
import { ProjectionEngine } from './projection-engine.js'

const models = [spending()]

test('a store that fails for a while is told of, and then caught up with, without a restart', () =>
  withGround(async ({ store, readModels, buys }) => {
    const commit = readModels.commit.bind(readModels)
    readModels.commit = () => Promise.reject(new Error('disk full'))
    const failures = new EventEmitter()
    const engine = new ProjectionEngine(store, readModels, models)
    const failed = once(failures, 'failed')
    await buys(ada, 1)
    engine.start((error) => failures.emit('failed', error))
    expect(await failed).toEqual([new Error('disk full')])
    expect(engine.failure).toEqual(new Error('disk full'))
    await expect(engine.reached(1)).rejects.toMatchObject({ code: 'projection-stopped' })
    readModels.commit = commit
    while (engine.progress.position < 1) await new Promise(setImmediate)
    expect(engine.failure).toBeUndefined()
    await engine.stop()
    expect((await contentOf(readModels, models)).spending).toHaveLength(1)
  }))

test('documents of another definition are not folded on', () =>
  withGround(async ({ store, readModels, buys, definition }) => {
    await buys(ada, 1)
    const other = new ProjectionEngine(store, readModels, models, 'other rules')
    await expect(other.catchUp()).rejects.toMatchObject({ code: 'definition-differs' })
    expect(await readModels.checkpoint()).toMatchObject({ position: 0 })
    expect(await new ProjectionEngine(store, readModels, models, definition).catchUp()).toBe(1)
  }))

test('catching up to a position reflects that and nothing beyond it', () =>
  withGround(async ({ store, readModels, buys }) => {
    for (const amount of [1, 2, 3]) await buys(ada, amount)
    expect(await new ProjectionEngine(store, readModels, models).catchUp({ until: 2 })).toBe(2)
    expect((await contentOf(readModels, models)).sums).toEqual([
      { figure: 'spent', key: 'all', add: { amount: 3, customers: 1 } },
    ])
  }))

test('a burst of late events of one customer folds it again once', () =>
  withGround(async ({ store, readModels, buys }) => {
    await buys(ada, 1, '2024-06-01')
    await new ProjectionEngine(store, readModels, models).catchUp()
    for (let day = 1; day <= 20; day++) await buys(ada, day, `2024-05-${String(day).padStart(2, '0')}`)
    let refolds = 0
    const readStream = store.readStream.bind(store)
    store.readStream = (stream, options) => {
      if (stream.startsWith('customer-')) refolds += 1
      return readStream(stream, options)
    }
    await new ProjectionEngine(store, readModels, models).catchUp()
    expect(refolds).toBe(1)
    expect((await contentOf(readModels, models)).sums).toEqual([
      { figure: 'spent', key: 'all', add: { amount: 211, customers: 1 } },
    ])
  }))
