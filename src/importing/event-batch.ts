/** The events of many rows on their way to the store. */
import { DomainError } from '../../domain/errors.js'
import type { EventStore, StreamAppend } from '../event-store/event-store.js'

/** What became of the events of a batch. */
export interface Written {
  /** Events that are in the store now. */
  events: number
  /** Those of them that were not there before. */
  appended: number
}

/** An append, and the row it comes from; none for an event that stands for no row. */
export interface OwnedAppend<R> {
  readonly append: StreamAppend
  readonly row: R | undefined
}

/**
 * Writes events in order. A row of which an event is refused, because its id is in use for another content, is left out
 * as a whole and given to `onRefused`; the rest is written.
 * @throws DomainError what the store throws otherwise
 */
export const writeBatch = async <R>(
  store: EventStore,
  batch: readonly OwnedAppend<R>[],
  onRefused: (row: R, why: DomainError) => void,
): Promise<Written> => {
  const written: Written = { events: 0, appended: 0 }
  const sameRow = (a: number, b: number): boolean => batch[a]!.row !== undefined && batch[a]!.row === batch[b]!.row
  let at = 0
  // Everything at once, unless something is refused: then what stands before it, and carefully on from there.
  let size = batch.length
  while (at < batch.length) {
    let end = Math.min(at + size, batch.length)
    while (end < batch.length && sameRow(end - 1, end)) end++
    const refusal = await tryAppend(store, batch.slice(at, end), written)
    if (!refusal) {
      at = end
      size *= 2
      continue
    }
    let from = at + refusal.index
    let to = from + 1
    while (from > at && sameRow(from - 1, from)) from--
    while (to < batch.length && sameRow(to - 1, to)) to++
    if (from > at) {
      size = from - at
      continue
    }
    const { row } = batch[from]!
    if (row !== undefined) onRefused(row, refusal.error)
    at = to
    size = Math.ceil(size / 2)
  }
  return written
}

const tryAppend = async <R>(
  store: EventStore,
  batch: readonly OwnedAppend<R>[],
  written: Written,
): Promise<{ readonly index: number; readonly error: DomainError } | undefined> => {
  try {
    const answers = await store.appendMany(batch.map(({ append }) => append))
    written.events += batch.length
    for (const { appended } of answers) written.appended += appended
    return undefined
  } catch (error) {
    if (error instanceof DomainError && error.code === 'event-id-reused') {
      const { index } = error.facts
      if (typeof index === 'number') return { index, error }
    }
    throw error
  }
}
