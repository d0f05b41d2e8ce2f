/** The customer’s file: who it is, where it is known, who is responsible, whether effort is spent on it. */
import { dayOf } from '../../domain/event.js'
import type { ReadModel } from '../read-model.js'
import type { Deprioritisation } from '../tier/tiering.js'

export interface CustomerDocument {
  kind: 'person' | 'organisation' | null
  profile: Record<string, string>
  /** Where source systems know the customer; the latest hundred. */
  sourceRecords: { source: string; externalId: string }[]
  sourceRecordsInAll: number
  owner: string | null
  ownerSince: string | null
  /** That no more effort is spent on the customer than it asks for; null of one looked after like the others. */
  deprioritised: Deprioritisation | null
}

const sourceRecordsKept = 100

export const customer: ReadModel<CustomerDocument> = {
  name: 'customer',
  version: 2,
  documentOf: 'customer',
  initial: () => ({
    kind: null,
    profile: {},
    sourceRecords: [],
    sourceRecordsInAll: 0,
    owner: null,
    ownerSince: null,
    deprioritised: null,
  }),
  evolve: {
    CustomerRegistered: (file, { data }) => {
      file.kind = data.kind
      Object.assign(file.profile, data.profile)
    },
    ProfileFieldChanged: (file, { data }) => {
      if (data.value === null) delete file.profile[data.field]
      else file.profile[data.field] = data.value
    },
    SourceRecordLinked: (file, { data: { source, externalId } }) => {
      file.sourceRecords.push({ source, externalId })
      file.sourceRecordsInAll += 1
      if (file.sourceRecords.length > sourceRecordsKept) file.sourceRecords.shift()
    },
    CustomerAssigned: (file, { data, metadata }) => {
      file.owner = data.to
      file.ownerSince = metadata.occurredAt
    },
    CustomerDeprioritised: (file, event) => {
      const { reason, by, approvedBy } = event.data
      file.deprioritised = { since: dayOf(event), reason, by, approvedBy }
    },
    CustomerReinstated: (file) => {
      file.deprioritised = null
    },
  },
  contributions: () => [{ figure: 'customers', key: 'all', add: { customers: 1 } }],
}
