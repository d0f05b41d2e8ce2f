/** Replaying one customer: the events one by one, in the order of history, with what each changed in every document. */
import type { Instant } from '../../domain/time.js'
import { inHistoryOrder } from '../../domain/event.js'
import { partOf, stepOf, type AnyReadModel, type HistoryEvent } from '../../projections/read-model.js'

/** One field of one document that an event changed; `from` is absent where it is new, `to` where it is gone. */
export interface FieldChange {
  readonly model: string
  /** Which case, order, lead …; empty for the customer’s one document. */
  readonly part: string
  readonly field: string
  readonly from?: unknown
  readonly to?: unknown
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
  readonly changes: readonly FieldChange[]
}

/** Folds the events one at a time. The timeline is left out: there every event adds its own row. */
export function* replay(models: readonly AnyReadModel[], history: readonly HistoryEvent[]): Iterable<ReplayedEvent> {
  const documents = new Map<string, object>()
  for (const event of [...history].sort(inHistoryOrder)) {
    const changes: FieldChange[] = []
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

/** The leaves that differ between two JSON values, by path. */
function* fieldChanges(
  before: unknown,
  after: unknown,
  path = '',
): Iterable<Pick<FieldChange, 'field' | 'from' | 'to'>> {
  if (before === after) return
  if (isBranch(before) && isBranch(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      yield* fieldChanges(before[key], after[key], path === '' ? key : `${path}.${key}`)
    return
  }
  if (before === undefined && isBranch(after)) {
    for (const key of Object.keys(after))
      yield* fieldChanges(undefined, after[key], path === '' ? key : `${path}.${key}`)
    return
  }
  yield { field: path, ...(before !== undefined && { from: before }), ...(after !== undefined && { to: after }) }
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
