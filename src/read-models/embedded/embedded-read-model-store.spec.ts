/** The embedded read models keep the contract, and what only they promise. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contractDefinition, readModelStoreContract } from '../../../test/contracts/read-model-store.contract.js'
import { temporaryFolder } from '../../../test/open-stores.js'
import type { ReadModelStore } from '../read-model-store.js'
import { openEmbeddedReadModels } from './embedded-read-model-store.js'

const openIn = (folder: string) => {
  const stores: ReadModelStore[] = []
  const another = (): ReadModelStore => {
    const store = openEmbeddedReadModels(folder, contractDefinition)
    stores.push(store)
    return store
  }
  return {
    another,
    close: async () => {
      for (const store of stores) await store.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

readModelStoreContract('read models in SQLite files', () => {
  const { another, close } = openIn(temporaryFolder())
  return Promise.resolve({ store: another(), another: () => Promise.resolve(another()), close })
})

describe('read models in SQLite files', () => {
  let folder: string
  let another: () => ReadModelStore
  let close: () => Promise<void>
  beforeEach(() => {
    folder = temporaryFolder()
    ;({ another, close } = openIn(folder))
  })
  afterEach(() => close())

  const documents = [
    { model: 'value', customer: 'ada', part: '', body: { net: 1 }, seen: { occurredAt: '1997-01-01', position: 1 } },
  ]

  const databases = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.sqlite'))

  test('keep one file: what a rebuild replaced or left behind is removed', async () => {
    const store = another()
    await store.commit({ from: 0, to: 1, documents, contributions: [] })
    const [first] = databases()
    writeFileSync(join(folder, '2-dead.sqlite'), 'left by a rebuild that was killed')
    const { readModels, takeOver } = await store.beside('second')
    expect(databases()).toHaveLength(2)
    await readModels.commit({ from: 0, to: 1, documents, contributions: [] })
    await takeOver()
    expect(databases()).toHaveLength(1)
    expect(databases()).not.toContain(first)
    const { discard } = await store.beside('third')
    await discard()
    expect(databases()).toHaveLength(1)
  })

  test('leave files alone that are not theirs', async () => {
    const store = another()
    writeFileSync(join(folder, 'notes.sqlite'), 'mine')
    const { takeOver } = await store.beside('second')
    await takeOver()
    expect(databases()).toContain('notes.sqlite')
  })

  test('go on with the old ones when the process ends before a take-over', async () => {
    const store = another()
    await store.commit({ from: 0, to: 1, documents, contributions: [] })
    const { readModels } = await store.beside('second')
    await readModels.commit({ from: 0, to: 8, documents: [], contributions: [] })
    const again = another()
    expect(await again.checkpoint()).toBe(1)
    expect(await again.definition()).toBe(contractDefinition)
  })
})
