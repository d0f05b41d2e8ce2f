/** The proof of what read models say: one hash per read model, of the portfolio sums, and of what is parked. */
import type { AnyReadModel, Contribution, FoldedDocument } from '../../projections/read-model.js'
import { Sums } from '../../projections/sums.js'
import { MultisetHash } from '../multiset-hash.js'
import type { EventStore } from '../event-store/event-store.js'
import type { ParkedEvent, Snapshot } from '../read-models/read-model-store.js'
import { foldCustomer } from './fold-customer.js'
import { tallyDocuments } from './fold-partitions.js'
import { storedHistories } from './history.js'
import { readIdentities } from './known-identities.js'

/** How many there are of something, and their hash. */
export interface Hashed {
  readonly count: number
  readonly hash: string
}

/** What read models say at one position of the log. */
export interface Proof {
  readonly position: number
  /** Documents, by read model. */
  readonly models: Readonly<Record<string, Hashed>>
  readonly contributions: Hashed
  readonly parked: Hashed
}

/**
 * What counts. `here`: everything. `anywhere`: all but positions, which are another store's own, so that the same log kept
 * in two kinds of stores has the same proof.
 */
export type ProofScope = 'here' | 'anywhere'

const touchpointPosition = /\/\d{16}$/

const withoutPosition = (key: string, value: unknown): unknown =>
  key === 'position' && typeof value === 'number' ? undefined : value

/** A document as it is hashed. */
const content = ({ customer, part, seen, body }: FoldedDocument, scope: ProofScope): unknown => {
  if (scope === 'here') return [customer, part, seen, body]
  const elsewhere = JSON.parse(JSON.stringify(body, withoutPosition)) as unknown
  return [customer, part.replace(touchpointPosition, ''), seen.occurredAt, elsewhere]
}

class Proving {
  readonly #models: ReadonlyMap<string, MultisetHash>
  readonly #parked = new MultisetHash()
  readonly #contributions = new MultisetHash()

  constructor(
    models: readonly AnyReadModel[],
    private readonly scope: ProofScope,
  ) {
    this.#models = new Map(models.map(({ name }) => [name, new MultisetHash()]))
  }

  document(model: string, document: FoldedDocument): void {
    this.#models.get(model)!.add(content(document, this.scope))
  }

  contribution({ figure, key, add }: Contribution): void {
    const measures = Object.fromEntries(Object.entries(add).filter(([, sum]) => sum !== 0))
    if (Object.keys(measures).length > 0) this.#contributions.add([figure, key, measures])
  }

  parked(event: ParkedEvent): void {
    this.#parked.add(this.scope === 'here' ? event : { ...event, position: 0 })
  }

  at(position: number): Proof {
    const hashed = (of: MultisetHash): Hashed => ({ count: of.count, hash: of.hash() })
    return {
      position,
      models: Object.fromEntries([...this.#models].map(([name, documents]) => [name, hashed(documents)])),
      contributions: hashed(this.#contributions),
      parked: hashed(this.#parked),
    }
  }
}

/** Proves what is stored. */
export const proveStored = async (
  snapshot: Snapshot,
  models: readonly AnyReadModel[],
  scope: ProofScope = 'here',
): Promise<Proof> => {
  const proving = new Proving(models, scope)
  for (const { name } of models) for await (const document of snapshot.documents(name)) proving.document(name, document)
  for await (const contribution of snapshot.contributions()) proving.contribution(contribution)
  for await (const event of snapshot.parked()) proving.parked(event)
  return proving.at(snapshot.position)
}

/** Proves what the log says of each share up to its position, by folding all of it; undefined when aborted. */
export const proveLog = async (
  store: EventStore,
  models: readonly AnyReadModel[],
  positions: NonNullable<Snapshot['positions']>,
  scope: ProofScope = 'here',
  onEvents: (events: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Proof | undefined> => {
  const proving = new Proving(models, scope)
  const sums = new Sums()
  for (const { share, position } of positions)
    for await (const stored of storedHistories(store, await readIdentities(store, position), position, share)) {
      if (signal?.aborted) return undefined
      const { documents, parked } = foldCustomer(models, stored)
      for (const document of documents) proving.document(document.model, document)
      tallyDocuments(sums, models, documents)
      if (parked) proving.parked(parked)
      onEvents(stored.events.length)
    }
  for (const contribution of sums.values()) proving.contribution(contribution)
  return proving.at(Math.min(...positions.map(({ position }) => position)))
}
