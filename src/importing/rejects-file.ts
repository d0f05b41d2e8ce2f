/** The rows that could not be taken in, kept one JSON object a line for whoever repairs them. */
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { unavailable } from '../../domain/errors.js'
import type { RowProblem } from './row-problem.js'

/** A row that was rejected. */
export interface Reject {
  readonly file: string
  /** Line of the file where the row starts, from 1. */
  readonly line: number
  /** The column, or the field of the event, that is wrong. */
  readonly field?: string
  readonly value?: string
  readonly reason: string
  readonly raw: string
}

const longestRaw = 10_000
const longestValue = 500
const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text)

/** Writes rejects to a file, which is made anew by the first one; a file of an earlier import is removed. */
export class RejectsFile {
  #descriptor: number | undefined
  #lines: string[] = []
  #count = 0

  constructor(readonly path: string) {
    rmSync(path, { force: true })
  }

  get count(): number {
    return this.#count
  }

  add(
    where: { readonly file: string; readonly line: number; readonly raw: string },
    problem: Pick<RowProblem, 'field' | 'reason' | 'value'>,
  ): void {
    const reject: Reject = {
      file: where.file,
      line: where.line,
      ...(problem.field !== undefined && { field: problem.field }),
      ...(problem.value !== undefined && { value: cut(problem.value, longestValue) }),
      reason: problem.reason,
      raw: cut(where.raw, longestRaw),
    }
    this.#lines.push(`${JSON.stringify(reject)}\n`)
    this.#count++
    if (this.#lines.length >= 1_000) this.flush()
  }

  /** @throws DomainError `rejects-unwritable` */
  flush(): void {
    if (this.#lines.length === 0) return
    try {
      this.#descriptor ??= this.#create()
      writeSync(this.#descriptor, this.#lines.join(''))
    } catch (error) {
      throw unavailable('rejects-unwritable', `Cannot write ${this.path}: ${(error as Error).message}`)
    }
    this.#lines = []
  }

  close(): void {
    this.flush()
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #create(): number {
    mkdirSync(dirname(this.path), { recursive: true })
    // Rows carry what customers said and bought: for their owner's eyes only.
    return openSync(this.path, 'w', 0o600)
  }
}
