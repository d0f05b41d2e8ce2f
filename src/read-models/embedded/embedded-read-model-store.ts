/**
 * Read models on this machine: SQLite files, one per generation, and a pointer file that names the live one.
 * A rebuild writes the next generation; renaming a new pointer into place takes it over in one step, seen by every process.
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
import {
  rebuildBehind,
  rebuildOvertaken,
  type Checkpoint,
  type Commit,
  type Generation,
  type ParkedEvent,
  type ReadAnswer,
  type ReadModelStore,
  type ReadRequest,
  type Rebuild,
  type Snapshot,
} from '../read-model-store.js'
import { ReadModelDatabase } from './read-model-database.js'

const generationFile = /^(\d+-[0-9a-f]+)\.sqlite(-wal|-shm|-journal)?$/
const firstGeneration = '1-0'

/** SQLite’s codes for a file with damaged pages, and for one that is no database. */
const damages = [11, 26]

const isDamage = (error: unknown): boolean => damages.includes((error as { errcode?: number }).errcode ?? 0)

const syncFile = (path: string): void => {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

class EmbeddedReadModelStore implements ReadModelStore {
  #live: ReadModelDatabase | undefined
  #pointer = ''

  constructor(
    private readonly folder: string,
    private readonly initialDefinition: string,
  ) {
    mkdirSync(folder, { recursive: true })
    if (!existsSync(this.#pointerPath)) this.#point(firstGeneration)
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

  async generations(): Promise<readonly Generation[]> {
    const { live, previous } = this.#pointers()
    const beside = this.#namesBut(live).map(async (name): Promise<Generation | undefined> => {
      const database = ReadModelDatabase.look(this.#path(name))
      if (!database) return undefined
      try {
        const [definition, checkpoint] = [await database.definition(), await database.checkpoint()]
        return { name, role: name === previous ? 'previous' : 'building', definition, checkpoint }
      } finally {
        database.close()
      }
    })
    const [definition, checkpoint] = [await this.definition(), await this.checkpoint()]
    const found = [{ name: live, role: 'live' as const, definition, checkpoint }, ...(await Promise.all(beside))]
    return found.filter((generation) => generation !== undefined)
  }

  async beside(definition: string, begin: 'anew' | 'resume' = 'anew'): Promise<Rebuild> {
    const { live, previous } = this.#pointers()
    const left = begin === 'resume' ? await this.#left(definition) : undefined
    const next = left ?? `${Number.parseInt(live) + 1}-${randomBytes(4).toString('hex')}`
    this.#removeAllBut(live, next, previous)
    const database = ReadModelDatabase.open(this.#path(next), 'rebuild', definition)
    const isOvertaken = (): boolean => this.#pointers().live !== live || !existsSync(this.#path(next))
    const takeOver = (): void => {
      // SQLite does not write to a file that was removed.
      if (isOvertaken()) {
        database.close()
        throw rebuildOvertaken()
      }
      database.settle()
      const built = database.standing()
      // Whoever writes to the live ones waits here, and then finds that they are the live ones no longer.
      this.#holdingLive((position) => {
        if (isOvertaken()) throw rebuildOvertaken()
        if (position > built.position) throw rebuildBehind(built.position, position)
        database.close()
        syncFile(this.#path(next))
        this.#point(next, live)
      })
      this.#current()
      this.#removeAllBut(next, live)
    }
    const discard = (): void => {
      database.close()
      if (this.#pointers().live !== next) this.#remove(next)
    }
    return {
      readModels: database,
      takeOver: () => Promise.resolve().then(takeOver),
      leave: () => Promise.resolve().then(() => database.close()),
      discard: () => Promise.resolve().then(discard),
    }
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

  #path(generation: string): string {
    return join(this.folder, `${generation}.sqlite`)
  }

  /** The generation that is live, and the one that was before it. */
  #pointers(): { readonly live: string; readonly previous: string } {
    const [live = '', previous = ''] = readFileSync(this.#pointerPath, 'utf8').split('\n')
    return { live, previous }
  }

  /** Runs work while nobody writes to the live file; a damaged file reflects nothing and holds up nobody. */
  #holdingLive(work: (position: number) => void): void {
    let isWorking = false
    try {
      this.#current().alone(({ position }) => {
        isWorking = true
        work(position)
      })
    } catch (error) {
      if (isWorking || !isDamage(error)) throw error
      work(0)
    }
  }

  /** The generation beside the live one that was folded by a definition and has come furthest. */
  async #left(definition: string): Promise<string | undefined> {
    const [furthest] = (await this.generations())
      .filter((generation) => generation.role !== 'live' && generation.definition === definition)
      .sort((a, b) => b.checkpoint.position - a.checkpoint.position)
    return furthest?.name
  }

  /** Asks the live file; asks again where it failed because a rebuild took over meanwhile and the file was removed. */
  async #ask<T>(question: (live: ReadModelDatabase) => Promise<T>, mayAskAgain = () => true): Promise<T> {
    for (;;) {
      const live = this.#current()
      try {
        return await question(live)
      } catch (error) {
        if (!mayAskAgain() || this.#current() === live) throw error
      }
    }
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
    const temporary = `${this.#pointerPath}.${process.pid}`
    writeFileSync(temporary, previous === '' ? live : `${live}\n${previous}`, { flush: true })
    renameSync(temporary, this.#pointerPath)
    syncFile(this.folder)
  }

  #namesBut(...left: readonly string[]): string[] {
    const names = readdirSync(this.folder).map((name) => generationFile.exec(name)?.[1])
    return [...new Set(names)].filter((name) => name !== undefined && !left.includes(name)) as string[]
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
