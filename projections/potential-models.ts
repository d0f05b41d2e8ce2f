/** Which model of potential value is in force: the publications and activations of the stream `value-models`, folded. */
import type { RecordedEvent } from '../domain/event.js'
import type { Instant } from '../domain/time.js'
import type { ValueEvent } from '../domain/value/value.events.js'

export type PotentialModel = Extract<ValueEvent, { type: 'PotentialModelPublished' }>['data']

/** Since when a model is in force, and why. */
export interface InForce {
  readonly since: Instant
  readonly reason: string
  readonly by?: string
}

/** A published model, and whether potential value is estimated by it. */
export interface KnownModel {
  readonly model: PotentialModel
  readonly publishedAt: Instant
  /** Null where another one is in force, or none. */
  readonly inForce: InForce | null
}

/** All that were published, in that order. */
export const potentialModelsOf = (events: Iterable<RecordedEvent<ValueEvent>>): KnownModel[] => {
  const published: Omit<KnownModel, 'inForce'>[] = []
  let active: { readonly name: string; readonly version: number; readonly inForce: InForce } | undefined
  for (const { type, data, metadata } of events)
    switch (type) {
      case 'PotentialModelPublished':
        published.push({ model: data, publishedAt: metadata.recordedAt })
        break
      case 'PotentialModelActivated': {
        const { name, version, reason, by } = data
        active = { name, version, inForce: { since: metadata.recordedAt, reason, ...(by !== undefined && { by }) } }
        break
      }
      case 'ValueModelPublished':
      case 'ValueModelActivated':
        break
    }
  return published.map((known) => {
    const { name, version } = known.model
    return { ...known, inForce: active?.name === name && active.version === version ? active.inForce : null }
  })
}
