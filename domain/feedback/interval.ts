/** How sure a mean of answers is: its confidence interval by the normal approximation, with the variance of the sample. */

/** A value and how many answers gave it. */
export interface Counted {
  readonly value: number
  readonly count: number
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/** Of the standard normal distribution: 95% lie this close to the mean. */
const z95 = 1.959963984540054

/**
 * The interval at 95% confidence, mean ± z·√(s²/n); null below two answers.
 * Of +100, 0 and −100 for promoters, passives and detractors it is the interval of the net promoter score.
 */
export const intervalOfMean = (answers: readonly Counted[]): Interval | null => {
  const n = answers.reduce((sum, { count }) => sum + count, 0)
  if (n < 2) return null
  const mean = answers.reduce((sum, { value, count }) => sum + value * count, 0) / n
  const squares = answers.reduce((sum, { value, count }) => sum + count * (value - mean) ** 2, 0)
  const margin = z95 * Math.sqrt(squares / (n - 1) / n)
  return { low: mean - margin, high: mean + margin }
}
