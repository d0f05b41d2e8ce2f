/** Decides on models of potential value: a model gets its version when it is published, and only a published one is activated. */
import type { Decider } from '../decider.js'
import { notFound, ruleBroken } from '../errors.js'
import { purchaseModels } from './purchase-models.js'
import { valueModelsStream, type ValueEvent } from './value.events.js'

type DataOf<T extends ValueEvent['type']> = Extract<ValueEvent, { type: T }>['data']

export type PotentialModelCommand =
  | { readonly type: 'PublishPotentialModel'; readonly data: Omit<DataOf<'PotentialModelPublished'>, 'version'> }
  | { readonly type: 'ActivatePotentialModel'; readonly data: DataOf<'PotentialModelActivated'> }

interface Models {
  /** By name: the latest version. */
  readonly versions: Readonly<Record<string, number>>
  readonly active?: { readonly name: string; readonly version: number }
}

type PotentialModelEvent = Extract<ValueEvent, { type: PotentialModelCommand['type'] | `PotentialModel${string}` }>

/**
 * Whoever asks for a value without a horizon asks for a lifetime: a model that has no answer to that is of no use.
 * Whether the purchases of a lifetime have a bound depends on the parameters alone, not on what a customer bought.
 */
const checkLifetimeBounded = ({
  purchases: { model, parameters },
  discountPerYear,
}: Pick<DataOf<'PotentialModelPublished'>, 'purchases' | 'discountPerYear'>): void => {
  if (discountPerYear > 0 || purchaseModels[model].given(parameters, 0).expectedIfAlive(0, Infinity) < Infinity) return
  throw ruleBroken(
    'lifetime-unbounded',
    `Without a discount, ${model} with these parameters expects purchases without bound over a lifetime: ` +
      'give a discount rate above 0, such as 0.1 per year',
    { model, discountPerYear },
  )
}

export const potentialModel: Decider<Models, PotentialModelCommand, PotentialModelEvent> = {
  name: 'potential-model',
  stream: valueModelsStream,
  customersOf: () => [],
  initial: { versions: {} },
  decide: {
    PublishPotentialModel: ({ data }, { versions }) => {
      checkLifetimeBounded(data)
      return [{ type: 'PotentialModelPublished', data: { ...data, version: (versions[data.name] ?? 0) + 1 } }]
    },
    ActivatePotentialModel: ({ data }, { versions, active }) => {
      const { name, version } = data
      const latest = versions[name] ?? 0
      if (version > latest)
        throw notFound(
          'model-version-unknown',
          latest === 0
            ? `No model of potential value is published as ${name}`
            : `Of the model ${name}, versions 1 to ${latest} are published`,
          { name, version, latest },
        )
      if (active?.name === name && active.version === version) return []
      return [{ type: 'PotentialModelActivated', data }]
    },
  },
  evolve: {
    PotentialModelPublished: (models, { data: { name, version } }) => ({
      ...models,
      versions: { ...models.versions, [name]: version },
    }),
    PotentialModelActivated: (models, { data: { name, version } }) => ({ ...models, active: { name, version } }),
  },
}
