/** Positions: the server's are pairs of 64-bit offsets, equal for whatever is written nowadays; ours are numbers. */
import type { Position } from '@eventstore/db-client'
import { unavailable } from '../../../domain/errors.js'

/** @throws DomainError `position-too-large` beyond 2⁵³, where numbers are no longer exact: a log of nine petabytes */
export const positionOf = ({ commit }: Position): number => {
  const position = Number(commit)
  if (!Number.isSafeInteger(position))
    throw unavailable('position-too-large', `Position ${commit} of the log is beyond what can be counted exactly`, {
      position: String(commit),
    })
  return position
}

/** Where the server finds a position. */
export const placeOf = (position: number): Position => {
  const commit = BigInt(position)
  return { commit, prepare: commit }
}
