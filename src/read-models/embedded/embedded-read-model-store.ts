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
    return this.#current().checkpoint()
  }

  definition(): Promise<string> {
    return this.#current().definition()
  }

  read(request: ReadRequest): Promise<ReadAnswer> {
    return this.#current().read(request)
  }

  commit(commit: Commit): Promise<void> {
    return this.#current().commit(commit)
  }

  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.#current().snapshot(work)
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

  /**
   * The live file; another one than before when a rebuild took over, in this process or in another.
   * Looks again after opening: the file that the pointer named may have been removed before it was opened.
   */
  #current(): ReadModelDatabase {
    for (;;) {
      const { ino, mtimeMs } = statSync(this.#pointerPath)
      const pointer = `${ino} ${mtimeMs}`
      if (this.#live && pointer === this.#pointer) return this.#live
      this.#live?.close()
      this.#live = ReadModelDatabase.open(this.#path(this.#generation()), 'live', this.initialDefinition)
      this.#pointer = pointer
    }
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
