/** Which models of customer value were published, and which is in force: the events of the stream `value-models`, folded. */
import type { RecordedEvent } from '../domain/event.js'
import type { Instant } from '../domain/time.js'
import type { ValueEvent } from '../domain/value/value.events.js'
import type { InForce } from './potential-models.js'

export type PublishedValueModel = Extract<ValueEvent, { type: 'ValueModelPublished' }>['data']

export interface KnownValueModel {
  readonly model: PublishedValueModel
  readonly publishedAt: Instant
  /** Null where another one is in force, or none. */
  readonly inForce: InForce | null
}

/** All that were published, in that order. */
export const valueModelsOf = (events: Iterable<RecordedEvent<ValueEvent>>): KnownValueModel[] => {
  const known: KnownValueModel[] = []
  let active: Extract<RecordedEvent<ValueEvent>, { type: 'ValueModelActivated' }> | undefined
  for (const event of events)
    if (event.type === 'ValueModelPublished')
      known.push({ model: event.data, publishedAt: event.metadata.recordedAt, inForce: null })
    else if (event.type === 'ValueModelActivated') active = event
  if (!active) return known
  const { name, version, reason, by } = active.data
  const inForce = { since: active.metadata.recordedAt, reason, ...(by !== undefined && { by }) }
  return known.map((one) => (one.model.name === name && one.model.version === version ? { ...one, inForce } : one))
}
