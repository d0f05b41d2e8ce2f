/** Evaluating days on real stores: a ledger whose customers are lost after five quiet days, and what was recorded in it. */
import { definitionOf, type LedgerEvent } from '../domain/catalogue.js'
import { customerIdOf, customerStream, derivedId } from '../domain/customer/customer-id.js'
import { scheduleStream, type ScheduleEvent } from '../domain/schedule/schedule.subject.js'
import { dayNumber, dayOfNumber, type Day } from '../domain/time.js'
import { defaultLifecycleRules } from '../projections/lifecycle/lifecycle.read-model.js'
import { definitionOfAll, readModels as readModelsBy } from '../projections/read-models.js'
import { timeRules } from '../projections/time-rules.js'
import type { EventStore } from '../src/event-store/event-store.js'
import { ProjectionEngine } from '../src/projecting/projection-engine.js'
import type { ReadModelStore } from '../src/read-models/read-model-store.js'
import type { EvaluationSources } from '../src/scheduling/evaluate-days.js'
import type { Happened } from './given-events.js'

const thresholds = { ...defaultLifecycleRules, lostAfterDays: 5 }

export interface Stores {
  readonly store: EventStore
  readonly readModels: ReadModelStore
}

/** What an evaluation works on, at an instant. */
export const sourcesOf = ({ store, readModels }: Stores, now: string): EvaluationSources => {
  const models = readModelsBy(thresholds)
  return {
    store,
    readModels,
    models,
    definition: definitionOfAll(thresholds),
    rules: timeRules(thresholds),
    lifecycle: thresholds,
    clock: () => now,
    catchUp: (signal) => new ProjectionEngine(store, readModels, models).catchUp({ signal }),
  }
}

export const definition = definitionOfAll(thresholds)

/** A day counted from the first of 2024. */
export const day = (number: number): Day => dayOfNumber(dayNumber('2024-01-01') + number)

export const customer = (name: string): string => customerIdOf('days', name)

/** Appends what happened with customers, in this order. */
export const tell = async ({ store }: Stores, ...told: readonly (readonly [name: string, event: Happened])[]) => {
  if (told.length === 0) return
  await store.appendMany(
    told.map(([name, { metadata, ...event }]) => {
      const id = derivedId('days', name, JSON.stringify(event), metadata.occurredAt)
      const envelope = { recordedAt: metadata.occurredAt, actor: 'spec', correlationId: id, causationId: id }
      const { version: schemaVersion } = definitionOf(event.type)
      return {
        stream: customerStream(customer(name)),
        events: [{ ...event, id, metadata: { ...envelope, schemaVersion, ...metadata } }],
        expected: 'any' as const,
      }
    }),
  )
}

/** What was recorded because time passed, by customer, in an order that does not tell when it was appended. */
export const recorded = async ({ store }: Stores): Promise<readonly (LedgerEvent & { readonly stream: string })[]> => {
  const found: (LedgerEvent & { readonly stream: string; readonly id: string })[] = []
  for await (const { stream, type, data, id, metadata } of store.readAll({
    filter: { streamPrefixes: [customerStream('')] },
  }))
    if (metadata.actor === 'scheduler')
      found.push({ stream, id, type, data, occurredAt: metadata.occurredAt } as (typeof found)[number])
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The events of the schedule. */
export const schedule = async ({ store }: Stores): Promise<readonly ScheduleEvent[]> => {
  const found: ScheduleEvent[] = []
  for await (const { type, data } of store.readStream(scheduleStream)) found.push({ type, data } as ScheduleEvent)
  return found
}
