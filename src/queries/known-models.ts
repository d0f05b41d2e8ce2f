/** The models of customer value as they were known at a point of the log. */
import { upcast } from '../../domain/catalogue.js'
import { notFound } from '../../domain/errors.js'
import type { RecordedEvent } from '../../domain/event.js'
import type { Instant } from '../../domain/time.js'
import type { ValueModel } from '../../domain/value/value-model.js'
import { valueModelsStream, type ValueEvent } from '../../domain/value/value.events.js'
import { potentialModelsOf, type KnownModel, type PotentialModel } from '../../projections/potential-models.js'
import { valueModelsOf, type KnownValueModel } from '../../projections/value-models.js'
import type { EventStore } from '../event-store/event-store.js'

/** What a question is asked of: the log up to a position, as far as it was recorded by an instant. */
export interface KnownBy {
  readonly knownAt?: Instant
  readonly position?: number
}

/** Everything published and activated. */
const readValueEvents = async (
  store: EventStore,
  { knownAt, position = Number.MAX_SAFE_INTEGER }: KnownBy = {},
): Promise<RecordedEvent<ValueEvent>[]> => {
  const events: RecordedEvent<ValueEvent>[] = []
  for await (const event of store.readStream(valueModelsStream)) {
    if (event.position > position) break
    if (knownAt === undefined || event.metadata.recordedAt <= knownAt) events.push(upcast<ValueEvent>(event))
  }
  return events
}

/** All published models of potential value. */
export const potentialModels = async (store: EventStore, by: KnownBy = {}): Promise<KnownModel[]> =>
  potentialModelsOf(await readValueEvents(store, by))

export type ListedModel = ReturnType<typeof listed>

const listedValueModel = ({ model, publishedAt, inForce }: KnownValueModel) => ({
  ...model,
  publishedAt,
  isActive: inForce !== null,
  inForce,
})

const listed = ({ model, publishedAt, inForce }: KnownModel) => ({
  kind: 'potential' as const,
  ...model,
  publishedAt,
  isActive: inForce !== null,
  inForce,
})

export interface ModelList {
  readonly position: number
  readonly models: readonly ListedModel[]
  /** By which customers are scored. */
  readonly valueModels: readonly ReturnType<typeof listedValueModel>[]
}

/** All published models of customer value, of whatever kind, as far as they were known. */
export const listModels = async (store: EventStore, knownAt?: Instant): Promise<ModelList> => {
  const position = await store.head()
  const events = await readValueEvents(store, { position, ...(knownAt !== undefined && { knownAt }) })
  return {
    position,
    models: potentialModelsOf(events).map(listed),
    valueModels: valueModelsOf(events).map(listedValueModel),
  }
}

/** The one in force; undefined before the first was activated. */
export const activePotentialModel = async (store: EventStore, by: KnownBy = {}): Promise<PotentialModel | undefined> =>
  (await potentialModels(store, by)).find(({ inForce }) => inForce)?.model

/** The model of customer value in force; undefined before the first was activated. */
export const activeValueModel = async (store: EventStore, by: KnownBy = {}): Promise<ValueModel | undefined> =>
  valueModelsOf(await readValueEvents(store, by)).find(({ inForce }) => inForce)?.model

/**
 * A published model of customer value, in force or not.
 * @throws DomainError `model-version-unknown`
 */
export const publishedValueModel = async (store: EventStore, name: string, version: number): Promise<ValueModel> => {
  const known = valueModelsOf(await readValueEvents(store)).find(
    ({ model }) => model.name === name && model.version === version,
  )
  if (!known)
    throw notFound('model-version-unknown', `No model of customer value is published as ${name} version ${version}`, {
      name,
      version,
    })
  return known.model
}

/** The model of customer value in force. @throws DomainError `value-model-none` */
export const valueModelInForce = async (store: EventStore, by: KnownBy = {}): Promise<ValueModel> => {
  const model = await activeValueModel(store, by)
  if (!model)
    throw notFound(
      'value-model-none',
      'No model of customer value is in force: touchledger model publish starter --activate … makes one',
    )
  return model
}
