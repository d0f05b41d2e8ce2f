/**
 * Where the generations stand, in the collection `read-models.state`. The document `live` tells it of the one that is
 * read, and which is being built and which was live before; of those beside it, there is a document by their names.
 */
import { randomUUID } from 'node:crypto'
import type { Collection } from 'mongodb'
import type { Checkpoint, Generation } from '../read-model-store.js'
import type { MongoConnection } from './mongo-connection.js'

export interface State {
  /** `live`, or the generation. */
  readonly _id: string
  readonly generation: string
  readonly definition: string
  readonly checkpoint: number
  readonly edition: string
  readonly note?: string
  /** The mark of the last commit, by which it knows itself again when the server's answer was lost. */
  readonly commit?: string
}

/** The state of the live generation, which also tells what the others are. */
export interface LiveState extends State {
  /** The one that was live before; it stays until the next one takes over. */
  readonly previous?: string
  /** The only one that may take over. */
  readonly building?: string
}

export const statesOf = ({ database }: MongoConnection): Collection<State> => database.collection('read-models.state')

/** A generation that nothing was written to yet. */
export const emptyState = (generation: string, definition: string): Omit<State, '_id'> => ({
  generation,
  definition,
  checkpoint: 0,
  edition: randomUUID(),
})

export const checkpointOf = ({ checkpoint, edition, note }: State): Checkpoint => ({
  position: checkpoint,
  edition,
  ...(note !== undefined && { note }),
})

/** The generations of all states, the live one first. */
export const generationsOf = (states: readonly State[]): Generation[] => {
  const live = states.find((state): state is LiveState => state._id === 'live')
  const roleOf = (state: State): Generation['role'] =>
    state === live ? 'live' : state.generation === live?.previous ? 'previous' : 'building'
  return [...states]
    .sort((a, b) => Number(b === live) - Number(a === live))
    .map((state) => ({
      name: state.generation,
      role: roleOf(state),
      definition: state.definition,
      checkpoint: checkpointOf(state),
    }))
}
