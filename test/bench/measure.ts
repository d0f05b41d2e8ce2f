/** What a benchmark is, and how it is timed. */

export interface Measured {
  readonly name: string
  readonly unit: string
  readonly ours: number
  readonly baseline: number
  /** Above 1: better than the baseline. */
  readonly ratio: number
  readonly runs: number
  /** Which server it was measured on, where it needs one. */
  readonly server?: string
  /** Why it was that server, where a better one was looked for. */
  readonly because?: string
}

/** A benchmark that was not run. */
export interface Skipped {
  readonly name: string
  readonly skipped: string
}

/** Where a measurement works and on what. */
export interface Ground {
  /** Empty, and removed afterwards. */
  readonly folder: string
  /** Purchases in a generated file, and of about how many customers. */
  readonly rows: number
  readonly customers: number
  readonly file?: string | undefined
}

/** A server that benchmarks need. */
export type ServerName = 'EventStoreDB' | 'MongoDB'

export interface Benchmark {
  readonly name: string
  readonly on?: ServerName
  readonly unit: string
  /** Whether more or less of the unit is better. */
  readonly better: 'more' | 'less'
  /** `url` is where its server is. */
  readonly measure: (ground: Ground, url: string) => Promise<Rates>
}

export interface Rates {
  readonly ours: number
  readonly baseline: number
}

/** Times work that handles so many things; answers things per second. */
export const perSecond = async (things: number, work: () => unknown): Promise<number> => {
  const start = performance.now()
  await work()
  return things / ((performance.now() - start) / 1_000)
}

/** Calls with 0, 1, 2, … so many times in all, and so many of them at once. */
export const atOnce = async (
  concurrency: number,
  times: number,
  call: (index: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0
  const caller = async (): Promise<void> => {
    for (let index = next++; index < times; index = next++) await call(index)
  }
  await Promise.all(Array.from({ length: concurrency }, caller))
}

/**
 * Does one round of the same work after the other, each both ways, so that whatever else the machine does falls on both.
 * The first round is not counted: whoever came first would pay for what both use.
 */
export const inTurns = async (
  rounds: number,
  things: number,
  ours: (round: number) => Promise<unknown>,
  baseline: (round: number) => Promise<unknown>,
): Promise<Rates> => {
  const tookMs = { ours: 0, baseline: 0 }
  const timed = async (which: keyof typeof tookMs, round: number, work: (round: number) => Promise<unknown>) => {
    const start = performance.now()
    await work(round)
    if (round > 0) tookMs[which] += performance.now() - start
  }
  for (let round = 0; round <= rounds; round++) {
    // Nobody always comes after the other.
    if (round % 2 === 0) await timed('ours', round, ours)
    await timed('baseline', round, baseline)
    if (round % 2 === 1) await timed('ours', round, ours)
  }
  const rate = (ms: number): number => (rounds * things) / (ms / 1_000)
  return { ours: rate(tookMs.ours), baseline: rate(tookMs.baseline) }
}

export const median = (figures: readonly number[]): number => [...figures].sort((a, b) => a - b)[figures.length >> 1]!

/** The value that a share of the figures does not exceed. */
export const percentile = (figures: readonly number[], share: number): number =>
  [...figures].sort((a, b) => a - b)[Math.min(figures.length - 1, Math.ceil(figures.length * share) - 1)]!
