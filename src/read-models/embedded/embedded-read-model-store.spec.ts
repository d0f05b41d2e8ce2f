/** The embedded read models keep the contract, and what only they promise. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { DatabaseSync } from '@photostructure/sqlite'
import type { FoldedDocument } from '../../../projections/read-model.js'
import { readModelStoreContract } from '../../../test/contracts/read-model-store.contract.js'
import { temporaryFolder } from '../../../test/open-stores.js'
import type { Checkpoint, ReadModels, ReadModelStore } from '../read-model-store.js'
import { openEmbeddedReadModels } from './embedded-read-model-store.js'

readModelStoreContract('read models in SQLite files', (definition) => {
  const folder = temporaryFolder()
  const stores: ReadModelStore[] = []
  const open = (by = definition): Promise<ReadModelStore> => {
    const store = openEmbeddedReadModels(folder, by)
    stores.push(store)
    return Promise.resolve(store)
  }
  return open().then((store) => ({
    store,
    another: open,
    reopen: async () => {
      await store.stop()
      return open()
    },
    close: async () => {
      for (const store of stores) await store.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }))
})

/** Writes one number everywhere: into documents of two models, a sum and the checkpoint. */
const write = async (readModels: ReadModels, n: number, made: number, on?: Checkpoint): Promise<Checkpoint> =>
  readModels.commit({
    from: on ?? { ...(await readModels.checkpoint()), position: n - made },
    to: n,
    documents: ['timeline', 'value'].map((model) => ({
      model,
      customer: 'ada',
      part: '',
      body: { n },
      seen: { occurredAt: '1997-01-01T00:00:00.000Z', position: n },
    })),
    contributions: [{ figure: 'commits', key: 1, add: { made } }],
  })

type Work = 'commit' | 'rebuild' | 'build'

/**
 * Another process, of the built program, that does the same again and again until it is told to stop:
 * `commit` the next number, `rebuild` what there is and take over, or go on to `build` beside. It speaks when it has
 * begun and when it ends.
 */
const otherProcess = (work: Work, folder: string) => {
  const built = pathToFileURL(join('dist', 'src', 'read-models', 'embedded', 'embedded-read-model-store.js')).href
  const script = `
    import { setImmediate } from 'node:timers/promises'
    import { openEmbeddedReadModels } from ${JSON.stringify(built)}
    const write = ${write.toString()}
    const store = openEmbeddedReadModels(${JSON.stringify(folder)}, 'spec')
    let stopped = false
    process.stdin.on('end', () => (stopped = true)).resume()
    const counts = { done: 0, refused: 0 }
    const works = {
      commit: async () => {
        const from = await store.checkpoint()
        await write(store, from.position + 1, 1, from)
      },
      rebuild: async () => {
        const rebuild = await store.beside('spec')
        for (let built = 0; ; ) {
          const { position } = await store.checkpoint()
          if (position > built) await write(rebuild.readModels, position, position - built)
          built = position
          try {
            return await rebuild.takeOver()
          } catch (error) {
            if (error.code !== 'rebuild-behind') throw error
          }
          if (stopped) return rebuild.discard()
        }
      },
      build: async () => {
        const rebuild = await store.beside('built', 'resume')
        for (let step = 0; step < 20; step++) {
          const from = await rebuild.readModels.checkpoint()
          await write(rebuild.readModels, from.position + 1, 1, from)
        }
        await rebuild.leave()
      },
    }
    const refusals = ['checkpoint-moved', 'rebuild-overtaken']
    while (!stopped) {
      try {
        await works.${work}()
        if (counts.done++ === 0) console.log('begun')
      } catch (error) {
        if (!refusals.includes(error.code)) throw error
        counts.refused += 1
      }
      await setImmediate()
    }
    await store.stop()
    console.log(JSON.stringify(counts))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    begun: Promise.race([once(child.stdout, 'data'), ended]),
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    /** How often it did its work and how often it was refused; fails when it did. */
    stop: async (): Promise<{ done: number; refused: number }> => {
      child.stdin.end()
      expect(await ended).toBe(0)
      return JSON.parse(said.trim().split('\n').at(-1)!) as { done: number; refused: number }
    },
  }
}

describe('read models in SQLite files', () => {
  let folder: string
  let stores: ReadModelStore[]
  beforeEach(() => {
    folder = temporaryFolder()
    stores = []
  })
  afterEach(async () => {
    for (const store of stores) await store.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = (of = folder, definition = 'spec'): ReadModelStore => {
    const store = openEmbeddedReadModels(of, definition)
    stores.push(store)
    return store
  }

  /** The number that was written everywhere; fails where it is not the same. */
  const numberIn = async (store: ReadModels): Promise<number> => {
    const { position, documents, pages, figures, ranks } = await store.read({
      documents: ['timeline', 'value'].map((model) => ({ model, customer: 'ada', part: '' })),
      pages: ['value', 'timeline'].map((model) => ({ model, customer: 'ada', limit: 2 })),
      figures: ['commits'],
      ranks: [{ figure: 'commits', key: 2, measure: 'made' }],
    })
    const body = { body: { n: position }, seen: { position } }
    expect({ position, documents, pages, figures, ranks }).toMatchObject({
      documents: position === 0 ? [undefined, undefined] : [body, body],
      pages: position === 0 ? [[], []] : [[body], [body]],
      figures: [position === 0 ? [] : [{ key: 1, add: { made: position } }]],
      ranks: [{ below: position, total: position }],
    })
    return position
  }

  const numberInSnapshot = (store: ReadModels): Promise<number> =>
    store.snapshot(async ({ position, documents, contributions }) => {
      const found: unknown[] = []
      for (const model of ['timeline', 'value'])
        for await (const { body } of documents(model)) found.push((body as { n: number }).n)
      for await (const { add } of contributions()) found.push(add['made'])
      expect(found).toEqual(position === 0 ? [] : [position, position, position])
      return position
    })

  const files = (of = folder) => readdirSync(of).sort()
  /** The live generation, and the one before it where there is one. */
  const pointers = () => readFileSync(join(folder, 'current'), 'utf8').split('\n')
  const generation = () => pointers()[0]!
  const generationsOf = (names: readonly string[]) =>
    new Set(names.filter((name) => name.includes('.sqlite')).map((name) => name.replace(/\.sqlite(-wal|-shm)?$/, '')))

  describe('keep one generation and the one before', () => {
    test('named by a pointer, after a rebuild the next ones', async () => {
      const store = open()
      await write(store, 1, 1)
      const first = generation()
      expect(generationsOf(files())).toEqual(new Set([first]))
      const rebuild = await store.beside('spec')
      await write(rebuild.readModels, 7, 7)
      expect(generation()).toBe(first)
      expect(generationsOf(files()).size).toBe(2)
      await rebuild.takeOver()
      const second = generation()
      expect(pointers()).toEqual([second, first])
      expect(second).not.toBe(first)
      expect(generationsOf(files())).toEqual(new Set([first, second]))
      expect(await numberIn(open())).toBe(7)
      const next = await store.beside('spec')
      await write(next.readModels, 7, 7)
      await next.takeOver()
      expect(pointers()).toEqual([generation(), second])
      expect(generationsOf(files())).toEqual(new Set([generation(), second]))
    })

    test('and nothing of a rebuild that was thrown away, forgotten or overtaken', async () => {
      const store = open()
      await write(store, 1, 1)
      const before = files()
      const discarded = await store.beside('spec')
      await write(discarded.readModels, 2, 2)
      await discarded.discard()
      expect(files()).toEqual(before)

      const overtaken = await store.beside('spec')
      await write(overtaken.readModels, 3, 3)
      const forgotten = await open().beside('spec')
      await write(forgotten.readModels, 4, 4)
      await expect(overtaken.takeOver()).rejects.toMatchObject({ code: 'rebuild-overtaken' })
      expect(generationsOf(files()).size).toBe(2)

      const next = await open().beside('spec')
      expect(generationsOf(files()).size).toBe(2)
      await next.discard()
      expect(files()).toEqual(before)
      expect(await numberIn(store)).toBe(1)
    })

    test('and leave alone what else is in the folder', async () => {
      const store = open()
      writeFileSync(join(folder, 'notes.txt'), '')
      writeFileSync(join(folder, 'old.sqlite'), '')
      await (await store.beside('spec')).takeOver()
      expect(files()).toEqual(expect.arrayContaining(['notes.txt', 'old.sqlite', 'current', `${generation()}.sqlite`]))
    })

    test('that a snapshot goes on looking at when another takes over', async () => {
      const store = open()
      await write(store, 3, 3)
      const rebuild = await open().beside('spec')
      await write(rebuild.readModels, 9, 9)
      const found = await store.snapshot(async ({ position, documents }) => {
        await rebuild.takeOver()
        expect(await numberIn(store)).toBe(9)
        const found: FoldedDocument[] = []
        for await (const document of documents('value')) found.push(document)
        return { position, found }
      })
      expect(found).toMatchObject({ position: 3, found: [{ body: { n: 3 } }] })
      expect(await numberInSnapshot(store)).toBe(9)
    })

    const whereOpenFilesCanBeCounted = existsSync('/proc/self/fd') ? test : test.skip
    whereOpenFilesCanBeCounted('open once, however many snapshots were taken', async () => {
      const store = open()
      await write(store, 1, 1)
      await numberInSnapshot(store)
      const opened = readdirSync('/proc/self/fd').length
      for (let n = 2; n < 40; n++) {
        await write(store, n, 1)
        expect(await numberInSnapshot(store)).toBe(n)
      }
      expect(readdirSync('/proc/self/fd').length).toBeLessThan(opened + 5)
    })
  })

  describe('survive a power cut', () => {
    /** The files as a disk may hold them that lost the end of the write-ahead log, or never got its content. */
    const afterPowerCut = (name: string, cut: number, lost: 'missing' | 'zeros', of = generation()): string => {
      const copy = join(folder, `${name}-${lost}-${cut}`)
      mkdirSync(copy)
      for (const name of ['current', `${of}.sqlite`, `${of}.sqlite-wal`])
        copyFileSync(join(folder, name), join(copy, name))
      const log = join(copy, `${of}.sqlite-wal`)
      const { size } = statSync(log)
      truncateSync(log, cut)
      if (lost === 'zeros') truncateSync(log, size)
      return copy
    }

    test.each(['missing', 'zeros'] as const)(
      'that leaves the end of the log %s: as they were after some commit, later where less is lost',
      async (lost) => {
        const store = open()
        for (let n = 1; n <= 12; n++) await write(store, n, 1)
        const { size } = statSync(join(folder, `${generation()}.sqlite-wal`))
        const found: number[] = []
        for (let cut = 0; cut < size; cut += 3_001) {
          const copy = open(afterPowerCut('cut', cut, lost))
          const n = await numberIn(copy)
          expect(await numberInSnapshot(copy)).toBe(n)
          await write(copy, n + 1, 1)
          expect(await numberIn(copy)).toBe(n + 1)
          await copy.stop()
          found.push(n)
        }
        expect(found[0]).toBe(0)
        expect(found).toEqual([...found].sort((a, b) => a - b))
        expect(new Set(found).size).toBeGreaterThan(6)
        expect(await numberIn(open(afterPowerCut('whole', size, lost)))).toBe(12)
      },
    )

    test('right after a rebuild took over: it is whole without any log', async () => {
      const store = open()
      await write(store, 1, 1)
      const rebuild = await store.beside('rebuilt')
      await write(rebuild.readModels, 5, 5)
      await rebuild.takeOver()
      const copy = open(afterPowerCut('taken-over', 0, 'missing'))
      expect(await numberIn(copy)).toBe(5)
      expect(await copy.definition()).toBe('rebuilt')
    })

    test.each(['missing', 'zeros'] as const)(
      'that leaves the end of the log of a building %s: it is resumed as it was after some commit',
      async (lost) => {
        const store = open()
        const { readModels } = await store.beside('built')
        for (let n = 1; n <= 12; n++) await write(readModels, n, 1)
        const [, building] = await store.generations()
        const { size } = statSync(join(folder, `${building!.name}.sqlite-wal`))
        const found: number[] = []
        for (let cut = 0; cut < size; cut += 9_001) {
          const copy = afterPowerCut('building', cut, lost, building!.name)
          const resumed = await open(copy).beside('built', 'resume')
          found.push(await numberIn(resumed.readModels))
          expect(await numberInSnapshot(resumed.readModels)).toBe(found.at(-1))
          await resumed.leave()
        }
        expect(found).toEqual([...found].sort((a, b) => a - b))
        expect(new Set(found).size).toBeGreaterThan(4)
      },
    )

    test('before a rebuild took over: they are as they were', async () => {
      const store = open()
      await write(store, 1, 1)
      await write((await store.beside('rebuilt')).readModels, 5, 5)
      await store.stop()
      const reopened = open()
      expect(await numberIn(reopened)).toBe(1)
      expect(await reopened.definition()).toBe('spec')
    })
  })

  describe('that are damaged', () => {
    const damaged = expect.objectContaining({
      name: 'DomainError',
      kind: 'unavailable',
      code: 'read-models-damaged',
      message: expect.stringContaining('touchledger rebuild'),
    })
    const fileOf = (name = generation()) => join(folder, `${name}.sqlite`)
    /** Puts everything into the file itself, out of its log. */
    const settle = (name = generation()): void => {
      const database = new DatabaseSync(fileOf(name))
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
    }
    const written = async (): Promise<void> => {
      const store = open()
      await write(store, 3, 3)
      await store.stop()
      settle()
    }
    const spoilt: [string, () => void][] = [
      ['no file of SQLite', () => writeFileSync(fileOf(), 'something else '.repeat(1_000))],
      ['cut off', () => truncateSync(fileOf(), 4_096)],
      ['overwritten but for its beginning', () => writeFileSync(fileOf(), readFileSync(fileOf()).fill(0xa5, 100))],
    ]

    test.each(spoilt)('say what to do about it: %s', async (_, spoil) => {
      await written()
      spoil()
      const store = open()
      for (const ask of [
        () => store.checkpoint(),
        () => store.definition(),
        () => store.parked(),
        () => store.read({ documents: [{ model: 'value', customer: 'ada', part: '' }] }),
        () => store.snapshot(() => Promise.resolve()),
        () => write(store, 4, 1, { position: 3, edition: '' }),
      ])
        await expect(ask()).rejects.toEqual(damaged)
    })

    test.each(spoilt)('are told among the others, and replaced by a rebuild: %s', async (_, spoil) => {
      await written()
      const spoiled = generation()
      spoil()
      const store = open()
      expect(await store.generations()).toEqual([
        { name: spoiled, role: 'live', definition: '', checkpoint: { position: 0, edition: '' }, isDamaged: true },
      ])
      const rebuild = await store.beside('spec')
      expect(await store.generations()).toMatchObject([{ isDamaged: true }, { role: 'building' }])
      await write(rebuild.readModels, 2, 2)
      await rebuild.takeOver()
      for (const one of [store, open()]) {
        expect(await numberIn(one)).toBe(2)
        expect(await one.generations()).toEqual([expect.objectContaining({ role: 'live', name: generation() })])
      }
    })

    test('in a page of documents alone: what is read of it says so', async () => {
      const store = open()
      await write(store, 3, 3)
      const many = Array.from({ length: 500 }, (_, at) => ({
        model: 'many',
        customer: 'ada',
        part: String(at),
        body: { text: 'x'.repeat(500) },
        seen: { occurredAt: '1997-01-01T00:00:00.000Z', position: 3 },
      }))
      await store.commit({ from: await store.checkpoint(), to: 3, documents: many, contributions: [] })
      await store.stop()
      settle()
      const bytes = readFileSync(fileOf())
      writeFileSync(fileOf(), bytes.fill(0xa5, bytes.length / 2))
      const reopened = open()
      expect(await reopened.checkpoint()).toMatchObject({ position: 3 })
      const page = { model: 'many', customer: 'ada', limit: 500 }
      await expect(reopened.read({ pages: [page] })).rejects.toEqual(damaged)
      const looking = reopened.snapshot(async ({ documents }) => {
        for await (const document of documents('many')) expect(document.customer).toBe('ada')
      })
      await expect(looking).rejects.toEqual(damaged)
    })

    test('while their file was made: it is passed over', async () => {
      const store = open()
      await store.checkpoint()
      // What a process leaves that is killed before its first commit: pages in the file, and a journal to take them back.
      const broken = new DatabaseSync(join(folder, 'broken'))
      broken.exec('PRAGMA cache_size = 1; BEGIN; CREATE TABLE t (text); CREATE TABLE meta (name, value);')
      for (let row = 0; row < 100; row++) broken.exec(`INSERT INTO t VALUES ('${'x'.repeat(1_000)}')`)
      for (const suffix of ['', '-journal'])
        copyFileSync(join(folder, `broken${suffix}`), `${fileOf('2-abcd0123')}${suffix}`)
      broken.close()
      expect(await store.generations()).toMatchObject([{ role: 'live' }])
      const rebuild = await store.beside('built', 'resume')
      await write(rebuild.readModels, 3, 3)
      await rebuild.takeOver()
      expect(await numberIn(store)).toBe(3)
    })

    test('while they are built: nothing is resumed', async () => {
      const store = open()
      const rebuild = await store.beside('built')
      await write(rebuild.readModels, 3, 3)
      const [, { name }] = (await store.generations()) as [unknown, { name: string }]
      await rebuild.leave()
      settle(name)
      writeFileSync(fileOf(name), 'something else '.repeat(1_000))
      expect(await store.generations()).toHaveLength(1)
      const resumed = await store.beside('built', 'resume')
      expect(await numberIn(resumed.readModels)).toBe(0)
      expect(generationsOf(files())).toEqual(new Set((await store.generations()).map(({ name }) => name)))
    })
  })

  describe('are shared with another process', () => {
    /** Does something again and again until `enough`, letting go of the thread in between. */
    const until = async (enough: () => boolean, work: () => Promise<void>): Promise<void> => {
      while (!enough()) {
        await work()
        await setImmediate()
      }
    }

    test('that commits all the time: every answer and every snapshot is of one state', async () => {
      const store = open()
      const other = otherProcess('commit', folder)
      await other.begun
      const read = new Set<number>()
      const inSnapshots = new Set<number>()
      await until(
        () => read.size >= 150 && inSnapshots.size >= 150,
        async () => {
          read.add(await numberIn(store))
          inSnapshots.add(await numberInSnapshot(store))
        },
      )
      const { done } = await other.stop()
      expect(await numberIn(store)).toBe(done)
    })

    test('that commits too: every commit is made by one of them', async () => {
      const store = open()
      const other = otherProcess('commit', folder)
      await other.begun
      let made = 0
      let refused = 0
      await until(
        () => made >= 100 && refused >= 5,
        async () => {
          const from = await store.checkpoint()
          await setImmediate()
          await write(store, from.position + 1, 1, from).then(
            () => (made += 1),
            (error: unknown) => {
              expect(error).toMatchObject({ code: 'checkpoint-moved', facts: { expected: from.position } })
              refused += 1
            },
          )
        },
      )
      const { done } = await other.stop()
      expect(await numberIn(store)).toBe(made + done)
    })

    test('that rebuilds all the time: whoever reads and commits meanwhile meets one whole generation', async () => {
      const store = open()
      await write(store, 1, 1)
      const other = otherProcess('rebuild', folder)
      await other.begun
      const generations = new Set<string>()
      let made = 0
      await until(
        () => generations.size >= 40 && made >= 40,
        async () => {
          generations.add(generation())
          await numberIn(store)
          await numberInSnapshot(store)
          // Not so often that no rebuild catches up.
          if (made > generations.size) return
          const from = await store.checkpoint()
          await setImmediate()
          await write(store, from.position + 1, 1, from).then(
            () => (made += 1),
            (error: unknown) => expect(error).toMatchObject({ code: 'checkpoint-moved' }),
          )
        },
      )
      await other.stop()
      expect(await numberIn(store)).toBe(1 + made)
    })

    test('that rebuilds all the time, as a third does: one of them wins, and what is live stays whole', async () => {
      const store = open()
      await write(store, 1, 1)
      const others = [otherProcess('rebuild', folder), otherProcess('rebuild', folder)]
      for (const { begun } of others) await begun
      const generations = new Set<string>()
      await until(
        () => generations.size >= 60,
        async () => {
          generations.add(generation())
          expect(await numberIn(store)).toBe(1)
          const [live] = await store.generations()
          expect(live).toMatchObject({ role: 'live', definition: 'spec', checkpoint: { position: 1 } })
        },
      )
      for (const other of others) await other.stop()
      expect(await numberIn(store)).toBe(1)
      await (await store.beside('spec')).discard()
      expect(generationsOf(files())).toEqual(new Set(pointers()))
    })

    test.each<Work>(['commit', 'rebuild'])('that is killed while it does its work: %s', async (work) => {
      const store = open()
      await write(store, 1, 1)
      for (let kills = 0; kills < 4; kills++) {
        const other = otherProcess(work, folder)
        await other.begun
        for (let reads = 0; reads < kills * 7; reads++) await numberIn(store)
        await other.kill()
        for (const one of [store, open()]) expect(await numberInSnapshot(one)).toBe(await numberIn(one))
        await write(store, (await store.checkpoint()).position + 1, 1)
        await numberIn(store)
      }
      await (await store.beside('spec')).discard()
      expect(generationsOf(files())).toEqual(new Set(pointers()))
    })

    test('that resumes the same building all the time: whoever builds meanwhile is not overtaken', async () => {
      const store = open()
      const { readModels } = await store.beside('built', 'resume')
      const other = otherProcess('build', folder)
      await other.begun
      let made = 0
      let refused = 0
      await until(
        () => made >= 150 && refused >= 5,
        async () => {
          const from = await readModels.checkpoint()
          await setImmediate()
          await write(readModels, from.position + 1, 1, from).then(
            () => (made += 1),
            (error: unknown) => {
              expect(error).toMatchObject({ code: 'checkpoint-moved' })
              refused += 1
            },
          )
        },
      )
      await other.stop()
      expect(await numberIn(readModels)).toBeGreaterThan(made)
    })

    test('that is killed while it builds: what it built is resumed, whole, and goes on', async () => {
      const store = open()
      await write(store, 1, 1)
      let built = 0
      for (let kills = 0; kills < 4; kills++) {
        const other = otherProcess('build', folder)
        await other.begun
        const { readModels, leave } = await store.beside('built', 'resume')
        for (let reads = 0; reads < kills * 7; reads++) await numberIn(readModels)
        await other.kill()
        const now = await numberIn(readModels)
        expect(now).toBeGreaterThanOrEqual(built + 20)
        expect(await numberInSnapshot(readModels)).toBe(now)
        await write(readModels, now + 1, 1)
        built = now + 1
        await leave()
      }
      const resumed = await open().beside('built', 'resume')
      expect(await numberIn(resumed.readModels)).toBe(built)
      await resumed.takeOver()
      expect(await numberIn(store)).toBe(built)
      expect(await numberIn(open())).toBe(built)
    })
  })
})

test('a snapshot is read to its end while the garbage collector is at work', async () => {
  const folder = temporaryFolder()
  const built = pathToFileURL(join('dist', 'src', 'read-models', 'embedded', 'embedded-read-model-store.js')).href
  const script = `
    import { openEmbeddedReadModels } from ${JSON.stringify(built)}
    const store = openEmbeddedReadModels(${JSON.stringify(folder)}, 'spec')
    const seen = { occurredAt: '1997-01-01T00:00:00.000Z', position: 1 }
    const documents = Array.from({ length: 3_000 }, (_, n) => ({ model: 'value', customer: String(n), part: '', body: { n }, seen }))
    await store.commit({ from: await store.checkpoint(), to: 1, documents, contributions: [] })
    let read = 0
    await store.snapshot(async ({ documents }) => {
      for await (const _ of documents('value')) {
        if (++read % 100 !== 0) continue
        gc()
        await new Promise(setImmediate)
      }
    })
    await store.stop()
    console.log(read)`
  try {
    const run = promisify(execFile)(process.execPath, ['--expose-gc', '--input-type=module', '-e', script])
    expect((await run).stdout).toBe('3000\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
