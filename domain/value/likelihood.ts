/** What a model must have to be fitted by maximum likelihood. */
import { invalid } from '../errors.js'
import type { Weighted } from './purchase-pattern.js'

/** Parameters by name; all are positive. */
export type Parameters<Name extends string> = Readonly<Record<Name, number>>

export interface LikelihoodModel<Name extends string, Pattern extends { readonly repeats: number }> {
  readonly name: string
  readonly parameterNames: readonly Name[]
  /** Logarithm of the likelihood of one customer's pattern. */
  readonly logLikelihood: (parameters: Parameters<Name>, pattern: Pattern) => number
  /** The same, unchecked, for many patterns: fastest in the order of `order`. */
  readonly logLikelihoods: (parameters: Parameters<Name>) => (pattern: Pattern) => number
  readonly order: (one: Pattern, other: Pattern) => number
  /** Where a search for the best parameters begins, of the right order of magnitude. */
  readonly start: (patterns: readonly Weighted<Pattern>[]) => Parameters<Name>
  /** @throws DomainError if the model can say nothing of a customer with that pattern. */
  readonly checkPattern: (pattern: Pattern) => void
  /** @throws DomainError if no data of this kind identify the parameters. */
  readonly checkIdentifiable?: (patterns: readonly Weighted<Pattern>[]) => void
  /** @throws DomainError if the best parameters are of no use. */
  readonly checkFitted?: (parameters: Parameters<Name>) => void
}

/** @throws DomainError `parameters-impossible` */
export const checkParameters = <Name extends string>(names: readonly Name[], parameters: Parameters<Name>): void => {
  for (const name of names)
    if (!(parameters[name] > 0 && parameters[name] < Infinity))
      throw invalid('parameters-impossible', `the parameter ${name} must be a positive number`, { ...parameters })
}

/** A function that is made anew only when the number of repeats is another than the last time. */
export const perRepeats = <Made>(make: (repeats: number) => Made): ((repeats: number) => Made) => {
  let last: { repeats: number; made: Made } | undefined
  return (repeats) => {
    if (last?.repeats !== repeats) last = { repeats, made: make(repeats) }
    return last.made
  }
}

/** Logarithm of the likelihood of all customers. */
export const totalLogLikelihood = <Name extends string, Pattern extends { readonly repeats: number }>(
  model: LikelihoodModel<Name, Pattern>,
  parameters: Parameters<Name>,
  patterns: readonly Weighted<Pattern>[],
): number => {
  const logLikelihood = model.logLikelihoods(parameters)
  let total = 0
  for (const { pattern, customers } of patterns) total += customers * logLikelihood(pattern)
  return total
}
