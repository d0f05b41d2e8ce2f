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
import { conflict, type DomainError } from '../../../domain/errors.js'
import type { Commit, ReadAnswer, ReadModelStore, ReadRequest, Rebuild, Snapshot } from '../read-model-store.js'
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

  checkpoint(): Promise<number> {
    return this.#ask((live) => live.checkpoint())
  }

  definition(): Promise<string> {
    return this.#ask((live) => live.definition())
  }

  read(request: ReadRequest): Promise<ReadAnswer> {
    return this.#ask((live) => live.read(request))
  }

  commit(commit: Commit): Promise<void> {
    let begun = false
    const contributions = (function* () {
      begun = true
      yield* commit.contributions
    })()
    return this.#ask(
      (live) => live.commit({ ...commit, contributions }),
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

  beside(definition: string): Promise<Rebuild> {
    const live = this.#generation()
    const next = `${Number.parseInt(live) + 1}-${randomBytes(4).toString('hex')}`
    this.#removeAllBut(live)
    const database = ReadModelDatabase.open(this.#path(next), 'rebuild', definition)
    const isOvertaken = (): boolean => this.#generation() !== live || !existsSync(this.#path(next))
    const takeOver = (): void => {
      // SQLite does not write to a file that was removed.
      if (!isOvertaken()) database.settle()
      database.close()
      if (isOvertaken()) throw rebuildOvertaken()
      syncFile(this.#path(next))
      this.#point(next)
      this.#current()
      this.#removeAllBut(next)
    }
    const discard = (): void => {
      database.close()
      if (this.#generation() !== next) this.#remove(next)
    }
    return Promise.resolve({
      readModels: database,
      takeOver: () => Promise.resolve().then(takeOver),
      discard: () => Promise.resolve().then(discard),
    })
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

  #generation(): string {
    return readFileSync(this.#pointerPath, 'utf8')
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
        this.#live = ReadModelDatabase.open(this.#path(this.#generation()), 'live', this.initialDefinition)
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

  #point(generation: string): void {
    const temporary = `${this.#pointerPath}.${process.pid}`
    writeFileSync(temporary, generation, { flush: true })
    renameSync(temporary, this.#pointerPath)
    syncFile(this.folder)
  }

  #removeAllBut(kept: string): void {
    for (const name of readdirSync(this.folder)) {
      const generation = generationFile.exec(name)?.[1]
      if (generation !== undefined && generation !== kept) rmSync(join(this.folder, name), { force: true })
    }
  }

  #remove(generation: string): void {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(this.#path(generation) + suffix, { force: true })
  }
}

const rebuildOvertaken = (): DomainError =>
  conflict('rebuild-overtaken', 'Another rebuild was started or took over meanwhile; this one is thrown away')

/** Opens the read models in a folder; `definition` is noted where there are none yet. */
export const openEmbeddedReadModels = (folder: string, definition: string): ReadModelStore =>
  new EmbeddedReadModelStore(folder, definition)
