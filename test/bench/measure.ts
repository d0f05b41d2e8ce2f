/** What a benchmark is, and how it is timed. */

export interface Measured {
  readonly name: string
  readonly unit: string
  readonly ours: number
  readonly baseline: number
  /** Above 1: better than the baseline. */
  readonly ratio: number
  readonly runs: number
}

/** Where a measurement works and on what. */
export interface Ground {
  /** Empty, and removed afterwards. */
  readonly folder: string
  readonly rows: number
  readonly file?: string | undefined
}

export interface Benchmark {
  readonly name: string
  readonly unit: string
  /** Whether more or less of the unit is better. */
  readonly better: 'more' | 'less'
  readonly measure: (ground: Ground) => Promise<{ readonly ours: number; readonly baseline: number }>
}

/** Times work that handles so many things; answers things per second. */
export const perSecond = async (things: number, work: () => unknown): Promise<number> => {
  const start = performance.now()
  await work()
  return things / ((performance.now() - start) / 1_000)
}

export const median = (figures: readonly number[]): number => [...figures].sort((a, b) => a - b)[figures.length >> 1]!

/** The value that a share of the figures does not exceed. */
export const percentile = (figures: readonly number[], share: number): number =>
  [...figures].sort((a, b) => a - b)[Math.min(figures.length - 1, Math.ceil(figures.length * share) - 1)]!
