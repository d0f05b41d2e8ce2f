/** What loyal customers leave of their revenue, against the average of an industry (R60). */
import type { Day } from '../../domain/time.js'
import type { LoyaltyProfit } from '../portfolio/loyalty-profit.js'
import type { IndustryBenchmark } from './market-records.js'

export interface AgainstBenchmark extends IndustryBenchmark {
  /** Margin less that of the industry, by currency; null where there is no revenue to tell it. */
  readonly currencies: Readonly<Record<string, { readonly loyal: number | null; readonly others: number | null }>>
}

/** Of each industry the latest period that had begun by the day; by name. */
export const againstBenchmarks = (
  { loyal, others }: LoyaltyProfit,
  benchmarks: Iterable<IndustryBenchmark>,
  day: Day,
): AgainstBenchmark[] => {
  const latest = new Map<string, IndustryBenchmark>()
  for (const benchmark of benchmarks) {
    const known = latest.get(benchmark.industry)
    if (benchmark.from > day || (known && isLater(known, benchmark))) continue
    latest.set(benchmark.industry, benchmark)
  }
  const known = [...new Set([...Object.keys(loyal.currencies), ...Object.keys(others.currencies)])].sort()
  return [...latest.values()]
    .sort((one, other) => (one.industry < other.industry ? -1 : 1))
    .map((benchmark) => {
      const less = (margin: number | null | undefined): number | null =>
        margin === null || margin === undefined ? null : margin - benchmark.margin
      const differences = known.map((currency) => [
        currency,
        { loyal: less(loyal.currencies[currency]?.margin), others: less(others.currencies[currency]?.margin) },
      ])
      return { ...benchmark, currencies: Object.fromEntries(differences) as AgainstBenchmark['currencies'] }
    })
}

/** Whether one is of a later period than the other; of those that end on one day, the shorter is. */
const isLater = (one: IndustryBenchmark, other: IndustryBenchmark): boolean =>
  one.until === other.until ? one.from > other.from : one.until > other.until
