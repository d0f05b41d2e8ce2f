/** Folds everything of one customer from nothing, as far as the folds can take it. */
import { DomainError } from '../../domain/errors.js'
import { ordered, refold, type AnyReadModel } from '../../projections/read-model.js'
import type { DocumentWrite, ParkedEvent } from '../read-models/read-model-store.js'
import { historyOf, type StoredHistory } from './history.js'

/** A customer's documents; `parked` where they reflect only what comes before an event that a fold cannot take. */
export interface FoldedCustomer {
  readonly documents: readonly DocumentWrite[]
  readonly parked?: ParkedEvent
}

const foldAll = (models: readonly AnyReadModel[], stored: StoredHistory): DocumentWrite[] => {
  const history = ordered(historyOf(stored))
  return models.flatMap((model) =>
    refold(model, stored.customer, history).map((document) => ({ model: model.name, ...document })),
  )
}

const said = (error: unknown): ParkedEvent['error'] => ({
  code: error instanceof DomainError ? error.code : error instanceof Error ? error.name : 'unknown',
  message: error instanceof Error ? error.message : String(error),
})

/**
 * The documents after the whole history; where a fold cannot take it, those after as much of it, in the order of the log,
 * as the folds can take. So the outcome depends on the log alone, not on when which event was met.
 */
export const foldCustomer = (models: readonly AnyReadModel[], stored: StoredHistory): FoldedCustomer => {
  const { customer, events } = stored
  let failure: unknown
  for (let taken = events.length; ; taken--) {
    try {
      const documents = foldAll(models, { customer, events: taken === events.length ? events : events.slice(0, taken) })
      const parked = events[taken]
      if (!parked) return { documents }
      const { position, stream, revision, id, type, metadata } = parked
      const { recordedAt } = metadata
      const waiting = events.length - taken
      return {
        documents,
        parked: { customer, position, stream, revision, id, type, recordedAt, waiting, error: said(failure) },
      }
    } catch (error) {
      if (taken === 0) throw error
      failure = error
    }
  }
}
