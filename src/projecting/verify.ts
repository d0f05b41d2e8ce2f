/** Verifying: the live read models proven against the log, or put beside what is built to take over. */
import type { AnyReadModel } from '../../projections/read-model.js'
import type { EventStore } from '../event-store/event-store.js'
import { everybody } from '../read-models/partitions.js'
import type { ReadModelReader } from '../read-models/read-model-store.js'
import { proveLog, proveStored, type Hashed, type Proof, type ProofScope } from './proof.js'

/** How two states of the same thing compare. */
export interface Compared {
  readonly liveHash: string
  readonly rebuiltHash: string
  readonly equal: boolean
}

/** The outcome of a verification; `equal` only when everything is. Counts are those of the live ones. */
export interface Verification {
  /** Both sides reflect the log up to here. */
  readonly position: number
  readonly equal: boolean
  readonly readModels: readonly (Compared & { readonly model: string; readonly documents: number })[]
  readonly contributions: Compared & { readonly sums: number }
  readonly parked: Compared & { readonly events: number }
}

const compared = (live: Hashed, rebuilt: Hashed): Compared => ({
  liveHash: live.hash,
  rebuiltHash: rebuilt.hash,
  equal: live.count === rebuilt.count && live.hash === rebuilt.hash,
})

/** Puts two proofs of the same position beside each other. */
export const compareProofs = (live: Proof, rebuilt: Proof): Verification => {
  const readModels = Object.entries(live.models).map(([model, hashed]) => ({
    model,
    documents: hashed.count,
    ...compared(hashed, rebuilt.models[model]!),
  }))
  const contributions = {
    sums: live.contributions.count,
    ...compared(live.contributions, rebuilt.contributions),
  }
  const parked = { events: live.parked.count, ...compared(live.parked, rebuilt.parked) }
  const equal = [...readModels, contributions, parked].every((part) => part.equal)
  return { position: live.position, equal, readModels, contributions, parked }
}

export interface VerifySources {
  readonly store: EventStore
  readonly readModels: Pick<ReadModelReader, 'snapshot'>
  readonly models: readonly AnyReadModel[]
  readonly scope?: ProofScope
  readonly onProgress?: (progress: { readonly events: number; readonly eventsTotal: number }) => void
  readonly signal?: AbortSignal | undefined
}

/** Proves the live read models: folds the whole log up to the same position and compares; changes nothing. Undefined when aborted. */
export const verify = async ({
  store,
  readModels,
  models,
  scope,
  onProgress = () => undefined,
  signal,
}: VerifySources): Promise<Verification | undefined> => {
  const { live, positions } = await readModels.snapshot(async (snapshot) => ({
    live: await proveStored(snapshot, models, scope),
    positions: snapshot.positions ?? [{ share: everybody, position: snapshot.position }],
  }))
  let events = 0
  const onEvents = (more: number): void => onProgress({ events: (events += more), eventsTotal: live.position })
  const rebuilt = await proveLog(store, models, positions, scope, onEvents, signal)
  return rebuilt && compareProofs(live, rebuilt)
}
