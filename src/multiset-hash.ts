/** One hash for many values in no order. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../domain/canonical-json.js'

/**
 * The sum of the SHA-256 of every value's canonical JSON: equal for the same values in any order, each as often.
 * Finds what got lost or changed by accident; it is no proof against somebody who chooses the values.
 */
export class MultisetHash {
  #sum = 0n
  #count = 0

  /** How many values were added. */
  get count(): number {
    return this.#count
  }

  add(value: unknown): void {
    const hash = createHash('sha256').update(canonicalJson(value)).digest('hex')
    this.#sum = BigInt.asUintN(256, this.#sum + BigInt(`0x${hash}`))
    this.#count += 1
  }

  /** 64 hexadecimal digits. */
  hash(): string {
    return this.#sum.toString(16).padStart(64, '0')
  }
}
