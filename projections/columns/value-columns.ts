/** The value lines of very many customers, column by column, so that any day can be added up at once. */
import { dayNumber } from '../../domain/time.js'
import type { ContractVersion } from '../contracts/contract-versions.js'
import { cut, grown } from './columns.js'
import type { ValueLinesDocument } from './value-lines.js'

export const kinds = [null, 'person', 'organisation'] as const

const startRows = 1024

const emptyLines = (rows: number) => ({
  /** Milliseconds since 1970. */
  at: new Float64Array(rows),
  day: new Int32Array(rows),
  currency: new Uint16Array(rows),
  /** NaN where nothing was bought. */
  bought: new Float64Array(rows),
  revenue: new Float64Array(rows),
  /** NaN where nothing was bought or given back. */
  monetary: new Float64Array(rows),
  margin: new Float64Array(rows),
  costToServe: new Float64Array(rows),
  costToWin: new Float64Array(rows),
})

const emptyCustomers = (rows: number) => ({
  /** Where the lines of the customer begin, and how many they are; in the order of its history. */
  start: new Float64Array(rows),
  count: new Int32Array(rows),
  kind: new Uint16Array(rows),
})

/** All of them, as plain data. */
export interface ColumnsImage {
  readonly currencies: readonly string[]
  readonly names: readonly string[]
  readonly customers: ReturnType<typeof emptyCustomers>
  readonly lines: ReturnType<typeof emptyLines>
  readonly unused: number
  readonly contracts: ReadonlyMap<number, readonly ContractVersion[]>
}

export class ValueColumns {
  readonly currencies: string[]
  #customers: ReturnType<typeof emptyCustomers>
  #lines: ReturnType<typeof emptyLines>
  #rows: number
  /** Rows of customers whose lines were written anew further on. */
  #unused: number
  readonly #slots: Map<string, number>
  readonly #contracts: Map<number, readonly ContractVersion[]>

  /** Of nobody, or of an image, whose columns are taken over. */
  constructor(image?: ColumnsImage) {
    this.currencies = [...(image?.currencies ?? [])]
    this.#customers = image?.customers ?? emptyCustomers(startRows)
    this.#lines = image?.lines ?? emptyLines(startRows)
    this.#rows = image?.lines.at.length ?? 0
    this.#unused = image?.unused ?? 0
    this.#slots = new Map(image?.names.map((name, slot) => [name, slot]))
    this.#contracts = new Map(image?.contracts)
  }

  /** Views of the columns that it works on: to be written down at once. */
  image(): ColumnsImage {
    return {
      currencies: this.currencies,
      names: this.names(),
      customers: cut(this.#customers, this.size),
      lines: cut(this.#lines, this.#rows),
      unused: this.#unused,
      contracts: this.#contracts,
    }
  }

  /** How many customers there is a row of. */
  get size(): number {
    return this.#slots.size
  }

  /** By customer, in `size` rows. */
  get customers(): ReturnType<typeof emptyCustomers> {
    return this.#customers
  }

  /** By line. */
  get lines(): ReturnType<typeof emptyLines> {
    return this.#lines
  }

  /** By row, of customers who ever had any: what became of their contracts. */
  get contracts(): ReadonlyMap<number, readonly ContractVersion[]> {
    return this.#contracts
  }

  /** The customers, in the order of their rows. */
  names(): string[] {
    return [...this.#slots.keys()]
  }

  /** The row of a customer; undefined of one who has none. */
  rowOf(customer: string): number | undefined {
    return this.#slots.get(customer)
  }

  /** The place of a currency in the columns. */
  currency(code: string): number {
    const known = this.currencies.indexOf(code)
    return known < 0 ? this.currencies.push(code) - 1 : known
  }

  /** Writes the lines of a customer and its contracts, or others instead of those it had. */
  set(customer: string, { kind, lines }: ValueLinesDocument, contracts: readonly ContractVersion[] = []): void {
    const slot = this.#slotOf(customer)
    if (contracts.length > 0) this.#contracts.set(slot, contracts)
    else this.#contracts.delete(slot)
    for (const { document } of contracts) if (document.value) this.currency(document.value.currency)
    this.#unused += this.#customers.count[slot]!
    this.#customers.start[slot] = this.#rows
    this.#customers.count[slot] = lines.length
    this.#customers.kind[slot] = kinds.indexOf(kind)
    const wanted = this.#rows + lines.length
    if (wanted > this.#lines.at.length) this.#lines = grown(this.#lines, Math.max(wanted, 2 * this.#lines.at.length))
    for (const line of lines) {
      const row = this.#rows++
      this.#lines.at[row] = Date.parse(line.at)
      this.#lines.day[row] = dayNumber(line.day)
      this.#lines.currency[row] = this.currency(line.currency)
      this.#lines.bought[row] = line.bought ?? NaN
      this.#lines.revenue[row] = line.revenue
      this.#lines.monetary[row] = line.monetary ?? NaN
      this.#lines.margin[row] = line.margin
      this.#lines.costToServe[row] = line.costToServe
      this.#lines.costToWin[row] = line.costToWin
    }
    if (this.#unused > startRows && this.#unused > this.#rows / 2) this.#compact()
  }

  #slotOf(customer: string): number {
    const known = this.#slots.get(customer)
    if (known !== undefined) return known
    const slot = this.#slots.size
    if (slot === this.#customers.start.length) this.#customers = grown(this.#customers, 2 * slot + 1)
    this.#slots.set(customer, slot)
    return slot
  }

  #compact(): void {
    const from = this.#lines
    const to = emptyLines(this.#rows - this.#unused)
    const { start, count } = this.#customers
    let rows = 0
    for (let slot = 0; slot < this.size; slot += 1) {
      const [begin, end] = [start[slot]!, start[slot]! + count[slot]!]
      for (const name of Object.keys(to) as (keyof typeof to)[]) to[name].set(from[name].subarray(begin, end), rows)
      start[slot] = rows
      rows += count[slot]!
    }
    this.#lines = to
    this.#rows = rows
    this.#unused = 0
  }
}
