/** Which of several equal rows a row is, in files whose rows have no name of their own. */
import type { TemporaryTables } from './temporary-tables.js'

type Count = ReturnType<TemporaryTables['prepare']>

/** So many different rows are counted in memory, in 24 MB; those beyond in a temporary table. */
const mostInMemory = 1_572_864

/** Counts rows by their ids, which are UUIDs derived from what the rows hold. */
export class RowOrdinals {
  /** Open addressing; to a slot 64 bits of an id and how often it came, 0 where the slot is free. */
  #slots = new Uint32Array(3 * 65_536)
  #used = 0
  #countOnDisk: Count | undefined

  constructor(
    private readonly temporaryTables: () => TemporaryTables,
    private readonly limit = mostInMemory,
  ) {}

  /** Answers 1 for the first row with an id, 2 for the next with the same, and so on. */
  next(id: string): number {
    const high = parseInt(id.slice(0, 8), 16)
    const low = parseInt(id.slice(28, 36), 16)
    let slot = slotOf(this.#slots, high, low)
    if (this.#slots[slot + 2] === 0) {
      if (this.#used >= this.limit) return this.#nextOnDisk(id)
      if (this.#used * 4 >= this.#slots.length) {
        this.#grow()
        slot = slotOf(this.#slots, high, low)
      }
      this.#slots[slot] = high
      this.#slots[slot + 1] = low
      this.#used++
    }
    return ++this.#slots[slot + 2]!
  }

  #grow(): void {
    const grown = new Uint32Array(this.#slots.length * 2)
    for (let slot = 0; slot < this.#slots.length; slot += 3) {
      const [high, low, count] = this.#slots.subarray(slot, slot + 3)
      if (count !== 0) grown.set([high!, low!, count!], slotOf(grown, high!, low!))
    }
    this.#slots = grown
  }

  #nextOnDisk(id: string): number {
    this.#countOnDisk ??= this.#prepare()
    const { count } = this.#countOnDisk.get(Buffer.from(id.replaceAll('-', ''), 'hex')) as { count: number }
    return count
  }

  #prepare(): Count {
    const database = this.temporaryTables()
    database.exec('CREATE TABLE seen (id BLOB PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID')
    return database.prepare(
      'INSERT INTO seen VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET count = count + 1 RETURNING count',
    )
  }
}

/** The slot that holds the id, or the free one where it belongs. */
const slotOf = (slots: Uint32Array, high: number, low: number): number => {
  let slot = (low % (slots.length / 3)) * 3
  while (slots[slot + 2] !== 0 && (slots[slot] !== high || slots[slot + 1] !== low))
    slot = slot + 3 === slots.length ? 0 : slot + 3
  return slot
}
