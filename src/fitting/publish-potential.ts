/** A model of potential value, fitted and recorded: what purchases to expect, and of what value in each currency. */
import { DomainError } from '../../domain/errors.js'
import type { Fit } from '../../domain/value/fit.js'
import type { CommandRunner, RequestContext } from '../commands/command-runner.js'
import type { EventStore } from '../event-store/event-store.js'
import { potentialModels } from '../queries/known-models.js'
import { currenciesOf, type Buyers } from './buyers.js'
import { fitValues, type FittedPurchases, type FittedValues } from './fit-models.js'

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
  /** Currencies in which too little was bought to tell what a purchase will be worth, and why. */
  readonly withoutValues: readonly { readonly currency: string; readonly code: string; readonly message: string }[]
  /** The log position of what was recorded. */
  readonly position: number
}

const estimateOf = ({ parameters, standardErrors, logLikelihood, customers }: Fit<string>) => ({
  parameters,
  standardErrors,
  logLikelihood,
  customers,
})

/**
 * Fits the values to the same buyers as the purchases, and records everything as the next version of the model.
 * A currency that tells too little is left out: of its customers their own mean is expected.
 * @throws DomainError as `CommandRunner.handleShared`
 */
export const publishPotential = async (
  store: EventStore,
  runner: CommandRunner,
  buyers: Buyers,
  purchases: FittedPurchases,
  { name, discountPerYear, activateBecause }: PublishRequest,
  context: RequestContext,
): Promise<Published> => {
  const values: FittedValues[] = []
  const withoutValues: { currency: string; code: string; message: string }[] = []
  for (const currency of currenciesOf(buyers))
    try {
      values.push(fitValues(buyers, currency))
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      withoutValues.push({ currency, code: error.code, message: error.message })
    }

  const { model, unit, holdout, until, knownAt, position } = purchases
  const published = await runner.handleShared(
    {
      type: 'PublishPotentialModel',
      data: {
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
      },
    },
    context,
  )
  const { version } = (await potentialModels(store, { position: published.position! })).at(-1)!.model
  const result = { name, version, values, withoutValues }
  if (activateBecause === undefined) return { ...result, isActive: false, position: published.position! }
  const activated = await runner.handleShared(
    { type: 'ActivatePotentialModel', data: { name, version, reason: activateBecause } },
    context,
  )
  return { ...result, isActive: true, position: activated.position! }
}
