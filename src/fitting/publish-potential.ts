/** A fitted model of potential value, recorded as the next version of its name. */
import type { SharedCommand } from '../../domain/catalogue.js'
import type { Fit } from '../../domain/value/fit.js'
import type { CommandRunner, RequestContext } from '../commands/command-runner.js'
import type { EventStore } from '../event-store/event-store.js'
import { potentialModels } from '../queries/known-models.js'
import type { FittedPotential, FittedValues, ValuesNotFitted } from './fit-models.js'

export interface PublishRequest {
  /** The user's name for the model. */
  readonly name: string
  /** Discount rate per year: 0.1 is 10 %. */
  readonly discountPerYear: number
  /** Why it becomes the active one at once; published only, where it is not said. */
  readonly activateBecause?: string
}

export interface Published {
  readonly name: string
  readonly version: number
  readonly isActive: boolean
  readonly values: readonly FittedValues[]
  readonly withoutValues: readonly ValuesNotFitted[]
  /** The log position of what was recorded. */
  readonly position: number
}

const estimateOf = ({ parameters, standardErrors, logLikelihood, customers }: Fit<string>) => ({
  parameters,
  standardErrors,
  logLikelihood,
  customers,
})

type PublishPotential = Extract<SharedCommand, { type: 'PublishPotentialModel' }>['data']

/** What is recorded of a fitted model under a name. */
export const publicationOf = (
  { purchases, values }: FittedPotential,
  { name, discountPerYear, by }: Pick<PublishPotential, 'name' | 'discountPerYear' | 'by'>,
): PublishPotential => {
  const { model, unit, holdout, until, knownAt, position } = purchases
  return {
    name,
    window: { until, ...(knownAt !== undefined && { knownAt }), position },
    purchases: {
      model,
      unit,
      ...estimateOf(purchases),
      ...(holdout && { holdout: { ...holdout, byRepeats: [...holdout.byRepeats] } }),
    },
    values: values.map((fitted) => ({
      model: fitted.model,
      currency: fitted.currency,
      ...estimateOf(fitted),
      frequencyValueCorrelation: fitted.frequencyValueCorrelation,
    })),
    discountPerYear,
    ...(by !== undefined && { by }),
  }
}

/**
 * Records a fitted model as the next version of its name.
 * @throws DomainError as `CommandRunner.handleShared`
 */
export const publishPotential = async (
  store: EventStore,
  runner: CommandRunner,
  fitted: FittedPotential,
  { name, discountPerYear, activateBecause }: PublishRequest,
  context: RequestContext,
): Promise<Published> => {
  const data = publicationOf(fitted, { name, discountPerYear })
  const published = await runner.handleShared({ type: 'PublishPotentialModel', data }, context)
  const { version } = (await potentialModels(store, { position: published.position! })).at(-1)!.model
  const { values, withoutValues } = fitted
  const result = { name, version, values, withoutValues }
  if (activateBecause === undefined) return { ...result, isActive: false, position: published.position! }
  const activated = await runner.handleShared(
    { type: 'ActivatePotentialModel', data: { name, version, reason: activateBecause } },
    context,
  )
  return { ...result, isActive: true, position: activated.position! }
}
