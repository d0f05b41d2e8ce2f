/**
 * Read models on this machine: SQLite files, one per generation, and a pointer file `current` that names the live one
 * and the one before it. A rebuild writes the next generation, noted in `building`; renaming a new pointer into place
 * takes it over in one step, seen by every process. Who begins, ends or takes over holds the lock of the folder.
 */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { isDamage } from '../../sqlite/damage.js'
import {
  rebuildBehind,
  rebuildOvertaken,
  type Checkpoint,
  type Commit,
  type Generation,
  type ParkedEvent,
  type ReadAnswer,
  type ReadModels,
  type ReadModelStore,
  type ReadRequest,
  type Rebuild,
  type Snapshot,
} from '../read-model-store.js'
import { asking } from './damage.js'
import { exclusively } from './exclusively.js'
import { ReadModelDatabase } from './read-model-database.js'

const generationFile = /^(\d+-[0-9a-f]+)\.sqlite(-wal|-shm|-journal)?$/
const firstGeneration = '1-0'

const syncFile = (path: string): void => {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Whoever reads a file meanwhile finds what was in it, or what is now. */
const replaceFile = (path: string, text: string): void => {
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, text, { flush: true })
  renameSync(temporary, path)
}

class EmbeddedReadModelStore implements ReadModelStore {
  #live: ReadModelDatabase | undefined
  #pointer = ''

  constructor(
    private readonly folder: string,
    private readonly initialDefinition: string,
  ) {
    mkdirSync(folder, { recursive: true })
    if (existsSync(this.#pointerPath)) return
    this.#exclusively(() => {
      if (!existsSync(this.#pointerPath)) this.#point(firstGeneration)
    })
  }

  checkpoint(): Promise<Checkpoint> {
    return this.#ask((live) => live.checkpoint())
  }

  definition(): Promise<string> {
    return this.#ask((live) => live.definition())
  }

  parked(): Promise<readonly ParkedEvent[]> {
    return this.#ask((live) => live.parked())
  }

  read(request: ReadRequest): Promise<ReadAnswer> {
    return this.#ask((live) => live.read(request))
  }

  commit(commit: Commit): Promise<Checkpoint> {
    let begun = false
    const contributions = (function* () {
      begun = true
      yield* commit.contributions
    })()
    return this.#ask(
      (live) =>
        live.commit({ ...commit, contributions }, () => {
          if (this.#pointerNow() !== this.#pointer) throw rebuildOvertaken()
        }),
      () => !begun,
    )
  }

  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    let begun = false
    const begin = (snapshot: Snapshot): Promise<T> => {
      begun = true
      return work(snapshot)
    }
    return this.#ask(
      (live) => live.snapshot(begin),
      () => !begun,
    )
  }

  generations(): Promise<readonly Generation[]> {
    return Promise.resolve().then(() => this.#generations())
  }

  beside(definition: string, begin: 'anew' | 'resume' = 'anew'): Promise<Rebuild> {
    return asking(this.folder, () => {
      const [next, database] = this.#begin(definition, begin)
      return {
        readModels: this.#asked(next, database),
        takeOver: (evenBehind) => asking(database.file, () => this.#takeOver(next, database, evenBehind)),
        leave: () => Promise.resolve().then(() => database.close()),
        discard: () => Promise.resolve().then(() => this.#discard(next, database)),
      }
    })
  }

  atWork(engine: string, forMs: number): Promise<readonly string[]> {
    return asking(this.folder, () =>
      this.#exclusively(() => {
        const now = Date.now()
        const until = { ...this.#atWork(), [engine]: now + forMs }
        const here = Object.entries(until).filter(([, end]) => end > now)
        replaceFile(this.#atWorkPath, JSON.stringify(Object.fromEntries(here)))
        return here.map(([name]) => name).sort()
      }),
    )
  }

  stop(): Promise<void> {
    this.#live?.close()
    this.#live = undefined
    this.#pointer = ''
    return Promise.resolve()
  }

  get #pointerPath(): string {
    return join(this.folder, 'current')
  }

  get #buildingPath(): string {
    return join(this.folder, 'building')
  }

  get #atWorkPath(): string {
    return join(this.folder, 'engines')
  }

  /** Until when engines said that they are at work, in milliseconds since 1970. */
  #atWork(): Record<string, number> {
    return existsSync(this.#atWorkPath)
      ? (JSON.parse(readFileSync(this.#atWorkPath, 'utf8')) as Record<string, number>)
      : {}
  }

  #path(generation: string): string {
    return join(this.folder, `${generation}.sqlite`)
  }

  /** The generation that is live, and the one that was before it. */
  #pointers(): { readonly live: string; readonly previous: string } {
    const [live = '', previous = ''] = readFileSync(this.#pointerPath, 'utf8').split('\n')
    return { live, previous }
  }

  /** The generation that may take over, if any. */
  #building(): string | undefined {
    try {
      return readFileSync(this.#buildingPath, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      return undefined
    }
  }

  /** Runs work while nobody else begins, ends or takes over a generation. */
  #exclusively<T>(work: () => T): T {
    return exclusively(join(this.folder, 'lock'), work)
  }

  #begin(definition: string, begin: 'anew' | 'resume'): readonly [string, ReadModelDatabase] {
    return this.#exclusively(() => {
      const { live, previous } = this.#pointers()
      const left = begin === 'resume' ? this.#left(definition) : undefined
      const next = left ?? `${Number.parseInt(live) + 1}-${randomBytes(4).toString('hex')}`
      replaceFile(this.#buildingPath, next)
      this.#removeAllBut(live, previous, next)
      return [next, ReadModelDatabase.open(this.#path(next), 'rebuild', definition)] as const
    })
  }

  /** The read models that are built in a file, as long as nobody overtakes them. */
  #asked(next: string, database: ReadModelDatabase): ReadModels {
    const ask = <T>(question: () => Promise<T>): Promise<T> => asking(database.file, question)
    return {
      checkpoint: () => ask(() => database.checkpoint()),
      definition: () => ask(() => database.definition()),
      parked: () => ask(() => database.parked()),
      read: (request) => ask(() => database.read(request)),
      commit: (commit) => ask(() => database.commit(commit, () => this.#refuseOvertaken(next))),
      snapshot: (work) => ask(() => database.snapshot(work)),
    }
  }

  #refuseOvertaken(next: string): void {
    if (this.#building() !== next || !existsSync(this.#path(next))) throw rebuildOvertaken()
  }

  #takeOver(next: string, database: ReadModelDatabase, evenBehind = false): void {
    this.#refuseOvertaken(next)
    try {
      database.settle() // Before anybody has to wait.
    } catch (error) {
      this.#refuseOvertaken(next) // SQLite does not write to a file that was removed.
      throw error
    }
    this.#exclusively(() => {
      this.#refuseOvertaken(next)
      const { live } = this.#pointers()
      // Whoever writes to the live ones waits here, and then finds that they are the live ones no longer.
      this.#holdingLive((position) => {
        const built = database.standing()
        if (position > built.position && !evenBehind) throw rebuildBehind(built.position, position)
        // Nothing that was computed when it was live before, or while it was built, is added to it.
        database.renew()
        database.close()
        this.#point(next, live)
      })
      rmSync(this.#buildingPath)
      this.#removeAllBut(next, live)
    })
  }

  #discard(next: string, database: ReadModelDatabase): void {
    database.close()
    this.#exclusively(() => {
      if (this.#building() !== next) return
      rmSync(this.#buildingPath)
      if (this.#pointers().live !== next) this.#remove(next)
    })
  }

  /** Runs work while nobody writes to the live file; a damaged file reflects nothing and holds up nobody. */
  #holdingLive(work: (position: number) => void): void {
    const live = this.#readable()
    if (live) live.alone(({ position }) => work(position))
    else work(0)
  }

  /** The live file, unless it is damaged. */
  #readable(): ReadModelDatabase | undefined {
    try {
      const live = this.#current()
      live.standing()
      return live
    } catch (error) {
      if (!isDamage(error)) throw error
      return undefined
    }
  }

  /** Looks again where another generation took over meanwhile. */
  #generations(): Generation[] {
    for (;;) {
      const pointer = this.#pointerNow()
      const { live, previous } = this.#pointers()
      const found = [this.#liveGeneration(live)]
      for (const name of this.#namesBut(live)) {
        const seen = ReadModelDatabase.look(this.#path(name))
        if (seen) found.push({ name, role: name === previous ? 'previous' : 'building', ...seen })
      }
      if (this.#pointerNow() === pointer) return found
    }
  }

  #liveGeneration(name: string): Generation {
    const live = this.#readable()
    return live
      ? { name, role: 'live', definition: live.foldedBy(), checkpoint: live.standing() }
      : { name, role: 'live', definition: '', checkpoint: { position: 0, edition: '' }, isDamaged: true }
  }

  /** The generation of a definition to go on with: an unfinished building before the one that was live before. */
  #left(definition: string): string | undefined {
    const [left] = this.#generations()
      .filter((generation) => generation.role !== 'live' && generation.definition === definition)
      .sort((a, b) => Number(a.role === 'previous') - Number(b.role === 'previous'))
    return left?.name
  }

  /** Asks the live file; asks again where it failed because a rebuild took over meanwhile and the file was removed. */
  async #ask<T>(question: (live: ReadModelDatabase) => Promise<T>, mayAskAgain = () => true): Promise<T> {
    return asking(this.folder, async () => {
      for (;;) {
        const live = this.#current()
        try {
          return await question(live)
        } catch (error) {
          if (!mayAskAgain() || this.#current() === live) throw error
        }
      }
    })
  }

  /**
   * The live file; another one than before when a rebuild took over, in this process or in another.
   * Looks at the pointer again after opening: the file may have been removed before it was opened.
   */
  #current(): ReadModelDatabase {
    for (;;) {
      const pointer = this.#pointerNow()
      if (this.#live && pointer === this.#pointer) return this.#live
      this.#live?.close()
      this.#live = undefined
      try {
        this.#live = ReadModelDatabase.open(this.#path(this.#pointers().live), 'live', this.initialDefinition)
        this.#pointer = pointer
      } catch (error) {
        if (this.#pointerNow() === pointer) throw error
      }
    }
  }

  #pointerNow(): string {
    const { ino, mtimeMs } = statSync(this.#pointerPath)
    return `${ino} ${mtimeMs}`
  }

  #point(live: string, previous = ''): void {
    replaceFile(this.#pointerPath, previous === '' ? live : `${live}\n${previous}`)
    syncFile(this.folder)
  }

  #namesBut(...left: readonly string[]): string[] {
    const names = readdirSync(this.folder).map((name) => generationFile.exec(name)?.[1])
    return [...new Set(names)].filter((name): name is string => name !== undefined && !left.includes(name))
  }

  #removeAllBut(...kept: readonly string[]): void {
    for (const generation of this.#namesBut(...kept)) this.#remove(generation)
  }

  #remove(generation: string): void {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(this.#path(generation) + suffix, { force: true })
  }
}

/** Opens the read models in a folder; `definition` is noted where there are none yet. */
export const openEmbeddedReadModels = (folder: string, definition: string): ReadModelStore =>
  new EmbeddedReadModelStore(folder, definition)
