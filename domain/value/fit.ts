/** Fitting a model to customers by maximum likelihood. */
import { ruleBroken } from '../errors.js'
import { curvatureOf, inverseOf } from './curvature.js'
import { totalLogLikelihood, type LikelihoodModel, type Parameters } from './likelihood.js'
import { nelderMead, type Minimum } from './nelder-mead.js'
import type { Weighted } from './purchase-pattern.js'

export interface Fit<Name extends string> {
  readonly parameters: Parameters<Name>
  /** Of all customers together. */
  readonly logLikelihood: number
  /** How far off each parameter may be: one standard deviation, in the unit of the parameter. */
  readonly standardErrors: Parameters<Name>
  /** How often the likelihood of all customers was worked out. */
  readonly evaluations: number
  readonly customers: number
  readonly distinctPatterns: number
}

/** Customers with repeats below which nothing is fitted. */
const fewestRepeatBuyers = 10
/**
 * A parameter may be this many powers of e away from where the search began; beyond that it has run away. Far out, where only a
 * product of parameters matters, errors of rounding would look like a highest point.
 */
const widest = Math.log(1e4)
/** A parameter whose logarithm is known no better than this is not known: one standard deviation is a factor of 20. */
const vaguest = 3
const mostRestarts = 20
/** A search that has not ended by then follows a ridge; a few hundred are usual. */
const mostEvaluations = 3000
const mostPolishes = 10
/** A step of Newton's method leaves an error of the order of its square. */
const smallStep = 1e-4
/** Of more distinct patterns, a part is searched first: the best parameters of all are near those of the part. */
const manyPatterns = 10_000
/** In logarithms of parameters; balances the error of differences against that of rounding. */
const differenceStep = 1e-3

/**
 * The parameters under which these customers are likeliest. The search is in logarithms of parameters: simplexes until a
 * fresh one finds nothing better, then Newton's method. Standard errors are from the curvature there (delta method).
 * Customers without repeats belong to the data of purchase models; `patterns` weigh as many customers as have them.
 * @throws DomainError `fit-no-customers`, `fit-too-few-repeat-buyers`, `fit-runs-away`, `fit-not-identified`,
 * `pattern-impossible`, and what the model itself refuses (`values-equal`, `value-unbounded`)
 */
export const fit = <Name extends string, Pattern extends { readonly repeats: number }>(
  model: LikelihoodModel<Name, Pattern>,
  patterns: readonly Weighted<Pattern>[],
): Fit<Name> => {
  // Copied after they are sorted, so that neighbours are neighbours in memory too.
  const data = patterns
    .filter((weighted) => weighted.customers > 0)
    .sort((one, other) => model.order(one.pattern, other.pattern))
    .map((weighted) => ({ pattern: { ...weighted.pattern }, customers: weighted.customers }))
  const customers = data.reduce((sum, weighted) => sum + weighted.customers, 0)
  if (customers === 0) throw ruleBroken('fit-no-customers', 'there are no customers to fit the model to')
  for (const { pattern } of data) model.checkPattern(pattern)
  const repeatBuyers = data.reduce((sum, { pattern, customers }) => sum + (pattern.repeats > 0 ? customers : 0), 0)
  if (repeatBuyers < fewestRepeatBuyers)
    throw ruleBroken(
      'fit-too-few-repeat-buyers',
      `a model is fitted to ${fewestRepeatBuyers} customers or more who bought again, here are ${repeatBuyers}`,
      { repeatBuyers, fewest: fewestRepeatBuyers },
    )
  model.checkIdentifiable?.(data)

  const { parameterNames } = model
  const named = (valueOf: (index: number) => number): Parameters<Name> =>
    Object.fromEntries(parameterNames.map((name, i) => [name, valueOf(i)])) as Record<Name, number>
  const start = model.start(data)
  const origin = parameterNames.map((name) => Math.log(start[name]))

  let evaluations = 0
  /** Minus the logarithm of the likelihood per customer; ∞ where a parameter has run away. */
  const objectiveOf = (part: readonly Weighted<Pattern>[]): Objective => {
    const weight = part.reduce((sum, weighted) => sum + weighted.customers, 0)
    return (at) => {
      if (at.some((x, i) => !(Math.abs(x - origin[i]!) <= widest))) return Infinity
      if (part === data) evaluations += 1
      const value =
        -totalLogLikelihood(
          model,
          named((i) => Math.exp(at[i]!)),
          part,
        ) / weight
      return Number.isNaN(value) ? Infinity : value
    }
  }
  const objective = objectiveOf(data)

  let polished: Polished | undefined
  if (data.length > manyPatterns) {
    const each = Math.ceil(data.length / manyPatterns)
    const thinned = data.filter((_, i) => i % each === 0)
    polished = polish(objective, search(objectiveOf(thinned), origin))
  }
  if (!polished?.isSettled) {
    const searched = search(objective, origin)
    parameterNames.forEach((parameter, i) => {
      if (Math.abs(searched.at[i]! - origin[i]!) > widest - 0.1)
        throw ruleBroken(
          'fit-runs-away',
          `the larger or smaller the parameter ${parameter}, the likelier the data: this model does not describe them`,
          { model: model.name, parameter, reached: Math.exp(searched.at[i]!) },
        )
    })
    polished = polish(objective, searched)
  }
  const { minimum, covariance } = polished
  const deviations = covariance?.map((row, i) => Math.sqrt(row[i]! / customers))
  const vague = parameterNames.filter((_, i) => !(deviations && deviations[i]! <= vaguest))
  if (!deviations || vague.length > 0)
    throw ruleBroken(
      'fit-not-identified',
      'quite different parameters describe these customers as well: more of them, or a longer time, are needed',
      { model: model.name, parameters: vague, customers, repeatBuyers },
    )
  const parameters = named((i) => Math.exp(minimum.at[i]!))
  model.checkFitted?.(parameters)
  return {
    parameters,
    logLikelihood: -minimum.value * customers,
    standardErrors: named((i) => Math.exp(minimum.at[i]!) * deviations[i]!),
    evaluations,
    customers,
    distinctPatterns: data.length,
  }
}

type Objective = (at: readonly number[]) => number

/** Simplexes, each begun where the last one ended, until one finds nothing better. */
const search = (objective: Objective, origin: readonly number[]): Minimum => {
  let best: Minimum = { at: origin, value: Infinity }
  let left = mostEvaluations
  const counted: Objective = (at) => {
    left -= 1
    return objective(at)
  }
  for (let restart = 0, size = 1; restart < mostRestarts && left > 0; restart += 1, size = Math.max(0.05, size / 3)) {
    const next = nelderMead(counted, best.at, { size, tolerance: 1e-10, mostEvaluations: left })
    const gain = best.value - next.value
    best = next
    if (gain <= 1e-9) break
  }
  return best
}

interface Polished {
  readonly minimum: Minimum
  /** The inverse of the curvature there; undefined if that is no minimum. */
  readonly covariance: number[][] | undefined
  /** Whether the last step was so small that another would change nothing. */
  readonly isSettled: boolean
}

/** Newton's method as long as it finds better. */
const polish = (objective: Objective, from: Minimum): Polished => {
  let minimum = { at: from.at, value: objective(from.at) }
  for (let round = 1; ; round += 1) {
    const { slope, second } = curvatureOf(objective, minimum, differenceStep)
    const covariance = inverseOf(second)
    if (!covariance) return { minimum, covariance, isSettled: false }
    const step = covariance.map((row) => row.reduce((sum, c, j) => sum - c * slope[j]!, 0))
    const isSettled = Math.max(...step.map(Math.abs)) < smallStep
    const at = minimum.at.map((x, i) => x + step[i]!)
    const value = objective(at)
    // So near the minimum that rounding decides which is lower, the slope is the better guide.
    const isBetter = value <= minimum.value + 1e-13 * Math.abs(minimum.value)
    if (isBetter) minimum = { at, value }
    if (isSettled || !isBetter || round === mostPolishes) return { minimum, covariance, isSettled }
  }
}
