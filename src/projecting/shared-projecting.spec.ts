import { join } from 'node:path'
import { setImmediate as otherWork } from 'node:timers/promises'
import { customerIdOf } from '../../domain/customer/customer-id.js'
import { spending, withGround, type Ground } from '../../test/projecting-ground.js'
import { temporaryFolder } from '../../test/open-stores.js'
import { openEmbeddedReadModels } from '../read-models/embedded/embedded-read-model-store.js'
import { inParts, type ReadModelParts } from '../read-models/read-model-parts.js'
import { partsOf, SharedProjecting } from './shared-projecting.js'
import { verify } from './verify.js'

const models = [spending()]
const all = [0, 1, 2, 3]

const withParts = (
  work: (ground: Ground & { parts: ReadModelParts; another: () => SharedProjecting }) => Promise<void>,
) =>
  withGround(async (ground) => {
    const folder = temporaryFolder()
    const parts = inParts(all.map((at) => openEmbeddedReadModels(join(folder, String(at)), 'spec')))
    const engines: SharedProjecting[] = []
    const another = (): SharedProjecting => {
      const engine = new SharedProjecting(ground.store, parts, models, 'spec')
      engines.push(engine)
      return engine
    }
    try {
      await work({ ...ground, parts, another })
    } finally {
      await Promise.all(engines.map((engine) => engine.stop()))
      await parts.stop()
    }
  })

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await otherWork()
}

test('every part belongs to one of the engines, and to as many as another, or one more', () => {
  const engines = ['a', 'b', 'c']
  const parts = engines.map((engine) => partsOf(engine, engines, 16))
  expect(parts.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, part) => part))
  expect(parts.map(({ length }) => length)).toEqual([6, 5, 5])
  expect(partsOf('d', engines, 16)).toEqual([])
})

test('an engine that comes gets its share of the parts, and the others get it back when it goes', () =>
  withParts(async ({ buys, store, readModels: _, parts, another }) => {
    const [one, other] = [another(), another()]
    one.start()
    await until(() => one.parts.here.length === 4)
    other.start()
    await until(() => one.parts.here.length === 2 && other.parts.here.length === 2)
    expect([...one.parts.here, ...other.parts.here].sort()).toEqual(all)
    for (let customer = 0; customer < 40; customer++) await buys(customerIdOf('spec', String(customer)), 100)
    await Promise.all([one.reached(40), other.reached(40)])
    expect(one.progress.projected + other.progress.projected).toBeGreaterThanOrEqual(40)
    await other.stop()
    await until(() => one.parts.here.length === 4)
    await buys(customerIdOf('spec', 'last'), 100)
    await one.reached(41)
    expect(await verify({ store, readModels: parts, models })).toMatchObject({ equal: true, position: 41 })
    const { figures } = await parts.read({ figures: ['spent'] })
    expect(figures).toEqual([[{ figure: 'spent', key: 'all', add: { amount: 4_100, customers: 41 } }]])
  }))

test('who waits for a position waits for the parts of others too, and no longer than it may', () =>
  withParts(async ({ buys, another }) => {
    const [one, other] = [another(), another()]
    one.start()
    await buys(customerIdOf('spec', '1'), 100)
    await one.reached(1)
    await other.reached(1)
    await expect(other.reached(2, AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'position-not-reached' })
    await one.stop()
    await expect(one.reached(2)).rejects.toMatchObject({ code: 'projection-stopped' })
  }))

test('a customer who is parked is known to every engine', () =>
  withParts(async ({ buys, another, parts, store }) => {
    const broken = new SharedProjecting(store, parts, [spending(666)], 'spec')
    await buys(customerIdOf('spec', '1'), 666)
    await broken.catchUp()
    expect(broken.parked).toBe(0)
    const [one, other] = [another(), another()]
    one.start()
    other.start()
    await until(() => one.parts.here.length === 2 && other.parts.here.length === 2)
    await until(() => one.parked === 1 && other.parked === 1)
    await broken.stop()
  }))

test('read models of another definition are not added to', () =>
  withParts(async ({ buys, store, parts }) => {
    await buys(customerIdOf('spec', '1'), 100)
    const failures: Error[] = []
    const engine = new SharedProjecting(store, parts, models, 'another definition')
    engine.start((error) => failures.push(error))
    await until(() => failures.length > 0)
    expect(engine.failure).toMatchObject({ code: 'definition-differs' })
    await engine.stop()
    expect(await parts.checkpoint()).toMatchObject({ position: 0 })
  }))
