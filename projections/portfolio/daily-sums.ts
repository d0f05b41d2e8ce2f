/** What all customers contribute, by the day from which on they do: the sums of any day are those of all days up to it. */
import type { Contribution } from '../read-model.js'

/** A key of a figure; every measure at it has a number of its own. */
interface Cell {
  readonly figure: string
  readonly key: string | number
  readonly measures: Record<string, number>
}

/** All of it, as plain data. */
export interface SumsImage {
  readonly figures: Map<string, Map<string | number, Cell>>
  readonly measures: number
  readonly days: Map<number, Map<number, number>>
}

export class DailySums {
  readonly #figures: Map<string, Map<string | number, Cell>>
  #measures: number
  /** By day (days since 1970), then by the number of the measure. */
  readonly #days: Map<number, Map<number, number>>
  /** What changes with the day that is being added, by the number of the measure; zero everywhere else. */
  #change = new Float64Array(1024)
  readonly #touched: number[] = []

  /** Of nothing, or of an image, which is taken over. */
  constructor({ figures, measures, days }: SumsImage = { figures: new Map(), measures: 0, days: new Map() }) {
    this.#figures = figures
    this.#measures = measures
    this.#days = days
    while (this.#change.length <= measures) this.#grow()
  }

  /** The parts that it works on: to be written down at once. */
  image(): SumsImage {
    return { figures: this.#figures, measures: this.#measures, days: this.#days }
  }

  /** Notes what contributions add on the day being added, or take away from it with `sign` -1. */
  tally(contributions: readonly Contribution[], sign: 1 | -1): void {
    for (const { figure, key, add } of contributions) {
      const { measures } = this.#cell(figure, key)
      for (const measure in add) {
        const number = (measures[measure] ??= this.#measures++)
        if (number >= this.#change.length) this.#grow()
        this.#change[number]! += sign * add[measure]!
        this.#touched.push(number)
      }
    }
  }

  /** Adds to the day what was noted. */
  addTo(day: number): void {
    let sums: Map<number, number> | undefined
    for (const number of this.#touched) {
      const change = this.#change[number]!
      if (change === 0) continue
      this.#change[number] = 0
      if (!sums) {
        sums = this.#days.get(day)
        if (!sums) this.#days.set(day, (sums = new Map<number, number>()))
      }
      const sum = (sums.get(number) ?? 0) + change
      if (sum === 0) sums.delete(number)
      else sums.set(number, sum)
    }
    this.#touched.length = 0
  }

  /** The last day on which anything changed; -Infinity of nothing. */
  lastDay(): number {
    let last = -Infinity
    for (const [day, { size }] of this.#days) if (size > 0 && day > last) last = day
    return last
  }

  /** The sums at the end of a day. */
  upTo(day: number): Contribution[] {
    const sums = new Float64Array(this.#measures)
    for (const [on, changes] of this.#days)
      if (on <= day) for (const [number, change] of changes) sums[number]! += change
    const contributions: Contribution[] = []
    for (const cells of this.#figures.values())
      for (const { figure, key, measures } of cells.values()) {
        const add: Record<string, number> = {}
        let isNothing = true
        for (const measure in measures) {
          const sum = sums[measures[measure]!]!
          add[measure] = sum
          if (sum !== 0) isNothing = false
        }
        if (!isNothing) contributions.push({ figure, key, add })
      }
    return contributions
  }

  #cell(figure: string, key: string | number): Cell {
    let cells = this.#figures.get(figure)
    if (!cells) this.#figures.set(figure, (cells = new Map<string | number, Cell>()))
    let cell = cells.get(key)
    if (!cell) cells.set(key, (cell = { figure, key, measures: {} }))
    return cell
  }

  #grow(): void {
    const longer = new Float64Array(2 * this.#change.length)
    longer.set(this.#change)
    this.#change = longer
  }
}
