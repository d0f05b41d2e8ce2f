/** Decides on models of customer value: what was published under a name and a version stays as it is, and only that is activated. */
import { canonicalJson } from '../canonical-json.js'
import type { Decider } from '../decider.js'
import { conflict, notFound } from '../errors.js'
import { valueModelsStream, type ValueEvent } from './value.events.js'

type DataOf<T extends ValueEvent['type']> = Extract<ValueEvent, { type: T }>['data']

export type ValueModelCommand =
  | { readonly type: 'PublishValueModel'; readonly data: DataOf<'ValueModelPublished'> }
  | { readonly type: 'ActivateValueModel'; readonly data: DataOf<'ValueModelActivated'> }

interface Models {
  /** By `["name",version]`: what it says, as one text. */
  readonly published: Readonly<Record<string, string>>
  /** The key of the one in force. */
  readonly active?: string
}

type ValueModelEvent = Extract<ValueEvent, { type: `ValueModel${string}` }>

const keyOf = ({ name, version }: { readonly name: string; readonly version: number }): string =>
  JSON.stringify([name, version])

const textOf = ({ indicators, tiers }: DataOf<'ValueModelPublished'>): string => canonicalJson({ indicators, tiers })

export const valueModel: Decider<Models, ValueModelCommand, ValueModelEvent> = {
  name: 'value-model',
  stream: valueModelsStream,
  customersOf: () => [],
  initial: { published: {} },
  decide: {
    PublishValueModel: ({ data }, { published }) => {
      const before = published[keyOf(data)]
      if (before === undefined) return [{ type: 'ValueModelPublished', data }]
      if (before === textOf(data)) return []
      const { name, version } = data
      throw conflict(
        'model-version-published',
        `${name} version ${version} was published and says something else: a changed model is a new version`,
        { name, version },
      )
    },
    ActivateValueModel: ({ data }, { published, active }) => {
      const { name, version } = data
      if (published[keyOf(data)] === undefined)
        throw notFound(
          'model-version-unknown',
          `No model of customer value is published as ${name} version ${version}`,
          {
            name,
            version,
          },
        )
      return active === keyOf(data) ? [] : [{ type: 'ValueModelActivated', data }]
    },
  },
  evolve: {
    ValueModelPublished: (models, { data }) => ({
      ...models,
      published: { ...models.published, [keyOf(data)]: textOf(data) },
    }),
    ValueModelActivated: (models, { data }) => ({ ...models, active: keyOf(data) }),
  },
}
