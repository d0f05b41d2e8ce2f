/** Rebuilding read models that are in parts: one part after the other, each taken over when it is done. */
import { hash } from 'node:crypto'
import type { ReadModelPart, ReadModelParts } from '../read-models/read-model-parts.js'
import { prepare, rebuild, type RebuildOptions, type RebuildSources, type Rebuilt } from './rebuild.js'
import type { Compared, Verification } from './verify.js'
import { examplesKept, type ModelChanges } from './what-changed.js'

export interface RebuildPartsSources extends Omit<RebuildSources, 'readModels' | 'share'> {
  readonly readModels: Pick<ReadModelParts, 'parts'>
}

/** What the rebuild of one part takes, its progress told as a share of the whole. */
const sourcesOf = (sources: RebuildPartsSources, { share, readModels }: ReadModelPart): RebuildSources => {
  const { at, of } = share
  const onProgress: RebuildSources['onProgress'] = ({ phase, events, eventsTotal }) =>
    sources.onProgress?.({
      phase,
      events: Math.floor((at * eventsTotal + Math.min(events * of, eventsTotal)) / of),
      eventsTotal,
    })
  return { ...sources, share, readModels, onProgress }
}

/**
 * Rebuilds all parts. Undefined when aborted: what was taken over stays, what was built of another is kept for the next time.
 * @throws DomainError as `rebuild`
 */
export const rebuildParts = async (
  sources: RebuildPartsSources,
  options: RebuildOptions = {},
): Promise<Rebuilt | undefined> => {
  const all: Rebuilt[] = []
  for (const part of sources.readModels.parts) {
    const rebuilt = await rebuild(sourcesOf(sources, part), options)
    if (!rebuilt) return undefined
    all.push(rebuilt)
  }
  return all.length === 1 ? all[0] : together(all)
}

/** Makes sure that all parts may be read and added to. @throws DomainError as `prepare` */
export const prepareParts = async (sources: RebuildPartsSources): Promise<void> => {
  for (const part of sources.readModels.parts) await prepare(sourcesOf(sources, part))
}

const together = (all: readonly Rebuilt[]): Rebuilt => {
  const proofs = all.flatMap(({ proof }) => proof ?? [])
  const changes = all.flatMap(({ changes }) => Object.entries(changes ?? {}))
  return {
    position: Math.min(...all.map(({ position }) => position)),
    ...(proofs.length === all.length && { proof: provenTogether(proofs) }),
    ...(changes.length > 0 && { changes: changedTogether(changes) }),
  }
}

/** The hash of all parts’ hashes, in their order. */
const comparedTogether = (all: readonly Compared[]): Compared => {
  const hashed = (hashes: readonly string[]): string => hash('sha256', hashes.join('\n'))
  return {
    liveHash: hashed(all.map(({ liveHash }) => liveHash)),
    rebuiltHash: hashed(all.map(({ rebuiltHash }) => rebuiltHash)),
    equal: all.every(({ equal }) => equal),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

const provenTogether = (proofs: readonly Verification[]): Verification => ({
  position: Math.min(...proofs.map(({ position }) => position)),
  equal: proofs.every(({ equal }) => equal),
  readModels: proofs[0]!.readModels.map(({ model }, at) => {
    const parts = proofs.map(({ readModels }) => readModels[at]!)
    return { model, documents: sum(parts.map(({ documents }) => documents)), ...comparedTogether(parts) }
  }),
  contributions: {
    sums: sum(proofs.map(({ contributions }) => contributions.sums)),
    ...comparedTogether(proofs.map(({ contributions }) => contributions)),
  },
  parked: {
    events: sum(proofs.map(({ parked }) => parked.events)),
    ...comparedTogether(proofs.map(({ parked }) => parked)),
  },
})

const added = (one: ModelChanges, other: ModelChanges): ModelChanges => ({
  documents: {
    before: one.documents.before + other.documents.before,
    after: one.documents.after + other.documents.after,
  },
  added: one.added + other.added,
  removed: one.removed + other.removed,
  changed: one.changed + other.changed,
  customers: one.customers + other.customers,
  examples: [...one.examples, ...other.examples].slice(0, examplesKept),
})

const changedTogether = (changes: readonly (readonly [string, ModelChanges])[]): Record<string, ModelChanges> => {
  const all: Record<string, ModelChanges> = {}
  for (const [model, one] of changes) {
    const before = all[model]
    all[model] = before ? added(before, one) : one
  }
  return all
}
