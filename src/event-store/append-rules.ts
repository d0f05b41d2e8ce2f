/** Rules of an append that every adapter keeps: whether a stream is as expected, and what can be an event at all. */
import { invalid, type DomainError } from '../../domain/errors.js'
import type { NewEvent } from '../../domain/event.js'
import type { ExpectedRevision } from './event-store.js'

/** Whether a stream whose last revision is `revision` (-1: it has no events) is as expected. */
export const isMet = (expected: ExpectedRevision, revision: number): boolean =>
  expected === 'any' ||
  (expected === 'none' ? revision < 0 : expected === 'exists' ? revision >= 0 : revision === expected)

/** The first id that an append has twice. */
export const firstTwice = (events: readonly NewEvent[]): string | undefined => {
  if (events.length === 1) return undefined
  const met = new Set<string>()
  return events.find(({ id }) => met.size === met.add(id).size)?.id
}

export const appendEmpty = (stream: string, index: number): DomainError =>
  invalid('append-empty', `Nothing to append to ${stream}`, { stream, index })

/** @throws DomainError `event-not-json` for what JSON has no text for */
export const asJson = (value: object, stream: string, index: number): string => {
  let reason = 'it has no text'
  try {
    // The types do not say so, but a function or nothing at all has no text.
    const text = JSON.stringify(value) as string | undefined
    if (text !== undefined) return text
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error)
  }
  throw invalid('event-not-json', `An event that is not plain JSON: ${reason}`, { stream, index })
}
