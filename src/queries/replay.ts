/** Replaying one customer: the events one by one, in the order of history, with what each changed in every document. */
import type { Instant } from '../../domain/time.js'
import { inHistoryOrder } from '../../domain/event.js'
import { fieldChanges, type FieldChange } from '../../projections/field-changes.js'
import { partOf, stepOf, type AnyReadModel, type HistoryEvent } from '../../projections/read-model.js'

/** One field of one document that an event changed. */
export interface DocumentChange extends FieldChange {
  readonly model: string
  /** Which case, order, lead …; empty for the customer’s one document. */
  readonly part: string
}

export interface ReplayedEvent {
  readonly position: number
  readonly revision: number
  readonly id: string
  readonly type: string
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  readonly actor: string
  readonly channel?: string
  readonly data: object
  readonly changes: readonly DocumentChange[]
}

/** Folds the events one at a time. The timeline is left out: there every event adds its own row. */
export function* replay(models: readonly AnyReadModel[], history: readonly HistoryEvent[]): Iterable<ReplayedEvent> {
  const documents = new Map<string, object>()
  for (const event of [...history].sort(inHistoryOrder)) {
    const changes: DocumentChange[] = []
    for (const model of models) {
      const step = stepOf(model, event.type)
      const part = step && model.documentOf !== 'touchpoint' ? partOf(model, event) : undefined
      if (part === undefined) continue
      const key = `${model.name}\u0000${part}`
      const before = documents.get(key) ?? (model.initial(event.customer) as object)
      const after = structuredClone(before)
      step!(after, event)
      documents.set(key, after)
      for (const change of fieldChanges(before, after)) changes.push({ model: model.name, part, ...change })
    }
    const { position, revision, id, type, data, metadata } = event
    const { occurredAt, recordedAt, actor, channel } = metadata
    yield {
      position,
      revision,
      id,
      type,
      occurredAt,
      recordedAt,
      actor,
      ...(channel !== undefined && { channel }),
      data,
      changes,
    }
  }
}
