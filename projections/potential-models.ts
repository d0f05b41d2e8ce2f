/** Which model of potential value is in force: the publications and activations of the stream `value-models`, folded. */
import type { ValueEvent } from '../domain/value/value.events.js'

export type PotentialModel = Extract<ValueEvent, { type: 'PotentialModelPublished' }>['data']

/** A published model, and whether potential value is estimated by it. */
export interface KnownModel {
  readonly model: PotentialModel
  readonly isActive: boolean
}

/** All that were published, in that order. */
export const potentialModelsOf = (events: Iterable<ValueEvent>): KnownModel[] => {
  const published: PotentialModel[] = []
  let active: PotentialModel | undefined
  for (const event of events)
    switch (event.type) {
      case 'PotentialModelPublished':
        published.push(event.data)
        break
      case 'PotentialModelActivated':
        active = published.find(({ name, version }) => name === event.data.name && version === event.data.version)
        break
    }
  return published.map((model) => ({ model, isActive: model === active }))
}
