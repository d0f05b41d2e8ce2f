/** The contracts of a customer as they stood after each event about them: so what was agreed is known of any day. Never stored. */
import type { Instant } from '../../domain/time.js'
import { partOf, stepOf, type HistoryEvent, type ReadModel } from '../read-model.js'
import { contracts, contractStateAt, type ContractDocument } from './contracts.read-model.js'

export interface ContractVersion {
  /** Which of the customer's contracts. */
  readonly part: string
  readonly at: Instant
  readonly document: ContractDocument
}

export interface ContractVersionsDocument {
  /** In the order of history. */
  versions: ContractVersion[]
}

const addVersion = (document: ContractVersionsDocument, event: HistoryEvent): void => {
  const part = partOf(contracts, event)!
  const before = document.versions.findLast((version) => version.part === part)?.document
  const after = { ...(before ?? contracts.initial(event.customer)) }
  stepOf(contracts, event.type)!(after, event)
  document.versions.push({ at: event.metadata.occurredAt, part, document: after })
}

export const contractVersions: ReadModel<ContractVersionsDocument> = {
  name: 'contract-versions',
  version: 1,
  documentOf: 'customer',
  initial: () => ({ versions: [] }),
  evolve: Object.fromEntries(Object.keys(contracts.evolve).map((type) => [type, addVersion])),
}

/** Each contract as it stood at an instant; those that nothing was known of by then are not there. */
export const contractsAt = (versions: readonly ContractVersion[], asOf: Instant): ContractDocument[] => {
  const known = new Map<string, ContractDocument>()
  for (const { at, part, document } of versions) if (at <= asOf) known.set(part, document)
  return [...known.values()]
}

/** Those of them that are in force on the day. */
export const contractsInForce = (documents: readonly ContractDocument[], day: string): ContractDocument[] =>
  documents.filter((document) => contractStateAt(document, day) === 'in force')
