/** Decides on models of potential value: a model gets its version when it is published, and only a published one is activated. */
import type { Decider } from '../decider.js'
import { notFound } from '../errors.js'
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

export const potentialModel: Decider<Models, PotentialModelCommand, PotentialModelEvent> = {
  name: 'potential-model',
  stream: valueModelsStream,
  customersOf: () => [],
  initial: { versions: {} },
  decide: {
    PublishPotentialModel: ({ data }, { versions }) => [
      { type: 'PotentialModelPublished', data: { ...data, version: (versions[data.name] ?? 0) + 1 } },
    ],
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
